"""The table in which forms are counted by where they come from: a digest, a number, and when both may go."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("home", "0001_tries")]
    operations = [
        migrations.RunSQL(
            "CREATE TABLE form_counts (who bytea PRIMARY KEY, sent integer NOT NULL, until timestamptz NOT NULL)",
            "DROP TABLE form_counts",
        ),
    ]

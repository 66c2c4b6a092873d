"""People and invitations are found by address whoever's it is, so a stranger's takes no longer to look up."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(Lower("email"), name="invitation_by_address"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(Lower("email"), name="person_by_address"),
        ),
    ]

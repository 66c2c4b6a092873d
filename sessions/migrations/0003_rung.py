"""When somebody who asked to be rung was rung."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support_sessions", "0002_forgetting")]
    operations = [
        migrations.AddField(
            "place",
            "rung_at",
            models.DateTimeField(blank=True, help_text="When somebody last rang or texted them", null=True),
        ),
    ]

# A larger role that somebody laid down is theirs to take up again for a time from that day on.

from typing import Any

from django.db import migrations, models


def since_the_last_choice(apps: Any, schema_editor: Any) -> None:
    """What was laid down before was counted from the day the present role began."""
    laid_down = apps.get_model("groups", "Membership").objects.exclude(laid_down="")
    laid_down.update(laid_down_on=models.F("from_on"))


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0006_found_by_place'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='laid_down_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(since_the_last_choice, migrations.RunPython.noop),
    ]

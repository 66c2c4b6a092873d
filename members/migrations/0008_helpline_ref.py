"""Helplines have pages of their own, so each has a ref."""

import peersupport.lib.refs
from django.db import migrations, models


def give_each_a_ref(apps, schema_editor):
    for line in apps.get_model("members", "Helpline").objects.filter(ref=None):
        line.ref = peersupport.lib.refs.new_ref()
        line.save(update_fields=["ref"])


class Migration(migrations.Migration):
    dependencies = [("members", "0007_consent")]
    operations = [
        migrations.AddField("helpline", "ref", models.CharField(max_length=12, null=True)),
        migrations.RunPython(give_each_a_ref, migrations.RunPython.noop),
        migrations.AlterField("helpline", "ref", peersupport.lib.refs.RefField()),
    ]

"""Helplines have pages of their own, so each has a ref."""

import peersupport.lib.refs
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0007_consent")]
    operations = [
        migrations.AddField("helpline", "ref", models.CharField(max_length=12, null=True)),
        migrations.RunPython(peersupport.lib.refs.give_refs("members", "helpline"), migrations.RunPython.noop),
        migrations.AlterField("helpline", "ref", peersupport.lib.refs.RefField()),
    ]

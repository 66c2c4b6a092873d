"""The table in which tries are counted (login codes, wrong guesses), shared by all workers."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS tries")


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("groups", "0001_initial"), ("support_sessions", "0001_initial")]
    operations = [migrations.RunPython(make_table, drop_table)]

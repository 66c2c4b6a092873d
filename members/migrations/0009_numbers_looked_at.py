"""Looking at somebody's number is a look."""

from django.db import migrations, models

WHAT = [
    ("register", "The register of an evening"),
    ("names", "A list of the names of a group, as a file"),
    ("words", "The words by which a group knows people"),
    ("complaint", "What somebody complained of"),
    ("numbers", "The numbers of those who asked to be rung"),
]


class Migration(migrations.Migration):
    dependencies = [("members", "0008_helpline_ref")]
    operations = [migrations.AlterField("look", "what", models.CharField(choices=WHAT, max_length=9))]

# An area's name, and an organisation's, is one however its capitals are written.

from collections.abc import Iterator
from itertools import count
from typing import Any

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models.functions import Lower

LONGEST = {"Area": 80, "Organisation": 120}


def number_doubles(apps: Any, schema_editor: Any) -> None:
    """Of names that are the same but for capitals the first stays, and the later ones get the next free number."""
    for model, longest in LONGEST.items():
        rows = apps.get_model("members", model).objects.alias(folded=Lower("name"))
        first = rows.filter(network=models.OuterRef("network"), folded=models.OuterRef("folded")).order_by("pk")
        doubles = rows.exclude(pk=models.Subquery(first.values("pk")[:1]))
        for double in doubles.order_by("pk"):
            beside = rows.filter(network=double.network_id)
            free = (name for name in numbered(double.name, longest) if not is_there(beside, name))
            rows.filter(pk=double.pk).update(name=next(free))


def numbered(name: str, longest: int) -> Iterator[str]:
    for number in count(2):
        end = f" ({number})"
        yield name[: longest - len(end)].rstrip() + end


def is_there(rows: Any, name: str) -> bool:
    """As the database reads capitals, which Python reads otherwise in some alphabets."""
    return rows.filter(folded=Lower(models.Value(name))).exists()


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0013_nation_of_an_area'),
    ]

    operations = [
        migrations.RunPython(number_doubles, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='area',
            name='one_area_of_a_name_in_a_network',
        ),
        migrations.RemoveConstraint(
            model_name='organisation',
            name='one_organisation_of_a_name_in_a_network',
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(models.F('network'), django.db.models.functions.text.Lower('name'), name='one_area_of_a_name_in_a_network'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(models.F('network'), django.db.models.functions.text.Lower('name'), name='one_organisation_of_a_name_in_a_network'),
        ),
    ]

# Somebody may wait for something near a place that is in none of a network's areas.

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0003_offered_roles'),
        ('members', '0010_invitations'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='interest',
            name='one_interest_of_an_address',
        ),
        migrations.RemoveConstraint(
            model_name='interest',
            name='interest_in_a_group_or_an_area',
        ),
        migrations.AddField(
            model_name='interest',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='members.network'),
        ),
        migrations.AddField(
            model_name='interest',
            name='place',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name='interest',
            name='purpose',
            field=models.CharField(choices=[('starts', 'Tell me when it starts'), ('restarts', 'Tell me when it starts again'), ('near', 'Tell me when something starts near here')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(models.F('group'), models.F('area'), models.F('network'), django.db.models.functions.text.Lower('place'), django.db.models.functions.text.Lower('email'), name='one_interest_of_an_address', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', True), ('group__isnull', False), ('network__isnull', True), ('place', '')), models.Q(('area__isnull', False), ('group__isnull', True), ('network__isnull', True), ('place', '')), models.Q(('area__isnull', True), ('group__isnull', True), ('network__isnull', False), models.Q(('place', ''), _negated=True)), _connector='OR'), name='interest_in_a_group_an_area_or_a_place'),
        ),
    ]

# Somebody would like to help at a group, or to do more or less there.

import django.db.models.deletion
import peersupport.lib.refs
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0004_interest_near_a_place'),
        ('members', '0011_yes_to_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='laid_down',
            field=models.CharField(blank=True, choices=[('participant', 'Participant'), ('helper', 'Helper'), ('volunteer', 'Volunteer'), ('facilitator', 'Facilitator')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='regular',
            name='joined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('role', models.CharField(choices=[('participant', 'Participant'), ('helper', 'Helper'), ('volunteer', 'Volunteer'), ('facilitator', 'Facilitator')], max_length=12)),
                ('words', models.CharField(blank=True, help_text='Seen by who leads the group only', max_length=200)),
                ('said_at', models.DateTimeField()),
                ('talk_at', models.DateTimeField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='groups.supportgroup')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='members.person')),
            ],
            options={
                'verbose_name_plural': 'wishes',
                'constraints': [models.UniqueConstraint(fields=('person', 'group'), name='one_wish_of_a_person_in_a_group'), models.CheckConstraint(condition=models.Q(('role', 'participant'), _negated=True), name='wish_is_to_help')],
            },
        ),
    ]

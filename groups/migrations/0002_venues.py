# A venue has a photo of its door and days on which it is shut; one that is removed stays where past evenings were.

import django.db.models.deletion
import peersupport.lib.refs
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0001_initial'),
        ('members', '0007_consent'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoorPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=36, unique=True)),
                ('alt', models.CharField(help_text='What it shows, for whoever cannot see it', max_length=160)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='venue',
            name='one_venue_of_a_name_in_a_town',
        ),
        migrations.AddField(
            model_name='venue',
            name='left_on',
            field=models.DateField(blank=True, help_text='Removed on this day; past evenings were there', null=True),
        ),
        migrations.AddField(
            model_name='venueclosure',
            name='ref',
            field=models.CharField(max_length=12, null=True),
        ),
        migrations.RunPython(peersupport.lib.refs.give_refs('groups', 'venueclosure'), migrations.RunPython.noop),
        migrations.AlterField(
            model_name='venueclosure',
            name='ref',
            field=peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True),
        ),
        migrations.AddConstraint(
            model_name='venue',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('network', 'town', 'name'), name='one_venue_of_a_name_in_a_town'),
        ),
        migrations.AddField(
            model_name='doorphoto',
            name='venue',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='door', to='groups.venue'),
        ),
        migrations.AddConstraint(
            model_name='doorphoto',
            constraint=models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='door_photo_is_said_in_words'),
        ),
    ]

# Totals keep how many were forgotten; registers keep that somebody was there.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0001_initial'),
        ('members', '0001_initial'),
        ('support_sessions', '0001_initial'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='tally',
            name='cancelled',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='did_not_meet',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='different_people',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='first_timers',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='gave_no_name',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='held',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='made_at',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='not_recorded',
        ),
        migrations.RemoveField(
            model_name='tally',
            name='visits',
        ),
        migrations.AddField(
            model_name='presence',
            name='forgotten_as',
            field=models.CharField(blank=True, choices=[('', 'Not forgotten'), ('person', 'One of the different people'), ('guest', 'Known for one evening only')], db_default='', default='', max_length=6),
        ),
        migrations.AddField(
            model_name='tally',
            name='forgotten_people',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.CheckConstraint(condition=models.Q(('forgotten_as', ''), models.Q(('person__isnull', True), ('regular__isnull', True)), _connector='OR'), name='forgotten_is_nobody'),
        ),
    ]

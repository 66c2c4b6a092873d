# An evening on whose day its group is not open is left out of lists and reports, and kept.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0001_initial'),
        ('support_sessions', '0005_evenings_keep_their_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='groupsession',
            name='is_left_out',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='groupsession',
            name='was_off',
            field=models.BooleanField(default=False, help_text='Cancelled already when it was left out, and so it comes back'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('is_left_out', False), ('state', 'cancelled'), _connector='OR'), name='left_out_is_cancelled'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('was_off', False), ('is_left_out', True), _connector='OR'), name='was_off_is_of_the_left_out'),
        ),
    ]

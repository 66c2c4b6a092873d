# Which closure of its venue cancelled an evening, so that taking it back puts that one on again.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0002_venues'),
        ('support_sessions', '0003_rung'),
    ]

    operations = [
        migrations.AddField(
            model_name='groupsession',
            name='closure',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='groups.venueclosure'),
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(condition=models.Q(('closure__isnull', False)), fields=['closure'], name='session_by_closure'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('closure__isnull', True), ('state', 'cancelled'), _connector='OR'), name='what_a_closure_shut_is_cancelled'),
        ),
    ]

# What is on is read page by page in this order: of many evenings at one hour, without sorting them all.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0006_found_by_place'),
        ('support_sessions', '0009_series_end'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='groupsession',
            name='session_by_start',
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(fields=['starts_at', 'ref'], name='session_by_start_and_ref'),
        ),
    ]

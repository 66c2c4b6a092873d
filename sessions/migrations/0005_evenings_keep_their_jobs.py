# An evening keeps the jobs that its plan asked for when it began.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('support_sessions', '0004_closures'),
    ]

    operations = [
        migrations.AddField(
            model_name='groupsession',
            name='jobs_needed',
            field=models.JSONField(blank=True, null=True),
        ),
    ]

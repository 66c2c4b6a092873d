# What stayed as it was when its series moved is written down. Of moves made before, nobody can know: it stays empty.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('support_sessions', '0010_by_start_and_ref'),
    ]

    operations = [
        migrations.AddField(
            model_name='groupsession',
            name='stayed_at',
            field=models.ManyToManyField(blank=True, related_name='stayed', to='support_sessions.series'),
        ),
    ]

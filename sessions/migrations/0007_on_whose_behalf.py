# At a network event a place says which organisation somebody comes from.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('support_sessions', '0006_left_out'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='organisation',
            field=models.CharField(blank=True, db_default='', default='', help_text='On whose behalf, in their own words', max_length=120),
        ),
    ]

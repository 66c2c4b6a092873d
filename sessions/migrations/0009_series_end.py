# A series can end before its last day, and another can follow it.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('support_sessions', '0008_known_regulars'),
    ]

    operations = [
        migrations.AddField(
            model_name='series',
            name='ended_on',
            field=models.DateField(blank=True, help_text='Its last day, when it was ended before it was over', null=True),
        ),
        migrations.AlterField(
            model_name='series',
            name='rule',
            field=models.CharField(blank=True, max_length=80),
        ),
    ]

# A word in a group can become somebody known by name; where both were marked at one evening, one counts.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0005_wishes'),
        ('members', '0011_yes_to_more'),
        ('support_sessions', '0007_on_whose_behalf'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='presence',
            name='a_person_or_a_regular',
        ),
        migrations.AddField(
            model_name='presence',
            name='is_again',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.CheckConstraint(condition=models.Q(('is_again', False), models.Q(('person__isnull', True), ('regular__isnull', False)), _connector='OR'), name='again_is_by_a_word'),
        ),
    ]

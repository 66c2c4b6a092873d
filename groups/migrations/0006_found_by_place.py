# Groups are found page by page in the order of places; L costs little more than M only with an index for it.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0005_wishes'),
        ('members', '0011_yes_to_more'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='supportgroup',
            index=models.Index(fields=['place', 'slug'], name='group_by_place_and_slug'),
        ),
    ]

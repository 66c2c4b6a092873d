# A yes can come through a colleague, who wrote it on a form here.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0011_yes_to_more'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='consent',
            name='consent_says_to_what_and_how',
        ),
        migrations.AlterField(
            model_name='consent',
            name='how',
            field=models.CharField(choices=[('form', 'On a form here'), ('phone', 'By phone, read aloud'), ('spoken', 'Face to face, read aloud'), ('colleague', 'Through a colleague, on a form here')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wording_version', ''), _negated=True), ('purpose__in', ['places', 'letters', 'needs', 'register', 'helping']), ('how__in', ['form', 'phone', 'spoken', 'colleague'])), name='consent_says_to_what_and_how'),
        ),
    ]

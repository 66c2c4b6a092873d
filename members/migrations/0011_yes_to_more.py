# A yes can be to being known by name, and to helping; and it can be said face to face.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0010_invitations'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='consent',
            name='consent_says_to_what_and_how',
        ),
        migrations.AlterField(
            model_name='consent',
            name='how',
            field=models.CharField(choices=[('form', 'On a form here'), ('phone', 'By phone, read aloud'), ('spoken', 'Face to face, read aloud')], max_length=10),
        ),
        migrations.AlterField(
            model_name='look',
            name='what',
            field=models.CharField(choices=[('register', 'The register of an evening'), ('names', 'A list of the names of a group, as a file'), ('words', 'The words by which a group knows people'), ('complaint', 'What somebody complained of'), ('numbers', 'The numbers of those who asked to be rung'), ('people', 'Who can do what in an organisation'), ('wishes', 'Who would like to help at a group')], max_length=9),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wording_version', ''), _negated=True), ('purpose__in', ['places', 'letters', 'needs', 'register', 'helping']), ('how__in', ['form', 'phone', 'spoken'])), name='consent_says_to_what_and_how'),
        ),
    ]

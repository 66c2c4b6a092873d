# What somebody says yes to has versions, and each is kept.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0006_lawful_basis'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='consent',
            options={'ordering': ('pk',)},
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='one_standing_consent_for_a_purpose',
        ),
        migrations.AlterField(
            model_name='consent',
            name='how',
            field=models.CharField(choices=[('form', 'On a form here'), ('phone', 'By phone, read aloud')], max_length=10),
        ),
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=[('places', 'Keeping you a place, and telling you if it changes'), ('letters', 'Reminders and news of an evening you asked about'), ('needs', 'What would help you get in or feel at ease'), ('register', 'Who came, by the word you chose'), ('helping', 'Who helps, and when')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'purpose', 'wording_version'), name='one_standing_consent_to_a_wording'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wording_version', ''), _negated=True), ('purpose__in', ['places', 'letters', 'needs']), ('how__in', ['form', 'phone'])), name='consent_says_to_what_and_how'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_is_withdrawn_after_it_is_given'),
        ),
    ]

# What a network recorded once, it records for each purpose.

import django.db.models.deletion
from django.db import migrations, models

PURPOSES = ("places", "letters", "needs", "register", "helping")
# One choice for the whole network said both halves: its lawful basis, and explicit consent for health information.
EXPLICIT = "explicit"


def to_each_purpose(apps, schema_editor):
    """What a network had recorded once holds for each purpose."""
    Network, Basis = apps.get_model("members", "Network"), apps.get_model("members", "Basis")
    recorded = Network.objects.exclude(lawful_basis="").order_by("pk").values_list("pk", "lawful_basis")
    Basis.objects.bulk_create(
        Basis(network_id=network, purpose=purpose, basis=basis, condition=EXPLICIT)
        for network, basis in recorded
        for purpose in PURPOSES
    )


def back_to_one(apps, schema_editor):
    """What holds for places holds for all again."""
    Network, Basis = apps.get_model("members", "Network"), apps.get_model("members", "Basis")
    for network, basis in Basis.objects.filter(purpose="places").values_list("network", "basis"):
        Network.objects.filter(pk=network).update(lawful_basis=basis)


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0005_devices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Basis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bases', to='members.network')),
                ('purpose', models.CharField(choices=[('places', 'Keeping you a place, and telling you if it changes'), ('letters', 'Reminders and news of an evening you asked about'), ('needs', 'What would help you get in or feel at ease'), ('register', 'Who came, by the word you chose'), ('helping', 'Who helps, and when')], max_length=10)),
                ('basis', models.CharField(choices=[('consent', 'Consent: Article 6(1)(a)'), ('interests', 'Legitimate interests: Article 6(1)(f)')], max_length=10, verbose_name='lawful basis')),
                ('condition', models.CharField(choices=[('explicit', 'Explicit consent: Article 9(2)(a)'), ('support', 'Support where consent cannot reasonably be asked: DPA 2018, Schedule 1, paragraph 16'), ('none', 'None is needed: it says nothing about anybody’s health')], max_length=10, verbose_name='condition for health information')),
            ],
            options={
                'verbose_name': 'reason to hold something',
                'verbose_name_plural': 'reasons to hold something',
                'ordering': ('pk',),
            },
        ),
        migrations.AddConstraint(
            model_name='basis',
            constraint=models.UniqueConstraint(fields=('network', 'purpose'), name='one_basis_for_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='basis',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['places', 'letters', 'needs', 'register', 'helping']), ('basis__in', ['consent', 'interests']), ('condition__in', ['explicit', 'support', 'none'])), name='basis_is_one_we_know'),
        ),
        migrations.AddConstraint(
            model_name='basis',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('condition', 'support'), _negated=True), models.Q(('basis', 'interests'), ('purpose__in', ('register', 'helping'))), _connector='OR'), name='support_is_where_nobody_can_be_asked', violation_error_message='Paragraph 16 is for where consent cannot reasonably be asked: with legitimate interests, for the register and for helping. The other purposes have a form, and a form can ask.'),
        ),
        migrations.RunPython(to_each_purpose, back_to_one),
        migrations.RemoveField(
            model_name='network',
            name='lawful_basis',
        ),
    ]

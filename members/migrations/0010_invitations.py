# Invitations say what they are to; and a ref for each responsibility, since its pages have addresses now.

import django.db.models.deletion
import peersupport.lib.refs
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0009_numbers_looked_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='members.area'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='declined_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='role',
            field=models.CharField(blank=True, choices=[('coordinator', 'Coordinator'), ('safeguarding', 'Safeguarding lead'), ('manager', 'Manager (totals only)')], max_length=12),
        ),
        migrations.AddField(
            model_name='responsibility',
            name='ref',
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.RunPython(peersupport.lib.refs.give_refs('members', 'responsibility'), migrations.RunPython.noop),
        migrations.AlterField(
            model_name='responsibility',
            name='ref',
            field=peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name='look',
            name='about',
            field=models.CharField(help_text='The ref of the evening, group, complaint or network', max_length=12),
        ),
        migrations.AlterField(
            model_name='look',
            name='what',
            field=models.CharField(choices=[('register', 'The register of an evening'), ('names', 'A list of the names of a group, as a file'), ('words', 'The words by which a group knows people'), ('complaint', 'What somebody complained of'), ('numbers', 'The numbers of those who asked to be rung'), ('people', 'Who can do what in an organisation')], max_length=9),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('area', None), models.Q(('role', ''), _negated=True), _connector='OR'), name='invitation_to_an_area_has_a_role'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('declined_at', None), _connector='OR'), name='invitation_has_one_answer'),
        ),
    ]

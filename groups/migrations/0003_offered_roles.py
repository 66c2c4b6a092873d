# What an invitation to a group offers; and a ref for each membership, since its pages have addresses now.

import django.db.models.deletion
import peersupport.lib.refs
from django.db import migrations, models

# The database's own rule, because invitations that are over go by SQL (`sessions/retention/`).
GOES_ALONG = """
ALTER TABLE groups_offeredrole ADD CONSTRAINT offered_role_goes_with_its_invitation
FOREIGN KEY (invitation_id) REFERENCES members_invitation ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0002_venues'),
        ('members', '0010_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='ref',
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.RunPython(peersupport.lib.refs.give_refs('groups', 'membership'), migrations.RunPython.noop),
        migrations.AlterField(
            model_name='membership',
            name='ref',
            field=peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True),
        ),
        migrations.CreateModel(
            name='OfferedRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('participant', 'Participant'), ('helper', 'Helper'), ('volunteer', 'Volunteer'), ('facilitator', 'Facilitator')], max_length=12)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offered_roles', to='groups.supportgroup')),
                ('invitation', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='offered_role', to='members.invitation')),
            ],
        ),
        migrations.RunSQL(GOES_ALONG, migrations.RunSQL.noop),
    ]

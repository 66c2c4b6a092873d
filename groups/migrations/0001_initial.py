
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import groups.models.group
import peersupport.lib.refs
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Format',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='formats', to='members.network')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='FormatJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('facilitator', 'Facilitator'), ('welcome', 'Welcome at the door'), ('tea', 'Tea'), ('buddy', 'Buddy for someone new')], max_length=12)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('format', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='groups.format')),
            ],
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('welcome', 'Welcome'), ('agreement', 'Agreement'), ('meditation', 'Meditation'), ('sharing', 'Sharing'), ('break', 'Tea break'), ('learning', 'Learning'), ('self_care', 'Self-care'), ('closing', 'Closing'), ('other', 'Something else')], max_length=10)),
                ('title', models.CharField(max_length=80)),
                ('prompt', models.CharField(blank=True, max_length=200)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as long as it takes', null=True)),
                ('format', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='groups.format')),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='SupportGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('support', 'Peer support'), ('listening', 'Listening'), ('education', 'Learning together'), ('tutoring', 'Tutoring'), ('mentoring', 'Mentoring'), ('mediation', 'Mediation'), ('course', 'Course'), ('event', 'Network event'), ('consultation', 'Consultation'), ('supervision', 'Supervision')], default='support', max_length=12)),
                ('found_by', models.CharField(choices=[('public', 'Anyone'), ('members', 'Its members'), ('staff', 'Staff')], default='public', max_length=8)),
                ('noun', models.CharField(choices=[('evening', 'evening'), ('meeting', 'meeting'), ('workshop', 'workshop')], default='evening', max_length=10)),
                ('who_for', models.CharField(blank=True, max_length=120)),
                ('ages_from', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('ages_until', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('about', models.TextField(blank=True)),
                ('place', models.CharField(help_text='The town or area people would look for', max_length=60)),
                ('place_policy', models.CharField(choices=[('turn_up', 'Just turn up'), ('can_keep', 'We can keep you a place'), ('please_ask', 'Please ask for a place'), ('word_first', 'Have a word first')], default='turn_up', max_length=10)),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('address_is_private', models.BooleanField(default=False)),
                ('details_confirmed_on', models.DateField(blank=True, null=True)),
                ('uses_agreement_mark', models.BooleanField(default=True)),
                ('uses_jobs', models.BooleanField(default=True)),
                ('uses_run_sheet', models.BooleanField(default=True)),
                ('uses_notes', models.BooleanField(default=False)),
                ('uses_names', models.BooleanField(default=True, help_text='Off: the register is a headcount alone')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_groups', to='members.area')),
                ('format', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support_groups', to='groups.format')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_groups', to='members.network')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField(blank=True, help_text='Empty: before our records begin', null=True)),
                ('ended_on', models.DateField(blank=True, help_text='The last day it was open', null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('', 'Open'), ('paused', 'Paused'), ('closed', 'Closed')], max_length=6)),
                ('reason', models.CharField(blank=True, help_text='Shown to everyone', max_length=200)),
                ('review_on', models.DateField(blank=True, help_text='Empty: no date yet', null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='groups.supportgroup')),
                ('instead', models.ManyToManyField(blank=True, related_name='open_instead_of', to='groups.supportgroup')),
            ],
            options={
                'ordering': ('opens_on',),
            },
        ),
        migrations.CreateModel(
            name='Regular',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('word', models.CharField(max_length=40)),
                ('since_on', models.DateField()),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='was_regular', to='members.person')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regulars', to='groups.supportgroup')),
            ],
            options={
                'ordering': ('word',),
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('participant', 'Participant'), ('helper', 'Helper'), ('volunteer', 'Volunteer'), ('facilitator', 'Facilitator')], default='participant', max_length=12)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('stepped_back_on', models.DateField(blank=True, null=True)),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='memberships', to='members.invitation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='members.person')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='groups.supportgroup')),
            ],
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('purpose', models.CharField(choices=[('starts', 'Tell me when it starts'), ('restarts', 'Tell me when it starts again')], max_length=8)),
                ('email', models.EmailField(max_length=254)),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='members.area')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='groups.supportgroup')),
            ],
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='groups.supportgroup')),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('is_major', models.BooleanField(default=True, help_text='A major change is shared again with everyone')),
                ('text', models.TextField()),
                ('begins_on', models.DateField()),
                ('review_on', models.DateField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='groups.supportgroup')),
            ],
            options={
                'ordering': ('-version',),
            },
        ),
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('address', models.CharField(blank=True, max_length=160)),
                ('town', models.CharField(max_length=60)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('finding_the_door', models.TextField(blank=True)),
                ('step_free', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('', 'Not known yet')], max_length=3)),
                ('accessible_toilet', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('', 'Not known yet')], max_length=3)),
                ('parking', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('', 'Not known yet')], max_length=3)),
                ('hearing_loop', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('', 'Not known yet')], max_length=3)),
                ('quiet_space', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('', 'Not known yet')], max_length=3)),
                ('bus_there', models.CharField(blank=True, max_length=160)),
                ('last_bus_home', models.CharField(blank=True, max_length=160)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='venues', to='members.network')),
            ],
            options={
                'ordering': ('town', 'name'),
            },
        ),
        migrations.AddField(
            model_name='supportgroup',
            name='venue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support_groups', to='groups.venue'),
        ),
        migrations.CreateModel(
            name='VenueClosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('reason', models.CharField(help_text='Shown to everyone', max_length=160)),
                ('venue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='groups.venue')),
            ],
        ),
        migrations.AddConstraint(
            model_name='format',
            constraint=models.UniqueConstraint(fields=('network', 'name'), name='one_format_of_a_name_in_a_network'),
        ),
        migrations.AddConstraint(
            model_name='formatjob',
            constraint=models.UniqueConstraint(fields=('format', 'role'), name='one_line_for_a_role_in_a_format'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('format', 'position'), name='one_stage_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('opens_on__isnull', True), ('ended_on__gte', models.F('opens_on')), _connector='OR'), name='run_ends_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('ended_as', ''), _negated=True)), _connector='OR'), name='ended_run_says_how'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('group'), '='), (groups.models.group.DateRange('opens_on', 'ended_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True)), '&&')], name='one_run_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='regular',
            constraint=models.UniqueConstraint(models.F('group'), django.db.models.functions.text.Lower('word'), name='one_regular_of_a_word_in_a_group'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person', 'group'), name='one_open_membership_of_a_group'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='membership_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(models.F('group'), models.F('area'), django.db.models.functions.text.Lower('email'), name='one_interest_of_an_address', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', True), ('group__isnull', False)), models.Q(('area__isnull', False), ('group__isnull', True)), _connector='OR'), name='interest_in_a_group_or_an_area'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('group', 'version'), name='one_agreement_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='venue',
            constraint=models.UniqueConstraint(fields=('network', 'town', 'name'), name='one_venue_of_a_name_in_a_town'),
        ),
        migrations.AddConstraint(
            model_name='venueclosure',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='closure_ends_after_it_begins'),
        ),
    ]


import django.db.models.deletion
import django.db.models.functions.text
import peersupport.lib.refs
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('groups', '0001_initial'),
        ('members', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('rule', models.CharField(max_length=80)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField(blank=True, null=True)),
                ('starts_local', models.TimeField()),
                ('ends_local', models.TimeField()),
                ('online_link', models.URLField(blank=True)),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('all_dates_at_once', models.BooleanField(default=False, help_text='A course: one place is a place on every date')),
                ('dates_made_until', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='support_sessions.series')),
                ('format', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='groups.format')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='groups.supportgroup')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='groups.venue')),
            ],
            options={
                'verbose_name_plural': 'series',
            },
        ),
        migrations.CreateModel(
            name='GroupSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('original_on', models.DateField(blank=True, null=True)),
                ('on', models.DateField()),
                ('starts_local', models.TimeField()),
                ('ends_local', models.TimeField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('online_link', models.URLField(blank=True)),
                ('plan', models.JSONField(blank=True, null=True)),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('did_not_meet', 'Did not meet'), ('cancelled', 'Cancelled')], default='planned', max_length=12)),
                ('state_reason', models.CharField(blank=True, help_text='Why it is cancelled or did not meet; public', max_length=200)),
                ('change', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('register_state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('corrected', 'Corrected')], default='open', max_length=9)),
                ('register_done_at', models.DateTimeField(blank=True, null=True)),
                ('headcount', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True, help_text='Practical only: the key, the heating, the milk', max_length=500)),
                ('agreement_read', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='groups.agreement')),
                ('format', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='groups.format')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='groups.supportgroup')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='groups.venue')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='support_sessions.series')),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(choices=[('month', 'Month'), ('quarter', 'Quarter'), ('year', 'Year')], max_length=7)),
                ('begins_on', models.DateField()),
                ('held', models.PositiveIntegerField()),
                ('cancelled', models.PositiveIntegerField()),
                ('did_not_meet', models.PositiveIntegerField()),
                ('not_recorded', models.PositiveIntegerField()),
                ('visits', models.PositiveIntegerField()),
                ('gave_no_name', models.PositiveIntegerField()),
                ('first_timers', models.PositiveIntegerField()),
                ('different_people', models.PositiveIntegerField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='members.area')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='groups.supportgroup')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='members.network')),
            ],
            options={
                'verbose_name_plural': 'tallies',
            },
        ),
        migrations.CreateModel(
            name='Tap',
            fields=[
                ('id', models.UUIDField(help_text='Made on the device', primary_key=True, serialize=False)),
                ('device', models.UUIDField()),
                ('sequence', models.PositiveIntegerField(help_text='Order on that device; its clock may be wrong')),
                ('action', models.CharField(choices=[('add', 'Add'), ('undo', 'Undo')], max_length=4)),
                ('undoes', models.UUIDField(blank=True, null=True)),
                ('first_time', models.BooleanField(default=False)),
                ('role', models.CharField(choices=[('came', 'Came'), ('facilitator', 'Facilitated'), ('welcome', 'Welcomed people'), ('tea', 'Made the tea'), ('buddy', 'Was a buddy')], default='came', max_length=12)),
                ('received_at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='taps', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='taps', to='members.person')),
                ('regular', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='taps', to='groups.regular')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taps', to='support_sessions.groupsession')),
            ],
        ),
        migrations.CreateModel(
            name='EveryWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('wants', models.CharField(choices=[('place', 'A place every week'), ('reminder', 'A reminder every week')], max_length=8)),
                ('needs', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='every_week', to='groups.supportgroup')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='every_week', to='members.person')),
            ],
            options={
                'verbose_name_plural': 'every week',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'group', 'wants'), name='one_standing_wish_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('facilitator', 'Facilitator'), ('welcome', 'Welcome at the door'), ('tea', 'Tea'), ('buddy', 'Buddy for someone new')], max_length=12)),
                ('first_name', models.CharField(blank=True, max_length=40)),
                ('taken_at', models.DateTimeField()),
                ('given_back_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='members.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='support_sessions.groupsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('given_back_at__isnull', True), ('person__isnull', False)), fields=('session', 'role', 'person'), name='one_job_of_a_role_for_a_person'), models.UniqueConstraint(models.F('session'), models.F('role'), django.db.models.functions.text.Lower('first_name'), condition=models.Q(('given_back_at__isnull', True), models.Q(('first_name', ''), _negated=True)), name='one_job_of_a_role_for_a_first_name'), models.CheckConstraint(condition=models.Q(models.Q(('first_name', ''), ('person__isnull', False)), models.Q(('person__isnull', True), models.Q(('first_name', ''), _negated=True)), _connector='OR'), name='job_by_a_person_or_a_first_name')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('state', models.CharField(choices=[('coming', 'We’ve kept you a place'), ('waiting', 'You are on the waiting list'), ('offered', 'A place is free for you'), ('given_back', 'You gave it back')], max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('offer_until', models.DateTimeField(blank=True, null=True)),
                ('given_back_at', models.DateTimeField(blank=True, null=True)),
                ('first_time', models.BooleanField(default=False)),
                ('needs', models.CharField(blank=True, help_text="Seen by this evening's facilitators only", max_length=300)),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('asked_with', models.UUIDField(blank=True, editable=False, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='members.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='support_sessions.groupsession')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['session', 'asked_at'], name='waiting_in_order')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'given_back'), _negated=True), fields=('person', 'session'), name='one_live_place_per_person_and_session'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_until__isnull', False), _connector='OR'), name='offer_has_a_deadline'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'given_back'), _negated=True), ('given_back_at__isnull', False), _connector='OR'), name='given_back_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tap', models.UUIDField(unique=True)),
                ('first_time', models.BooleanField(default=False)),
                ('role', models.CharField(choices=[('came', 'Came'), ('facilitator', 'Facilitated'), ('welcome', 'Welcomed people'), ('tea', 'Made the tea'), ('buddy', 'Was a buddy')], default='came', max_length=12)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='presences', to='members.person')),
                ('regular', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='presences', to='groups.regular')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='support_sessions.groupsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('session', 'person'), name='one_presence_of_a_person'), models.UniqueConstraint(condition=models.Q(('regular__isnull', False)), fields=('session', 'regular'), name='one_presence_of_a_regular'), models.CheckConstraint(condition=models.Q(('person__isnull', True), ('regular__isnull', True), _connector='OR'), name='a_person_or_a_regular')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='members.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='support_sessions.groupsession')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'session'), name='one_reminder_per_person_and_session')],
            },
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('ends_local__gt', models.F('starts_local'))), name='series_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__isnull', True), ('last_on__gte', models.F('first_on')), _connector='OR'), name='series_last_date_after_first'),
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(fields=['starts_at', 'id'], name='session_by_start'),
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(fields=['group', 'starts_at'], name='session_by_group_and_start'),
        ),
        migrations.AddIndex(
            model_name='groupsession',
            index=models.Index(fields=['ends_at'], name='session_by_end'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.UniqueConstraint(fields=('series', 'original_on'), name='one_session_of_a_series_date'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('original_on__isnull', True), ('series__isnull', True)), models.Q(('original_on__isnull', False), ('series__isnull', False)), _connector='OR'), name='series_and_original_date_or_neither'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('ends_local__gt', models.F('starts_local'))), name='session_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(('register_state', 'open'), ('register_done_at__isnull', False), _connector='OR'), name='done_register_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='groupsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('register_state', 'open'), _negated=True), _connector='OR'), name='held_is_said_by_a_register'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('network', 'area', 'group', 'period', 'begins_on'), name='one_tally_of_a_period', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.CheckConstraint(condition=models.Q(('area__isnull', True), ('group__isnull', True), _connector='OR'), name='tally_of_one_scope'),
        ),
        migrations.AddIndex(
            model_name='tap',
            index=models.Index(fields=['received_at'], name='tap_by_age'),
        ),
        migrations.AddConstraint(
            model_name='tap',
            constraint=models.UniqueConstraint(fields=('session', 'device', 'sequence'), name='one_tap_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='tap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'add'), ('undoes__isnull', True)), models.Q(('action', 'undo'), ('undoes__isnull', False)), _connector='OR'), name='undo_says_what'),
        ),
    ]

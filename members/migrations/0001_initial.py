
import django.db.models.deletion
import django.db.models.functions.text
import peersupport.lib.refs
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('nation', models.CharField(choices=[('SCT', 'Scotland'), ('ENG', 'England'), ('WLS', 'Wales'), ('NIR', 'Northern Ireland')], max_length=3)),
                ('time_zone', models.CharField(default='Europe/London', max_length=40)),
                ('about', models.TextField(blank=True)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('contact_phone', models.CharField(blank=True, max_length=30)),
                ('contact_days', models.CharField(blank=True, help_text='When messages are answered', max_length=120)),
                ('sender_name', models.CharField(default='Evenings', help_text='Neutral: it shows on a lock screen', max_length=60)),
                ('discreet', models.BooleanField(default=True, help_text='Letters name no group and no condition')),
                ('shows_leave_page', models.BooleanField(default=False)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('small_number_threshold', models.PositiveSmallIntegerField(default=5)),
                ('lawful_basis', models.CharField(blank=True, choices=[('', 'Not recorded yet'), ('consent', 'Consent, given for each purpose'), ('interests', 'Legitimate interests, with explicit consent for health information')], max_length=12)),
                ('keeps_contact_months', models.PositiveSmallIntegerField(default=12, help_text='After somebody last came')),
                ('keeps_place_days', models.PositiveSmallIntegerField(default=30, help_text='After the evening')),
                ('keeps_message_days', models.PositiveSmallIntegerField(default=90)),
                ('keeps_trail_years', models.PositiveSmallIntegerField(default=6)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the admin')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('purpose', models.CharField(max_length=40)),
                ('about', models.BigIntegerField(help_text='The row its composer reads', null=True)),
                ('recipient_kind', models.CharField(choices=[('person', 'A person'), ('user', 'A login'), ('invitation', 'Somebody invited'), ('interest', 'Somebody who asked to be told'), ('complaint', 'Somebody who complained'), ('address', 'The address sealed inside')], max_length=10)),
                ('recipient', models.BigIntegerField(help_text='The row whose address is read at sending', null=True)),
                ('sealed', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('dropped', 'Not sent, because it no longer made sense'), ('expired', 'Not sent, because its time had passed'), ('refused', 'The mail server would not take it')], default='waiting', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('useful_until', models.DateTimeField(help_text='After this it is expired, never sent', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(help_text='When it was handed to the mail server', null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('unknown_outcomes', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.CharField(blank=True, help_text='Why it was dropped or refused; no addresses', max_length=120)),
                ('mail_id', models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'sending'))), fields=['due_at'], name='message_to_go_by_time'), models.Index(fields=['recipient_kind', 'recipient'], name='message_by_recipient'), models.Index(fields=['purpose', 'about'], name='message_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='sent_has_a_time'), models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'sending')), ('sealed', ''), _connector='OR'), name='sealed_words_do_not_outlive_sending')],
            },
        ),
        migrations.CreateModel(
            name='Helpline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nation', models.CharField(blank=True, choices=[('SCT', 'Scotland'), ('ENG', 'England'), ('WLS', 'Wales'), ('NIR', 'Northern Ireland')], help_text='Empty: shown everywhere', max_length=3)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=60)),
                ('says', models.CharField(blank=True, help_text='When this is the one to turn to', max_length=120)),
                ('call', models.CharField(blank=True, help_text='The number to ring', max_length=20)),
                ('text', models.CharField(blank=True, help_text='The number to text', max_length=20)),
                ('text_word', models.CharField(blank=True, help_text='The word to text to it', max_length=20)),
                ('hours', models.CharField(blank=True, help_text='In words; empty: day and night', max_length=80)),
                ('open_minutes', models.JSONField(blank=True, default=list)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='helplines', to='members.network')),
            ],
            options={
                'ordering': ('position', 'name'),
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='members.network')),
            ],
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='members.area')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='members.network')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('member', 'Member organisation'), ('partner', 'Partner'), ('funder', 'Funder'), ('school', 'School')], default='member', max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='organisations', to='members.area')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisations', to='members.network')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('known_as', models.CharField(max_length=60)),
                ('reach', models.CharField(choices=[('email', 'By e-mail'), ('phone', 'By phone'), ('no', 'Please don’t')], default='no', max_length=5)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('wants_letters', models.BooleanField(default=True, help_text='Off: no letter of any kind, until they ask again')),
                ('wants_plain_words', models.BooleanField(default=False, help_text='Letters may say what the evening is')),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='members.network')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='members.organisation')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='persons', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'people',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', peersupport.lib.refs.RefField(default=peersupport.lib.refs.new_ref, editable=False, max_length=12, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('known_as', models.CharField(max_length=60)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('link_version', models.PositiveIntegerField(default=1)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='members.network')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations_sent', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('wording_version', models.CharField(max_length=20)),
                ('how', models.CharField(help_text="Where it was given: a form, a letter's link, in person", max_length=20)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('safeguarding', 'Safeguarding lead'), ('manager', 'Manager (totals only)')], max_length=12)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='members.area')),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='responsibilities', to='members.invitation')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='members.network')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='members.person')),
            ],
            options={
                'verbose_name_plural': 'responsibilities',
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('row', models.BigIntegerField()),
                ('forgotten_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'row'), name='forgotten_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_login_for_an_address'),
        ),
        migrations.AddConstraint(
            model_name='helpline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call', ''), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='helpline_can_be_reached'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(fields=('network', 'name'), name='one_area_of_a_name_in_a_network'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('network', 'name'), name='one_organisation_of_a_name_in_a_network'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(django.db.models.functions.text.Lower('email'), name='person_by_address'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(models.F('network'), django.db.models.functions.text.Lower('email'), django.db.models.functions.text.Lower('known_as'), condition=models.Q(('email', ''), _negated=True), name='one_person_of_an_address_and_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(models.F('network'), models.F('phone'), django.db.models.functions.text.Lower('known_as'), condition=models.Q(models.Q(('phone', ''), _negated=True), ('email', '')), name='one_person_of_a_phone_and_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reach', 'email'), models.Q(('email', ''), _negated=True)), models.Q(('reach', 'phone'), models.Q(('phone', ''), _negated=True)), ('reach', 'no'), _connector='OR'), name='reached_where_there_is_an_address'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(django.db.models.functions.text.Lower('email'), name='invitation_by_address'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'purpose'), name='one_standing_consent_for_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person', 'role', 'network', 'area'), name='one_open_responsibility_of_a_kind', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='responsibility_ends_after_it_begins'),
        ),
    ]

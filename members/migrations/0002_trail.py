# What was changed, and who looked. Both functions belong to the owner, so the app can write no line and remove none.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models

CHANGES = """
CREATE FUNCTION trail_of_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    acting_login bigint := nullif(current_setting('acting.login', true), '')::bigint;
    acting_through text := left(coalesce(current_setting('acting.through', true), ''), 80);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.members_change (what, "table", "row", fields, login, through)
        SELECT 'made', TG_TABLE_NAME, fresh.id, '{}', acting_login, acting_through FROM fresh;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO public.members_change (what, "table", "row", fields, login, through)
        SELECT 'changed', TG_TABLE_NAME, fresh.id, differs.fields, acting_login, acting_through
        FROM fresh JOIN stale USING (id)
        CROSS JOIN LATERAL (SELECT to_jsonb(fresh) AS now, to_jsonb(stale) AS before) as_json
        CROSS JOIN LATERAL (
            SELECT array_agg(name ORDER BY name) AS fields FROM jsonb_object_keys(as_json.now) AS name
            WHERE as_json.now -> name IS DISTINCT FROM as_json.before -> name
        ) differs
        -- Whoever is forgotten leaves many rows at one moment. A line for each would tell which were one somebody's.
        WHERE differs.fields IS NOT NULL AND NOT 'forgotten_as' = ANY(differs.fields);
    ELSE
        INSERT INTO public.members_change (what, "table", "row", fields, login, through)
        SELECT 'removed', TG_TABLE_NAME, stale.id, '{}', acting_login, acting_through FROM stale;
        IF TG_TABLE_NAME IN ('members_person', 'groups_regular') THEN
            UPDATE public.members_look look SET whom = array_remove(look.whom, gone.ref)
            FROM (SELECT to_jsonb(stale) ->> 'ref' AS ref FROM stale) gone WHERE look.whom @> ARRAY[gone.ref]::varchar[];
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""
FORGET_OLD = """
CREATE FUNCTION trail_forget_old() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.members_look look
    WHERE look.at < now() - make_interval(years => coalesce((
        SELECT keeps_trail_years FROM public.members_network network WHERE network.id = look.network
    ), 6));
    DELETE FROM public.members_change
    WHERE at < now() - make_interval(years => coalesce((SELECT max(keeps_trail_years) FROM public.members_network), 6));
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('what', models.CharField(choices=[('made', 'Made'), ('changed', 'Changed'), ('removed', 'Removed')], max_length=7)),
                ('table', models.CharField(max_length=63)),
                ('row', models.BigIntegerField()),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), help_text='Which were changed; their values are nowhere here', size=None)),
                ('login', models.BigIntegerField(blank=True, null=True)),
                ('through', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'indexes': [models.Index(fields=['table', 'row'], name='changes_of_a_row'), models.Index(fields=['at'], name='change_by_age')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('what', models.CharField(choices=[('register', 'The register of an evening'), ('names', 'A list of the names of a group, as a file'), ('words', 'The words by which a group knows people')], max_length=9)),
                ('network', models.BigIntegerField()),
                ('login', models.BigIntegerField()),
                ('role', models.CharField(help_text='What the login was to the group, then', max_length=17)),
                ('about', models.CharField(help_text='The ref of the evening or group', max_length=12)),
                ('showed_needs', models.BooleanField(default=False)),
                ('whom', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['whom'], name='looks_at_somebody'), models.Index(fields=['at'], name='look_by_age')],
            },
        ),
        migrations.RunSQL(CHANGES, "DROP FUNCTION trail_of_changes() CASCADE"),
        migrations.RunSQL(FORGET_OLD, "DROP FUNCTION trail_forget_old()"),
    ]

WITH open AS MATERIALIZED (
    SELECT * FROM groups_supportgroup g
    WHERE g.found_by = 'public' AND NOT EXISTS (
        SELECT FROM groups_run r WHERE r.group_id = g.id AND r.ended_as = 'closed' AND r.ended_on < current_date
        AND NOT EXISTS (SELECT FROM groups_run l WHERE l.group_id = g.id AND NOT l.ended_on <= r.ended_on)
    )
), page AS (
    SELECT * FROM open ORDER BY place, slug LIMIT 24
), found AS (
    SELECT g.slug, g.name, g.place AS near, g.who_for, g.ages_from, g.ages_until, g.place_policy,
        r.ended_as, r.reason, r.review_on, s."on", s.starts_local, s.state, s.state_reason
    FROM page g
    LEFT JOIN LATERAL (
        SELECT * FROM groups_run WHERE group_id = g.id ORDER BY opens_on DESC NULLS LAST LIMIT 1
    ) r ON true
    LEFT JOIN LATERAL (
        SELECT "on", starts_local, state, state_reason FROM support_sessions_groupsession
        WHERE group_id = g.id AND ends_at > now() AND starts_at > now() - interval '1 day'
        ORDER BY starts_at LIMIT 1
    ) s ON true
    ORDER BY g.place, g.slug
), places AS (
    SELECT DISTINCT place FROM open ORDER BY 1 LIMIT 60
)
SELECT found.*, NULL AS place FROM found
UNION ALL
SELECT nothing.*, places.place FROM places LEFT JOIN found nothing ON false

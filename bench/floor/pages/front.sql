WITH evening AS (
    SELECT s.ref, s."on", s.starts_local, s.state, s.state_reason, s.original_on, s.online_link, s.starts_at,
        g.name AS group_name, g.place AS near, g.address_is_private, v.name AS venue, v.town
    FROM support_sessions_groupsession s
    JOIN groups_supportgroup g ON g.id = s.group_id
    LEFT JOIN groups_venue v ON v.id = s.venue_id
    WHERE g.found_by = 'public' AND s.ends_at > now()
        AND s.starts_at BETWEEN now() - interval '1 day' AND now() + interval '7 days'
    ORDER BY s.starts_at, s.ref LIMIT 8
), places AS (
    SELECT DISTINCT g.place FROM groups_supportgroup g
    WHERE g.found_by = 'public' AND NOT EXISTS (
        SELECT FROM groups_run r WHERE r.group_id = g.id AND r.ended_as = 'closed' AND r.ended_on < current_date
        AND NOT EXISTS (SELECT FROM groups_run l WHERE l.group_id = g.id AND NOT l.ended_on <= r.ended_on)
    )
    ORDER BY 1 LIMIT 60
)
SELECT evening.*, NULL AS place FROM evening
UNION ALL
SELECT nothing.*, places.place FROM places LEFT JOIN evening nothing ON false

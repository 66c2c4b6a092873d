SELECT s.ref, s."on", s.starts_local, s.state, s.state_reason, s.original_on, s.online_link, s.starts_at,
        g.name AS group_name, g.place AS near, g.address_is_private, v.name AS venue, v.town
FROM support_sessions_groupsession s
    JOIN groups_supportgroup g ON g.id = s.group_id
    LEFT JOIN groups_venue v ON v.id = s.venue_id
WHERE g.slug = %(slug)s AND s.ends_at > now() AND s.starts_at > now() - interval '1 day'
ORDER BY s.starts_at, s.id LIMIT 30

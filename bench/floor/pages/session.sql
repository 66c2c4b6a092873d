SELECT s.ref, s."on", s.starts_local, s.state, s.state_reason, s.original_on, s.online_link, s.starts_at,
    g.name AS group_name, g.place AS near, g.address_is_private, v.name AS venue, v.town, s.ends_local, s.capacity,
    g.place_policy, v.address, v.postcode, v.step_free, v.accessible_toilet, v.parking, v.hearing_loop, v.quiet_space,
    v.bus_there, v.last_bus_home,
    (
        SELECT count(*) FROM support_sessions_place p WHERE p.session_id = s.id AND p.state IN ('coming', 'offered')
    ) AS kept,
    (
        SELECT json_agg(t) FROM (
            SELECT kind, title, prompt, minutes FROM groups_stage WHERE format_id = s.format_id ORDER BY position
        ) t
    ) AS stages,
    (
        SELECT json_agg(o) FROM (
            SELECT ref, "on", starts_local, state FROM support_sessions_groupsession other
            WHERE group_id = s.group_id AND id <> s.id AND starts_at > now() AND state = 'planned' AND (
                capacity IS NULL OR capacity > (
                    SELECT count(*) FROM support_sessions_place p
                    WHERE p.session_id = other.id AND p.state IN ('coming', 'offered')
                )
            )
            ORDER BY starts_at LIMIT 3
        ) o
    ) AS others
FROM support_sessions_groupsession s
JOIN groups_supportgroup g ON g.id = s.group_id
LEFT JOIN groups_venue v ON v.id = s.venue_id
WHERE s.ref = %(ref)s AND g.found_by = 'public'

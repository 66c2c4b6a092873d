SELECT s.ref, s."on", s.starts_local, s.state, s.state_reason, s.original_on, s.online_link, s.starts_at,
        g.name AS group_name, g.place AS near, g.address_is_private, v.name AS venue, v.town, s.ends_local, s.register_state,
    (
        SELECT json_agg(j) FROM (
            SELECT n.role, n.people, (
                SELECT json_agg(coalesce(p.known_as, t.first_name)) FROM support_sessions_job t
                LEFT JOIN members_person p ON p.id = t.person_id
                WHERE t.session_id = s.id AND t.role = n.role AND t.given_back_at IS NULL
            ) AS who
            FROM groups_formatjob n WHERE n.format_id = s.format_id AND s."on" >= %(today)s::date
        ) j
    ) AS jobs
FROM support_sessions_groupsession s
    JOIN groups_supportgroup g ON g.id = s.group_id
    LEFT JOIN groups_venue v ON v.id = s.venue_id
JOIN groups_membership m ON m.group_id = g.id AND m.role = 'facilitator' AND m.until_on IS NULL
JOIN members_person me ON me.id = m.person_id
WHERE me.user_id = %(user)s AND (
    s."on" BETWEEN %(today)s::date AND %(today)s::date + 7
    OR s."on" < %(today)s::date AND (
        s.state = 'planned' AND s."on" >= %(today)s::date - 56
        OR s.state IN ('held', 'did_not_meet') AND s."on" >= %(today)s::date - 14
    )
)
ORDER BY s.starts_at, s.id

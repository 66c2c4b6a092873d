WITH evening AS (SELECT id, group_id, "on" FROM support_sessions_groupsession WHERE ref = %(ref)s),
people AS (
    SELECT person_id FROM support_sessions_place JOIN evening e ON e.id = session_id WHERE state <> 'given_back'
    UNION
    SELECT person_id FROM support_sessions_reminder JOIN evening e ON e.id = session_id WHERE ended_at IS NULL
    UNION
    SELECT person_id FROM support_sessions_everyweek JOIN evening e USING (group_id) WHERE ended_at IS NULL
    UNION
    SELECT person_id FROM support_sessions_job JOIN evening e ON e.id = session_id
    WHERE given_back_at IS NULL AND person_id IS NOT NULL
    UNION
    SELECT person_id FROM groups_membership JOIN evening e USING (group_id)
    WHERE from_on <= e."on" AND (until_on IS NULL OR until_on >= e."on")
    UNION
    SELECT r.person_id FROM groups_regular r JOIN evening e USING (group_id) WHERE r.person_id IS NOT NULL
)
SELECT p.known_as AS name, p.ref AS person, '' AS regular, m.role AS role, h.tap, h.first_time, h.role AS came_as
FROM people JOIN members_person p ON p.id = person_id CROSS JOIN evening e
LEFT JOIN groups_membership m ON m.person_id = p.id AND m.group_id = e.group_id AND m.until_on IS NULL
LEFT JOIN support_sessions_presence h ON h.session_id = e.id AND h.person_id = p.id
UNION ALL
SELECT r.word, '', r.ref, '', h.tap, h.first_time, h.role
FROM groups_regular r JOIN evening e USING (group_id)
LEFT JOIN support_sessions_presence h ON h.session_id = e.id AND h.regular_id = r.id
WHERE r.person_id IS NULL
ORDER BY 1

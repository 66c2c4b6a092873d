-- What the groups of some networks did in a period: a line a month, a line a group, and all of them together.
WITH evening AS (
    SELECT s.id, s.group_id, date_trunc('month', s."on")::date AS month, s.state, s.headcount
    FROM support_sessions_groupsession s
    JOIN groups_supportgroup g ON g.id = s.group_id
    WHERE g.network_id BETWEEN %(first)s AND %(last)s AND s."on" BETWEEN %(begins)s AND %(ends)s
    AND (s.ends_at <= now() OR s.starts_at <= now() AND s.state IN ('held', 'did_not_meet'))
), came AS (
    SELECT e.id, e.group_id, e.month, p.first_time, coalesce(p.person_id, p.regular_id) IS NOT NULL AS named,
        CASE
            WHEN one.email > '' OR one.phone > '' THEN one.id
            WHEN was.email > '' OR was.phone > '' THEN was.id
            ELSE -p.regular_id
        END AS who
    FROM evening e
    JOIN support_sessions_presence p ON p.session_id = e.id AND p.role = 'came'
    LEFT JOIN members_person one ON one.id = p.person_id
    LEFT JOIN groups_regular r ON r.id = p.regular_id
    LEFT JOIN members_person was ON was.id = r.person_id
    WHERE e.state = 'held'
), counted AS (
    SELECT id, count(*) AS came, count(*) FILTER (WHERE named) AS named, count(*) FILTER (WHERE first_time) AS new
    FROM came GROUP BY id
), sums AS (
    SELECT month, group_id, grouping(month, group_id) AS line,
        count(*) FILTER (WHERE state = 'held') AS held,
        count(*) FILTER (WHERE state = 'did_not_meet') AS did_not_meet,
        count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
        count(*) FILTER (WHERE state = 'planned') AS not_recorded,
        sum(coalesce(headcount, came, 0)) FILTER (WHERE state = 'held') AS visits,
        sum(greatest(coalesce(headcount, came, 0) - coalesce(named, 0), 0)) FILTER (WHERE state = 'held') AS gave_no_name,
        sum(coalesce(new, 0)) FILTER (WHERE state = 'held') AS first_timers
    FROM evening LEFT JOIN counted USING (id)
    GROUP BY GROUPING SETS ((month), (group_id), ())
), people AS (
    SELECT month, group_id, grouping(month, group_id) AS line, count(DISTINCT who) AS different_people
    FROM came GROUP BY GROUPING SETS ((month), (group_id), ())
)
SELECT coalesce(to_char(s.month, 'FMMonth YYYY'), g.name, 'All together') AS label, s.held, s.did_not_meet, s.cancelled,
    s.not_recorded, s.visits, s.gave_no_name, s.first_timers, p.different_people
FROM sums s
LEFT JOIN people p ON p.line = s.line
    AND coalesce(p.month, '-infinity') = coalesce(s.month, '-infinity')
    AND coalesce(p.group_id, 0) = coalesce(s.group_id, 0)
LEFT JOIN groups_supportgroup g ON g.id = s.group_id
ORDER BY s.line, s.month, g.name, g.id

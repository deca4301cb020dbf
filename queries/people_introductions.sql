-- title: Who can introduce one person to another
-- question: Which are the shortest chains of people who deal with each other, from one person to another, up
--    to three steps? Any kind of interaction counts, undated contacts too.
-- param start text: id of the person who wants to be introduced
-- param goal text: id of the person to reach
-- param limit int = 20, 1..10000: most rows
-- column steps int: steps from start to goal, 1..3
-- column first text: id of the one who comes first in between
-- column first_name text: display name
-- column second text: id of the one who comes second in between
-- column second_name text: display name
-- column weakest int: interactions on the chain's weakest step, in either direction
WITH step_out (person, acts) AS (
    SELECT person, sum(acts) FROM (
        SELECT far.person, count(*) AS acts
        FROM link AS near
        CROSS JOIN interaction AS act ON act.actor = near.identity
        CROSS JOIN link AS far ON far.id = act.target
        WHERE near.person = :start GROUP BY far.person
        UNION ALL
        SELECT far.person, count(*)
        FROM link AS near
        CROSS JOIN interaction AS act ON act.target = near.identity
        CROSS JOIN link AS far ON far.id = act.actor
        WHERE near.person = :start GROUP BY far.person
    ) WHERE person <> :start GROUP BY person
),
step_in (person, acts) AS (
    SELECT person, sum(acts) FROM (
        SELECT far.person, count(*) AS acts
        FROM link AS near
        CROSS JOIN interaction AS act ON act.actor = near.identity
        CROSS JOIN link AS far ON far.id = act.target
        WHERE near.person = :goal GROUP BY far.person
        UNION ALL
        SELECT far.person, count(*)
        FROM link AS near
        CROSS JOIN interaction AS act ON act.target = near.identity
        CROSS JOIN link AS far ON far.id = act.actor
        WHERE near.person = :goal GROUP BY far.person
    ) WHERE person <> :goal GROUP BY person
),
middle (a, b, acts) AS (
    SELECT a, b, count(*) FROM (
        SELECT step_out.person AS a, step_in.person AS b
        FROM step_out
        CROSS JOIN link AS near ON near.person = step_out.person
        CROSS JOIN interaction AS act ON act.actor = near.identity
        CROSS JOIN link AS far ON far.id = act.target
        CROSS JOIN step_in ON step_in.person = far.person
        UNION ALL
        SELECT step_out.person, step_in.person
        FROM step_out
        CROSS JOIN link AS near ON near.person = step_out.person
        CROSS JOIN interaction AS act ON act.target = near.identity
        CROSS JOIN link AS far ON far.id = act.actor
        CROSS JOIN step_in ON step_in.person = far.person
    ) WHERE a <> b GROUP BY a, b
),
chain (steps, first, second, weakest) AS (
    SELECT 1, NULL, NULL, acts FROM step_out WHERE person = :goal
    UNION ALL
    SELECT 2, step_out.person, NULL, min(step_out.acts, step_in.acts)
    FROM step_out CROSS JOIN step_in ON step_in.person = step_out.person
    UNION ALL
    SELECT 3, a, b, min(step_out.acts, middle.acts, step_in.acts)
    FROM middle
    CROSS JOIN step_out ON step_out.person = a
    CROSS JOIN step_in ON step_in.person = b
    WHERE a <> :goal AND b <> :start
)
SELECT chain.steps AS steps, chain.first AS first, coalesce(one.name, chain.first) AS first_name,
    chain.second AS second, coalesce(two.name, chain.second) AS second_name, chain.weakest AS weakest
FROM chain
LEFT JOIN person AS p ON p.id = chain.first
LEFT JOIN identity AS one ON one.id = p.minted
LEFT JOIN person AS q ON q.id = chain.second
LEFT JOIN identity AS two ON two.id = q.minted
WHERE chain.steps = (SELECT min(steps) FROM chain) AND :start <> :goal
ORDER BY chain.weakest DESC, chain.first, chain.second
LIMIT :limit

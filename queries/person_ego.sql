-- title: The people around somebody
-- question: Who deals with this person, directly or through others, and how much? Any kind of interaction
--    counts, undated contacts too.
-- param person text: id of the person
-- param steps int = 1, 1..3: how many steps away
-- param limit int = 100, 1..10000: most rows
-- column person text: id of somebody around
-- column name text: display name
-- column steps int: fewest steps from the person
-- column acts int: interactions with people one step nearer, in either direction
WITH RECURSIVE reached (person, steps) AS (
    SELECT id, 0 FROM person WHERE id = :person
    UNION
    SELECT far.person, reached.steps + 1
    FROM reached
    CROSS JOIN link AS near ON near.person = reached.person
    CROSS JOIN interaction AS act ON act.actor = near.identity
    CROSS JOIN link AS far ON far.id = act.target
    WHERE reached.steps < :steps
    UNION
    SELECT far.person, reached.steps + 1
    FROM reached
    CROSS JOIN link AS near ON near.person = reached.person
    CROSS JOIN interaction AS act ON act.target = near.identity
    CROSS JOIN link AS far ON far.id = act.actor
    WHERE reached.steps < :steps
),
nearest AS (SELECT person, min(steps) AS steps FROM reached GROUP BY person),
ends AS (
    SELECT one.person AS a, other.person AS b
    FROM nearest
    CROSS JOIN link AS one ON one.person = nearest.person
    CROSS JOIN interaction AS act ON act.actor = one.identity
    CROSS JOIN link AS other ON other.id = act.target
),
acts (person, other) AS (SELECT a, b FROM ends UNION ALL SELECT b, a FROM ends)
SELECT person.id AS person, coalesce(self.name, person.id) AS name, far.steps AS steps, count(*) AS acts
FROM nearest AS far
CROSS JOIN acts ON acts.person = far.person
CROSS JOIN nearest AS near ON near.person = acts.other AND near.steps = far.steps - 1
CROSS JOIN person ON person.id = far.person
LEFT JOIN identity AS self ON self.id = person.minted
GROUP BY person.id
ORDER BY far.steps, acts DESC, person.id
LIMIT :limit

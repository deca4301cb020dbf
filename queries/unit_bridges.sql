-- title: Who connects units
-- question: Who deals with people of other units, of how many units, and how much? Somebody's unit is that of
--    the affiliation that started last; one whose start is not known comes before all others.
-- param least int = 1, 1..1000000: only people with at least this many other units
-- param limit int = 100, 1..10000: most rows
-- column person text: id of the person
-- column name text: display name
-- column organisation text: the person's organisation
-- column unit text: the person's unit
-- column units int: other units
-- column people int: people in other units
-- column acts int: interactions with them, in either direction
WITH home AS (
    SELECT person, organisation, unit FROM (
        SELECT link.person, coalesce(affiliation.organisation, '') AS organisation, affiliation.unit,
            row_number() OVER (
                PARTITION BY link.person
                ORDER BY affiliation.started IS NULL, affiliation.started DESC, affiliation.id DESC
            ) AS place
        FROM affiliation CROSS JOIN link ON link.id = affiliation.identity
        WHERE affiliation.unit IS NOT NULL
    ) WHERE place = 1
),
pair (a, b, acts) AS MATERIALIZED (
    SELECT one.person, other.person, count(*)
    FROM interaction AS act
    CROSS JOIN link AS one ON one.id = act.actor
    CROSS JOIN link AS other ON other.id = act.target
    WHERE one.person <> other.person
    GROUP BY one.person, other.person
),
dealt (person, other, acts) AS (SELECT a, b, acts FROM pair UNION ALL SELECT b, a, acts FROM pair)
SELECT person.id AS person, coalesce(self.name, person.id) AS name,
    nullif(own.organisation, '') AS organisation, own.unit AS unit,
    count(DISTINCT json_array(far.organisation, far.unit)) AS units,
    count(DISTINCT far.person) AS people, sum(dealt.acts) AS acts
FROM dealt
CROSS JOIN home AS own ON own.person = dealt.person
CROSS JOIN home AS far ON far.person = dealt.other
CROSS JOIN person ON person.id = dealt.person
LEFT JOIN identity AS self ON self.id = person.minted
WHERE (own.organisation, own.unit) <> (far.organisation, far.unit)
GROUP BY person.id
HAVING units >= :least
ORDER BY units DESC, acts DESC, person.id
LIMIT :limit

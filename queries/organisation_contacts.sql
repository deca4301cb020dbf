-- title: Who knows an organisation
-- question: Who outside this organisation deals with people in it, with how many, and how much?
--    Somebody is in it when an identity or an affiliation says so.
-- param organisation text: name of the organisation, in any case
-- param limit int = 100, 1..10000: most rows
-- column person text: id of the person outside
-- column name text: display name
-- column people int: people inside dealt with
-- column acts int: interactions with them, in either direction
-- column last_at time: when the latest took place
WITH inside AS (
    SELECT link.person FROM identity CROSS JOIN link ON link.id = identity.id
    WHERE lowered(identity.organisation) = lowered(:organisation)
    UNION
    SELECT link.person FROM affiliation CROSS JOIN link ON link.id = affiliation.identity
    WHERE lowered(affiliation.organisation) = lowered(:organisation)
),
dealt (person, other, at) AS (
    SELECT far.person, inside.person, act.at
    FROM inside
    CROSS JOIN link AS near ON near.person = inside.person
    CROSS JOIN interaction AS act ON act.actor = near.identity
    CROSS JOIN link AS far ON far.id = act.target
    UNION ALL
    SELECT far.person, inside.person, act.at
    FROM inside
    CROSS JOIN link AS near ON near.person = inside.person
    CROSS JOIN interaction AS act ON act.target = near.identity
    CROSS JOIN link AS far ON far.id = act.actor
)
SELECT person.id AS person, coalesce(self.name, person.id) AS name,
    count(DISTINCT dealt.other) AS people, count(*) AS acts, max(dealt.at) AS last_at
FROM dealt
CROSS JOIN person ON person.id = dealt.person
LEFT JOIN identity AS self ON self.id = person.minted
WHERE dealt.person NOT IN (SELECT person FROM inside)
GROUP BY person.id
ORDER BY acts DESC, person.id
LIMIT :limit

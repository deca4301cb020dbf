-- title: Who has a skill
-- question: Who says, or is said by others, to have this skill?
-- param skill text: id of the skill, or its name in any case
-- param limit int = 100, 1..10000: most rows
-- column person text: id of the person
-- column name text: display name
-- column declared bool: declared by the person or by HR
-- column level int: highest declared level, 1..5
-- column endorsements int: claims by others
SELECT person.id AS person, coalesce(self.name, person.id) AS name,
    max(claim.kind = 'declared') AS declared,
    max(CASE WHEN claim.kind = 'declared' THEN claim.level END) AS level,
    sum(claim.kind = 'endorsed') AS endorsements
FROM skill
CROSS JOIN claim ON claim.skill = skill.id
CROSS JOIN link ON link.id = claim.identity
CROSS JOIN person ON person.id = link.person
LEFT JOIN identity AS self ON self.id = person.minted
WHERE skill.id = :skill OR lowered(skill.label) = lowered(:skill)
GROUP BY person.id
ORDER BY declared DESC, coalesce(level, 0) DESC, endorsements DESC, person.id
LIMIT :limit

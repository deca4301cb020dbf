// title: Who has a skill
// question: Who says, or is said by others, to have this skill?
// param skill text: id of the skill, or its name in any case
// param limit int = 100, 1..10000: most rows
// column person text: id of the person
// column name text: display name
// column declared bool: declared by the person or by HR
// column level int: highest declared level, 1..5
// column endorsements int: claims by others
MATCH (skill:Skill)
WHERE skill.id = $skill OR toLower(skill.label) = toLower($skill)
MATCH (skill)<-[claim:CLAIMS]-(:Identity)-[:IS]->(person:Person)
WITH person,
    max(CASE WHEN claim.kind = 'declared' THEN 1 ELSE 0 END) = 1 AS declared,
    max(CASE WHEN claim.kind = 'declared' THEN claim.level END) AS level,
    sum(CASE WHEN claim.kind = 'endorsed' THEN 1 ELSE 0 END) AS endorsements
OPTIONAL MATCH (self:Identity {id: person.minted})
RETURN person.id AS person, coalesce(self.name, person.id) AS name, declared, level, endorsements
ORDER BY declared DESC, coalesce(level, 0) DESC, endorsements DESC, person
LIMIT $limit

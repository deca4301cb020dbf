// title: What goes with a skill
// question: Which other skills do the holders of this skill have?
// param skill text: id of the skill, or its name in any case
// param limit int = 50, 1..10000: most rows
// column skill text: id of the other skill
// column label text: display name
// column holders int: people with both
MATCH (skill:Skill)
WHERE skill.id = $skill OR toLower(skill.label) = toLower($skill)
MATCH (skill)<-[:CLAIMS]-(:Identity)-[:IS]->(person:Person)
WITH DISTINCT person
MATCH (person)<-[:IS]-(:Identity)-[:CLAIMS]->(other:Skill)
WHERE other.id <> $skill AND toLower(other.label) <> toLower($skill)
RETURN other.id AS skill, other.label AS label, count(DISTINCT person) AS holders
ORDER BY holders DESC, skill
LIMIT $limit

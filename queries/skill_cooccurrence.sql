-- title: What goes with a skill
-- question: Which other skills do the holders of this skill have?
-- param skill text: id of the skill, or its name in any case
-- param limit int = 50, 1..10000: most rows
-- column skill text: id of the other skill
-- column label text: display name
-- column holders int: people with both
WITH holder AS (
    SELECT DISTINCT link.person
    FROM skill
    CROSS JOIN claim ON claim.skill = skill.id
    CROSS JOIN link ON link.id = claim.identity
    WHERE skill.id = :skill OR lowered(skill.label) = lowered(:skill)
)
SELECT other.id AS skill, other.label AS label, count(DISTINCT holder.person) AS holders
FROM holder
CROSS JOIN link ON link.person = holder.person
CROSS JOIN claim ON claim.identity = link.identity
CROSS JOIN skill AS other ON other.id = claim.skill
WHERE other.id <> :skill AND lowered(other.label) <> lowered(:skill)
GROUP BY other.id
ORDER BY holders DESC, other.id
LIMIT :limit

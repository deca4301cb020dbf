// title: Who connects units
// question: Who deals with people of other units, of how many units, and how much? Somebody's unit is that of
//    the affiliation that started last; one whose start is not known comes before all others.
// param least int = 1, 1..1000000: only people with at least this many other units
// param limit int = 100, 1..10000: most rows
// column person text: id of the person
// column name text: display name
// column organisation text: the person's organisation
// column unit text: the person's unit
// column units int: other units
// column people int: people in other units
// column acts int: interactions with them, in either direction
MATCH (other:Person)<-[:IS]-(:Identity)-[:AFFILIATED]->(place:Affiliation)
WHERE place.unit IS NOT NULL
WITH other, place ORDER BY place.started IS NULL, place.started DESC, place.id DESC
WITH other, head(collect([coalesce(place.organisation, ''), place.unit])) AS far
MATCH (other)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(person:Person)
WHERE person <> other
WITH person, other, far, count(act) AS acts
WITH person, collect({other: other, far: far, acts: acts}) AS dealt
MATCH (person)<-[:IS]-(:Identity)-[:AFFILIATED]->(place:Affiliation)
WHERE place.unit IS NOT NULL
WITH person, dealt, place ORDER BY place.started IS NULL, place.started DESC, place.id DESC
WITH person, dealt, head(collect([coalesce(place.organisation, ''), place.unit])) AS own
UNWIND dealt AS row
WITH person, own, row WHERE row.far <> own
WITH person, own, count(DISTINCT row.far) AS units, count(DISTINCT row.other) AS people, sum(row.acts) AS acts
WHERE units >= $least
OPTIONAL MATCH (self:Identity {id: person.minted})
RETURN person.id AS person, coalesce(self.name, person.id) AS name,
    CASE own[0] WHEN '' THEN null ELSE own[0] END AS organisation, own[1] AS unit, units, people, acts
ORDER BY units DESC, acts DESC, person
LIMIT $limit

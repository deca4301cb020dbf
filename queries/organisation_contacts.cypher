// title: Who knows an organisation
// question: Who outside this organisation deals with people in it, with how many, and how much?
//    Somebody is in it when an identity or an affiliation says so.
// param organisation text: name of the organisation, in any case
// param limit int = 100, 1..10000: most rows
// column person text: id of the person outside
// column name text: display name
// column people int: people inside dealt with
// column acts int: interactions with them, in either direction
// column last_at time: when the latest took place
CALL {
    MATCH (identity:Identity)-[:IS]->(inside:Person)
    WHERE toLower(identity.organisation) = toLower($organisation)
    RETURN inside
    UNION
    MATCH (place:Affiliation)<-[:AFFILIATED]-(:Identity)-[:IS]->(inside:Person)
    WHERE toLower(place.organisation) = toLower($organisation)
    RETURN inside
}
WITH collect(inside) AS members
UNWIND members AS inside
MATCH (inside)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(person:Person)
WHERE NOT person IN members
WITH person, count(DISTINCT inside) AS people, count(act) AS acts, max(act.at) AS last_at
OPTIONAL MATCH (self:Identity {id: person.minted})
RETURN person.id AS person, coalesce(self.name, person.id) AS name, people, acts, last_at
ORDER BY acts DESC, person
LIMIT $limit

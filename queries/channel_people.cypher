// title: Who takes part in a channel
// question: Who writes in this channel, how much, and from which side?
// param channel text: id or name of the channel
// param limit int = 100, 1..10000: most rows
// column person text: id of the person
// column name text: display name
// column kind text: employee, external, bot or unknown, as the sources state it; bot before employee before
//    external before unknown where they differ
// column contributions int: items written there
// column first_at time: when the first was written
// column last_at time: when the latest was written
MATCH (channel:Channel)
WHERE channel.id = $channel OR channel.name = $channel
MATCH (channel)<-[:IN]-(item)<-[:WROTE]-(author)
WITH author, count(*) AS items, min(item.at) AS first_at, max(item.at) AS last_at
MATCH (author)-[:IS]->(person:Person)
WITH person, sum(items) AS contributions, min(first_at) AS first_at, max(last_at) AS last_at
MATCH (person)<-[:IS]-(own:Identity)
WITH person, contributions, first_at, last_at, min(coalesce(own.kind, 'unknown')) AS kind
OPTIONAL MATCH (self:Identity {id: person.minted})
RETURN person.id AS person, coalesce(self.name, person.id) AS name, kind, contributions, first_at, last_at
ORDER BY contributions DESC, person
LIMIT $limit

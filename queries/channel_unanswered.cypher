// title: Questions without an answer
// question: Which questions in this channel got no word from anybody else in their thread, the latest first?
// param channel text: id or name of the channel
// param since time = null: only questions from this moment on
// param limit int = 50, 1..10000: most rows
// column item text: id of the question
// column at time: when it was asked
// column title text: title
// column person text: id of the person who asked
// column name text: display name
MATCH (channel:Channel)
WHERE channel.id = $channel OR channel.name = $channel
MATCH (channel)<-[:IN]-(item:Item {kind: 'question'})<-[:WROTE]-(:Identity)-[:IS]->(person:Person)
WHERE ($since IS NULL OR item.at >= $since)
    AND NOT EXISTS {
        MATCH (other:Item)<-[:WROTE]-(:Identity)-[:IS]->(somebody:Person)
        WHERE other.thread = item.thread AND somebody <> person
    }
OPTIONAL MATCH (self:Identity {id: person.minted})
RETURN item.id AS item, item.at AS at, item.title AS title,
    person.id AS person, coalesce(self.name, person.id) AS name
ORDER BY at IS NULL, at DESC, item
LIMIT $limit

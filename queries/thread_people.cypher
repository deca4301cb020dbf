// title: Who took part in a thread
// question: Who wrote in this thread, how much, and whose answer was accepted?
// param thread text: id of the thread
// param limit int = 100, 1..10000: most rows
// column person text: id of the person
// column name text: display name
// column items int: items written in the thread
// column opened bool: wrote the item that opens it
// column accepted int: answers that were accepted
// column last_at time: when the latest was written
MATCH (item:Item {thread: $thread})<-[:WROTE]-(:Identity)-[:IS]->(person:Person)
WITH person, count(*) AS items,
    max(CASE WHEN item.position = 0 THEN 1 ELSE 0 END) = 1 AS opened,
    sum(CASE WHEN item.accepted THEN 1 ELSE 0 END) AS accepted, max(item.at) AS last_at
OPTIONAL MATCH (self:Identity {id: person.minted})
RETURN person.id AS person, coalesce(self.name, person.id) AS name, items, opened, accepted, last_at
ORDER BY items DESC, person
LIMIT $limit

// title: Where somebody takes part
// question: In which channels does this person write, or is a member, and since when?
// param person text: id of the person
// param limit int = 100, 1..10000: most rows
// column channel text: id of the channel
// column name text: display name
// column kind text: forum, chat, mail, social, event, meeting, code or crm
// column member bool: listed as a member
// column contributions int: items written there
// column last_at time: when the latest was written
MATCH (:Person {id: $person})<-[:IS]-(me:Identity)
CALL {
    WITH me
    MATCH (me)-[:WROTE]->(item:Item)-[:IN]->(channel:Channel)
    RETURN channel, 0 AS member, item.id AS item, item.at AS at
    UNION ALL
    WITH me
    MATCH (me)-[:MEMBER_OF]->(channel:Channel)
    RETURN channel, 1 AS member, null AS item, null AS at
}
WITH channel, max(member) = 1 AS member, count(item) AS contributions, max(at) AS last_at
RETURN channel.id AS channel, channel.name AS name, channel.kind AS kind,
    member, contributions, last_at
ORDER BY contributions DESC, channel
LIMIT $limit

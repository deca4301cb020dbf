-- title: Questions without an answer
-- question: Which questions in this channel got no word from anybody else in their thread, the latest first?
-- param channel text: id or name of the channel
-- param since time = null: only questions from this moment on
-- param limit int = 50, 1..10000: most rows
-- column item text: id of the question
-- column at time: when it was asked
-- column title text: title
-- column person text: id of the person who asked
-- column name text: display name
SELECT item.id AS item, item.at AS at, item.title AS title,
    person.id AS person, coalesce(self.name, person.id) AS name
FROM channel
CROSS JOIN item ON item.channel = channel.id AND item.kind = 'question'
CROSS JOIN link ON link.id = item.author
CROSS JOIN person ON person.id = link.person
LEFT JOIN identity AS self ON self.id = person.minted
WHERE (channel.id = :channel OR channel.name = :channel)
    AND (:since IS NULL OR item.at >= :since)
    AND NOT EXISTS (
        SELECT 1
        FROM item AS other CROSS JOIN link AS whose ON whose.id = other.author
        WHERE other.thread = item.thread AND whose.person <> link.person
    )
ORDER BY item.at IS NULL, item.at DESC, item.id
LIMIT :limit

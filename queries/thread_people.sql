-- title: Who took part in a thread
-- question: Who wrote in this thread, how much, and whose answer was accepted?
-- param thread text: id of the thread
-- param limit int = 100, 1..10000: most rows
-- column person text: id of the person
-- column name text: display name
-- column items int: items written in the thread
-- column opened bool: wrote the item that opens it
-- column accepted int: answers that were accepted
-- column last_at time: when the latest was written
SELECT person.id AS person, coalesce(self.name, person.id) AS name, count(*) AS items,
    max(coalesce(item.position = 0, 0)) AS opened, sum(item.accepted) AS accepted, max(item.at) AS last_at
FROM item
CROSS JOIN link ON link.id = item.author
CROSS JOIN person ON person.id = link.person
LEFT JOIN identity AS self ON self.id = person.minted
WHERE item.thread = :thread
GROUP BY person.id
ORDER BY items DESC, person.id
LIMIT :limit

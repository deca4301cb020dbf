-- title: What somebody wrote
-- question: What did this person write, the latest first, if wanted only what names a word?
-- param person text: id of the person
-- param about text = null: only where title or text contains this, in any case
-- param limit int = 20, 1..10000: most rows
-- column item text: id of the item
-- column at time: when it was written
-- column channel text: name of the channel
-- column kind text: question, answer, post, reply or edit
-- column title text: title
-- column text text: the words
SELECT item.id AS item, item.at AS at, channel.name AS channel, item.kind AS kind,
    item.title AS title, item.text AS text
FROM link
CROSS JOIN item ON item.author = link.identity
CROSS JOIN channel ON channel.id = item.channel
WHERE link.person = :person
    AND (
        :about IS NULL
        OR instr(lowered(coalesce(item.title, '') || ' ' || coalesce(item.text, '')), lowered(:about)) > 0
    )
ORDER BY item.at IS NULL, item.at DESC, item.id
LIMIT :limit

-- title: Where somebody takes part
-- question: In which channels does this person write, or is a member, and since when?
-- param person text: id of the person
-- param limit int = 100, 1..10000: most rows
-- column channel text: id of the channel
-- column name text: display name
-- column kind text: forum, chat, mail, social, event, meeting, code or crm
-- column member bool: listed as a member
-- column contributions int: items written there
-- column last_at time: when the latest was written
WITH part (channel, member, item, at) AS (
    SELECT item.channel, 0, item.id, item.at
    FROM link CROSS JOIN item ON item.author = link.identity
    WHERE link.person = :person
    UNION ALL
    SELECT membership.channel, 1, NULL, NULL
    FROM link CROSS JOIN membership ON membership.identity = link.identity
    WHERE link.person = :person
)
SELECT channel.id AS channel, channel.name AS name, channel.kind AS kind,
    max(part.member) AS member, count(part.item) AS contributions, max(part.at) AS last_at
FROM part CROSS JOIN channel ON channel.id = part.channel
GROUP BY channel.id
ORDER BY contributions DESC, channel.id
LIMIT :limit

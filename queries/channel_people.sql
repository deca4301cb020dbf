-- title: Who takes part in a channel
-- question: Who writes in this channel, how much, and from which side?
-- param channel text: id or name of the channel
-- param limit int = 100, 1..10000: most rows
-- column person text: id of the person
-- column name text: display name
-- column kind text: employee, external, bot or unknown, as the sources state it; bot before employee before
--    external before unknown where they differ
-- column contributions int: items written there
-- column first_at time: when the first was written
-- column last_at time: when the latest was written
SELECT person.id AS person, coalesce(self.name, person.id) AS name,
    (
        SELECT min(coalesce(identity.kind, 'unknown'))
        FROM link AS own CROSS JOIN identity ON identity.id = own.identity
        WHERE own.person = person.id
    ) AS kind,
    count(*) AS contributions, min(item.at) AS first_at, max(item.at) AS last_at
FROM channel
CROSS JOIN item ON item.channel = channel.id
CROSS JOIN link ON link.id = item.author
CROSS JOIN person ON person.id = link.person
LEFT JOIN identity AS self ON self.id = person.minted
WHERE channel.id = :channel OR channel.name = :channel
GROUP BY person.id
ORDER BY contributions DESC, person.id
LIMIT :limit

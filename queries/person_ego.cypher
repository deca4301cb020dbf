// title: The people around somebody
// question: Who deals with this person, directly or through others, and how much? Any kind of interaction
//    counts, undated contacts too.
// param person text: id of the person
// param steps int = 1, 1..3: how many steps away
// param limit int = 100, 1..10000: most rows
// column person text: id of somebody around
// column name text: display name
// column steps int: fewest steps from the person
// column acts int: interactions with people one step nearer, in either direction
MATCH (me:Person {id: $person})
CALL {
    WITH me
    MATCH (me)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(far:Person)
    WHERE far <> me
    WITH far, count(act) AS acts
    RETURN collect({far: far, steps: 1, acts: acts}) AS one
}
CALL {
    WITH me, one
    WITH me, one, [me] + [row IN one | row.far] AS known
    UNWIND one AS row
    WITH known, row.far AS near
    WHERE $steps >= 2
    MATCH (near)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(far:Person)
    WHERE NOT far IN known
    WITH far, count(act) AS acts
    RETURN collect({far: far, steps: 2, acts: acts}) AS two
}
CALL {
    WITH me, one, two
    WITH two, [me] + [row IN one + two | row.far] AS known
    UNWIND two AS row
    WITH known, row.far AS near
    WHERE $steps >= 3
    MATCH (near)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(far:Person)
    WHERE NOT far IN known
    WITH far, count(act) AS acts
    RETURN collect({far: far, steps: 3, acts: acts}) AS three
}
UNWIND one + two + three AS row
OPTIONAL MATCH (self:Identity {id: row.far.minted})
RETURN row.far.id AS person, coalesce(self.name, row.far.id) AS name, row.steps AS steps, row.acts AS acts
ORDER BY steps, acts DESC, person
LIMIT $limit

// title: Who can introduce one person to another
// question: Which are the shortest chains of people who deal with each other, from one person to another, up
//    to three steps? Any kind of interaction counts, undated contacts too.
// param start text: id of the person who wants to be introduced
// param goal text: id of the person to reach
// param limit int = 20, 1..10000: most rows
// column steps int: steps from start to goal, 1..3
// column first text: id of the one who comes first in between
// column first_name text: display name
// column second text: id of the one who comes second in between
// column second_name text: display name
// column weakest int: interactions on the chain's weakest step, in either direction
MATCH (start:Person {id: $start}), (goal:Person {id: $goal})
WHERE start <> goal
CALL {
    WITH start, goal
    MATCH (start)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(goal)
    WITH count(act) AS acts WHERE acts > 0
    RETURN collect({steps: 1, weakest: acts}) AS one
}
CALL {
    WITH start, goal, one
    WITH start, goal WHERE size(one) = 0
    MATCH (start)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(a:Person)
    WHERE a <> start
    WITH goal, a, count(act) AS outward
    MATCH (a)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(goal)
    WITH a, outward, count(act) AS inward
    WITH a, CASE WHEN outward < inward THEN outward ELSE inward END AS least
    RETURN collect({steps: 2, first: a, weakest: least}) AS two
}
CALL {
    WITH start, goal, one, two
    WITH start, goal WHERE size(one) = 0 AND size(two) = 0
    MATCH (goal)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(b:Person)
    WHERE b <> goal
    WITH start, b, count(act) AS inward
    MATCH (b)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(a:Person)
    WHERE a <> b AND a <> start
    WITH start, a, b, inward, count(act) AS mid
    MATCH (start)<-[:IS]-()-[act:INTERACTED]-()-[:IS]->(a)
    WITH a, b, inward, mid, count(act) AS outward
    WITH a, b, CASE WHEN inward < mid THEN inward ELSE mid END AS least, outward
    WITH a, b, CASE WHEN outward < least THEN outward ELSE least END AS least
    RETURN collect({steps: 3, first: a, second: b, weakest: least}) AS three
}
UNWIND one + two + three AS chain
OPTIONAL MATCH (p:Identity {id: chain.first.minted})
OPTIONAL MATCH (q:Identity {id: chain.second.minted})
RETURN chain.steps AS steps, chain.first.id AS first, coalesce(p.name, chain.first.id) AS first_name,
    chain.second.id AS second, coalesce(q.name, chain.second.id) AS second_name, chain.weakest AS weakest
ORDER BY weakest DESC, first, second
LIMIT $limit

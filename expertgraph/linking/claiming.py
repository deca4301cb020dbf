"""*This is me*: a person decides about suggestions that concern his or her own identities."""

from __future__ import annotations

from expertgraph.errors import NotFound, WrongCall
from expertgraph.linking.deciding import decide
from expertgraph.linking.suggesting import people
from expertgraph.store import Store


def claimable(store: Store, person: str) -> list[int]:
    """Numbers of the suggestions in which one side is this person and the other nobody with a personnel number.

    Whose a personnel number is, an administrator stated: nobody claims it.
    """
    person_of = people(store)
    identity = store.frame("identity", ["id", "hr_id"])
    numbered = {
        person_of.get(each) for each, number in zip(identity["id"], identity["hr_id"], strict=True) if number
    }
    table = store.frame("suggestion", ["number", "a", "b"]).sort_values("number")
    found = []
    for number, a, b in zip(table["number"].tolist(), table["a"], table["b"], strict=True):
        one, other = person_of.get(a), person_of.get(b)
        theirs = other if one == person else one
        if person in (one, other) and one != other and theirs is not None and theirs not in numbered:
            found.append(int(number))
    return found


def claim(store: Store, person: str, number: int, verdict: str, *, at: int) -> int:
    """Write into the journal that the person is (accept) or is not (refuse) the one in a suggestion.

    NotFound when it is not theirs to say, as when there is none.
    """
    if verdict not in {"accept", "refuse"}:
        raise WrongCall("Either it is you or it is not.")
    if number not in claimable(store, person):
        raise NotFound(f"There is no suggestion {number} about you.")
    (decision,) = decide(store, [number], verdict, by=person, at=at, rule="this is me")
    return decision

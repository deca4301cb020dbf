"""*This is me*: a person decides about suggestions that concern his or her own identities."""

from __future__ import annotations

from collections.abc import Mapping

from expertgraph.errors import NotFound, WrongCall
from expertgraph.linking.deciding import decide
from expertgraph.linking.suggesting import people
from expertgraph.store import Store


def claimable(store: Store, person: str) -> list[int]:
    """Numbers of the suggestions in which one side is this person and the other may be claimed.

    Nobody claims somebody with a personnel number: whose that is, an administrator stated.  Nor somebody who was in
    a place that is not open to all: whoever becomes that person sees what was said there, so an administrator decides.
    """
    person_of = people(store)
    identity = store.frame("identity", ["id", "hr_id"])
    numbered = {
        person_of.get(each) for each, number in zip(identity["id"], identity["hr_id"], strict=True) if number
    }
    table = store.frame("suggestion", ["number", "a", "b"]).sort_values("number")
    found: list[tuple[int, str]] = []
    for number, a, b in zip(table["number"].tolist(), table["a"], table["b"], strict=True):
        one, other = person_of.get(a), person_of.get(b)
        theirs = other if one == person else one
        if person in (one, other) and one != other and theirs is not None and theirs not in numbered:
            found.append((int(number), theirs))
    closed = _in_closed_places(store, person_of, {theirs for _, theirs in found})
    return [number for number, theirs in found if theirs not in closed]


def _in_closed_places(store: Store, person_of: Mapping[str, str], people: set[str]) -> set[str]:
    """Which of these people were in a channel that is not open, or wrote there."""
    identities = sorted(each for each, person in person_of.items() if person in people)
    member = store.frame("membership", ["channel", "identity"], {"identity": identities})
    wrote = store.frame("item", ["channel", "author"], {"author": identities})
    places = [*zip(member["channel"], member["identity"], strict=True)]
    places += zip(wrote["channel"], wrote["author"], strict=True)
    channels = store.frame(
        "channel", ["id", "visibility"], {"id": sorted({channel for channel, _ in places})}
    )
    shut = set(channels["id"][channels["visibility"] != "open"])
    return {person_of[identity] for channel, identity in places if channel in shut}


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

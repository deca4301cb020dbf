"""What humans add to the imported sample: they accept suggested links, and somebody marks a leave."""

from __future__ import annotations

import time

from expertgraph import linking
from expertgraph.declaring import declare
from expertgraph.sample.truth import SampleTruth
from expertgraph.store import Store

_EVERY = 12
"""Of so many people one is left as found, so that there is something to decide."""


def review(store: Store, truth: SampleTruth, *, at: int) -> int:
    """Accept most suggestions that are true, all those of the busy, and mark the leave; returns how many.

    A suggestion that would join two people is left for whoever looks, as is every other one that is wrong.
    """
    linking.apply(store)
    person_of = truth.person_of()
    matches = linking.suggest(store).matches
    busy = {truth.people.index(who) for who in (*truth.core, *truth.active, *truth.rising)}
    accepted = []
    for number, match in enumerate(matches, 1):
        person = person_of.get(match.a, -1)
        if person == person_of.get(match.b, -2) and (person in busy or person % _EVERY):
            accepted.append(number)
    linking.decide(store, accepted, "accept", by=None, at=at)
    linking.suggest(store)
    _mark_leave(store, truth, at)
    return len(accepted)


def _mark_leave(store: Store, truth: SampleTruth, at: int) -> None:
    links = store.frame("link", ["id", "person"])
    person = dict(zip(links["id"], links["person"], strict=True))
    days = [time.strftime("%Y-%m-%d", time.gmtime(each)) for each in truth.leave]
    for each in sorted({person[own] for own in truth.on_leave.identities if own in person}):
        declare(store, each, "leave", "..".join(days), at=at)

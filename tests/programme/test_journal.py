"""Where each person stands follows from the journal alone; who may take which step, in which order."""

import itertools

import pytest

from expertgraph.programme.state import Step, standings
from expertgraph.programme.steps import STEPS, next_steps


def after(*kinds: str) -> str | None:
    steps = [Step("p", number, "anna", kind, number * 10) for number, kind in enumerate(kinds, 1)]
    found = standings(steps).get("anna")
    return None if found is None else found.state


def walks(own: bool) -> set[tuple[str, ...]]:
    """Every order of up to four steps that one party could take, after an invitation."""
    found: set[tuple[str, ...]] = set()
    for kinds in itertools.product(STEPS, repeat=3):
        state: str | None = "invited"
        for place, kind in enumerate(kinds):
            if kind not in next_steps(state, own=own):
                break
            state = kind
            found.add(kinds[: place + 1])
    return found


def test_a_manager_leads_somebody_through_and_never_asks_again() -> None:
    assert walks(own=False) == {
        ("accepted",),
        ("declined",),
        ("accepted", "training"),
        ("accepted", "active"),
        ("accepted", "left"),
        ("accepted", "training", "active"),
        ("accepted", "training", "left"),
        ("accepted", "active", "left"),
    }


def test_the_person_says_yes_or_no_leaves_and_may_change_their_mind() -> None:
    assert walks(own=True) == {
        ("accepted",),
        ("declined",),
        ("accepted", "left"),
        ("declined", "accepted"),
        ("accepted", "left", "accepted"),
        ("declined", "accepted", "left"),
    }


@pytest.mark.parametrize("state", ["declined", "left", "invited", "accepted", "training", "active"])
def test_nobody_is_invited_twice(state: str) -> None:
    assert "invited" not in next_steps(state, own=False)


def test_the_standing_keeps_when_somebody_first_said_yes_and_their_cohort() -> None:
    steps = [
        Step("p", 1, "anna", "invited", 10, cohort="spring"),
        Step("p", 2, "bob", "invited", 10),
        Step("p", 3, "anna", "accepted", 20),
        Step("p", 4, "anna", "left", 30),
        Step("p", 5, "anna", "accepted", 40),
    ]
    anna, bob = standings(steps)["anna"], standings(steps)["bob"]
    assert (anna.state, anna.since, anna.cohort, anna.invited, anna.accepted) == (
        "accepted",
        40,
        "spring",
        10,
        20,
    )
    assert (bob.inside, bob.accepted, after("invited", "declined")) == (False, None, "declined")

"""The state of a question follows from its journal; each kind of step is for its parties, in its states."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.asking.due import Next, Patience, due, upcoming
from expertgraph.asking.state import State, Step, state_of
from expertgraph.asking.steps import ANY, STEPS, Party, Status

HOUR = 3_600
PATIENCE = Patience(48, 96)


def journal(*steps: str) -> list[Step]:
    """Steps written as ``kind actor>target@hour``; all but the kind may be missing."""
    made = []
    for number, text in enumerate(steps, 1):
        head, _, hour = text.partition("@")
        kind, _, who = head.partition(" ")
        actor, _, target = who.partition(">")
        item = f"ask:q-{target.removeprefix('#')}" if target.startswith("#") else None
        at = int(float(hour or 0) * HOUR)
        made.append(Step("q", number, kind, at, actor or None, (not item and target) or None, None, item))
    return made


def after(*steps: str) -> State:
    return state_of(journal("asked d", *steps))


STATES: list[tuple[Sequence[str], Status, list[str], list[str]]] = [
    # steps after it was asked                           status            asked       waited for
    ([], Status.NOBODY, [], []),
    (["routed d>a"], Status.WAITING, ["a"], ["a"]),
    (["posted >c"], Status.WAITING, [], []),
    (["routed d>a", "routed d>b"], Status.WAITING, ["a", "b"], ["a", "b"]),
    (["routed d>a", "seen a"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "taken a"], Status.WAITING, ["a"], ["a"]),
    (["posted >c", "taken b"], Status.WAITING, ["b"], ["b"]),
    (["routed d>a", "forwarded a>b"], Status.WAITING, ["a", "b"], ["a", "b"]),
    (["routed d>a", "handed-over a>b"], Status.WAITING, ["b"], ["b"]),
    (["routed d>a", "cannot-help a"], Status.NOBODY, [], []),
    (["routed d>a", "routed d>b", "cannot-help a"], Status.WAITING, ["b"], ["b"]),
    (["routed d>a", "cannot-help a", "routed d>a"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "cannot-help a", "escalated >b"], Status.WAITING, ["b"], ["b"]),
    (["posted >c", "raised >m"], Status.NOBODY, [], []),
    (["routed d>a", "raised >m"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "reminded >a"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "answered a"], Status.ANSWERED, ["a"], []),
    (["routed d>a", "routed d>b", "answered a", "cannot-help b"], Status.ANSWERED, ["a"], []),
    (["routed d>a", "answered a", "remarked d"], Status.ANSWERED, ["a"], []),
    (["routed d>a", "answered a", "accepted d>#3"], Status.CLOSED, ["a"], []),
    (["routed d>a", "answered a", "customer-helped"], Status.CLOSED, ["a"], []),
    (["routed d>a", "answered a", "closed d", "thanked d>a"], Status.CLOSED, ["a"], []),
    (["routed d>a", "answered a", "reopened d"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "answered a", "closed d", "customer-reopened"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "customer-remarked"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "link-revoked d", "link-renewed d"], Status.WAITING, ["a"], ["a"]),
    (["routed d>a", "withdrawn d"], Status.WITHDRAWN, ["a"], []),
]


@pytest.mark.parametrize(("steps", "status", "asked", "waited"), STATES, ids=lambda value: str(value)[:60])
def test_where_a_question_stands_follows_from_its_steps(
    steps: Sequence[str], status: Status, asked: list[str], waited: list[str]
) -> None:
    state = after(*steps)
    assert (state.status, state.asked, state.waited_for) == (status, asked, waited)


def test_every_kind_of_step_occurs_in_that_table() -> None:
    used = {text.partition(" ")[0] for steps, *_ in STATES for text in steps} | {"asked"}
    assert used == set(STEPS)


def test_the_last_word_on_answers_links_and_thanks_counts() -> None:
    state = after("routed d>a", "answered a", "answered a", "accepted d>#4", "thanked d>a", "link-revoked d")
    assert (state.answers, state.accepted, state.thanked, state.link) == ((3, 4), 4, frozenset({"a"}), False)
    assert after("routed d>a", "answered a", "accepted d>#3", "reopened d").accepted is None
    assert after("link-revoked d", "link-renewed d").link


@given(st.lists(st.sampled_from(sorted(set(STEPS) - {"asked"})), max_size=25))
def test_any_order_of_steps_leaves_a_state_that_is_one_of_the_declared_ones(kinds: list[str]) -> None:
    needs = {"accepted": " d>#2", "posted": " >c"}
    state = after(*(kind + needs.get(kind, " a>b") for kind in kinds))
    assert state.status in ANY
    assert set(state.waited_for) <= set(state.asked) <= set(state.people)
    assert (state.status is not Status.NOBODY) or not state.waited_for


# kind -> hours at which the program reminds and asks others, after the steps
WAITS: list[tuple[Sequence[str], Next | None]] = [
    (["routed d>a"], Next("reminded", 48 * HOUR)),
    (["posted >c"], Next("escalated", 96 * HOUR)),
    (["routed d>a", "taken a@10"], Next("reminded", 58 * HOUR)),
    (["routed d>a", "reminded >a@48"], Next("escalated", 96 * HOUR)),
    (["routed d>a", "forwarded a>b@30"], Next("reminded", 78 * HOUR)),
    (["routed d>a", "cannot-help a@5"], Next("escalated", 96 * HOUR)),
    (["routed d>a", "reminded >a@48", "escalated >b@96"], Next("reminded", 144 * HOUR)),
    (["routed d>a", "raised >m@96"], None),
    (["routed d>a", "raised >m@96", "routed m>b@100"], Next("reminded", 148 * HOUR)),
    (["routed d>a", "answered a"], None),
    (["routed d>a", "answered a", "closed d"], None),
    (["routed d>a", "answered a", "reopened d@9"], Next("reminded", 57 * HOUR)),
    (["routed d>a", "withdrawn d"], None),
]


@pytest.mark.parametrize(("steps", "expected"), WAITS, ids=lambda value: str(value)[:60])
def test_what_comes_next_by_itself_and_when(steps: Sequence[str], expected: Next | None) -> None:
    state = after(*steps)
    assert upcoming(state, PATIENCE) == expected
    if expected is not None:
        assert due(state, PATIENCE, expected.at - 1) is None
        assert due(state, PATIENCE, expected.at) == expected.step


def test_a_follow_up_that_comes_days_late_asks_others_at_once() -> None:
    assert due(after("routed d>a"), PATIENCE, 96 * HOUR) == "escalated"


def test_where_reminding_would_come_after_asking_others_nobody_is_reminded() -> None:
    assert upcoming(after("routed d>a"), Patience(96, 48)) == Next("escalated", 48 * HOUR)


def test_a_question_that_nobody_ever_answers_comes_to_an_end() -> None:
    """The program's own steps, each at its time, never repeat one another for ever."""
    steps = ["routed d>a"]
    while (coming := upcoming(after(*steps), PATIENCE)) is not None:
        rounds = after(*steps).rounds
        kind = "raised" if coming.step == "escalated" and rounds >= 3 else coming.step
        steps.append(f"{kind} >p{len(steps)}@{coming.at / HOUR}")
        assert len(steps) < 20
    hours = [float(text.partition("@")[2] or 0) for text in steps]
    assert all(earlier < later for earlier, later in pairwise(hours))
    assert steps[-1].startswith("raised")


def test_every_kind_says_its_sentence_in_both_languages_and_belongs_to_somebody() -> None:
    for kind in STEPS.values():
        assert set(kind.says) == {"en", "nl"}
        assert kind.by <= set(Party)
        assert kind.by
        assert kind.states
        assert kind.tells <= {"asker", "asked", "answerers", "target"}
        assert ("{target}" in kind.says["en"]) == ("{target}" in kind.says["nl"])

"""Who is away or busy is found and said to be; of people who fit equally well those come first who can be asked."""

import numpy as np
import pytest

from expertgraph.answers.find import find
from expertgraph.asking.journal import write_question
from expertgraph.asking.state import Question
from expertgraph.availability import available
from expertgraph.declaring import declare
from expertgraph.errors import WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.search.batch import run_lines
from expertgraph.search.spreading import BAND, bands, spread
from tests.search.community import DAY, NOW, Community, identity, item

NEED = "heat pump defrost"
NAMES = ("bram", "carl", "dora", "erik")
TODAY, TOMORROW, GONE = "2023-11-14", "2023-11-15", "2023-11-13"
"""NOW is 2023-11-14."""


@pytest.fixture
def filled(community: Community) -> Community:
    """Bram, Carl and Dora fit equally well, Erik less."""
    asked = [
        item(number, "anna", f"t{number}", "How does a heat pump defrost?", opens=True, days_ago=9)
        for number in range(4)
    ]
    said = [
        item(
            10 + number,
            name,
            f"t{number}",
            "The heat pump will defrost by itself.",
            days_ago=8 + 60 * (name == "erik"),
        )
        for number, name in enumerate(NAMES)
    ]
    community.fill([*asked, *said])
    community.analyse(members=[("anna", "general")])
    return community


def found(community: Community, viewer: Viewer = OWNER, **how: object) -> list[str]:
    return [each.name for each in find(community.space, viewer, NEED, **how).results if each.name != "Anna"]  # type: ignore[arg-type]


def person_id(name: str) -> str:
    return f"person:{identity(name)}"


def say(community: Community, name: str, what: str, value: str | None) -> None:
    declare(community.store, person_id(name), what, value, at=NOW)


def put(community: Community, name: str, number: int) -> None:
    """An open question that waits for somebody."""
    question = f"q{number}"
    write_question(community.store, Question(question, person_id("anna"), "?", "?", None, NOW))
    steps = [("asked", None), ("routed", person_id(name))]
    community.store.upsert(
        "question_step",
        {
            "id": [f"{question}|{place:06d}" for place in (1, 2)],
            "question": [question] * 2,
            "number": [1, 2],
            "kind": [kind for kind, _ in steps],
            "at": [NOW] * 2,
            "actor": [person_id("anna")] * 2,
            "target": [target for _, target in steps],
        },
    )


def test_who_is_away_comes_after_equals_and_is_said_to_be(filled: Community) -> None:
    assert found(filled) == ["Bram", "Carl", "Dora", "Erik"]
    say(filled, "bram", "away", f"{TODAY}..{TOMORROW}")
    assert found(filled) == ["Carl", "Dora", "Bram", "Erik"], "but before whoever fits less well"
    bram = next(each for each in find(filled.space, OWNER, NEED).results if each.name == "Bram")
    assert bram.availability is not None
    assert (bram.availability.away, bram.availability.until) == (True, NOW // DAY * DAY + DAY)
    say(filled, "bram", "away", f"{GONE}..{GONE}")
    assert found(filled) == ["Bram", "Carl", "Dora", "Erik"], "not any more"


def test_busy_until_taken_back(filled: Community) -> None:
    say(filled, "carl", "busy", "yes")
    assert found(filled) == ["Bram", "Dora", "Carl", "Erik"]
    say(filled, "carl", "busy", None)
    assert found(filled) == ["Bram", "Carl", "Dora", "Erik"]


def test_a_leave_is_away_but_nobody_is_told_until_when(filled: Community) -> None:
    say(filled, "dora", "leave", f"{GONE}..{TOMORROW}")
    dora = available(filled.space, filled.space.edition()).of(filled.space.edition().row_of(identity("dora")))
    assert (dora.away, dora.until) == (True, None)


def test_open_questions_are_spread_over_equals(filled: Community) -> None:
    put(filled, "bram", 1)
    put(filled, "bram", 2)
    put(filled, "carl", 3)
    assert found(filled) == ["Dora", "Carl", "Bram", "Erik"]
    counts = {
        each.name: each.availability.open
        for each in find(filled.space, OWNER, NEED).results
        if each.availability
    }
    assert counts == {"Dora": 0, "Carl": 1, "Bram": 2, "Erik": 0, "Anna": 0}


def test_scores_and_evidence_stay_as_they_are(filled: Community) -> None:
    before = {each.name: (each.score, each.parts) for each in find(filled.space, OWNER, NEED).results}
    put(filled, "bram", 1)
    say(filled, "carl", "busy", "yes")
    assert {each.name: (each.score, each.parts) for each in find(filled.space, OWNER, NEED).results} == before


def test_a_batch_and_the_past_know_nothing_of_it(filled: Community) -> None:
    asked = filled.folder / "queries.jsonl"
    asked.write_text(f'{{"qid": "q", "text": "{NEED}"}}\n')
    before = list(run_lines(filled.space, OWNER, asked, tag="t"))
    put(filled, "bram", 1)
    say(filled, "carl", "away", f"{TODAY}..{TODAY}")
    assert list(run_lines(filled.space, OWNER, asked, tag="t")) == before
    assert found(filled, time=NOW) == ["Bram", "Carl", "Dora", "Erik"]


def test_an_outsider_is_told_nobodys_load(filled: Community) -> None:
    put(filled, "bram", 1)
    outsider = Viewer(Role.EXTERNAL, identity("anna"))
    assert all(each.availability is None for each in find(filled.space, outsider, NEED).results)


def test_days_that_are_none_are_refused(filled: Community) -> None:
    with pytest.raises(WrongCall):
        say(filled, "bram", "away", "next week")


def test_nobody_leaves_the_band_of_the_score() -> None:
    dice = np.random.default_rng(3)
    for _ in range(200):
        score = np.sort(dice.random(40))[::-1]
        order = spread(np.arange(40), score, dice.integers(0, 3, 40).astype(np.int32))
        assert np.array_equal(np.sort(order), np.arange(40))
        assert np.array_equal(bands(score)[order], bands(score))
        for band in range(int(bands(score)[-1]) + 1):
            inside = score[bands(score) == band]
            assert inside.min() >= inside.max() * (1 - BAND) - 1e-12

"""The search is judged with what it could have learnt before the questions that it is judged on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from expertgraph.evaluation.replaying import Stopped, evaluate
from expertgraph.records import Item
from tests.evaluation.history import ASKED, ASKER, SUBJECTS, analysed, exchange
from tests.search.community import DAY, NOW, Community

DAYS, TAUGHT_BY = 420, 200
NAMES = tuple(SUBJECTS)


def turns() -> list[Item]:
    """Who knows a subject changes every 64 days, so that evidence ages faster than usual."""
    items = []
    for day in range(DAYS):
        subject, period = day % 8, day // 64
        items += exchange(day, ASKER, NAMES[(subject + period) % 8], SUBJECTS[NAMES[subject]], DAYS - day)
    return items


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    made = analysed(tmp_path_factory.mktemp("community"), turns())
    yield made
    made.store.close()


def test_what_was_learnt_before_counts_and_helps(community: Community) -> None:
    report = evaluate(community.space, questions=ASKED)
    assert report.learnt
    assert TAUGHT_BY <= report.lessons <= DAYS - ASKED - 28
    community.space.settings = community.space.settings.with_({"search.adapt": False})
    without = evaluate(community.space, questions=ASKED)
    community.space.settings = community.space.settings.with_({"search.adapt": True})
    assert (without.learnt, without.lessons) == (False, 0)
    gained, plain = (each.outcomes[0].system("search").figure("map").mean for each in (report, without))
    assert gained > plain


def test_nothing_is_learnt_from_what_came_after_the_first_question(
    community: Community, tmp_path: Path
) -> None:
    """From the first question on somebody else answers everything: what was learnt before is the same."""
    until = NOW - 60 * DAY
    items = [each for each in turns() if each.at is not None and each.at < until]
    later = [
        line for day in range(DAYS - 59, DAYS) for line in exchange(day, ASKER, "hugo", "bicycle", DAYS - day)
    ]
    other = analysed(tmp_path, items + later)
    assert evaluate(other.space, as_of=until, questions=ASKED) == evaluate(
        community.space, as_of=until, questions=ASKED
    )
    other.store.close()


def test_it_can_be_stopped_while_learning(community: Community) -> None:
    told: list[str] = []
    with pytest.raises(Stopped):
        evaluate(
            community.space,
            questions=ASKED,
            progress=lambda what, _count: told.append(what),
            stop=lambda: bool(told),
        )
    assert told
    assert "questions" not in told

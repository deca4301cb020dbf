"""Earlier questions asked again: of what was written before them, judged by who really helped."""

from collections.abc import Iterator
from math import log2
from pathlib import Path

import pytest

from expertgraph.errors import WrongCall
from expertgraph.evaluation.replaying import Stopped, evaluate
from expertgraph.evaluation.report import BETTER, EVEN, LEAST, UNKNOWN, Report, verdict
from expertgraph.records import Item
from tests.evaluation.history import ASKED, ASKER, DAYS, SUBJECTS, analysed, exchange, history
from tests.search.community import DAY, NOW, Community, item


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    made = analysed(tmp_path_factory.mktemp("community"), history())
    yield made
    made.store.close()


def means(report: Report, system: str, view: int = 0) -> dict[str, float]:
    return {each.measure: each.mean for each in report.outcomes[view].system(system).figures}


def test_who_knows_the_subject_is_named_first(community: Community) -> None:
    report = evaluate(community.space, questions=ASKED)
    assert report.questions == ASKED
    assert report.helpers == len(SUBJECTS) == report.outcomes[0].candidates
    assert means(report, "search") == dict.fromkeys(means(report, "search"), 1.0)


def test_whoever_answers_most_is_always_somebody_else_here(community: Community) -> None:
    """Whose turn it is answered eight days ago, and everybody else since: the last of eight by every count."""
    report = evaluate(community.space, questions=ASKED)
    expected = {"map": 1 / 8, "ndcg10": 1 / log2(9), "s1": 0, "s5": 0, "r10": 1, "mrr": 1 / 8}
    for system in ("popularity-90", "popularity-halving"):
        assert means(report, system) == pytest.approx(expected)


def test_the_long_tail_leaves_the_most_active_out(community: Community) -> None:
    report = evaluate(community.space, questions=ASKED)
    everybody, tail = report.outcomes
    assert report.left_out == len(SUBJECTS) // 4
    assert tail.candidates == everybody.candidates - 2 == 6
    assert tail.questions == ASKED * 6 // 8
    assert means(report, "popularity-halving", 1)["mrr"] == pytest.approx(1 / 6)
    assert means(report, "search", 1)["s1"] == 1
    assert verdict(report.outcomes, "popularity") == BETTER


def test_only_questions_that_had_a_fortnight_to_be_answered_count(community: Community) -> None:
    report = evaluate(community.space, questions=ASKED)
    assert NOW - 15 * DAY < report.last <= NOW - 14 * DAY
    assert report.first == report.last - (ASKED - 1) * DAY == report.start
    # Each of the eight has to have answered three times before.
    assert report.answered == DAYS - 13 - 3 * len(SUBJECTS)


def test_at_most_the_later_half_of_the_answered_questions_is_asked_again(community: Community) -> None:
    report = evaluate(community.space, questions=10_000)
    assert report.questions == (report.answered + 1) // 2


@pytest.mark.parametrize("frozen", [False, True])
def test_what_came_later_changes_nothing(community: Community, tmp_path: Path, frozen: bool) -> None:
    """The same history with nothing after a moment, and with other people and words after it, gives the same report."""
    until = NOW - 30 * DAY
    before = [each for each in history() if each.at is not None and each.at < until]
    later = [
        line
        for day in range(DAYS - 29, DAYS)
        for line in exchange(day, "bram", "anna", "solar inverter welding kubernetes", DAYS - day)
    ]
    late_replies = [
        item(9_000 + day, "hugo", f"t{day}", f"{text} again", days_ago=1)
        for day, text in enumerate(SUBJECTS.values(), DAYS - 80)
    ]
    expected = evaluate(community.space, as_of=until, questions=ASKED, frozen=frozen)
    assert expected.questions == ASKED
    for name, items in (("cut", before), ("other", before + later + late_replies)):
        made = analysed(tmp_path / name, items)
        assert evaluate(made.space, as_of=until, questions=ASKED, frozen=frozen) == expected
        made.store.close()


def test_rolling_sees_who_came_later_and_frozen_does_not(tmp_path: Path) -> None:
    items = history()
    newcomer = range(DAYS - 50, DAYS)
    kept = [each for each in items if int(each.id[-4:]) // 2 not in newcomer]
    made = analysed(
        tmp_path,
        kept
        + [
            line
            for day in newcomer
            for line in exchange(day, ASKER, "iris", "tidal turbine blade", DAYS - day)
        ],
    )
    rolling = evaluate(made.space, questions=ASKED)
    frozen = evaluate(made.space, questions=ASKED, frozen=True)
    assert means(rolling, "search")["s1"] > 0.5
    assert frozen.start == rolling.start
    assert frozen.questions < rolling.questions, "nobody can name somebody who is not there yet"
    made.store.close()


def test_whoever_asked_bots_and_opted_out_people_are_no_helpers(tmp_path: Path) -> None:
    extra: list[Item] = []
    for day in range(DAYS):
        for place, name in enumerate((ASKER, "robot", "hidden")):
            number = 1_000 + 3 * day + place
            text = f"Me too, {name} {day}, and at great length, so that it would be the main help."
            extra.append(item(number, name, f"t{day}", text, days_ago=DAYS - day - 0.01))
    made = analysed(
        tmp_path, history() + extra, people={"robot": {"kind": "bot"}, "hidden": {"opted_out": True}}
    )
    report = evaluate(made.space, questions=ASKED)
    assert report.helpers == report.outcomes[0].candidates == len(SUBJECTS)
    assert means(report, "search")["s1"] == 1.0
    made.store.close()


def test_whoever_asks_is_not_to_choose_from(tmp_path: Path) -> None:
    items = history()
    others = [name for name in SUBJECTS if name != "anna"]
    asked = range(DAYS - 60, DAYS)
    kept = [each for each in items if int(each.id[-4:]) // 2 not in asked]
    for day in asked:
        name = others[day % len(others)]
        kept += exchange(day, "anna", name, SUBJECTS[name], DAYS - day)
    made = analysed(tmp_path, kept)
    report = evaluate(made.space, questions=ASKED)
    assert report.outcomes[0].candidates == len(others)
    made.store.close()


def test_an_accepted_answer_makes_the_main_helper(tmp_path: Path) -> None:
    """Two help with everything; the one whose answer is accepted writes less."""
    items = []
    for day in range(DAYS):
        ago = DAYS - day
        items += exchange(day, ASKER, "anna", "pump", ago)
        long = f"About the pump, option {day}, and then a long story about many other things and nothing in particular."
        items.append(item(1_000 + day, "bram", f"t{day}", long, days_ago=ago - 0.05))
    marked = [each._replace(accepted=True) if each.author.endswith("anna") else each for each in items]
    found = []
    for name, some in (("unmarked", items), ("marked", marked)):
        made = analysed(tmp_path / name, some)
        found.append(means(evaluate(made.space, questions=ASKED), "search"))
        made.store.close()
    assert found[0]["map"] == found[1]["map"] == 1.0, "both help, whoever comes first"
    grades = [each["ndcg10"] for each in found]
    swapped = (1 + 3 / log2(3)) / (3 + 1 / log2(3))
    assert sorted(grades) == pytest.approx([swapped, 1.0])


def test_two_runs_say_the_same(community: Community) -> None:
    assert evaluate(community.space, questions=ASKED) == evaluate(community.space, questions=ASKED)


def test_few_questions_are_said_to_be_few(tmp_path: Path) -> None:
    made = analysed(tmp_path, history(70))
    report = evaluate(made.space)
    assert 0 < report.questions < LEAST
    assert {verdict(report.outcomes, each) for each in ("popularity", "profile", "bm25")} == {UNKNOWN}
    made.store.close()


def test_a_community_without_answers_has_nothing_to_ask_again(tmp_path: Path) -> None:
    made = analysed(tmp_path, [item(1, "anna", "t1", "Anybody?", opens=True, days_ago=60)])
    report = evaluate(made.space)
    assert (report.answered, report.questions, report.helpers) == (0, 0, 0)
    made.store.close()


def test_where_one_person_answers_all_the_search_is_not_better(tmp_path: Path) -> None:
    items = [line for day in range(DAYS) for line in exchange(day, ASKER, "anna", f"pump {day}", DAYS - day)]
    other = [
        line for day in range(9) for line in exchange(500 + day, ASKER, "bram", "chain", DAYS + 20 - day)
    ]
    made = analysed(tmp_path, items + other)
    report = evaluate(made.space, questions=ASKED)
    assert means(report, "search")["s1"] == means(report, "popularity")["s1"] == 1.0
    assert report.outcomes[1].questions == 0
    assert verdict([report.outcomes[0]] * 2, "popularity") == EVEN
    made.store.close()


def test_it_tells_how_far_it_is_and_can_be_stopped(community: Community) -> None:
    told: list[int] = []
    with pytest.raises(Stopped):
        evaluate(
            community.space,
            questions=ASKED,
            progress=lambda _what, count: told.append(count),
            stop=lambda: len(told) == 3,
        )
    assert told == [0, 1, 2]


def test_a_date_after_the_results_is_refused(community: Community) -> None:
    with pytest.raises(WrongCall, match="end before"):
        evaluate(community.space, as_of=NOW + 1)

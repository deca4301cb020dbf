"""Where to be: what each role is told of outposts, and what nobody is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from expertgraph.answers import plain
from expertgraph.answers.sums import Sums
from expertgraph.answers.where import Activity, Flow, Outpost, Where, verdict, where
from expertgraph.errors import Denied, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.where.community import CORNER, GROUP, made

EMPLOYEE = Viewer(Role.EMPLOYEE)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    found = made(tmp_path_factory.mktemp("where"))
    yield found
    found.store.close()


def of(answer: Where, channel: str) -> Outpost:
    return next(each for each in answer.outposts if each.channel == channel)


def test_the_owner_is_told_exactly(space: Workspace) -> None:
    found = of(where(space, OWNER), GROUP)
    assert (found.people, found.employees, found.externals, found.unknown) == (32, 0, 32, 0)
    assert found.outside_share == 1
    assert (found.flow.seen, found.flow.seen_early, found.flow.joined) == (32, 32, 13)
    assert found.flow.joined_share == found.flow.within_share == 13 / 32
    assert (found.flow.days_q1, found.flow.days_median, found.flow.days_q3) == (13, 16, 19)
    assert found.flow.stayed_share == 4 / 13
    assert found.activity == Activity(32, 64, 64, None), (
        "one round last week, one five weeks ago, none before"
    )
    assert found.verdict.code == "feeds"
    assert found.verdict.text == (
        "Worth being there: 13 of 32 people first seen there came to an own channel, half of them within 16 days."
    )


def test_the_whole_is_held_against_those_who_came_straight(space: Workspace) -> None:
    found = where(space, OWNER)
    assert (found.outposts_flow.seen, found.outposts_flow.joined) == (32, 13)
    assert (found.own_flow.seen, found.own_flow.joined, found.own_flow.stayed_share) == (14, 14, 1)
    assert found.from_outposts_share == 13 / 27
    assert found.own_people == 14
    assert of(found, CORNER).back == 1
    assert of(found, CORNER).verdict.code == "quiet"


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.MANAGER, Role.LEADERSHIP, Role.COUNCIL])
def test_others_are_told_of_ten_people_and_more_in_fives(space: Workspace, role: Role) -> None:
    found = where(space, Viewer(role))
    group, corner = of(found, GROUP), of(found, CORNER)
    assert (group.people, group.employees, group.externals) == (30, 0, 30)
    assert (group.flow.seen, group.flow.joined, group.flow.joined_share) == (30, 15, 0.5)
    assert group.flow.days_median == 15
    assert group.flow.stayed_share is None, "four of thirteen stayed: too few to tell"
    assert (corner.people, corner.back, corner.activity.weeks_26) == (None, None, None)
    assert corner.verdict.text == "Quiet: fewer than 10 people or 13 contributions in 26 weeks."
    assert found.least == 10


def test_an_administrator_is_told_no_counts_of_people(space: Workspace) -> None:
    found = of(where(space, Viewer(Role.ADMIN)), GROUP)
    assert found.activity.weeks_26 == 64
    assert found.verdict.code == "untold"
    numbers = [
        found.people,
        found.employees,
        found.both,
        found.back,
        *found.rings,
        *plain(found.flow).values(),
    ]
    assert set(numbers) == {None}


def test_it_is_not_for_outsiders(space: Workspace) -> None:
    with pytest.raises(Denied):
        where(space, Viewer(Role.EXTERNAL))


@pytest.mark.parametrize("viewer", [OWNER, EMPLOYEE])
def test_nobody_is_named(space: Workspace, viewer: Viewer) -> None:
    told = str(plain(where(space, viewer)))
    people = space.edition().table("people")
    assert not [name for name in [*people["name"], *people["person"]] if name in told]


def test_few_and_none_look_the_same(tmp_path: Path) -> None:
    assert _told(tmp_path / "a", came=0) == _told(tmp_path / "b", came=3) == _told(tmp_path / "c", came=9)


def test_one_person_more_or_less_is_not_seen(tmp_path: Path) -> None:
    assert _told(tmp_path / "a", came=13) == _told(tmp_path / "b", came=14)
    assert _told(tmp_path / "c", guests=31) == _told(tmp_path / "d", guests=32)


def _told(folder: Path, **community: Any) -> dict[str, Any]:
    """What an employee is told of people; records (contributions) count as they are."""
    folder.mkdir()
    space = made(folder, **community)
    told = plain(of(where(space, EMPLOYEE), GROUP))
    space.store.close()
    del told["activity"]
    told["verdict"] = told["verdict"]["code"]
    return told


def test_outposts_are_sorted_as_asked(space: Workspace) -> None:
    for order, first in (
        ("", GROUP),
        ("people", GROUP),
        ("outside", GROUP),
        ("activity", GROUP),
        ("name", CORNER),
    ):
        assert where(space, OWNER, order).outposts[0].channel == first, order
    with pytest.raises(WrongCall, match="no order"):
        where(space, OWNER, "salary")


def test_who_opted_out_is_not_counted(tmp_path: Path) -> None:
    from expertgraph.analysis.run import analyse
    from expertgraph.declaring import declare
    from tests.analysis.world import NOW
    from tests.where.community import guest, person

    space = made(tmp_path)
    declare(space.store, person(guest(0)), "opted-out", "yes", at=NOW - 1)
    analyse(space, as_of=NOW)
    found = of(where(space, OWNER), GROUP)
    assert (found.people, found.flow.seen, found.flow.joined) == (31, 31, 12)
    space.store.close()


_NONE = Flow(None, None, None, None, None, None, None, None, None, None, None)


def flow(seen: int | None, early: int | None, joined: int | None, days: int | None = None) -> Flow:
    share = joined / seen if joined is not None and seen else None
    return Flow(seen, early, joined, None, share, None, None, days, None, None, None)


@pytest.mark.parametrize(
    ("people", "outside", "written", "came", "code"),
    [
        (4, 1.0, 99, flow(50, 50, 40, 9), "quiet"),
        (None, None, 99, _NONE, "quiet"),
        (5, 1.0, 12, flow(50, 50, 40, 9), "quiet"),
        (5, 1.0, 13, flow(50, 50, 5, 9), "feeds"),
        (5, 1.0, 13, flow(51, 50, 5, 9), "fishing"),
        (5, 1.0, 13, flow(9, 9, 4, 9), "fishing"),
        (5, 0.0, 13, flow(50, 0, 5, 9), "feeds"),
        (9, 0.5, 13, flow(50, 50, 0), "elsewhere"),
        (9, 0.51, 13, flow(50, 50, 0), "fishing"),
        (9, 0.51, 13, flow(50, 4, 0), "early"),
        (9, 0.51, 13, flow(50, 5, None), "fishing"),
    ],
)
def test_a_verdict_follows_from_stated_rules(
    people: int | None, outside: float | None, written: int, came: Flow, code: str
) -> None:
    assert verdict(people, outside, Activity(1, 1, written, None), came, Sums(1, 10)).code == code


@pytest.mark.parametrize(("seen", "code"), [(50, "few"), (90, "few"), (91, "fishing")])
def test_who_is_not_told_how_few_came_is_not_told_that_nobody_does(seen: int, code: str) -> None:
    told = verdict(20, 1.0, Activity(1, 1, 13, None), flow(seen, 30, None), Sums(10, 10))
    assert told.code == code


def test_sums_round_and_withhold() -> None:
    owner, others, admin = Sums(1, 10), Sums(10, 10), Sums(None, 10)
    assert [owner.people(each) for each in (0, 1, 12)] == [0, 1, 12]
    assert [others.people(each) for each in (0, 9, 10, 12, 13)] == [None, None, 10, 10, 15]
    assert [admin.people(each) for each in (0, 50)] == [None, None]
    assert others.parts([7, 1, 2]) == [5, 0, 0]
    assert others.parts([7, 1, 1]) is None
    assert others.cells([0, 4, 5, 30, 2]) == [None, None, None, 30, None]
    assert others.cells([0, 0, 0, 30, 9]) == [None, None, None, None, None], (
        "the nine would follow from the whole"
    )
    assert others.cells([0, 0, 9, 30, 11]) == [None, None, None, 30, None]
    assert others.cells([11, 12, 30]) == [10, 10, 30]
    assert (owner.cells([0, 9, 30]), admin.cells([40, 50])) == ([0, 9, 30], [None, None])
    assert owner.share(1, 4) == 0.25
    assert others.share(9, 40) is None
    assert others.share(12, 12) == 1
    assert (owner.share(0, 0), owner.days(float("nan"), 5), others.days(17.4, 10)) == (None, None, 15)
    assert [admin.records(9), admin.records(10), others.records(9), owner.records(0)] == [
        False,
        True,
        False,
        True,
    ]

"""Who is who: sides, places at a moment, what people declare, and the five participation criteria."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from expertgraph.analysis import population
from expertgraph.analysis.criteria import CRITERIA, participate
from expertgraph.analysis.people import Side, read_leave
from expertgraph.analysis.population import Population
from expertgraph.analysis.standing import stand
from expertgraph.analysis.weeks import contributions, start_of, week_of
from expertgraph.declaring import declare, declare_ownership
from expertgraph.errors import WrongCall
from expertgraph.records import Affiliation, Identity
from tests.analysis.made import DAY, NOW, acts, items
from tests.analysis.made import people as bots
from tests.analysis.world import NOW as MONDAY
from tests.analysis.world import WEEK, community, workspace

OURS = Side("Stadsnet", ("stadsnet.example",))
UNSAID = Side("", ())


@pytest.mark.parametrize(
    ("side", "kinds", "emails", "organisations", "kind"),
    [
        (OURS, {"employee"}, [], [], "employee"),
        (OURS, {"unknown"}, ["a@stadsnet.example"], [], "employee"),
        (OURS, {"unknown"}, ["a@STADSNET.example"], ["Elders"], "employee"),
        (OURS, {"unknown"}, [], ["stadsnet"], "employee"),
        (OURS, {"unknown"}, ["a@else.example"], [], "external"),
        (OURS, {"unknown"}, ["a@notstadsnet.example"], [], "external"),
        (OURS, {"unknown"}, [], ["Elders"], "external"),
        (OURS, {"unknown"}, [], [], "unknown"),
        (OURS, {"external", "unknown"}, [], [], "external"),
        (OURS, {"bot", "employee"}, ["a@stadsnet.example"], [], "bot"),
        (UNSAID, {"unknown"}, ["a@else.example"], ["Elders"], "unknown"),
    ],
)
def test_sides(side: Side, kinds: set[str], emails: list[str], organisations: list[str], kind: str) -> None:
    assert side.of(kinds, emails, organisations) == kind


def read(
    folder: Path, extra: list[object], declarations: tuple[tuple[str, str, str], ...] = ()
) -> Population:
    from expertgraph import linking

    space = workspace(folder, [*community(), *extra])
    linking.apply(space.store)
    link = space.store.frame("link", ["id", "person"]).set_index("id")["person"]
    for identity, name, value in declarations:
        declare(space.store, link[identity], name, value, at=MONDAY)
    declare_ownership(space.store, "data", "outpost", at=MONDAY)
    return population.read(space.store, space.settings, MONDAY)


def test_places_are_those_of_the_moment_and_who_left_is_said_to(tmp_path: Path) -> None:
    moved = [
        Affiliation(
            "m1", "hr:5", "Stadsnet", "Old", "Delft", "trainee", None, MONDAY - 900 * DAY, MONDAY - 400 * DAY
        ),
        Identity("hr:7", "hr", "7", "Left Lena", kind="employee"),
        Affiliation(
            "m2", "hr:7", "Stadsnet", "Data", None, None, None, MONDAY - 900 * DAY, MONDAY - 30 * DAY
        ),
        Identity("hr:8", "hr", "8", "Soon Sam", kind="employee"),
        Affiliation("m3", "hr:8", "Stadsnet", "Cloud", None, None, None, MONDAY + 30 * DAY, None),
    ]
    who = read(tmp_path, moved, (("hr:1", "coached", "yes"), ("hr:2", "leave", "2025-05-01..2025-05-31")))
    people = who.people.set_index("name")
    assert people.loc["Fred", "unit"] == "Cloud"
    assert not people.loc["Fred", "left"]
    assert people.loc["Left Lena", "left"]
    assert pd.isna(people.loc["Soon Sam", "unit"]), "the first day is still to come"
    assert people.index[people["coached"]].tolist() == ["Bas"]
    assert who.channels.set_index("name").loc["data", "ownership"] == "outpost"
    row = who.people.index[who.people["name"] == "Carl"][0]
    assert who.leave == {row: [(1746057600, 1748736000)]}


def test_who_left_becomes_an_external_with_the_same_id_and_belongs_where_they_are_now(tmp_path: Path) -> None:
    def there(identity: str, organisation: str | None, until: int | None, since: int = 900) -> Affiliation:
        began, ended = MONDAY - since * DAY, None if until is None else MONDAY - until * DAY
        return Affiliation(
            f"{identity}|{since}", identity, organisation, "Data", None, None, None, began, ended
        )

    hired = [
        Identity(f"hr:{n}", "hr", str(n), f"Person {n}", kind="employee", hr_id=str(n)) for n in range(20, 26)
    ]
    history = [
        there("hr:20", "Stadsnet", 30),
        there("hr:21", "Stadsnet", 30),
        there("hr:21", "Elders", None, 20),
        there("hr:22", "Stadsnet", 30),
        there("hr:22", "Stadsnet", None, 20),
        there("hr:23", None, 30),
        there("hr:24", "Elders", 30),
        there("hr:24", "Stadsnet", None, 20),
        there("hr:25", "Stadsnet", -30),
    ]
    before = read(tmp_path / "before", hired).people.set_index("name")
    after = read(tmp_path / "after", [*hired, *history]).people.set_index("name")
    after["organisation"] = after["organisation"].fillna("")
    told = {name: (row["kind"], bool(row["left"]), row["organisation"]) for name, row in after.iterrows()}
    assert told["Person 20"] == ("external", True, "")
    assert told["Person 21"] == ("external", True, "Elders")
    assert told["Person 22"] == ("employee", False, "Stadsnet")
    assert told["Person 23"] == ("external", True, "")
    assert told["Person 24"] == ("employee", False, "Stadsnet")
    assert told["Person 25"] == ("employee", False, "Stadsnet"), "the last day is still to come"
    assert before["person"].to_dict() == after["person"].to_dict()


def test_contributions_on_outposts_move_no_ring(tmp_path: Path) -> None:
    who = read(tmp_path, [])
    own = np.flatnonzero(who.own_channel).tolist()
    stood = stand(who)
    assert set(stood.contributed.channel.tolist()) <= set(own)
    carl = who.people.index[who.people["name"] == "Carl"][0]
    assert stood.active_weeks[carl] == 13, "the other half of the weeks was on what is an outpost now"


def test_a_leave_that_is_no_span_of_days_is_named() -> None:
    declared = pd.DataFrame({"subject": ["p1"], "name": ["leave"], "value": ["in May"]})
    with pytest.raises(WrongCall, match="in May"):
        read_leave(declared, pd.Index(["p1"]))


def test_weeks_begin_on_monday_at_midnight_utc() -> None:
    assert start_of(int(week_of(np.array([MONDAY]))[0])) == MONDAY
    assert week_of(np.array([MONDAY - 1]))[0] == week_of(np.array([MONDAY]))[0] - 1
    assert start_of(0) == -3 * DAY


def test_the_five_criteria() -> None:
    written = items(*((0, channel, channel, NOW - WEEK) for channel in range(4)), (1, 0, 0, NOW - WEEK))
    deeds = acts(*((1, target, "answer", NOW - WEEK) for target in (0, 2, 3)), (0, 1, "thanks", NOW - WEEK))
    seen = contributions(written, np.ones(4, dtype=bool), bots(4), NOW)
    none = np.zeros(4, dtype=bool)
    staff, external = none.copy(), none.copy()
    staff[3] = external[2] = True
    found = participate(
        4, seen, written, deeds, np.array([13, 1, 0, 0]), np.array([0.5, 0.1, 0, 0]), 26, staff, external
    )
    values = {name: found.criteria[:, place].round(4).tolist() for place, name in enumerate(CRITERIA)}
    assert values["ownership"] == [0.3333, 0.0417, 0.0, 1.0], (
        "4 of 6 threads; 1 of 12 answers; community staff"
    )
    assert values["sharing"] == [0.0, 0.125, 0.0, 0.0], "1 of 12 answers, thanked by 1 of 6"
    assert values["breadth"] == [1.0, 0.0, 0.0, 0.0], "evenly over four channels; all in one"
    assert values["interest"] == [0.25, 0.2, 0.0, 0.0], "reciprocity; 3 of 10 people answered"
    assert values["regular"] == [0.5, 0.0385, 0.0, 0.0]
    assert found.reach.tolist() == [1, 3, 1, 1]
    assert found.reach_external[1] == pytest.approx(1 / 3)
    assert np.isnan(found.reach_external).tolist() == [False, False, False, False]

"""The onion as each role may see it: nobody outside the inner rings by name, in no form of it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from expertgraph.analysis.constants import WEEK
from expertgraph.answers import plain
from expertgraph.answers.onion import OnionAnswer, View, onion
from expertgraph.answers.onion_picture import picture
from expertgraph.errors import Denied, NoEdition, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.settings import Settings
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.onion.publishing import LAST

SEEING = [Viewer(role) for role in Role if role is not Role.ADMIN] + [Viewer(Role.EMPLOYEE, "p00003")]


@pytest.mark.parametrize("viewer", SEEING, ids=str)
def test_nobody_of_the_outer_rings_is_named_in_any_form(published: Any, viewer: Viewer) -> None:
    space = published()
    people = space.edition().table("people")
    own = people.set_index("person")["name"].get(viewer.person, "")
    forms = [orjson.dumps(plain(onion(space, viewer))).decode()]
    forms += [picture(space, viewer, suffix).decode() for suffix in (".svg", ".html")]
    outer = people[(people["ring"] >= 2) & (people["name"] != own)]
    for form in forms:
        assert not [name for name in outer["name"] if f'"{name}"' in form or f"{name}," in form]
        assert not [person for person in outer["person"] if f'"{person}"' in form]


def test_the_owner_too_shares_a_picture_without_names(published: Any) -> None:
    answer = onion(published(), OWNER)
    assert {mark.ring for mark in answer.onion.marks} == {0, 1}
    assert answer.onion.cells


def test_an_administrator_sees_none_of_it(published: Any) -> None:
    with pytest.raises(Denied):
        onion(published(), Viewer(Role.ADMIN))


def test_an_outsider_sees_only_those_of_joined_channels(published: Any) -> None:
    space = published()
    assert not onion(space, Viewer(Role.EXTERNAL)).onion.marks
    seen = onion(space, Viewer(Role.EXTERNAL, "p00001")).onion
    assert not seen.cells
    assert len(seen.marks) > 1


def test_the_works_council_sees_counts_only(published: Any) -> None:
    seen = onion(published(), Viewer(Role.COUNCIL)).onion
    assert not seen.marks
    assert seen.cells
    assert all(cell.people >= 10 for cell in seen.cells)


def test_i_find_my_own_mark_but_do_not_hand_it_on(published: Any) -> None:
    space = published()
    people = space.edition().table("people")
    row = int(np.flatnonzero(people["ring"] == 3)[0])
    viewer = Viewer(Role.EMPLOYEE, people["person"][row])
    assert [mark.name for mark in onion(space, viewer).onion.marks if mark.me] == [people["name"][row]]
    assert people["name"][row] not in picture(space, viewer, ".svg").decode()


def test_opting_out_is_being_absent(published: Any) -> None:
    """Opted out or never there: the same bytes, whatever was done where the reader cannot see it."""

    def opt_out(tables: dict[str, dict[str, Any]]) -> None:
        tables["people"]["opted_out"][[2, 5]] = True

    def other_doings(tables: dict[str, dict[str, Any]]) -> None:
        opt_out(tables)
        tables["people"]["reach"][[2, 5]] = 1
        tables["people"]["ring"][[2, 5]] = 2

    viewer = Viewer(Role.EMPLOYEE)
    first = onion(published(opt_out), viewer).onion
    second = onion(published(other_doings), viewer).onion
    assert first == second


def test_private_channels_are_not_drawn_for_those_outside(published: Any) -> None:
    space = published()
    assert "#platform" not in {channel.name for channel in onion(space, Viewer(Role.EMPLOYEE)).onion.channels}
    assert "#platform" in {channel.name for channel in onion(space, OWNER).onion.channels}


def test_one_community_is_drawn_by_organisation(published: Any) -> None:
    space = published()
    by_label, by_number = onion(space, OWNER, View("mobility")), onion(space, OWNER, View("4"))
    assert by_label.onion == by_number.onion
    assert by_label.community == "Mobility"
    assert {sector.label for sector in by_label.onion.sectors} <= {"Stadsnet", "TU Delft", ""}
    with pytest.raises(WrongCall, match="no community 'nowhere'"):
        onion(space, OWNER, View("nowhere"))


def test_pictures_come_in_three_forms_and_no_other(published: Any) -> None:
    space = published()
    assert picture(space, OWNER, ".svg", language="nl").startswith(b"<svg")
    assert picture(space, OWNER, ".png").startswith(b"\x89PNG")
    page = picture(space, OWNER, ".html", theme="dark").decode()
    assert page.startswith("<!doctype html>")
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")
    with pytest.raises(WrongCall, match="cannot be written"):
        picture(space, OWNER, ".gif")


def test_before_the_first_edition_it_says_so(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    space = Workspace(store, Settings(), tmp_path / "files", lambda: 1_790_000_000)
    with pytest.raises(NoEdition):
        onion(space, OWNER)


def test_a_channel_of_contacts_stands_by_its_members(published: Any) -> None:
    def contacts_only(tables: dict[str, dict[str, Any]]) -> None:
        use = tables["channel_use"]
        kept = use["channel"] != 9
        tables["channel_use"] = {name: column[kept] for name, column in use.items()}

    answer: OnionAnswer = onion(published(contacts_only), OWNER)
    assert [channel for channel in answer.onion.channels if channel.name == "LinkedIn group"]


def test_an_address_is_a_view_and_back() -> None:
    view = View("4", "heat pumps", "TU Delft", "data", 13, LAST - 8 * WEEK, LAST - 20 * WEEK + 5)
    assert View.of(view.query()) == view
    assert View.of({"look": "dark", "topic": " "}) == View()
    for wrong in ({"period": "7"}, {"on": "soon"}, {"since": "2026-13-01"}, {"on": "1" * 5_000}):
        with pytest.raises(WrongCall):
            View.of(wrong)


def test_filters_narrow_the_picture(published: Any) -> None:
    space = published()
    whole = onion(space, OWNER).onion
    people = space.edition().table("people").set_index("person")
    for view, holds in (
        (View(topic="heat pumps"), lambda mark: int(mark.person[1:]) % 3 == 0),
        (View(organisation="TU Delft"), lambda mark: mark.organisation == "TU Delft"),
        (View(channel="data"), lambda mark: 1 in mark.channels),
        (
            View(topic="skill:heat", organisation="stadsnet"),
            lambda mark: people["kind"][mark.person] == "employee",
        ),
    ):
        answer = onion(space, OWNER, view)
        assert 0 < len(answer.onion.marks) < len(whole.marks)
        assert all(map(holds, answer.onion.marks)), view
        assert answer.onion.people < whole.people


@pytest.mark.parametrize("name", ["community", "topic", "organisation", "channel"])
def test_what_may_not_be_told_cannot_be_chosen(published: Any, name: str) -> None:
    """A channel that the reader may not know, a skill that nobody has: like one that does not exist."""

    def lone(tables: dict[str, dict[str, Any]]) -> None:
        outer = int(np.flatnonzero(tables["people"]["ring"] == 3)[0])
        tables["people"]["organisation"][outer] = "Lone Ltd"

    space = published(lone)
    hidden = {"community": "99", "topic": "rare thing", "organisation": "Lone Ltd", "channel": "platform"}[
        name
    ]
    said = []
    for value in (hidden, "nowhere"):
        with pytest.raises(WrongCall) as refused:
            onion(space, Viewer(Role.EMPLOYEE), View(**{name: value}))
        said.append(str(refused.value).replace(value, "X"))
    assert said[0] == said[1]
    choices = onion(space, Viewer(Role.EMPLOYEE)).choices
    assert hidden not in [each.value for each in (*choices.organisations, *choices.channels, *choices.topics)]


def test_counts_of_choices_are_rounded_or_of_named_people(published: Any) -> None:
    space = published()
    answer = onion(space, Viewer(Role.EMPLOYEE))
    named = Counter(mark.organisation for mark in answer.onion.marks)
    for choice in answer.choices.organisations:
        assert choice.people % 5 == 0 or choice.people == named[choice.value]


def test_an_earlier_week_keeps_sectors_rings_and_angles(published: Any) -> None:
    space = published()
    today = onion(space, OWNER)
    assert 1 < len(today.frames) <= 26
    assert today.frames == sorted(today.frames)
    then = onion(space, OWNER, View(on=today.frames[-5])).onion
    assert [(s.start, s.end, s.label) for s in then.sectors] == [
        (s.start, s.end, s.label) for s in today.onion.sectors
    ]
    assert [(r.inner, r.outer) for r in then.rings] == [(r.inner, r.outer) for r in today.onion.rings]
    angle = {mark.person: np.arctan2(mark.x, -mark.y) for mark in today.onion.marks}
    turned = [abs(np.angle(np.exp(1j * (np.arctan2(m.x, -m.y) - angle[m.person])))) for m in then.marks]
    assert turned
    assert np.median(turned) < 0.05
    assert len(then.marks) < len(today.onion.marks)


def test_played_through_time_nobody_with_a_name_falls(published: Any) -> None:
    """Whatever somebody's history: by name they arrive, and neither frames nor tails betray a step outward."""
    rng = np.random.default_rng(3)

    def wild(tables: dict[str, dict[str, Any]]) -> None:
        ring = tables["people"]["ring"]
        steps = [
            (row, LAST - WEEK * int(week), int(rng.integers(0, 4)))
            for row in range(len(ring))
            for week in sorted(rng.choice(np.arange(1, 40), 5, replace=False), reverse=True)
        ]
        steps += [(row, LAST, int(ring[row])) for row in range(len(ring)) if ring[row] < 4]
        person, week, where = np.array(sorted(steps)).T
        tables["ring_history"] = {
            "person": person.astype(np.int32), "week": week, "ring": where.astype(np.int8),
        }  # fmt: skip

    space = published(wild)
    today = onion(space, OWNER)
    stood: dict[str, list[int]] = {}
    for on in [*today.frames, None]:
        for mark in onion(space, OWNER, View(on=on)).onion.marks:
            stood.setdefault(mark.person, []).append(mark.ring)
    assert stood
    assert set(stood) == {mark.person for mark in today.onion.marks}
    for rings in stood.values():
        assert rings == sorted(rings, reverse=True)
    tailed = [
        {mark.person for mark in onion(space, OWNER, View(since=since)).onion.marks if mark.tail}
        for since in today.frames[:-1]
    ]
    for earlier, later in pairwise(tailed):
        assert later <= earlier


def test_tails_come_from_a_ring_or_from_one_distance(published: Any) -> None:
    space = published()
    today = onion(space, OWNER)
    answer = onion(space, OWNER, View(since=today.frames[2]))
    tails = [mark for mark in answer.onion.marks if mark.tail]
    assert 0 < len(tails) <= 60
    rings = answer.onion.rings
    middle, edge = (rings[1].inner + rings[1].outer) / 2, rings[2].inner + 12
    for mark in tails:
        away = float(np.hypot(*(mark.tail or (0, 0))))
        assert min(abs(away - middle), abs(away - edge)) < 0.2
    assert {mark.ring for mark in tails} <= {0, 1}
    came = {each.ring: each.inward for each in answer.movement}
    assert came[0] == sum(mark.ring == 0 for mark in tails)


@pytest.mark.parametrize("viewer", [OWNER, Viewer(Role.LEADERSHIP), Viewer(Role.COUNCIL)], ids=str)
def test_movement_of_those_without_a_name_is_told_from_k(published: Any, viewer: Viewer) -> None:
    space = published()
    for since in onion(space, viewer).frames[:-1:5]:
        for each in onion(space, viewer, View(since=since)).movement:
            assert each.outward is None or (each.outward >= 10 and each.outward % 5 == 0)
            if each.ring >= 2 or viewer.role is Role.COUNCIL:
                assert each.inward is None or (each.inward >= 10 and each.inward % 5 == 0)


def test_who_is_inner_then_and_not_now_has_no_name_in_that_week(published: Any) -> None:
    def fallen(tables: dict[str, dict[str, Any]]) -> None:
        history = tables["ring_history"]
        row = int(np.flatnonzero(tables["people"]["ring"] == 3)[0])
        history["person"] = np.append(history["person"], [row, row]).astype(np.int32)
        history["week"] = np.append(history["week"], [LAST - 30 * WEEK, LAST - 2 * WEEK])
        history["ring"] = np.append(history["ring"], [0, 3]).astype(np.int8)

    space = published(fallen)
    people = space.edition().table("people")
    who = people["person"][int(np.flatnonzero(people["ring"] == 3)[0])]
    for on in onion(space, OWNER).frames:
        assert who not in [mark.person for mark in onion(space, OWNER, View(on=on)).onion.marks]


def test_moments_outside_the_history_are_refused(published: Any) -> None:
    space = published()
    for wrong in (View(on=LAST + 2 * WEEK), View(on=LAST - 300 * WEEK), View(since=LAST + WEEK)):
        with pytest.raises(WrongCall):
            onion(space, OWNER, wrong)


def test_a_period_places_channels_by_the_use_of_those_weeks(published: Any) -> None:
    space = published()
    whole, lately = onion(space, OWNER).onion, onion(space, OWNER, View(period=4)).onion
    assert [mark.person for mark in whole.marks] == [mark.person for mark in lately.marks]
    assert {c.id: c.radius for c in whole.channels} != {c.id: c.radius for c in lately.channels}


def test_a_file_says_what_it_was_narrowed_to(published: Any) -> None:
    drawn = picture(
        published(), OWNER, ".svg", View(topic="heat pumps", period=13, since=LAST - 12 * WEEK)
    ).decode()
    for words in (
        "who knows heat pumps",
        "use of 13 weeks",
        "what moved since 2026-",
        "Drawn as of 2026-09-21",
    ):
        assert words in drawn

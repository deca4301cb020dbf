"""The onion as each role may see it: nobody outside the inner rings by name, in no form of it."""

from __future__ import annotations

from collections import Counter
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


def test_filters_that_leave_a_few_without_a_name_show_what_they_show_for_nobody(published: Any) -> None:
    """Else a filter for one person would list the channels that they use."""
    space = published()
    people = space.edition().table("people")
    heat = np.isin(np.arange(len(people)), space.edition().array("person_skills", "person"))
    left = (people["organisation"] == "Stadsnet") & (people["community"] == 3) & heat & (people["ring"] > 1)
    assert 0 < left.sum() < 10
    told = onion(space, OWNER, View(organisation="Stadsnet", community="3", topic="heat pumps")).onion
    assert (told.people, told.marks, told.cells, told.channels) == (0, (), (), ())
    assert [sector.communities for sector in told.sectors if sector.communities] == []


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

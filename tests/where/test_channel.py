"""One channel's page: sums, weeks, who carries it, where people come from, and what stays hidden."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from expertgraph.analysis.run import analyse
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.answers.channel import SHOWN_WEEKS, channel
from expertgraph.declaring import declare
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.analysis.world import NOW
from tests.where.community import (
    CORNER,
    FORUM,
    GROUP,
    OPEN_QUESTION,
    SECRET,
    STAFF,
    guest,
    made,
    member,
    person,
)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    found = made(tmp_path_factory.mktemp("channel"))
    yield found
    found.store.close()


EMPLOYEE = Viewer(Role.EMPLOYEE)


def test_the_forum_as_its_owner_sees_it(space: Workspace) -> None:
    found = channel(space, OWNER, FORUM)
    assert (found.name, found.ownership, found.people, found.employees) == ("Forum", "core", STAFF, STAFF)
    assert found.activity.weeks_13 == 13 * STAFF + 1, "each week everybody once, and one question"
    assert [(each.channel, each.people) for each in found.comes_from] == [(GROUP, 13)]
    assert (found.goes_to, found.outpost) == ([], None)
    assert [each.title for each in found.questions] == [OPEN_QUESTION]


def test_the_weeks_are_the_last_year_and_add_up(space: Workspace) -> None:
    found = channel(space, OWNER, FORUM)
    assert [each.at for each in found.weeks] == [
        start_of(int(week_of(found.as_of - 1)) - back) for back in reversed(range(len(found.weeks)))
    ]
    assert len(found.weeks) <= SHOWN_WEEKS
    assert sum(each.contributions for each in found.weeks[-13:]) == found.activity.weeks_13
    assert found.weeks[-2].contributions == STAFF


def test_an_outpost_says_what_flows_from_it(space: Workspace) -> None:
    found = channel(space, EMPLOYEE, GROUP)
    assert [(each.channel, each.people) for each in found.goes_to] == [(FORUM, 15)]
    assert found.outpost is not None
    assert found.outpost.verdict.code == "feeds"


def test_who_carries_it_are_people_of_the_inner_rings_only(space: Workspace) -> None:
    found = channel(space, EMPLOYEE, FORUM)
    people = space.edition().table("people").set_index("person")["ring"]
    assert len(found.carried_by) == STAFF
    assert {people[each.person] for each in found.carried_by} <= {0, 1}
    assert [each.name for each in found.carried_by] == sorted(
        (each.name for each in found.carried_by), key=str.casefold
    )
    assert channel(space, EMPLOYEE, GROUP).carried_by == [], "guests who came are no part of the inner rings"
    assert channel(space, Viewer(Role.ADMIN), FORUM).carried_by == []


def test_where_few_wrote_nothing_is_told_but_to_the_owner(space: Workspace) -> None:
    found = channel(space, EMPLOYEE, CORNER)
    assert (found.people, found.weeks, found.activity.weeks_26, found.comes_from) == (None, [], None, [])
    assert len(channel(space, OWNER, CORNER).weeks) == 3


@pytest.mark.parametrize("viewer", [EMPLOYEE, Viewer(Role.LEADERSHIP), Viewer(Role.EXTERNAL)])
def test_a_closed_channel_is_as_if_it_did_not_exist(space: Workspace, viewer: Viewer) -> None:
    messages = []
    for subject in (SECRET, "x:absent"):
        with pytest.raises(NotFound) as error:
            channel(space, viewer, subject)
        messages.append(str(error.value).replace(subject, "..."))
    assert messages[0] == messages[1]


def test_its_members_see_a_closed_channel(space: Workspace) -> None:
    found = channel(space, Viewer(Role.EMPLOYEE, person(member(3))), SECRET)
    assert (found.visibility, found.readable, found.people) == ("private", True, None)
    with pytest.raises(NotFound):
        channel(space, Viewer(Role.EMPLOYEE, person(member(9))), SECRET)


def test_an_outsider_sees_the_channels_joined_and_no_sums(space: Workspace) -> None:
    visitor = Viewer(Role.EXTERNAL, person(guest(1)))
    found = channel(space, visitor, GROUP)
    assert (found.people, found.employees, found.goes_to, found.rings) == (None, None, [], [None] * 5)
    with pytest.raises(NotFound):
        channel(space, Viewer(Role.EXTERNAL, person(guest(30))), FORUM)


def test_questions_are_for_those_who_may_read_them(space: Workspace) -> None:
    assert channel(space, Viewer(Role.MANAGER), FORUM).questions
    found = channel(space, Viewer(Role.ADMIN), FORUM)
    assert (found.readable, found.questions) == (False, [])


def test_who_opted_out_carries_nothing(space: Workspace) -> None:
    declare(space.store, person(member(2)), "opted-out", "yes", at=NOW - 1)
    edition = analyse(space, as_of=NOW)
    found = channel(space, EMPLOYEE, FORUM)
    assert found.edition == edition.number
    assert len(found.carried_by) == STAFF - 1
    assert person(member(2)) not in {each.person for each in found.carried_by}
    declare(space.store, person(member(2)), "opted-out", "no", at=NOW - 1)
    analyse(space, as_of=NOW)


def test_nobody_without_a_role_for_channels_is_let_in(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from expertgraph import policy

    monkeypatch.setitem(policy.TABLE[policy.Data.CHANNELS], Role.COUNCIL, policy.Rule.DENY)
    with pytest.raises(Denied):
        channel(space, Viewer(Role.COUNCIL), FORUM)

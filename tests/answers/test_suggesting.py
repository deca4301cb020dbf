"""What is suggested while a question is typed: people with one line of evidence, and threads that settle it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from expertgraph.answers.suggesting import Suggestions, suggest
from expertgraph.errors import Denied
from expertgraph.policy import OWNER, Role, Viewer
from tests.search.community import Community, identity, item

ASKED = "How do I stop a heat pump from cycling?"
TYPED = "my heat pump keeps cycling"


@pytest.fixture(params=[False, True], ids=["words", "meaning"])
def community(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Community]:
    made = Community(tmp_path, meaning=request.param)
    yield made
    made.store.close()


def thread(
    number: int, name: str, answer: str, *, by: str, channel: str = "general", accepted: bool = False
) -> list:
    question = item(number, "dirk", name, ASKED, title=f"Cycling {name}", opens=True, channel=channel)
    reply = item(number + 1, by, name, answer, channel=channel)
    return [question, reply._replace(accepted=accepted)]


def titles(found: Suggestions) -> list[str]:
    return [each.title for each in found.threads]


def test_the_answer_that_settles_it_is_shown_with_who_gave_it(community: Community) -> None:
    community.fill(
        [
            *thread(10, "plain", "Somebody said cycling of a heat pump is a matter of water.", by="bob"),
            *thread(20, "solved", "Add a buffer vessel: a heat pump cycles on little water.", by="anna", accepted=True),
            item(30, "carla", "ladders", "Which ladder is safe?", title="Ladders", opens=True),
            item(31, "bob", "ladders", "The wooden one."),
        ]
    )  # fmt: skip
    community.analyse()
    found = suggest(community.space, OWNER, TYPED)
    first = found.threads[0]
    assert (first.title, first.accepted, first.channel) == ("Cycling solved", True, "general")
    assert [each.name for each in first.answered_by] == ["Anna"]
    assert first.url == "https://forum.example/21"
    assert "buffer vessel" in first.snippet
    assert [first.snippet[start:end] for start, end in first.marks][:2] == ["heat", "pump"]
    assert "Ladders" not in titles(found)
    assert {each.name for each in found.people} == {"Anna", "Bob"}, "not Dirk, who only asked the same"
    assert all(each.evidence is not None and each.evidence.snippet for each in found.people)


def test_a_question_in_return_or_nothing_at_all_settles_nothing(community: Community) -> None:
    community.fill(
        [
            *thread(10, "returned", "Which heat pump is cycling?", by="anna"),
            item(20, "dirk", "silence", ASKED, title="Silence", opens=True),
            item(21, "dirk", "silence", "Nobody? My heat pump is still cycling."),
        ]
    )
    community.analyse()
    assert suggest(community.space, OWNER, TYPED).threads == []


def test_nothing_of_a_closed_place_is_suggested_to_others(community: Community) -> None:
    community.fill(
        thread(10, "inside", "Heat pump cycling: hush.", by="anna", channel="board"), closed=["board"]
    )
    community.analyse(members=[("anna", "board"), ("dirk", "board")])
    inside = suggest(community.space, Viewer(Role.EMPLOYEE, f"person:{identity('dirk')}"), TYPED)
    assert titles(inside) == ["Cycling inside"]
    outside = suggest(community.space, Viewer(Role.EMPLOYEE), TYPED)
    assert (outside.people, outside.threads) == ([], [])


def test_who_opted_out_is_not_named(community: Community) -> None:
    community.fill(thread(10, "named", "A heat pump stops cycling with a buffer.", by="anna"))
    community.analyse({"anna": {"opted_out": True}})
    found = suggest(community.space, OWNER, TYPED)
    assert found.people == []
    assert [each.answered_by for each in found.threads] in ([], [[]])


@pytest.mark.parametrize("typed", ["", "  ", "he", "zzzz qqqq"])
def test_too_little_suggests_nothing(community: Community, typed: str) -> None:
    community.fill(thread(10, "plain", "A heat pump stops cycling with a buffer.", by="anna"))
    community.analyse()
    found = suggest(community.space, OWNER, typed)
    assert (found.people, found.threads) == ([], [])


def test_what_the_role_may_not_see_is_refused(community: Community) -> None:
    community.fill(thread(10, "plain", "A buffer.", by="anna"))
    community.analyse()
    with pytest.raises(Denied):
        suggest(community.space, Viewer(Role.COUNCIL), TYPED)


def test_what_is_hidden_changes_nothing_of_what_is_suggested(community: Community) -> None:
    seen = [
        *thread(10, "plain", "A heat pump stops cycling with a buffer.", by="anna"),
        *thread(20, "other", "Water volume decides about cycling of a heat pump.", by="bob"),
    ]
    viewer = Viewer(Role.EMPLOYEE)
    community.fill(seen)
    community.analyse()
    before = suggest(community.space, viewer, TYPED)
    hidden = thread(30, "inside", "My heat pump is cycling: hush.", by="bob", channel="board", accepted=True)
    community.fill([*seen, *hidden], closed=["board"])
    community.analyse(members=[("bob", "board"), ("dirk", "board")])
    assert titles(before)
    assert suggest(community.space, viewer, TYPED) == before

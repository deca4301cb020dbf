"""Who vouched for a message: distinct others, by name where the reader may see them."""

import pytest

from expertgraph.answers.find import find
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.records import Interaction
from expertgraph.search.confirming import _BEGINS
from expertgraph.search.evidence import Evidence
from tests.search.community import DAY, NOW, Community, identity, item

ITEMS = [
    item(1, "anna", "t1", "How does a heat pump defrost?", opens=True, days_ago=9),
    item(2, "bram", "t1", "It turns its cycle round to defrost the heat pump.", days_ago=8)._replace(
        accepted=True
    ),
    item(3, "anna", "t1", "Thanks, that was it!", days_ago=7),
    item(4, "carl", "t1", "Bedankt Bram, hier ook.", days_ago=6)._replace(reply_to="forum:0002"),
    item(5, "dora", "t1", "Thank you all for nothing, Erik.", days_ago=6)._replace(reply_to="forum:0001"),
    item(6, "bram", "t1", "Thanks to me, then.", days_ago=5)._replace(reply_to="forum:0002"),
    item(7, "robo", "t1", "Thanks for contributing!", days_ago=5)._replace(reply_to="forum:0002"),
]


def like(number: int, who: str, kind: str = "reaction", to: str = "bram") -> Interaction:
    target = f"forum:{number:04d}"
    return Interaction(
        f"{target}|{kind}|{who}", kind, identity(who), identity(to), NOW - DAY, "forum:general", target
    )


@pytest.fixture
def filled(community: Community) -> Community:
    community.fill([*ITEMS, item(8, "hugo", "t2", "Hello", opens=True), item(9, "erik", "t2", "Hello")])
    acts = [like(2, "erik"), like(2, "erik", "thanks"), like(2, "bram"), like(2, "robo"), like(2, "hugo")]
    community._put("interaction", acts)
    community.analyse(
        people={"robo": {"kind": "bot"}, "hugo": {"opted_out": True}}, members=[("anna", "general")]
    )
    return community


def evidence(community: Community, viewer: Viewer = OWNER) -> Evidence:
    bram = next(
        each for each in find(community.space, viewer, "heat pump defrost").results if each.name == "Bram"
    )
    return next(each for each in bram.evidence if each.item == "forum:0002")


def test_each_other_person_counts_once_by_the_strongest_of_what_they_did(filled: Community) -> None:
    shown = evidence(filled)
    assert [(each.name, each.how) for each in shown.confirmers] == [
        ("Anna", "accepted"), ("Carl", "thanked"), ("Erik", "thanked"), ("Hugo", "liked"),
    ]  # fmt: skip
    assert shown.confirmed == 4, "neither Bram himself, nor a bot, nor thanks to somebody else"


def test_who_may_not_be_seen_is_counted_and_not_named(filled: Community) -> None:
    shown = evidence(filled, Viewer(Role.EMPLOYEE, identity("anna")))
    assert shown.confirmed == 4
    assert [each.name for each in shown.confirmers] == ["Anna", "Carl", "Erik"]


@pytest.mark.parametrize(
    "text", ["Thanks!", "thank you Bram", "Hoi, bedankt", "Dank je wel", "Super, dankjewel!", "Dat werkt"]
)
def test_words_that_thank(text: str) -> None:
    assert _BEGINS.match(text)


@pytest.mark.parametrize(
    "text", ["No thanks to the manual", "The thanks go elsewhere", "Danker", "It works by luck", ""]
)
def test_words_that_do_not(text: str) -> None:
    assert not _BEGINS.match(text)


def test_messages_whose_place_in_the_thread_is_not_told(community: Community) -> None:
    community.fill([each._replace(position=None) if each.id != "forum:0001" else each for each in ITEMS])
    community.analyse(people={"robo": {"kind": "bot"}})
    assert [(each.name, each.how) for each in evidence(community).confirmers] == [
        ("Anna", "accepted"), ("Carl", "thanked"),
    ]  # fmt: skip

"""What people say must not count about themselves counts in no answer, at once, and nobody else can tell."""

from pathlib import Path

import pytest

from expertgraph import objecting
from expertgraph.answers import plain
from expertgraph.answers.find import find
from expertgraph.answers.objections import object_to, objections
from expertgraph.answers.why import why
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.search.arrays import NEVER
from expertgraph.search.batch import run_lines
from expertgraph.search.build import searcher
from tests.search.community import DAY, NOW, Community, identity, item

NEED = "heat pump defrost"
ITEMS = [
    item(1, "anna", "t1", "How does a heat pump defrost?", title="Defrost", opens=True, days_ago=30),
    item(2, "bram", "t1", "A heat pump will defrost by turning its cycle round.", days_ago=29),
    item(3, "bram", "t1", "Ten minutes each, at most.", days_ago=28),
    item(4, "carl", "t1", "Mind the defrost drain of the heat pump.", days_ago=27),
    item(5, "dora", "t2", "Heat pump noise at night?", title="Noise", opens=True, days_ago=9),
    item(6, "bram", "t2", "The heat pump fan, mostly.", days_ago=8),
    item(7, "erik", "t3", "Defrost of a heat pump, my notes", opens=True, days_ago=5),
    item(8, "erik", "t3", "More on the heat pump defrost", days_ago=4),
    item(9, "spam", "t4", "Automatic post", opens=True, days_ago=3),
]
CLAIMS = [("bram", "heat pump", 4), ("carl", "defrost", 2)]
ANNA, BRAM, CARL = (Viewer(Role.EMPLOYEE, identity(name)) for name in ("anna", "bram", "carl"))
VIEWERS = [OWNER, ANNA, CARL, Viewer(Role.EMPLOYEE), Viewer(Role.LEADERSHIP)]


def analyse(community: Community) -> None:
    community.analyse(people={"spam": {"kind": "bot"}}, members=[("anna", "general")])


def filled(folder: Path, items: list = ITEMS) -> Community:
    folder.mkdir(exist_ok=True)
    community = Community(folder)
    community.fill(items, CLAIMS)
    names = list(community.store.frame("identity", ["id"])["id"])
    people = [f"person:{each}" for each in names]
    community.store.upsert("person", {"id": people, "minted": names})
    community.store.upsert(
        "link", {"id": names, "identity": names, "person": people, "rule": ["minted"] * len(names)}
    )
    analyse(community)
    return community


def person_id(name: str) -> str:
    return f"person:{identity(name)}"


def told(community: Community, viewer: Viewer, need: str = NEED) -> dict:
    return plain(find(community.space, viewer, need))


def hide(community: Community, name: str, number: int, kind: str = objecting.HIDE) -> None:
    object_to(community.space, OWNER, person_id(name), kind, f"forum:{number:04d}")


@pytest.mark.parametrize("number", [2, 3, 6])
def test_others_find_what_they_would_if_a_nobody_had_written_it(tmp_path: Path, number: int) -> None:
    """To the last byte: scores, statistics of words, recent answers and all."""
    hidden, other = (
        filled(tmp_path / "hidden"),
        filled(
            tmp_path / "other",
            [
                each._replace(author=identity("spam")) if each.id == f"forum:{number:04d}" else each
                for each in ITEMS
            ],
        ),
    )
    hide(hidden, "bram", number)
    for viewer in VIEWERS:
        for need in (NEED, "heat pump", "ten minutes", "fan noise"):
            assert told(hidden, viewer, need) == told(other, viewer, need)
    hidden.store.close()
    other.store.close()


@pytest.mark.parametrize(
    ("name", "number"), [("bram", 2), ("bram", 6), ("anna", 1), ("erik", 7), ("erik", 8)]
)
def test_the_next_build_says_the_same(tmp_path: Path, name: str, number: int) -> None:
    community = filled(tmp_path)
    hide(community, name, number)
    before = [told(community, viewer) for viewer in VIEWERS]
    analyse(community)
    for answer, viewer in zip(before, VIEWERS, strict=True):
        after = told(community, viewer)
        assert {**answer, "edition": 0} == {**after, "edition": 0}
    community.store.close()


def test_taking_it_back_brings_it_all_back(tmp_path: Path) -> None:
    community = filled(tmp_path)
    before = told(community, ANNA)
    hide(community, "bram", 2)
    assert told(community, ANNA) != before
    object_to(community.space, OWNER, person_id("bram"), objecting.HIDE, "forum:0002", back=True)
    assert told(community, ANNA) == before
    community.store.close()


def test_the_item_is_gone_from_the_reasons_and_stands_for_others(tmp_path: Path) -> None:
    community = filled(tmp_path)
    hide(community, "anna", 1, objecting.WRONG)
    page = why(community.space, OWNER, identity("anna"), NEED)
    assert page.threads == []
    carl = why(community.space, OWNER, identity("carl"), NEED)
    assert carl.threads[0].evidence.item == "forum:0004"
    bram = why(community.space, OWNER, identity("bram"), NEED)
    hide(community, "bram", 2)
    left = why(community.space, OWNER, identity("bram"), NEED)
    assert {each.item for thread in bram.threads for each in thread.messages} - {
        each.item for thread in left.threads for each in thread.messages
    } == {"forum:0002"}
    community.store.close()


def test_nobody_else_reads_that_or_why_something_was_taken_out(tmp_path: Path) -> None:
    community = filled(tmp_path)
    who = person_id("bram")
    object_to(community.space, BRAM, who, objecting.WRONG, "forum:0002", "canary-reason")
    assert [(each.what, each.reason) for each in objections(community.space, BRAM, who) or []] == [
        ("forum:0002", "canary-reason")
    ]
    for viewer in (ANNA, CARL, Viewer(Role.EMPLOYEE), Viewer(Role.MANAGER), Viewer(Role.LEADERSHIP)):
        assert objections(community.space, viewer, who) is None
        page = why(community.space, viewer, who, NEED)
        assert page.objections is None
        assert "canary-reason" not in str(page) + str(told(community, viewer))
    community.store.close()


def test_everybody_objects_for_themself_and_to_what_is_theirs(tmp_path: Path) -> None:
    community = filled(tmp_path)
    with pytest.raises(Denied):
        object_to(community.space, ANNA, person_id("bram"), objecting.HIDE, "forum:0002")
    missing = set()
    for what in ("forum:0004", "forum:9999"):
        with pytest.raises(NotFound) as caught:
            object_to(community.space, BRAM, person_id("bram"), objecting.HIDE, what)
        missing.add(str(caught.value).replace(what, "X"))
    assert len(missing) == 1, "somebody else's message looks like none"
    with pytest.raises(WrongCall):
        object_to(community.space, BRAM, person_id("bram"), "dislike", "forum:0002")
    with pytest.raises(WrongCall):
        object_to(community.space, BRAM, person_id("bram"), objecting.HIDE, "forum:0002", "x" * 1001)
    community.store.close()


@pytest.mark.parametrize("rebuilt", [False, True])
def test_who_hides_the_own_question_is_no_answerer_of_it(tmp_path: Path, rebuilt: bool) -> None:
    thanks = item(10, "anna", "t1", "Then mine will defrost, heat pump and all.", days_ago=26)
    community = filled(tmp_path, [*ITEMS, thanks])
    before = why(community.space, OWNER, identity("anna"), NEED)
    hide(community, "anna", 1)
    if rebuilt:
        analyse(community)
    after = why(community.space, OWNER, identity("anna"), NEED)
    assert [each.item for each in after.threads[0].messages] == ["forum:0010"]
    assert after.threads[0].evidence.asked
    assert after.all.score < before.all.score
    community.store.close()


@pytest.mark.parametrize("number", [7, 8])
def test_who_hides_a_message_to_oneself_still_talks_alone(tmp_path: Path, number: int) -> None:
    community = filled(tmp_path)
    hide(community, "erik", number)
    analyse(community)
    documents = searcher(community.space.edition()).index.documents
    erik = community.space.edition().row_of(identity("erik"))
    assert documents.heard_at[documents.person == erik].tolist() == [NEVER]
    community.store.close()


def test_a_batch_leaves_it_out_too(tmp_path: Path) -> None:
    community = filled(tmp_path)
    asked = tmp_path / "queries.jsonl"
    asked.write_text('{"qid": "q", "text": "fan"}\n')
    assert any(" bram " in line for line in run_lines(community.space, OWNER, asked, tag="t"))
    hide(community, "bram", 6)
    after = {
        line.split()[2]: float(line.split()[4]) for line in run_lines(community.space, OWNER, asked, tag="t")
    }
    found = {each["person"]: each["score"] for each in told(community, OWNER, "fan")["results"]}
    assert "bram" not in found
    assert after.get("bram", 0.0) < 0.5
    community.store.close()


def test_at_a_moment_in_the_past_it_does_not_count_either(tmp_path: Path) -> None:
    community = filled(tmp_path)
    time = NOW - 7 * DAY
    assert "Bram" in [each.name for each in find(community.space, OWNER, "fan", time=time).results]
    hide(community, "bram", 6)
    assert "Bram" not in [each.name for each in find(community.space, OWNER, "fan", time=time).results]
    community.store.close()

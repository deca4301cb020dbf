"""The evidence that is shown is what made the score: amounts add up to parts, parts to scores, whatever is asked."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.answers.find import find
from expertgraph.answers.why import why
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.search.build import searcher
from expertgraph.search.ranking import voting_part
from tests.search.community import Community, identity, item

EXACT = 1e-9
WORDS = [
    "pump",
    "fan",
    "noise",
    "defrost",
    "warehouse",
    "table",
    "cluster",
    "node",
    "toner",
    "key",
    "vpn",
    "door",
]
PEOPLE = ["anna", "bram", "carl", "dora", "erik", "fien", "gijs", "hugo"]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    """Threads of all shapes: answered and not, monologues, undated messages, two channels of which one is closed."""
    dice = random.Random(7)
    items = []
    for thread in range(120):
        channel = dice.choice(["general", "general", "board"])
        for place in range(dice.randint(1, 5)):
            said = " ".join(dice.choices(WORDS, k=dice.randint(2, 9)))
            ago = None if dice.random() < 0.05 else 400 * dice.random()
            items.append(
                item(
                    len(items),
                    dice.choice(PEOPLE),
                    f"t{thread}",
                    said,
                    opens=not place,
                    days_ago=ago,
                    channel=channel,
                )
            )
    community = Community(Path(tmp_path_factory.mktemp("busy")), meaning=True)
    community.fill(items, [("anna", "cluster", 3), ("hugo", "defrost", None)], closed=["board"])
    community.analyse(members=[("anna", "board"), ("bram", "general")])
    yield community
    community.store.close()


def needs(count: int) -> list[str]:
    dice = random.Random(11)
    return [" ".join(dice.choices([*WORDS, "zzz"], k=dice.randint(1, 6))) for _ in range(count)]


@pytest.mark.parametrize("view", ["all", "topical"])
@pytest.mark.parametrize("viewer", [OWNER, Viewer(Role.EMPLOYEE, identity("anna")), Viewer(Role.EMPLOYEE)])
def test_amounts_add_up_to_parts_and_parts_to_the_score(busy: Community, viewer: Viewer, view: str) -> None:
    seen = 0
    for need in needs(60):
        for each in find(busy.space, viewer, need, snippets=0, view=view).results:
            assert sum(part.amount for part in each.parts) == pytest.approx(each.score, abs=EXACT)
            of_items = sum(part.amount for part in each.parts if part.items)
            assert sum(item.amount for item in each.evidence) == pytest.approx(of_items, abs=EXACT)
            seen += 1
    assert seen > 200


def test_the_reasons_go_down_to_the_same_amounts_part_by_part(busy: Community) -> None:
    for need in needs(12):
        for each in find(busy.space, OWNER, need, snippets=0).results[:4]:
            page = why(busy.space, OWNER, each.person, need)
            assert (page.all.score, page.parts) == (each.score, each.parts)
            assert [thread.evidence.item for thread in page.threads] == [one.item for one in each.evidence]
            for thread in page.threads:
                assert sum(share.amount for share in thread.shares) == pytest.approx(
                    thread.evidence.amount, abs=EXACT
                )
                assert thread.messages
            for part in page.parts:
                shares = [
                    share.amount
                    for thread in page.threads
                    for share in thread.shares
                    if share.code == part.code
                ]
                assert sum(shares) == pytest.approx(part.amount if part.items else 0.0, abs=EXACT)


def test_without_mere_activity_nothing_but_the_topic_counts(busy: Community) -> None:
    for each in find(busy.space, OWNER, "defrost cluster", view="topical").results:
        assert {part.code for part in each.parts if not part.items} <= {"declared"}


@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0.001, 1)), min_size=2, max_size=30),
    st.data(),
)
def test_removing_an_item_changes_exactly_its_part(
    votes: list[tuple[int, float]], data: st.DataObject
) -> None:
    """With the largest sum held (it belongs to somebody else), who loses a document loses exactly its share."""
    persons = np.array([*(person for person, _ in votes), 5])
    strengths = np.array([*(strength for _, strength in votes), 100.0])
    documents = np.arange(len(persons))
    whole = voting_part("evidence", strengths, documents, persons, 6, 0.6)
    gone = data.draw(st.integers(0, len(votes) - 1))
    left = np.delete(documents, gone)
    rest = voting_part("evidence", strengths[left], documents[left], persons[left], 6, 0.6)
    assert np.array_equal(rest.shares, whole.shares[left]), "no other item's share moves"
    change = whole.amount - rest.amount
    assert change[persons[gone]] == pytest.approx(whole.shares[gone], abs=1e-12)
    assert not np.delete(change, persons[gone]).any()


def test_every_part_that_rests_on_documents_is_the_sum_of_their_shares(busy: Community) -> None:
    """So that leaving a document out, all else held, takes exactly its shares from its own person's parts."""
    search = searcher(busy.space.edition())
    owner = search.index.documents.person
    everybody = np.ones(search.people, bool)
    view = search.view(busy.space.edition().as_of)
    for need in needs(40):
        for part in search.rank(need, view, everybody).parts:
            if part.voted:
                summed = np.bincount(owner[part.documents], part.shares, search.people)
                assert summed == pytest.approx(part.amount, abs=EXACT)
                assert len(np.unique(part.documents)) == len(part.documents)
            else:
                assert not len(part.documents)

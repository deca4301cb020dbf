"""Later edits and deletions in the source are followed, in whatever order and batches they come."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expertgraph.ingest.batch import Batch
from expertgraph.ingest.importer import Found
from expertgraph.ingest.report import Report
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item
from expertgraph.store import Store, open_store
from expertgraph.store.digest import digest
from tests.contract.conftest import STORES
from tests.contract.rows import plain

NUMBERS = count()


def message(number: int, edited: int | None, named: str, *, liked: str = "") -> Found:
    """A message by ``ann`` that mentions somebody; ``liked`` reacted to it."""
    item = Item(f"s:{number}", "s", "s:ann", "s:c", f"s:{number}", "post", 5, text=f"@{named}", edited=edited)
    acts = [Interaction(f"{item.id}|mention|s:{named}", "mention", "s:ann", f"s:{named}", 5, "s:c", item.id)]
    if liked:
        acts.append(
            Interaction(f"{item.id}|reaction|s:{liked}", "reaction", f"s:{liked}", "s:ann", 5, "s:c", item.id)
        )
    return Found("f", str(next(NUMBERS)), (item, *acts))


def deleted(number: int, edited: int | None) -> Found:
    return Found("f", str(next(NUMBERS)), (Deletion(f"s:{number}", "s", edited),))


def bring(store: Store, *batches: list[Found]) -> Report:
    """Write batches one after the other."""
    report = Report()
    for founds in batches:
        batch = Batch("s", "messages", "root")
        for found in founds:
            batch.add(found)
        with store.transaction():
            batch.write(store, report, 0)
    return report


def acts(store: Store) -> list[str]:
    return [str(each).removeprefix("s:") for each in store.frame("interaction", ["id"])["id"]]


both = pytest.mark.parametrize("kind", STORES)


@both
def test_acts_of_an_earlier_version_go(store: Store) -> None:
    bring(store, [message(1, 10, "bob", liked="eve")], [message(1, 20, "cat")])
    assert acts(store) == ["1|mention|s:cat", "1|reaction|s:eve"]


@both
def test_an_earlier_version_that_comes_late_adds_nothing(store: Store) -> None:
    report = bring(store, [message(1, 20, "cat")], [message(1, 10, "bob")])
    assert acts(store) == ["1|mention|s:cat"]
    assert (report.new, report.same, report.changed) == (1, 1, 0)


@both
def test_two_versions_in_one_batch(store: Store) -> None:
    bring(
        store, [message(1, 10, "bob"), message(1, 20, "cat"), message(1, 15, "dan"), message(2, None, "bob")]
    )
    assert acts(store) == ["1|mention|s:cat", "2|mention|s:bob"]


@both
def test_a_deleted_item_goes_with_its_acts_and_stays_away(store: Store) -> None:
    report = bring(store, [message(1, None, "bob", liked="eve")], [deleted(1, 30)], [message(1, 10, "bob")])
    assert (report.new, report.skipped["deleted"], report.found) == (1, 2, 3)
    assert store.counts()["item"] == 0
    assert acts(store) == []


@both
def test_what_was_restored_after_a_deletion_is_there(store: Store) -> None:
    bring(store, [deleted(1, 30)], [message(1, 40, "cat")])
    assert acts(store) == ["1|mention|s:cat"]


@both
@pytest.mark.parametrize("edited", [None, 7])
def test_a_channel_that_is_closed_becomes_private_where_it_is_stored(
    store: Store, edited: int | None
) -> None:
    bring(store, [Found("f", "0", (Channel("s:c", "s", "Care", "chat", url="https://x.nl", edited=edited),))])
    batch = Batch("s", "messages", "root")
    batch.closed = {"s:c", "s:never-seen"}
    with store.transaction():
        batch.write(store, Report(), 0)
    columns = ["id", "name", "visibility", "url"]
    assert plain(store.frame("channel", columns)) == [("s:c", "Care", "private", "https://x.nl")]


FOUNDS = st.one_of(
    st.tuples(st.just("m"), st.integers(1, 2), st.sampled_from([None, 10, 20, 30]), st.sampled_from("bcd")),
    st.tuples(st.just("d"), st.integers(1, 2), st.sampled_from([None, 15, 30]), st.just("")),
)


def _made(kind: str, number: int, edited: int | None, named: str) -> Found:
    return message(number, edited, named) if kind == "m" else deleted(number, edited)


@given(data=st.data(), plan=st.lists(FOUNDS, min_size=1, max_size=7))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neither_order_nor_batches_matter(
    data: st.DataObject, plan: list[tuple[str, int, int | None, str]], tmp_path: Path
) -> None:
    digests = set()
    for _ in range(3):
        store = open_store(f"sqlite:///{tmp_path / str(next(NUMBERS))}.db")
        people = [Identity(f"s:{name}", "s", name, name) for name in ("ann", "b", "c", "d")]
        bring(store, [Found("f", "0", (*people, Channel("s:c", "s", "c", "chat")))])
        order = data.draw(st.permutations(plan))
        cut = data.draw(st.integers(0, len(order)))
        bring(store, [_made(*each) for each in order[:cut]], [_made(*each) for each in order[cut:]])
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1

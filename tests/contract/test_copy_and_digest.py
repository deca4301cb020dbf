"""Copying from store to store is the identity, and the digest sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from expertgraph.records import Affiliation, Claim, Deletion, Membership, Skill, SkillLabel, SkillRelation
from expertgraph.schema import ALL, TABLES
from expertgraph.store import Store
from expertgraph.store import digest as digest_module
from expertgraph.store.copying import CopyIncomplete, copy
from expertgraph.store.digest import digest
from tests.contract.conftest import STORES
from tests.contract.rows import act, channel, columns, everything, identity, item, put


def fill(store: Store) -> None:
    """A few rows in every table, with what is hard to keep: nulls, fractions, large numbers, odd text."""
    put(
        store,
        identity("a", name="Ünïcödé \U0001f9d1", email="a@x.nl", verified=True),
        identity("b", stub=True),
    )
    put(store, channel(), Skill("skill:x", "X", "s"), Membership("s:c|s:a", "s:c", "s:a", joined=3))
    put(store, item("1", "a", at=None, text="a\nb"), item("2", "b", at=2**40), act("a", "b", share=1 / 3))
    put(store, Claim("s:a|skill:x|declared|", "s:a", "skill:x", "declared", level=4))
    put(store, Skill("v:1", "Welding", "v", kind="group"), SkillLabel("v:1|nl|lassen", "v:1", "nl", "Lassen"))
    put(store, SkillRelation("skill:x|broader|v:1", "skill:x", "v:1"), Deletion("s:9", "s", 7))
    belonged = Affiliation("s:a|O|", "s:a", "O", started=-5)
    store.upsert("affiliation", columns(belonged))
    aside = {
        "source": "s",
        "file": "f.csv",
        "place": "7",
        "code": "bad",
        "reason": "no date",
        "raw": "x",
        "format": "f",
    }
    store.upsert(
        "quarantine", {name: [value] for name, value in aside.items()} | {"id": ["s|f.csv|7"], "at": [9]}
    )
    store.upsert("person", {"id": ["person:s:a"], "minted": ["s:a"]})
    store.upsert("link", {"id": ["s:a"], "identity": ["s:a"], "person": ["person:s:a"], "rule": ["minted"]})
    values = {"text": "x", "int": 2**62, "time": 1, "real": 0.1, "bool": True}
    for name in (
            "suggestion", "decision", "declaration", "question", "question_step", "introduction", "objection", "share",
            "programme", "programme_step", "pilot", "pilot_member", "handled", "outbox", "run", "checkpoint",
        ):  # fmt: skip
        store.upsert(name, {column.name: [values[column.type]] for column in TABLES[name].columns})
    assert all(store.counts().values())


@pytest.mark.parametrize("kind", STORES)
class TestCopyAndDigest:
    def test_there_and_back_is_the_identity(
        self, store: Store, opened: Callable[[str], Store], tmp_path: Path, kind: str
    ) -> None:
        first = opened(f"sqlite:///{tmp_path / 'first.db'}")
        last = opened(f"sqlite:///{tmp_path / 'last.db'}")
        fill(first)
        seen: list[tuple[str, int, int]] = []
        assert copy(first, store, lambda *step: seen.append(step)) == first.counts()
        assert [name for name, _, _ in seen] == [table.name for table in ALL]
        assert all(done == total for _, done, total in seen)
        copy(store, last)
        assert everything(first) == everything(store) == everything(last)
        assert digest(first) == digest(store) == digest(last)

    def test_copying_again_changes_nothing(
        self, store: Store, opened: Callable[[str], Store], tmp_path: Path
    ) -> None:
        fill(store)
        other = opened(f"sqlite:///{tmp_path / 'other.db'}")
        copy(store, other)
        before = everything(store)
        copy(other, store)
        assert everything(store) == before

    def test_a_row_without_its_reference_stops_the_copy(
        self, store: Store, opened: Callable[[str], Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(store)
        monkeypatch.setattr("expertgraph.store.copying.ALL", tuple(t for t in ALL if t.name != "identity"))
        with pytest.raises(CopyIncomplete, match="affiliation"):
            copy(store, opened(f"sqlite:///{tmp_path / 'other.db'}"))

    def test_the_digest_is_64_hex_digits_of_facts_only(self, store: Store) -> None:
        fill(store)
        first = digest(store)
        assert len(first) == 64
        assert int(first, 16)
        run = {
            "id": ["2"],
            "format": ["f"],
            "source": ["s"],
            "root": ["/"],
            "state": ["done"],
            "report": ["{}"],
        }
        store.upsert("run", run)
        store.upsert("decision", _decision(at=77))
        store.delete("person", ["person:s:a"])
        assert digest(store) == first

    def test_any_changed_fact_changes_the_digest(self, store: Store) -> None:
        fill(store)
        seen = {digest(store)}
        put(store, item("2", "b", at=2**40, text="changed", edited=1))
        seen.add(digest(store))
        store.delete("quarantine", ["s|f.csv|7"])
        seen.add(digest(store))
        store.upsert("decision", _decision(undone=False))
        seen.add(digest(store))
        store.delete("skill", ["skill:x"])
        seen.add(digest(store))
        assert len(seen) == 5

    def test_the_digest_does_not_depend_on_chunks(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(store, *(identity(f"{number}") for number in range(7)))
        whole = digest(store)
        monkeypatch.setattr(digest_module, "_ROWS_AT_ONCE", 2)
        assert digest(store) == whole


def _decision(**changed: object) -> dict[str, list[object]]:
    values = {"text": "x", "int": 2**62, "real": 0.1, "time": 1, "bool": True}
    row = {column.name: values[column.type] for column in TABLES["decision"].columns} | changed
    return {name: [value] for name, value in row.items()}

"""Editions: immutable, numbered, swapped in atomically, and a crash leaves the one before."""

from pathlib import Path

import pytest

from expertgraph.edition import KEPT, Draft, numbers, open_edition
from expertgraph.errors import NoEdition, NotFound, WrongCall


def publish(root: Path, people: list[str]) -> int:
    draft = Draft(root)
    draft.write("people", {"person": people, "identities": [[f"x:{each}"] for each in people]})
    return draft.publish({"as_of": 7}).number


def test_before_the_first_edition_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoEdition, match="analyse"):
        open_edition(tmp_path)


def test_numbers_go_up_and_the_pointer_moves(tmp_path: Path) -> None:
    assert [publish(tmp_path, ["a"]), publish(tmp_path, ["a", "b"])] == [1, 2]
    current = open_edition(tmp_path)
    assert (current.number, current.as_of, len(current.table("people"))) == (2, 7, 2)
    assert len(open_edition(tmp_path, 1).table("people")) == 1


def test_a_crash_before_publishing_leaves_the_edition_before(tmp_path: Path) -> None:
    publish(tmp_path, ["a"])
    Draft(tmp_path).write("people", {"person": ["half"]})
    assert open_edition(tmp_path).number == 1
    assert numbers(tmp_path) == [1]


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    for _ in range(KEPT + 2):
        publish(tmp_path, ["a"])
    assert numbers(tmp_path) == list(range(3, KEPT + 3))
    with pytest.raises(WrongCall):
        open_edition(tmp_path, 1)


def test_a_person_is_found_by_any_identity(tmp_path: Path) -> None:
    publish(tmp_path, ["a", "b"])
    edition = open_edition(tmp_path)
    assert edition.row_of("b") == edition.row_of("x:b") == 1
    with pytest.raises(NotFound):
        edition.row_of("c")


def test_the_same_tables_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish(tmp_path / name, ["a", "b"])
    files = [(tmp_path / name / "000001" / "people.arrow").read_bytes() for name in ("one", "two")]
    assert files[0] == files[1]


def test_an_edition_in_another_format_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, ["a"])
    monkeypatch.setattr("expertgraph.edition.FORMAT", 99)
    with pytest.raises(NoEdition, match="another version"):
        open_edition(tmp_path)

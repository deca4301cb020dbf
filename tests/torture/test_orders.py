"""The same graph however often, in whatever order, and in however many overlapping pieces an export comes."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.store.digest import digest
from tests.torture.fixtures import bring, covered, exports, facts, fresh
from tests.torture.formats import WRITERS, Entry, entries

DOSES = [10, pytest.param(200, marks=pytest.mark.soak)]
COUNT = 24
PIECES = 5
THREAD = 3
"""Entries in a thread: see ``Entry.thread``."""


@pytest.mark.parametrize("name", covered())
def test_once_twice_and_three_times(name: str, tmp_path: Path) -> None:
    written = WRITERS[name](tmp_path / "made", entries(COUNT))
    for number, path in enumerate([written, *exports(name)]):
        store = fresh(tmp_path, str(number))
        digests = set()
        for _ in range(3):
            with suppress(Unreadable):  # a hostile fixture may be refused as a whole
                bring(store, path, name)
            digests.add(digest(store))
        store.close()
        assert len(digests) == 1, path


NEVER_LOST = ("identity", "affiliation", "channel", "item", "skill", "skill_label", "claim")
"""What no cut takes away.  An answer whose question is in another export only is known to answer nobody."""


def pieces(name: str, folder: Path, dice: random.Random, unit: int) -> list[Path]:
    """Overlapping exports that together hold every entry, cut between units of so many entries."""
    everything = entries(COUNT)
    shares: list[list[Entry]] = [[] for _ in range(PIECES)]
    for first in range(0, COUNT, unit):
        for share in dice.sample(shares, dice.randint(1, 3)):
            share.extend(everything[first : first + unit])
    return [WRITERS[name](folder / f"piece-{n}", share) for n, share in enumerate(shares) if share]


def joined(name: str, parts: list[Path], folder: Path, number: int) -> dict[str, list[str]]:
    """What a new store holds after these imports, a text a row."""
    store = fresh(folder, f"store-{number}")
    for path in parts:
        bring(store, path, name)
    found = {table: [*map(repr, rows)] for table, rows in facts(store).items()}
    found["set aside"] = [*store.frame("quarantine", ["id"])["id"]]
    store.close()
    return found


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", covered())
def test_overlapping_exports_in_any_order(
    name: str, dose: int, tmp_path: Path, soak_figure: Callable[[str], None]
) -> None:
    """Cut between threads they are, together, the whole export; cut anywhere, they still are one thing."""
    dice = random.Random(name)
    whole = joined(name, [WRITERS[name](tmp_path / "whole", entries(COUNT))], tmp_path, -1)
    cut_well = pieces(name, tmp_path / "threads", dice, THREAD)
    cut_badly = pieces(name, tmp_path / "entries", dice, 1)
    first = None
    for trial in range(0, dose, 2):
        dice.shuffle(cut_well)
        assert joined(name, cut_well, tmp_path, trial) == whole, cut_well
        dice.shuffle(cut_badly)
        found = joined(name, cut_badly, tmp_path, trial + 1)
        first = first or (found, list(cut_badly))
        assert found == first[0], f"{first[1]} against {cut_badly}"
    assert first is not None
    soak_figure(f"{dose} orders of {len(cut_well)} exports")
    for table in NEVER_LOST if not first[0]["set aside"] else ():
        assert len(first[0][table]) == len(whole[table]), table


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", covered())
def test_all_fixtures_in_any_order(
    name: str, dose: int, tmp_path: Path, soak_figure: Callable[[str], None]
) -> None:
    """Exports that contradict each other: hostile ones, edited ones, all said to be one source."""
    dice = random.Random(name)
    paths = exports(name)
    digests = {}
    for trial in range(dose):
        store = fresh(tmp_path, str(trial))
        dice.shuffle(paths)
        for path in paths:
            with suppress(ExpertgraphError):
                bring(store, path, name)
        digests[digest(store)] = [path.name for path in paths]
        store.close()
    assert len(digests) == 1, f"the order matters: {list(digests.values())[:2]}"
    soak_figure(f"{dose} orders of {len(paths)} exports")


def test_two_exports_of_one_file_name_keep_both_their_bad_records(tmp_path: Path) -> None:
    digests = set()
    for order in ("ab", "ba"):
        store = fresh(tmp_path, order)
        for name, line in zip(
            order, (b"{broken\n", b"[1]\n") if order == "ab" else (b"[1]\n", b"{broken\n"), strict=True
        ):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "x.jsonl").write_bytes(line)
            assert bring(store, tmp_path / name / "x.jsonl", "messages").quarantined == 1
        assert len(store.frame("quarantine")) == 2
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1

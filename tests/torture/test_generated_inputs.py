"""Damaged exports without number: nothing but the error family is raised, and every record is accounted for."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.ingest.importer import Found, Options, Rejected, Skipped
from expertgraph.ingest.registry import importer
from expertgraph.ingest.source import Source
from expertgraph.store import Store
from tests.torture.fixtures import DATA, NOW, SOURCE, Files, bring, covered, exports, fresh, load, save
from tests.torture.mutations import Stroke, damage, strokes

OPTIONS = Options(now=NOW, source=SOURCE)
SLOW = 10.0
"""Seconds for one damaged fixture: a guard against hangs, a thousand times what it takes."""
DOSES = [200, pytest.param(5_000, marks=pytest.mark.soak)]


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", covered())
def test_a_damaged_export_is_read_or_refused(
    name: str, dose: int, tmp_path: Path, soak_figure: Callable[[str], None]
) -> None:
    originals = [(path, load(path)) for path in exports(name)]
    store = fresh(tmp_path)

    @settings(max_examples=dose)
    @given(which=st.integers(0, len(originals) - 1), how=strokes)
    def check(which: int, how: list[Stroke]) -> None:
        path, files = originals[which]
        _check(store, name, save(damage(files, how), _emptied(tmp_path / "copy") / path.name))

    check()
    assert not any(store.counts().values())
    soak_figure(f"{dose:,} inputs")
    store.close()


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _check(store: Store, name: str, path: Path) -> None:
    started = time.monotonic()
    counted = found = None
    with suppress(ExpertgraphError):
        counted = _read(name, path)
    with suppress(Unreadable):  # and not StoreUnavailable: what can be read can be stored
        found = bring(store, path, name, dry_run=True).found
    assert found == counted or (found is None and counted == 0)  # holding nothing at all, it is refused
    assert time.monotonic() - started < SLOW


def _read(name: str, path: Path) -> int:
    """How many records there are; each at its own place."""
    chosen = importer(name)
    with Source.open(path) as source:
        assert 0 <= chosen.sniff(source) <= 1
        assert chosen.default_source(source, Options(now=NOW))
        assert all(isinstance(note, str) for note in chosen.notes(source, OPTIONS))
        places = Counter(
            (outcome.file, outcome.place)
            for outcome in chosen.read(source, SOURCE, OPTIONS)
            if isinstance(outcome, Found | Skipped | Rejected)
        )
    assert not [place for place, count in places.items() if count > 1]
    return places.total()


def test_the_damage_is_damage() -> None:
    files: Files = load(DATA / "slack" / "workspace")
    kinds = ("wrong type", "no field", "flip", "insert", "truncate", "cut line", "cell")
    for kind in kinds:
        assert damage(files, [(kind, 17, 30_000, 3)]) != files, kind
    assert damage(files, [("flip", 17, 30_000, 3)] * 2) == files

"""Every parser that is written by hand, over the inputs that a fuzzer found worth keeping and over all fixtures."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.run import CORPUS, FIXTURES, SEED, fuzz
from tests.fuzz.targets import TARGETS

SLOW = 10.0
"""Seconds for one input of some thousand bytes: a guard against hangs."""


def inputs(name: str) -> list[Path]:
    """The corpus of one target."""
    return sorted((CORPUS / name).glob("*"))


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_breaks_nothing(name: str) -> None:
    assert inputs(name), f"tests/fuzz/corpus/{name}/ is empty"
    for path in inputs(name):
        started = time.monotonic()
        TARGETS[name](path.read_bytes())
        assert time.monotonic() - started < SLOW, path.name


@pytest.mark.parametrize("name", TARGETS)
def test_the_fixtures_of_all_formats_break_nothing(name: str) -> None:
    for path in sorted(each for each in FIXTURES.rglob("*") if each.is_file()):
        TARGETS[name](path.read_bytes()[:SEED])


def test_the_corpus_belongs_to_targets_and_is_small() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 1 << 20


@pytest.mark.soak
@pytest.mark.parametrize("name", TARGETS)
def test_a_minute_of_fuzzing_finds_nothing(name: str, soak_figure: Callable[[str], None]) -> None:
    pytest.importorskip("atheris", reason="atheris has wheels for Linux on x86-64 only")
    done = fuzz(name, 60)
    runs = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    soak_figure(f"{int(runs[1]):,} inputs" if runs else "no figure")
    assert done.returncode == 0, done.stderr[-2_000:]

"""The same questions to every registered importer, over its own fixtures in tests/data/<importer>/."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from expertgraph.errors import ExpertgraphError
from expertgraph.ingest.importer import Context, Found, Importer, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.registry import importers, recognise
from expertgraph.ingest.source import Source
from expertgraph.kinds import CHANNEL_KINDS, INTERACTIONS, ITEM_KINDS, PERSON_KINDS, VISIBILITIES
from expertgraph.records import (
    Channel,
    Identity,
    Interaction,
    Item,
    Skill,
    SkillLabel,
    SkillRelation,
    version,
)
from expertgraph.store import open_store
from expertgraph.store.digest import digest

DATA = Path(__file__).resolve().parent.parent / "data"
NOW = 1_760_000_000
OPTIONS = Options(now=NOW)


def _exports(hostile: bool) -> list[tuple[str, Path]]:
    return [
        (name, path)
        for name in importers()
        for path in sorted((DATA / name).glob("*"))
        if path.name.startswith("hostile-") is hostile
    ]


def _name(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value)


FRIENDLY = _exports(hostile=False)
EVERY = FRIENDLY + _exports(hostile=True)


def _read(importer: Importer, path: Path) -> list[Outcome]:
    with Source.open(path) as source:
        return list(importer.read(source, importer.default_source(source, OPTIONS), OPTIONS))


def _rows(outcomes: list[Outcome]) -> Iterator[tuple[object, ...]]:
    for outcome in outcomes:
        if isinstance(outcome, Found | Context):
            yield from outcome.rows


@pytest.mark.parametrize("name", importers())
def test_introduces_itself(name: str) -> None:
    importer = importers()[name]
    assert importer.name == name
    assert len(importer.label) > 2
    assert len(importer.hint) > 20
    assert isinstance(importer.carries_visibility, bool)
    assert any(owner == name for owner, _ in FRIENDLY), f"tests/data/{name}/ holds no export"


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_recognises_its_own(name: str, path: Path) -> None:
    with Source.open(path) as source:
        scores = {each: importer.sniff(source) for each, importer in importers().items()}
        assert all(0 <= score <= 1 for score in scores.values())
        assert recognise(source).name == name
        others = max((score for each, score in scores.items() if each != name), default=0)
        assert scores[name] > others


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_reads_the_same_twice(name: str, path: Path) -> None:
    once = _read(importers()[name], path)
    assert sum(isinstance(outcome, Found) for outcome in once) > 0
    assert once == _read(importers()[name], path)


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_ids_begin_with_the_source(name: str, path: Path) -> None:
    with Source.open(path) as source:
        prefix = importers()[name].default_source(source, OPTIONS) + ":"
    for row in _rows(_read(importers()[name], path)):
        assert isinstance(row[0], str)
        of_a_skill = isinstance(row, Skill | SkillLabel | SkillRelation)
        assert row[0].startswith(("skill:", prefix) if of_a_skill else prefix), row


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_every_record_is_located_once(name: str, path: Path) -> None:
    with Source.open(path) as source:
        files = {member.name for member in source.files()}
    located = [
        (outcome.file, outcome.place)
        for outcome in _read(importers()[name], path)
        if isinstance(outcome, Found | Skipped | Rejected)
    ]
    assert {file for file, _ in located} <= files
    assert all(place for _, place in located)
    assert len(set(located)) == len(located)


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_rows_are_sound(name: str, path: Path) -> None:
    for row in _rows(_read(importers()[name], path)):
        assert 0 <= version(row) < 2**63
        if isinstance(row, Identity):
            assert row.kind in PERSON_KINDS
            assert row.name
            assert row.email is None or "@" in row.email
        if isinstance(row, Channel):
            assert row.kind in CHANNEL_KINDS
            assert row.visibility in VISIBILITIES
        if isinstance(row, Item):
            assert row.kind in ITEM_KINDS
        if isinstance(row, Interaction):
            assert row.kind in INTERACTIONS
            assert row.actor != row.target
            assert 0 < row.share <= 1
        for field in ("at", "edited", "started", "ended", "joined", "left"):
            seconds = getattr(row, field, None)
            assert seconds is None or 631_152_000 <= seconds <= NOW + 86_400, row


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_rejections_and_rules_are_named(name: str, path: Path) -> None:
    for outcome in _read(importers()[name], path):
        if isinstance(outcome, Rejected):
            assert outcome.code.replace("-", "").isalpha()
            assert len(outcome.reason) > 4
            assert len(outcome.raw) <= 1_000
        if isinstance(outcome, Skipped):
            assert outcome.rule.replace("-", "").isalpha()


@pytest.mark.parametrize(("name", "path"), FRIENDLY, ids=_name)
def test_counts_add_up_and_the_second_import_is_the_same(name: str, path: Path, tmp_path: Path) -> None:
    outcomes = _read(importers()[name], path)
    counted = sum(isinstance(outcome, Found | Skipped | Rejected) for outcome in outcomes)
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    try:
        first = import_paths(store, [path], options=OPTIONS)
        assert first.found == counted == first.new + first.same + first.quarantined + first.skipped.total()
        assert first.new > 0
        before = digest(store)
        second = import_paths(store, [path], options=OPTIONS)
        assert (second.new, second.found) == (0, counted)
        assert digest(store) == before
    finally:
        store.close()


@pytest.mark.parametrize(("name", "path"), EVERY, ids=_name)
def test_opens_no_socket(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an importer opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _survives(importers()[name], path)


def _survives(importer: Importer, path: Path) -> None:
    """Reading ends, or an error of the family says why not; whatever was read can be stored."""
    with suppress(ExpertgraphError), Source.open(path) as source:
        assert 0 <= importer.sniff(source) <= 1
        name = importer.default_source(source, OPTIONS)
        assert all(isinstance(note, str) for note in importer.notes(source, OPTIONS))
        for row in _rows(list(importer.read(source, name, OPTIONS))):
            version(row)


def _damages(data: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "truncated": data[: len(data) // 2],
        "one byte": data[:1],
        "bom and crlf": b"\xef\xbb\xbf" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
        "latin-1": data.replace(b"e", b"\xe9"),
        "nul": data.replace(b"a", b"\0"),
        "utf-16": data.decode("utf-8", "replace").encode("utf-16"),
        "numbers": data.replace(b'"', b"7"),
        "deep": data.replace(b"{", b"[" * 3_000, 1),
        "quotes": data.replace(b",", b'"'),
    }


@pytest.mark.parametrize(("name", "path"), EVERY, ids=_name)
def test_a_damaged_copy_raises_nothing_but_the_error_family(name: str, path: Path, tmp_path: Path) -> None:
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    for file in files:
        data = file.read_bytes()
        for damaged in _damages(data).values():
            copy = tmp_path / "copy" / path.name
            if path.is_dir():
                shutil.copytree(path, copy)
                (copy / file.relative_to(path)).write_bytes(damaged)
            else:
                copy.parent.mkdir()
                copy.write_bytes(damaged)
            _survives(importers()[name], copy)
            shutil.rmtree(tmp_path / "copy")

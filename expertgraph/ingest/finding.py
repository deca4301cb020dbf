"""Which exports lie at a path: a folder is one export only as far as its files belong together.

What lies directly inside a folder is recognised one by one.  What is surely another format, or adds nothing to what
the folder is without it, is an export of its own; what is in no format that is known is left and named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from expertgraph.errors import ExpertgraphError
from expertgraph.ingest.folder import Folder
from expertgraph.ingest.importer import Importer
from expertgraph.ingest.registry import SURE_ENOUGH, importer, importers, recognise
from expertgraph.ingest.source import Limits, Source

MOST = 200
"""Entries of a folder that are looked at one by one."""

_NAMED = 5
_SURE = 0.9
_LIKELY = 0.6
_A_FILE_EACH = {"mbox", "messages", "telegram"}
"""Formats of which every file is a source of its own, where they lie among other exports."""
_ATTACHED = {
    "mattermost": {"data"},
    "slack": {"__uploads", "attachments"},
    "telegram": {"contacts", "files", "images", "photos", "stickers", "video_files", "voice_messages"},
    "zulip": {"uploads", "avatars", "emoji"},
}
"""Folders beside an export's files that hold what people attached: no exports, whatever they look like."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something directly inside a folder, and how sure every importer is of it."""

    path: Path
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def best(self) -> tuple[float, str]:
        return _best(self.scores)

    @property
    def apart(self) -> bool:
        """An archive: what the folder is read as never opens it."""
        return self.path.suffix.casefold() == ".zip"

    @property
    def holds(self) -> bool:
        return self.apart or self.path.is_dir()


def units(path: Path, format: str | None = None) -> Iterator[tuple[Source, Importer]]:
    """The exports at a path, each with its importer, in order of name; Unreadable when there is none.

    The first source says what is read by none of them.
    """
    finder = _Finder()
    found = finder.inside(path) if format is None and path.is_dir() else []
    if not found:
        source = Source.open(path)
        yield source, importer(format) if format else recognise(source)
        return
    for number, (where, without, name) in enumerate(found):
        source = _open(where, without)
        if not number:
            source.said += finder.said + not_read([_below(each, path) for each in finder.unread])
        yield source, importer(name)


def not_read(names: list[str]) -> list[str]:
    """The note that names what is not read, if anything is."""
    if not names:
        return []
    more = f", ... ({len(names):,} in all)" if len(names) > _NAMED else ""
    return [f"Not read: {', '.join(sorted(names)[:_NAMED])}{more}."]


_Unit = tuple[Path, frozenset[str], str]
"""Where an export lies, the entries of that folder which are not part of it, and its format."""


class _Finder:
    """Searches folders for exports, and remembers what it left."""

    def __init__(self) -> None:
        self.unread: list[Path] = []
        self.said: list[str] = []

    def inside(self, folder: Path) -> list[_Unit]:
        """The exports in a folder: itself, and what lies in it but is no part of it."""
        paths = _inside(folder)
        looked = [_Entry(path, _scores(path)) for path in _telling(paths)]
        name, foreign = _decide(folder, looked)
        if name is None:
            return self._one_by_one(paths, looked)
        among = [unit for each in foreign for unit in self._entry(each)]
        for each in _beside(folder, [each for each in looked if each not in foreign], foreign, name):
            if found := _Finder().inside(each.path):
                foreign.append(each)
                among += found
        rest = [each for each in looked if each not in foreign]
        own: list[_Unit] = [(folder, _names(foreign), name)]
        if len(paths) > len(looked):
            self.said.append(f"Of {len(paths):,} entries of {folder.name}, {MOST} were looked at one by one.")
        elif foreign and len(rest) == 1 and rest[0].best[1] == name:
            own = self._entry(rest[0])
        elif foreign and name in _A_FILE_EACH:
            own = [unit for each in rest for unit in self._entry(each)]
        return sorted(own + among)

    def _one_by_one(self, paths: list[Path], looked: list[_Entry]) -> list[_Unit]:
        found = [unit for each in looked for unit in self._entry(each)]
        rest = sorted(set(paths) - {each.path for each in looked})
        if found:
            found += [unit for path in rest for unit in self._entry(_Entry(path, _scores(path)))]
        else:
            self.unread += rest
        return sorted(found)

    def _entry(self, entry: _Entry) -> list[_Unit]:
        before = len(self.unread)
        if entry.path.is_dir():
            found = self.inside(entry.path)
        else:
            found = [(entry.path, frozenset(), entry.best[1])] if entry.best[1] else []
        if not found:
            self.unread[before:] = [entry.path]
        return found


def _decide(folder: Path, looked: list[_Entry]) -> tuple[str | None, list[_Entry]]:
    """The format of a folder, if it has one, and the entries that are not part of it."""
    attached = _attached(looked)
    foreign = [each for each in looked if each.apart and each.best[1]]
    while True:
        score, name = _best(_scores(folder, _names(foreign + attached)))
        if not name:
            return None, []
        rest = [each for each in looked if each not in foreign and each not in attached]
        more = _foreign(folder, rest, foreign + attached, name, score)
        if not more:
            return name, foreign
        foreign += more


def _foreign(
    folder: Path, rest: list[_Entry], without: list[_Entry], name: str, score: float
) -> list[_Entry]:
    """Which of the entries are not part of a folder that looks like an export of ``name``."""
    kept = _ATTACHED.get(name, set())
    others = [each for each in rest if each.best[1] not in {"", name} and each.path.name not in kept]
    if sure := [each for each in others if each.best[0] >= _SURE]:
        return sure
    alike = [each for each in rest if each.holds and each.best[1] == name and each.best[0] >= _LIKELY]
    if score < _SURE and len(alike) > 1:
        return alike
    weak = [each for each in others if each.scores.get(name, 0.0) < SURE_ENOUGH]
    return weak if len(weak) == len(rest) or _adds_nothing(folder, weak, without, name, score) else []


def _beside(folder: Path, rest: list[_Entry], foreign: list[_Entry], name: str) -> list[_Entry]:
    """Folders that are no export themselves, and without which the folder is what it is: several may lie in them."""
    kept = _ATTACHED.get(name, set())
    attached = _attached(rest)
    beside = [
        each
        for each in rest
        if each.path.is_dir() and not each.best[1] and each.path.name not in kept and each not in attached
    ]
    score = _scores(folder, _names(foreign)).get(name, 0.0) if beside else 0.0
    return beside if _adds_nothing(folder, beside, foreign, name, score) else []


def _adds_nothing(
    folder: Path, entries: list[_Entry], without: list[_Entry], name: str, score: float
) -> bool:
    """Is the folder as surely ``name`` without these entries?"""
    return bool(entries) and _scores(folder, _names(without + entries)).get(name, 0.0) >= score


def _attached(entries: list[_Entry]) -> list[_Entry]:
    """The folders beside a file that is an export which hold what people attached."""
    formats = {each.best[1] for each in entries if not each.holds}
    names = {folder for each in formats for folder in _ATTACHED.get(each, ())}
    return [each for each in entries if each.path.name in names and each.path.is_dir()]


def _names(entries: list[_Entry]) -> frozenset[str]:
    return frozenset(each.path.name for each in entries)


def _best(scores: dict[str, float]) -> tuple[float, str]:
    """The surest format as (score, name); without a name when none is sure enough."""
    score, name = max(((score, name) for name, score in scores.items()), default=(0.0, ""))
    return (score, name) if score >= SURE_ENOUGH else (0.0, "")


def _scores(path: Path, without: frozenset[str] = frozenset()) -> dict[str, float]:
    """How sure every importer is of what lies at a path; nothing where it cannot be opened."""
    try:
        with _open(path, without) as source:
            return {name: each.sniff(source) for name, each in importers().items()} if source.files() else {}
    except ExpertgraphError:
        return {}


def _inside(path: Path) -> list[Path]:
    """What lies directly in a folder, by name; no links, nothing hidden."""
    try:
        inside = sorted(path.iterdir())
    except OSError:
        return []  # it is said when the folder is opened
    return [each for each in inside if not each.name.startswith(".") and not each.is_symlink()]


def _telling(paths: list[Path]) -> list[Path]:
    """The entries to look at, by name: where there are many, those whose ending is rarest."""
    if len(paths) <= MOST:
        return paths
    endings = Counter(path.suffix.casefold() for path in paths)
    return sorted(sorted(paths, key=lambda path: (endings[path.suffix.casefold()], path.name))[:MOST])


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _open(path: Path, without: frozenset[str]) -> Source:
    if not without:
        return Source.open(path)
    limits = Limits()
    real = path.resolve(strict=True)
    return Source(real, "folder", _Part(real, limits, without), limits)


class _Part(Folder):
    """A folder without some of its entries."""

    def __init__(self, path: Path, limits: Limits, without: frozenset[str]) -> None:
        super().__init__(path, limits)
        self._without = without
        self.ignored = [each for each in self.ignored if each[0].split("/")[0] not in without]

    def members(self) -> list[tuple[str, int | None]]:
        """Names and sizes of what is part of it."""
        return [each for each in super().members() if each[0].split("/")[0] not in self._without]

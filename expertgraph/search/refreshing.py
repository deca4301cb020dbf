"""Make what came, changed or went since an edition searchable in seconds, without analysing anew.

One pass over the ids and versions of the stored messages tells which of them the edition does not know as they are.
Only those are read, split into terms and embedded; what the others gave was kept (:mod:`expertgraph.search.kept`).
The index is then built from all of it by the same functions as in an analysis, and holds the same bytes as one built
from the whole store at that moment for the same people.

Everything else stays as it was analysed: who is who, rings, ties, skills, what a vocabulary translates.  So what
somebody wrote whom the analysis did not know yet opens threads, and becomes evidence with the next analysis.
Opt-outs, objections and who may see which channel do not wait for it: they take effect here.
"""

from __future__ import annotations

import filecmp
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.edition import Draft, Edition, Overtaken, current
from expertgraph.objecting import objected
from expertgraph.search import access, build, kept, meaning
from expertgraph.search.arrays import Ints, Longs, read
from expertgraph.search.declared import Declared
from expertgraph.search.pieces import CHUNK, COLUMNS, TITLES, Pieces, read_changed, read_pieces
from expertgraph.search.translating import Translations
from expertgraph.workspace import Workspace

Progress = Callable[[str, int], None]
SMALL = 20_000
"""Up to how many records an import is followed by a refresh; after more, an analysis is due anyway."""
_TRIES = 3
_LISTED = 200_000
_ASKED_FOR = 5_000
_MOST = 0.25
"""From which part of all messages on everything is read anew: merging would save little."""
_DERIVED = ("kept.", "question.")


def refresh(workspace: Workspace, *, progress: Progress | None = None) -> Edition | None:
    """Publish the current edition with a search that knows the store as it is now.

    Returns the new edition, or None when there was nothing to do.  NoEdition before the first analysis;
    Overtaken when other editions were published while it worked, three times in a row.
    """
    tell = progress or (lambda _what, _count: None)
    for _ in range(_TRIES - 1):
        try:
            return _attempt(workspace, tell)
        except Overtaken:
            continue
    return _attempt(workspace, tell)


def _attempt(workspace: Workspace, tell: Progress) -> Edition | None:
    base = workspace.edition()
    draft = Draft(workspace.editions)
    try:
        meta = _Refresh(workspace, base, draft, tell).run()
        if meta is not None:
            return draft.publish(meta, after=base.number)
    except BaseException:
        draft.discard()
        raise
    draft.discard()
    return None


def due(workspace: Workspace, records: int) -> bool:
    """Whether an import that wrote or removed so many records is to be followed by a refresh: something came but
    not more than ``SMALL`` records, and there is an edition, which is not one as of a chosen date."""
    if not 0 < records <= SMALL:
        return False
    number = current(workspace.editions)
    return number is not None and not workspace.edition(number).meta.get("dated", False)


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is now: its pieces and vectors, how much came or changed, and went; whether all was read."""

    pieces: Pieces
    vectors: meaning.Halves | None
    came: int
    went: int
    anew: bool = False


class _Refresh:
    """One attempt upon one edition."""

    def __init__(self, workspace: Workspace, base: Edition, draft: Draft, tell: Progress) -> None:
        self.store = workspace.store
        self.settings = workspace.settings
        self.base = base
        self.draft = draft
        self.tell = tell
        self.taken: set[str] = set()
        self.moment = max(workspace.clock(), base.search_as_of)
        self.people = access.people(base, self.store, self.settings)
        self.rows = access.indexed(self.people)

    def run(self) -> dict[str, Any] | None:
        """Write the edition's files; its meta data, or None when it would be the same."""
        found = self._found()
        changed = self._tables(found.pieces)
        if not (changed or found.anew or found.came or found.went) and self._as_before(found.pieces):
            return None
        self.tell("documents", len(found.pieces.ids))
        folder = self.draft.folder / build.FOLDER
        counts = build.write_down(
            self.store,
            self.rows,
            folder,
            found.pieces,
            found.vectors,
            as_of=self.moment,
            settings=self.settings,
        )
        self._take_the_rest(changed)
        if not (folder / "translation.share.npy").exists():
            Translations.build(folder, self.store)
        since = self.base.meta.get("refreshed", {}).get("from", self.base.number)
        return {
            **self.base.meta,
            "search": {**self.base.meta.get("search", {}), **counts},
            "refreshed": {"from": since, "at": self.moment, "came": found.came, "went": found.went},
            "digests": self._digests(),
        }

    def _found(self) -> _Found:
        """All messages before the moment; those that the edition knows as they are without reading them."""
        listed, versions = self._listing()
        if not self._usable():
            return self._anew(len(listed), 0)
        known, vectors = kept.recall(self.base.folder / build.FOLDER)
        place = pd.Index(known.ids, dtype=object).get_indexer(pd.Index(listed, dtype=object))
        same = place >= 0
        same[same] = known.version[place[same]] == versions[same]
        stays = np.zeros(len(known.ids), bool)
        stays[place[same]] = True
        came, went = len(listed) - int(same.sum()), len(known.ids) - int((place >= 0).sum())
        if came > _MOST * len(listed) and came > CHUNK:
            return self._anew(came, went)
        return self._merged(known, vectors, listed, np.where(same, place, -1), ~stays, went)

    def _listing(self) -> tuple[list[str], Longs]:
        """Ids and versions of all stored messages before the moment, in the order of the store."""
        ids: list[str] = []
        versions: list[Longs] = [np.zeros(0, np.int64)]
        for frame in build.before(
            self.store.frame("item", ["id", "version", "at"], chunk=_LISTED), self.moment
        ):
            ids += frame["id"].tolist()
            versions.append(frame["version"].to_numpy(dtype=np.int64))
        return ids, np.concatenate(versions)

    def _usable(self) -> bool:
        """Whether what the edition kept was read in the same way as it would be read now."""
        said = self.base.meta.get("search", {})
        return bool(
            said.get("reader") == build.reader() and said.get("meaning") == build.meaning_state(self.settings)
        )

    def _anew(self, came: int, went: int) -> _Found:
        collector = self._collector()
        frames = build.before(self.store.frame("item", list(COLUMNS), chunk=CHUNK), self.moment)
        pieces = read_pieces(frames, self.rows, collector)
        return _Found(pieces, collector.vectors() if collector else None, came, went, anew=True)

    def _collector(self) -> meaning.Collector | None:
        return meaning.Collector() if build.meaning_state(self.settings) == "on" else None

    def _merged(
        self,
        known: Pieces,
        vectors: meaning.Halves | None,
        listed: list[str],
        place: Longs,
        gone: Any,
        went: int,
    ) -> _Found:
        """``place``: for each listed message its row in ``known``, -1 for those to be read; ``gone``: rows of
        ``known`` that are not taken."""
        wanted = [listed[row] for row in np.flatnonzero(place < 0).tolist()]
        self.tell("messages", len(wanted))
        collector = self._collector()
        frames = list(build.before(self._items(COLUMNS, wanted), self.moment))
        threads = np.unique(known.thread[np.flatnonzero(gone)])
        fresh = read_changed(frames, self._titles(known, threads, frames), self.rows, collector)
        row_of = {each: len(known.ids) + row for row, each in enumerate(fresh.ids)}
        source = np.array(
            [row if row >= 0 else row_of.get(listed[at], -1) for at, row in enumerate(place.tolist())],
            np.int64,
        )
        source = source[source >= 0]  # what was removed since it was listed is not there any more
        pieces = kept.merge(known, fresh, source, self.rows)
        if collector is None or vectors is None:
            return _Found(pieces, None, len(wanted), went)
        merged = kept.merge_vectors(known, vectors, fresh, collector.vectors(), source)
        return _Found(pieces, merged, len(wanted), went)

    def _items(self, columns: Iterable[str], ids: list[str]) -> Iterator[pd.DataFrame]:
        for start in range(0, len(ids), _ASKED_FOR):
            yield self.store.frame("item", list(columns), {"id": ids[start : start + _ASKED_FOR]})

    def _titles(self, known: Pieces, touched: Ints, frames: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Frames of every message of the threads in which anything came, changed or went, in order of id."""
        number_of = {
            (name, known.channels[channel]): number
            for number, (name, channel) in enumerate(
                zip(known.thread_names, known.thread_channel.tolist(), strict=True)
            )
        }
        flags = np.zeros(len(number_of), bool)
        flags[touched] = True
        for frame in frames:
            keys = zip(frame["thread"], frame["channel"], strict=True)
            flags[[number_of[key] for key in keys if key in number_of]] = True
        rows = np.flatnonzero(flags[known.thread])
        new = [each for frame in frames for each in frame["id"]]
        ids = sorted({*(known.ids[row] for row in rows.tolist()), *new})
        return build.before(self._items([*TITLES, "at"], ids), self.moment)

    def _as_before(self, pieces: Pieces) -> bool:
        """Whether all messages and claims count for whom they counted."""
        person = np.where(build.disowned(pieces, objected(self.store)), -1, pieces.person)
        if not np.array_equal(person, read(self.base.folder / build.FOLDER, "kept.person")):
            return False
        folder = self.draft.folder / build.FOLDER
        Declared.build(folder, self.store, self.rows)
        names = [path.name for path in folder.iterdir()]
        same, _, _ = filecmp.cmpfiles(folder, self.base.folder / build.FOLDER, names, shallow=False)
        return len(same) == len(names)

    def _tables(self, pieces: Pieces) -> set[str]:
        """Write the tables that say who takes part and who sees what, where they changed; their names."""
        channels = access.channels(self.base, self.store, self.settings)
        members = access.members(self.base, self.store, self.people, channels, pieces, self.moment)
        now = {"people": self.people, "channels": channels, "channel_members": members}
        changed = {name for name, table in now.items() if table is not self.base.table(name)}
        for name in changed:
            self.draft.write(name, now[name])
        return {f"{name}.arrow" for name in changed}

    def _take_the_rest(self, changed: set[str]) -> None:
        """All else is as it was: other tables, and what the search learnt when it was analysed."""
        for path in sorted(self.base.folder.rglob("*")):
            name = path.relative_to(self.base.folder).as_posix()
            own = (self.draft.folder / name).exists() or path.name.startswith(_DERIVED)
            if path.is_file() and not own and name not in {"meta.json", *changed}:
                self.draft.take(self.base, name)
                self.taken.add(name)

    def _digests(self) -> dict[str, str]:
        """SHA-256 of each file; that of what was taken over is known."""
        known = self.base.meta.get("digests", {})
        files = sorted(path for path in self.draft.folder.rglob("*") if path.is_file())
        names = [path.relative_to(self.draft.folder).as_posix() for path in files]
        return {
            name: known[name] if name in self.taken and name in known else _sha256(path)
            for name, path in zip(names, files, strict=True)
        }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

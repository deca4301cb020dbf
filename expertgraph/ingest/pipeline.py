"""From an export to the store: recognise, read, write in batches, count, and go on where a killed import stopped.

Data, quarantine and checkpoint of a batch commit in one transaction, so that a kill at any moment loses and
doubles nothing: either the batch and its checkpoint are there, or neither.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.ingest.batch import Batch
from expertgraph.ingest.finding import not_read, units
from expertgraph.ingest.importer import Closed, Context, Covers, Found, Importer, Options, Rejected, Skipped
from expertgraph.ingest.registry import SURE_ENOUGH
from expertgraph.ingest.report import Report, total
from expertgraph.ingest.source import Source
from expertgraph.ingest.sweeping import Seen
from expertgraph.store import Store

BATCH = 20_000
"""Rows in a transaction."""

Progress = Callable[[str, int], None]
"""Called with a label and the number of records so far."""


class Stopped(ExpertgraphError):
    """Somebody stopped the import; what was committed stays, and the same import goes on from there."""

    code = "stopped"


class _DryRun(Exception):
    """Leaves the transaction of a dry run."""


def import_paths(
    store: Store,
    paths: list[Path],
    *,
    format: str | None = None,
    options: Options | None = None,
    complete: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
    clock: Callable[[], int] = lambda: int(time.time()),
) -> Report:
    """Import exports and return what became of every record.

    A folder that is not itself a known export is searched one level at a time for exports inside it.
    Raises Unreadable (or its kin) for an input that cannot be used as a whole, Stopped when ``stop()`` says
    so between batches.  ``complete`` removes what the export no longer holds; ``dry_run`` writes nothing.
    """
    options = options or Options()
    options = replace(options, now=options.now or clock())
    reports: list[Report] = []
    held: dict[str, Seen] = {}
    with _no_collector():
        for path in paths:
            for source, chosen in units(path, format):
                with source:
                    one = _Import(store, source, chosen, options, progress or (lambda label, count: None))
                    one.seen = held.setdefault(one.name, Seen(one.name)) if complete else None
                    reports.append(one.run(dry_run, stop, batch))
    report = total(reports)
    for seen in held.values():
        _sweep(store, seen, report, dry_run)
    return report


def _sweep(store: Store, seen: Seen, report: Report, dry_run: bool) -> None:
    """Remove what a source no longer holds, once all of its inputs are read; not when one of them is damaged."""
    if seen.damaged:
        note = f"Nothing was removed: {seen.damaged:,} records of {seen.source} could not be read, and may be what is gone."
        report.sources[-1]["notes"].append(note)
        return
    try:
        with store.transaction():
            gone = seen.sweep(store)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    report.gone.update(gone.counts)
    report.gone_ids += gone.shown


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the cycle collector: rows hold no cycles, and looking for some in every batch costs a quarter."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def said_before(store: Store, root: str, format: str, source: str) -> Options:
    """The options of the latest import of this input, so that trying again means the same."""
    runs = store.frame("run", ["id", "report"], {"root": root, "format": format, "source": source})
    if not len(runs):
        return Options(source=source)
    said = orjson.loads(runs.sort_values("id")["report"].iloc[-1])["options"]
    return Options(**{**said, "source": source, "now": 0})


class _Import:
    """One export on its way into the store."""

    def __init__(
        self, store: Store, source: Source, chosen: Importer, options: Options, progress: Progress
    ) -> None:
        self.store = store
        self.source = source
        self.importer = chosen
        self.options = options
        self.progress = progress
        self.name = options.source or chosen.default_source(source, options)
        self.root = str(source.path)
        self.report = Report()
        self.batch = Batch(self.name, chosen.name, self.root)
        self.seen: Seen | None = None
        self.checkpoint = f"{self.name}|{chosen.name}|{self.root}"
        self.done = 0

    def run(self, dry_run: bool, stop: Callable[[], bool], batch: int) -> Report:
        started = time.monotonic()
        number = None if dry_run else self._begin()
        self.report.sources.append(self._about())
        if dry_run:
            try:
                with self.store.transaction():
                    self._read(stop, batch)
                    self._finish()
                    raise _DryRun
            except _DryRun:
                pass
        else:
            self._read(stop, batch)
            with self.store.transaction():
                self._finish()
                self.report.seconds = time.monotonic() - started
                self._note(number, "done")
        self.report.seconds = time.monotonic() - started
        return self.report

    def _begin(self) -> str:
        """Note that this import runs; returns the number of the run."""
        numbers = self.store.frame("run", ["id"])["id"]
        number = f"{int(numbers.max() or 0) + 1 if len(numbers) else 1:09d}"
        self._note(number, "running")
        return number

    def _note(self, number: str | None, state: str) -> None:
        said = asdict(self.options) | {"columns": dict(self.options.columns)}
        row = {
            "id": number,
            "format": self.importer.name,
            "source": self.name,
            "root": self.root,
            "state": state,
            "report": orjson.dumps(self.report.plain() | {"options": said}).decode(),
            "started": self.options.now,
            "ended": self.options.now + int(self.report.seconds) if state == "done" else None,
        }
        self.store.upsert("run", {name: [value] for name, value in row.items()})

    def _about(self) -> dict[str, Any]:
        notes = [*self.importer.notes(self.source, self.options), *self.source.said]
        if not self.importer.carries_visibility:
            notes = [*notes, f"The format does not say who may read it: taken as {self.options.visibility}."]
        return {
            "source": self.name,
            "format": self.importer.name,
            "path": self.source.path.name,
            "notes": notes,
        }

    def _read(self, stop: Callable[[], bool], batch: int) -> None:
        skip = self._resume()
        outcomes = self.importer.read(self.source, self.name, self.options)
        for count, outcome in enumerate(outcomes, 1):
            if self.seen is not None and isinstance(outcome, Found | Context):
                self.seen.add(outcome.rows)
            if self.seen is not None and isinstance(outcome, Covers):
                self.seen.cover(outcome)
            if count <= skip:
                self.batch.pass_over(outcome)
                continue
            self.done = count
            if isinstance(outcome, Found | Context):
                self.batch.add(outcome)
            elif isinstance(outcome, Rejected):
                self.batch.reject(outcome)
            elif isinstance(outcome, Skipped):
                self.report.skipped[outcome.rule] += 1
            elif isinstance(outcome, Closed):
                self.batch.closed.add(outcome.channel)
            if self.batch.size >= batch:
                self._flush()
                self.progress(self.source.path.name, self.report.found)
                if stop():
                    raise Stopped("The import was stopped.", "Start it again and it goes on from there.")
        if not self.done and self.importer.sniff(self.source) < SURE_ENOUGH:
            nothing = f"{self.source.path.name} holds nothing of {self.importer.label}."
            raise Unreadable(nothing, self.importer.hint)
        self._flush()
        self.progress(self.source.path.name, self.report.found)

    def _flush(self) -> None:
        with self.store.transaction():
            counted = Report()
            counted.skipped = self.report.skipped
            counted.restore(self.report.counts())
            self.batch.write(self.store, counted, self.options.now)
            self.store.upsert(
                "checkpoint",
                {
                    "id": [self.checkpoint],
                    "fingerprint": [self._fingerprint],
                    "done": [self.done],
                    "counts": [orjson.dumps(counted.counts()).decode()],
                },
            )
        self.report.restore(counted.counts())
        self.batch.clear()

    def _resume(self) -> int:
        """Outcomes already committed by an import of this same input that did not end."""
        stored = self.store.frame("checkpoint", where={"id": self.checkpoint})
        if not len(stored) or stored["fingerprint"][0] != self._fingerprint:
            return 0
        self.report.restore(orjson.loads(stored["counts"][0]))
        self.done = int(stored["done"][0])
        self.report.sources[0]["notes"].append(
            f"Went on after {self.report.found:,} records of an interrupted import."
        )
        return self.done

    @cached_property
    def _fingerprint(self) -> str:
        """Names, sizes, times of change and the beginnings of a few files: another input, or other options, start
        anew."""
        files = self.source.files()
        heads = [self.source.head(each.name) for each in files[:3]]
        said = [
            self.options.visibility,
            self.options.owner,
            self.options.include_private,
            dict(self.options.columns),
        ]
        text = orjson.dumps([self.source.state(), said]) + b"".join(heads)
        return hashlib.sha256(text).hexdigest()

    def _finish(self) -> None:
        """Forget the checkpoint and what this input no longer holds back in quarantine; note what it could not tell."""
        self.report.sources[0]["notes"] += _encodings(self.source.assumed()) + not_read(self.source.unread())
        self.store.delete("checkpoint", [self.checkpoint])
        held = self.store.frame(
            "quarantine", ["id", "root"], {"source": self.name, "format": self.importer.name}
        )
        stale = held["id"][(held["root"] == self.root) & ~held["id"].isin(self.batch.quarantined)]
        self.store.delete("quarantine", list(stale))
        if self.seen is not None:
            self.seen.damaged += self.report.quarantined


def _encodings(assumed: Mapping[str, str]) -> list[str]:
    """What was assumed of the text of files that are not UTF-8."""
    files: dict[str, list[str]] = {}
    for name, encoding in assumed.items():
        files.setdefault(encoding, []).append(name)
    return [
        f"Read as {encoding}, by its look: {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}."
        for encoding, names in files.items()
    ]

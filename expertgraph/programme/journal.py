"""Reading and writing programmes and their journals."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import pandas as pd

from expertgraph.programme.state import Programme, Step
from expertgraph.store import Store

_PROGRAMME = ("id", "name", "criteria", "target", "target_at", "started", "ended")
_STEP = ("programme", "number", "person", "kind", "at", "cohort", "actor", "text")
_LOCK = "programme|journal"


def programmes(store: Store) -> list[Programme]:
    """All programmes, the latest first."""
    rows = _rows(store.frame("programme", _PROGRAMME), _PROGRAMME)
    made = [_programme(row) for row in rows]
    return sorted(made, key=lambda each: (-each.started, each.id))


def running(store: Store) -> Programme | None:
    """The programme that runs; None when there is none."""
    return next((each for each in programmes(store) if each.ended is None), None)


def journal(store: Store, programme: str) -> list[Step]:
    """The steps of a programme, in order."""
    rows = _rows(store.frame("programme_step", _STEP, {"programme": programme}), _STEP)
    steps = [
        Step(name, int(number), person, kind, int(at), *more)
        for name, number, person, kind, at, *more in rows
    ]
    return sorted(steps, key=lambda step: step.number)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """A transaction in which nobody else writes to any programme.

    A reader of a Neo4j store does not hold others up, a writer does: so one row is written before anything is read.
    """
    with store.transaction():
        row: dict[str, list[Any]] = {
            "id": [_LOCK],
            "fingerprint": [secrets.token_hex(8)],
            "done": [0],
            "counts": ["{}"],
        }
        store.upsert("checkpoint", row)
        yield


def write_programme(store: Store, programme: Programme) -> None:
    """Write or replace a programme."""
    row = {name: [getattr(programme, name)] for name in _PROGRAMME}
    row["criteria"] = [orjson.dumps(programme.criteria, option=orjson.OPT_SORT_KEYS).decode()]
    store.upsert("programme", row)


def write_steps(store: Store, steps: Sequence[Step]) -> None:
    """Add steps to a journal."""
    columns: dict[str, list[Any]] = {name: [getattr(step, name) for step in steps] for name in _STEP}
    store.upsert("programme_step", {"id": [step_id(step) for step in steps], **columns})


def step_id(step: Step) -> str:
    """The id of a step."""
    return f"{step.programme}|{step.number:06d}"


def _programme(row: tuple[Any, ...]) -> Programme:
    id_, name, criteria, target, target_at, started, ended = row
    whole = [None if each is None else int(each) for each in (target_at, started, ended)]
    return Programme(id_, name, orjson.loads(criteria), target, whole[0], whole[1] or 0, whole[2])


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    columns = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in names]
    return zip(*columns, strict=True)

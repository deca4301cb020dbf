"""Reading and writing the journal of a question."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd

from expertgraph.asking.state import Question, Step
from expertgraph.errors import NotFound
from expertgraph.store import Store

_SETTLING = ("accepted", "closed", "withdrawn", "customer-helped")
_CHANGED = "asking|journal"
_STEP = ("question", "number", "kind", "at", "actor", "target", "text", "item")
_QUESTION = (
    "id", "asker", "title", "text", "channel", "at", "customer_name", "customer_email", "customer_key", "language",
)  # fmt: skip


def unknown(question: str) -> NotFound:
    """What is said of a question that is not there, or not for whoever asks."""
    return NotFound(f"There is no question {question!r}.", "See expertgraph questions list.")


def step_id(question: str, number: int) -> str:
    """The id of a step."""
    return f"{question}|{number:06d}"


def read_question(store: Store, question: str) -> Question:
    """The question with that id; NotFound when there is none."""
    found = store.frame("question", _QUESTION, {"id": question})
    if not len(found):
        raise unknown(question)
    return _questions(found)[0]


def read_questions(store: Store, ids: Sequence[str] | None = None) -> list[Question]:
    """Questions by id, else all, in order of id."""
    return _questions(store.frame("question", _QUESTION, None if ids is None else {"id": list(ids)}))


def read_journal(store: Store, question: str) -> list[Step]:
    """The steps of one question, in order."""
    return _steps(store.frame("question_step", _STEP, {"question": question}))


def read_journals(store: Store, questions: Sequence[str] | None = None) -> dict[str, list[Step]]:
    """Question -> its steps, of these questions or of all."""
    where = None if questions is None else {"question": list(questions)}
    found: dict[str, list[Step]] = {}
    for step in _steps(store.frame("question_step", _STEP, where)):
        found.setdefault(step.question, []).append(step)
    return found


def live_questions(store: Store) -> list[str]:
    """The questions that may still wait for somebody: whose last step does not settle them."""
    steps = store.frame("question_step", ["id", "question", "kind"])  # by id, hence by question and number
    last = steps.drop_duplicates("question", keep="last")
    return list(last["question"][~last["kind"].isin(_SETTLING)])


def questions_with(store: Store, **columns: str | list[str]) -> set[str]:
    """The questions that have a step with this actor, target or kind."""
    return set(store.frame("question_step", ["question"], columns)["question"])


@contextmanager
def locked(store: Store, question: str) -> Iterator[tuple[Question, list[Step]]]:
    """A transaction in which nobody else adds a step to this question; gives it and its journal.

    A reader of a Neo4j store does not hold others up, a writer does: so the first step, which never changes, is
    written once more before the journal is read.
    """
    with store.transaction():
        first = store.frame("question_step", where={"id": step_id(question, 1)})
        if not len(first):
            raise unknown(question)
        store.upsert("question_step", first)
        yield read_question(store, question), read_journal(store, question)


def write_question(store: Store, question: Question) -> None:
    """Write or replace a question."""
    store.upsert("question", {name: [getattr(question, name)] for name in _QUESTION})


def write_steps(store: Store, steps: Sequence[Step]) -> None:
    """Add steps to a journal."""
    columns: dict[str, list[Any]] = {name: [getattr(step, name) for step in steps] for name in _STEP}
    _mark_change(store)
    store.upsert("question_step", {"id": [step_id(step.question, step.number) for step in steps], **columns})


def change_mark(store: Store) -> str | None:
    """A text that is another one after every step that was written; None before the first."""
    found = store.frame("checkpoint", ["fingerprint"], {"id": _CHANGED})["fingerprint"]
    return str(found.iloc[0]) if len(found) else None


def _mark_change(store: Store) -> None:
    row: dict[str, list[Any]] = {
        "id": [_CHANGED],
        "fingerprint": [secrets.token_hex(8)],
        "done": [0],
        "counts": ["{}"],
    }
    store.upsert("checkpoint", row)


def _questions(frame: pd.DataFrame) -> list[Question]:
    return [Question(*row) for row in _rows(frame, _QUESTION)]


def _steps(frame: pd.DataFrame) -> list[Step]:
    return sorted((Step(*row) for row in _rows(frame, _STEP)), key=lambda step: (step.question, step.number))


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    columns = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in names]
    return zip(*columns, strict=True)

"""The outbox: what is to be told is written in the transaction of what it tells of, and sent afterwards.

A message's id is made of what it tells and to whom, so that writing it twice is writing it once; it is sent by one
process at a time, tried again with growing pauses, and given up visibly after ``MOST_TRIES``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from expertgraph.store import Store

MAIL, WEBHOOK = "mail", "webhook"
PAUSES = (60, 300, 1_800, 7_200, 28_800, 86_400)
"""Seconds until each further try."""
MOST_TRIES = len(PAUSES) + 1
"""After so many tries, over a day and a half, a message is given up."""
_COLUMNS = ("id", "kind", "target", "content", "at", "due", "tries", "sent", "problem")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell: ``kind`` mail | webhook, ``target`` a mail or web address."""

    id: str
    kind: str
    target: str
    content: Mapping[str, Any]
    at: int
    due: int
    tries: int = 0
    sent: int | None = None
    problem: str | None = None

    @property
    def given_up(self) -> bool:
        """Whether it was tried often enough and did not go."""
        return self.sent is None and self.tries >= MOST_TRIES


def message_id(about: str, kind: str, target: str) -> str:
    """The id of a message that tells ``about`` (a step) to somebody; no address stands in it."""
    return f"{about}|{kind}|{hashlib.sha256(target.encode()).hexdigest()[:16]}"


def put(store: Store, messages: Sequence[Message]) -> None:
    """Write messages, within the caller's transaction; what is there already stays as it is."""
    there = (
        set(store.frame("outbox", ["id"], {"id": [each.id for each in messages]})["id"])
        if messages
        else set()
    )
    write(store, [each for each in messages if each.id not in there])


def write(store: Store, messages: Sequence[Message]) -> None:
    """Write messages as they stand."""
    if not messages:
        return
    columns = {name: [getattr(each, name) for each in messages] for name in _COLUMNS}
    columns["content"] = [orjson.dumps(dict(each.content)).decode() for each in messages]
    store.upsert("outbox", columns)


def unsent(store: Store) -> list[Message]:
    """What did not go out yet, what was given up too, oldest first."""
    frame = store.frame("outbox", _COLUMNS, {"sent": None})
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    found = [Message(**{**row, "content": orjson.loads(row["content"])}) for row in rows]
    return sorted(found, key=lambda each: (each.at, each.id))


def given_up(store: Store, ids: Sequence[str]) -> list[str]:
    """Which of these were given up."""
    if not ids:
        return []
    frame = store.frame("outbox", ["id", "tries"], {"id": list(ids), "sent": None})
    return [name for name, tries in frame.itertuples(index=False) if tries >= MOST_TRIES]

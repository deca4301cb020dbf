"""What humans decide about suggestions: one by one or all of a kind, and taken back one by one or together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import orjson
import pandas as pd

from expertgraph.errors import WrongCall
from expertgraph.linking.joining import apply
from expertgraph.linking.journal import VERDICTS, about
from expertgraph.linking.suggesting import people
from expertgraph.matching import PARTS
from expertgraph.store import Store


def decide(
    store: Store, numbers: Sequence[int], verdict: str, *, by: str | None, at: int, rule: str | None = None
) -> list[int]:
    """Write a human's verdict (accept | refuse | unsure) about numbered suggestions into the journal and apply it.

    What is decided in one call is one batch, numbered as its first decision; ``rule`` says what chose it.  Returns
    the journal numbers, which :func:`undo` takes.  WrongCall names a number that is not suggested.
    """
    if verdict not in VERDICTS:
        raise WrongCall(f"There is no verdict {verdict!r}.", f"Verdicts: {', '.join(VERDICTS)}.")
    numbers = list(dict.fromkeys(numbers))
    table = store.frame("suggestion").set_index("number")
    missing = [number for number in numbers if number not in table.index]
    if missing:
        raise WrongCall(f"There is no suggestion {missing[0]}.", "See expertgraph link --suggest.")
    if not numbers:
        return []
    chosen = table.loc[numbers]
    columns = _entries(store, chosen, verdict, by, at, rule)
    with store.transaction():
        store.upsert("decision", columns)
        store.delete("suggestion", list(chosen["id"]))
        if verdict != "unsure":
            apply(store)
            _drop_joined(store)
    return list(columns["number"])


def _entries(
    store: Store, chosen: pd.DataFrame, verdict: str, by: str | None, at: int, rule: str | None
) -> dict[str, list[Any]]:
    numbers = store.frame("decision", ["number"])["number"]
    first = int(numbers.max()) + 1 if len(numbers) else 1
    journal = list(range(first, first + len(chosen)))
    pairs = list(zip(chosen["a"], chosen["b"], strict=True))
    said = about(store, pairs)
    return {
        "id": [f"{number:09d}" for number in journal],
        "number": journal,
        "a": [a for a, _ in pairs],
        "b": [b for _, b in pairs],
        "verdict": [verdict] * len(journal),
        "undone": [False] * len(journal),
        "by": [by] * len(journal),
        "at": [at] * len(journal),
        "batch": [first] * len(journal),
        "rule": [rule] * len(journal),
        "score": list(chosen["score"]),
        "parts": list(chosen["parts"]),
        "about": [said[pair] for pair in pairs],
    }


def decide_all(
    store: Store, verdict: str, reasons: Collection[str], least: float, *, by: str | None, at: int
) -> list[int]:
    """Decide all suggestions that have exactly these reasons and at least this score, as one batch.

    WrongCall names a reason that there is not.
    """
    unknown = sorted(set(reasons) - set(PARTS))
    if unknown or not reasons:
        named = f"There is no reason {unknown[0]!r}." if unknown else "Deciding by rule needs the reasons."
        raise WrongCall(named, f"Reasons: {', '.join(PARTS)}.")
    table = store.frame("suggestion").sort_values("number")
    wanted = set(reasons)
    fits = [
        set(orjson.loads(own)) == wanted and score >= least
        for own, score in zip(table["reasons"], table["score"], strict=True)
    ]
    rule = f"{', '.join(sorted(wanted))} >= {least:g}"
    return decide(store, table["number"][fits].tolist(), verdict, by=by, at=at, rule=rule)


def undo(store: Store, number: int, *, by: str | None = None) -> None:
    """Take a decision back: its joins come apart, and the pair is suggested again.

    ``by``: only if this person took it.  WrongCall when there is none, or it is undone.
    """
    found = store.frame("decision", where={"number": number, "undone": False})
    if not len(found) or (by is not None and found["by"].iloc[0] != by):
        raise WrongCall(f"There is no decision {number} to undo.", "See expertgraph link --json.")
    _take_back(store, found)


def undo_batch(store: Store, batch: int) -> list[int]:
    """Take all decisions of a batch back that still hold; returns their numbers.  WrongCall when there are none."""
    found = store.frame("decision", where={"batch": batch, "undone": False}).sort_values("number")
    if not len(found):
        raise WrongCall(f"There is no batch {batch} to undo.", "See expertgraph link --json.")
    _take_back(store, found)
    return [int(number) for number in found["number"]]


def _take_back(store: Store, decisions: pd.DataFrame) -> None:
    with store.transaction():
        store.upsert("decision", decisions.assign(undone=True))
        apply(store)
        _suggest_again(store, decisions)
        _drop_joined(store)


def _suggest_again(store: Store, decisions: pd.DataFrame) -> None:
    table = store.frame("suggestion", ["id", "number"])
    there, number = set(table["id"]), int(table["number"].max() if len(table) else 0)
    person = people(store)
    rows = []
    for a, b, score, parts in zip(
        *(decisions[name].tolist() for name in ("a", "b", "score", "parts")), strict=True
    ):
        if parts and f"{a}|{b}" not in there and a in person and b in person:
            number += 1
            reasons = orjson.dumps([code for code, _ in orjson.loads(parts)]).decode()
            rows.append((f"{a}|{b}", number, a, b, score, reasons, parts))
    if rows:
        names = ("id", "number", "a", "b", "score", "reasons", "parts")
        store.upsert("suggestion", dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _drop_joined(store: Store) -> None:
    """Forget the suggestions whose two sides have become one person."""
    person = people(store)
    table = store.frame("suggestion", ["id", "a", "b"])
    gone = [
        each
        for each, a, b in zip(table["id"], table["a"], table["b"], strict=True)
        if a in person and person[a] == person.get(b)
    ]
    if gone:
        store.delete("suggestion", gone)

"""The named graph questions: ``queries/<name>.sql`` and ``.cypher``, one header, one answer.

A header is the comment block at the top of both files, the same but for the comment mark::

    title: one line
    question: the question in words
    param <name> <type>[ = <default>][, <lowest>..<highest>]: what it means
    column <name> <type>: what it holds

Lines indented by three or more continue the one before.  A parameter without a default is required;
the default ``null`` is None.  Types are the schema's (text, int, real, bool, time).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pandas as pd

import expertgraph
from expertgraph.errors import NotFound, WrongCall
from expertgraph.frames import frame_of
from expertgraph.schema import Column, Table, Type

FOLDER = Path(expertgraph.__file__).parent.parent / "queries"
MOST_ROWS = 10_000
"""No answer is longer; what lies beyond is left out."""
MOST_SECONDS = 10.0
"""No question runs longer; then it fails."""

_PARAM = re.compile(r"param (\w+) (text|int|real|bool|time)(?: = ([^:,]*))?(?:, (-?\d+)\.\.(-?\d+))?: (.+)")
_COLUMN = re.compile(r"column (\w+) (text|int|real|bool|time): (.+)")
_COMMENT = {".sql": "--", ".cypher": "//"}
_BOOLS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter.  ``between`` are the lowest and highest value of an int, both allowed."""

    name: str
    type: Type
    doc: str
    required: bool
    default: Any = None
    between: tuple[int, int] | None = None

    def value(self, given: Any) -> Any:
        """The value in its own type, from a value or from text (a time also as ISO date or timestamp).

        Raises WrongCall when it is none, or out of bounds.
        """
        if given is None:
            return None
        try:
            value = _CONVERT[self.type](given)
        except (ValueError, KeyError, TypeError):
            raise WrongCall(
                f"{self.name}={given!r} is not a {self.type}.", f"It means: {self.doc}."
            ) from None
        if self.between and not self.between[0] <= value <= self.between[1]:
            lowest, highest = self.between
            raise WrongCall(f"{self.name}={given!r} is out of bounds.", f"Give {lowest} to {highest}.")
        return value


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: its header, and its text in both languages without the header."""

    name: str
    title: str
    doc: str
    params: dict[str, Param]
    columns: tuple[Column, ...]
    sql: str
    cypher: str

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters with their values; text is converted, defaults filled in.

        Raises WrongCall for a parameter that is unknown, missing, or not of its type.
        """
        for name in given:
            if name not in self.params:
                raise WrongCall(f"The question {self.name} has no parameter {name!r}.", self._takes())
        missing = [name for name, param in self.params.items() if param.required and given.get(name) is None]
        if missing:
            raise WrongCall(f"The question {self.name} needs {', '.join(missing)}.", self._takes())
        return {name: param.value(given.get(name, param.default)) for name, param in self.params.items()}

    def frame(self, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
        """The answer's rows (values in the order of ``columns``) with the schema's data types."""
        columns: dict[str, list[Any]] = {column.name: [] for column in self.columns}
        for row in rows:
            for values, value in zip(columns.values(), row, strict=True):
                values.append(value)
        return frame_of(Table(self.name, self.columns, self.title), columns)

    def _takes(self) -> str:
        return f"It takes {', '.join(self.params)}." if self.params else "It takes no parameters."


def names() -> list[str]:
    """The names of all questions, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


@cache
def load(name: str) -> Question:
    """The question of that name.  Raises NotFound, listing those there are."""
    if name not in names():
        raise NotFound(f"There is no question {name!r}.", f"There are: {', '.join(names())}.")
    header, sql = _read(FOLDER / f"{name}.sql")
    twin, cypher = _read(FOLDER / f"{name}.cypher")
    if header != twin:
        raise WrongCall(f"queries/{name}.sql and .cypher have different headers.", "Make them the same.")
    return _parsed(name, header, sql, cypher)


def _read(path: Path) -> tuple[tuple[str, ...], str]:
    """The header's lines, continued ones joined, and the text after it."""
    mark = _COMMENT[path.suffix]
    lines = path.read_text(encoding="utf-8").splitlines()
    header: list[str] = []
    while lines and lines[0].startswith(mark):
        line = lines.pop(0).removeprefix(mark)
        if line.startswith("   ") and header:
            header[-1] += " " + line.strip()
        else:
            header.append(line.strip())
    return tuple(header), "\n".join(lines).strip()


def _parsed(name: str, header: Sequence[str], sql: str, cypher: str) -> Question:
    said: dict[str, str] = {}
    params: dict[str, Param] = {}
    columns: list[Column] = []
    for line in header:
        if match := _PARAM.fullmatch(line):
            params[match[1]] = _param(*match.groups())
        elif match := _COLUMN.fullmatch(line):
            columns.append(Column(match[1], cast("Type", match[2]), match[3]))
        elif line.startswith(("title: ", "question: ")):
            key, text = line.split(": ", 1)
            said[key] = text
        else:
            raise WrongCall(f"The header of the question {name} has a line that says nothing: {line!r}.")
    return Question(name, said["title"], said["question"], params, tuple(columns), sql, cypher)


def _param(name: str, kind: str, default: str | None, low: str | None, high: str | None, doc: str) -> Param:
    between = (int(low), int(high)) if low is not None and high is not None else None
    bare = Param(name, cast("Type", kind), doc, required=default is None, between=between)
    if default is None or default == "null":
        return bare
    return Param(name, bare.type, doc, required=False, default=bare.value(default), between=between)


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _int(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise TypeError
    return int(given)


def _time(given: Any) -> int:
    """Seconds, or the start (UTC) of an ISO date or timestamp."""
    if isinstance(given, int) or re.fullmatch(r"-?\d+", given):
        return _int(given)
    when = datetime.fromisoformat(given)
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


def _bool(given: Any) -> bool:
    return given if isinstance(given, bool) else _BOOLS[given.lower()]


_CONVERT: dict[Type, Callable[[Any], Any]] = {
    "text": _text,
    "int": _int,
    "real": float,
    "bool": _bool,
    "time": _time,
}

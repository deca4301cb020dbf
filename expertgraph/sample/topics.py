"""What the sample's people talk about: one file a community in ``topics/``, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expertgraph.sample import grammar

FOLDER = Path(__file__).parent / "topics"
SITUATION = frozenset({"month", "project", "site", "team", "weekday", "year"})
"""Names that have a value in every thread."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and its answers, with choices still open (see :mod:`grammar`)."""

    title: str
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject: ``labels``, ``terms``, ``facts`` and ``cases`` by language (en, nl)."""

    community: str
    key: str
    labels: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, tuple[str, ...]]
    cases: Mapping[str, tuple[Case, ...]]


def load(folder: Path = FOLDER) -> dict[str, tuple[Topic, ...]]:
    """Topics by community (the file's stem), both in order of name.

    ValueError names the file, the topic and the line that cannot be used.
    """
    found = {}
    for file in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(file.read_text("utf-8"))
        topics = tuple(_topic(file, key, tables[key]) for key in sorted(tables))
        if topics:
            found[file.stem] = topics
    return found


def _topic(file: Path, key: str, table: Mapping[str, Any]) -> Topic:
    where = f"{file.name} [{key}]"
    try:
        topic = Topic(
            file.stem,
            key,
            {language: table[language] for language in ("en", "nl")},
            {language: tuple(table[f"terms_{language}"]) for language in ("en", "nl")},
            {language: tuple(table[f"facts_{language}"]) for language in ("en", "nl")},
            {language: tuple(map(_case, table[f"cases_{language}"])) for language in ("en", "nl")},
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{where} is not usable: {error!r}") from error
    for language in ("en", "nl"):
        if not topic.cases[language] or not topic.facts[language]:
            raise ValueError(f"{where} has no cases or facts in {language}")
        for case in topic.cases[language]:
            _check(where, (case.title, case.question), case.answers)
        _check(where, topic.facts[language], ())
    return topic


def _case(row: list[str]) -> Case:
    title, question, *answers = row
    if len(answers) < 2:
        raise ValueError(f"fewer than two answers to {title!r}")
    return Case(title, question, tuple(answers))


def _check(where: str, opening: Iterable[str], answers: Iterable[str]) -> None:
    """Every name that is used has a value by then: answers may be given in any order."""
    given = set(SITUATION)
    for text in opening:
        found, used = grammar.names(text)
        given |= found
        if used - given:
            raise ValueError(f"{where}: {sorted(used - given)} has no value in {text!r}")
    for text in answers:
        found, used = grammar.names(text)
        if used - given - found:
            raise ValueError(f"{where}: {sorted(used - given - found)} has no value in {text!r}")

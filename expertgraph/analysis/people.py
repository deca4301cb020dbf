"""One row a person from everything that sources say about their identities: name, side, organisation,
unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from expertgraph.analysis.constants import DAY
from expertgraph.errors import WrongCall

_PLACES = ("organisation", "unit", "site", "role")
_FAR = 2**62


@dataclass(frozen=True, slots=True)
class Side:
    """How "we" are told from "they": the organisation's name and its mail domains."""

    name: str
    domains: Sequence[str]

    def of(self, kinds: set[str], emails: Sequence[str], organisations: Sequence[str]) -> str:
        """employee | external | bot | unknown, for one person.

        A source's word comes first (an HR row says employee), then the mail domain, then the organisation by
        name.  With domains declared, an address outside them makes an external; with none of this, unknown.
        """
        if "bot" in kinds:
            return "bot"
        if "employee" in kinds:
            return "employee"
        own = {domain.casefold().lstrip("@") for domain in self.domains}
        if own and any(email.rpartition("@")[2].casefold() in own for email in emails):
            return "employee"
        named = {organisation.casefold() for organisation in organisations}
        if self.name and self.name.casefold() in named:
            return "employee"
        if "external" in kinds or (own and emails) or (self.name and named):
            return "external"
        return "unknown"


def make_people(
    identity: pd.DataFrame,
    affiliation: pd.DataFrame,
    link: pd.DataFrame,
    declared: pd.DataFrame,
    settings: Mapping[str, Any],
    side: Side,
    as_of: int,
) -> tuple[pd.DataFrame, npt.NDArray[np.int32], pd.Series]:
    """People in order of person id; each one's manager as a row (-1: none known); identity id -> row.

    The best identity gives the name: an HR row, then one with a verified address, then the latest edited.
    Organisation, unit, site and role are those of the affiliation current at ``as_of``, else the last one.
    ``left`` marks somebody whose affiliations with the own organisation have all ended: an external from then on, of
    the organisation where he or she is now, if known.
    """
    person_by_identity = dict(zip(link["id"], link["person"], strict=True))
    identity = identity.assign(person=identity["id"].map(person_by_identity), rank=_rank(identity))
    identity = identity[identity["person"].notna()].sort_values(["person", "rank", "id"], kind="stable")
    ids = sorted(set(identity["person"]))
    row_of = {person: row for row, person in enumerate(ids)}
    person_of = pd.Series(
        identity["person"].map(row_of).to_numpy(np.int32), index=pd.Index(identity["id"], dtype=object)
    )
    affiliation = affiliation.assign(own=_own(affiliation, identity, side))
    places, manager_text, left = _places(affiliation, person_of, as_of)
    people = pd.DataFrame(
        [
            _person(person, group, places.get(row, {}), side, row in left)
            for row, (person, group) in enumerate(_grouped(identity))
        ],
        columns=_COLUMNS,
    )
    _declare(people, declared, settings)
    manager = _managers(manager_text, person_of, people)
    return people, manager, person_of


_COLUMNS = ("person", "name", "kind", *_PLACES, "identities", "emails", "left")


@dataclass(frozen=True, slots=True)
class _Group:
    """The identities of one person, best first, as plain lists."""

    id: list[str]
    name: list[str]
    email: list[str | None]
    kind: list[str]
    organisation: list[str | None]


def _grouped(identity: pd.DataFrame) -> Iterator[tuple[str, _Group]]:
    """(person, their identities), by person; plain lists because a frame a person is slow."""
    person = identity["person"].tolist()
    columns = [identity[name].tolist() for name in _Group.__slots__]
    start = 0
    for end in range(1, len(person) + 1):
        if end == len(person) or person[end] != person[start]:
            yield person[start], _Group(*(column[start:end] for column in columns))
            start = end


def _rank(identity: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Lower is better; within a class the later edited."""
    hr = identity["hr_id"].notna() | (identity["kind"] == "employee")
    verified = identity["verified"].astype(bool)
    stub = identity["stub"].astype(bool) | identity["deleted"].astype(bool)
    best = np.select([stub, hr, verified], [3, 0, 1], 2).astype(np.float64)
    edited = np.asarray(identity["edited"].astype("Int64").fillna(0), dtype=np.float64)
    return best - edited / _FAR


def _person(
    person: str, group: _Group, places: Mapping[str, str | None], side: Side, left: bool
) -> tuple[Any, ...]:
    """A row of ``_COLUMNS``."""
    emails = sorted({email for email in group.email if email})
    stated = places.get("organisation") or next((each for each in group.organisation if each), None)
    kind = side.of(set(group.kind), emails, [stated] if stated else [])
    left = left and kind == "employee"
    if left:
        kind, stated = "external", places.get("organisation")
    organisation = stated or (side.name if kind == "employee" and side.name else None)
    name = next((name for name in group.name if name), group.id[0])
    belongs = (organisation, *(places.get(each) for each in _PLACES[1:]))
    return (person, name, kind, *belongs, sorted(group.id), emails, left)


def _own(affiliation: pd.DataFrame, identity: pd.DataFrame, side: Side) -> npt.NDArray[np.bool_]:
    """Which affiliations are with the own organisation: by its name, else an employee's that names no other."""
    employees = identity["id"][identity["hr_id"].notna() | (identity["kind"] == "employee")]
    named = affiliation["organisation"].fillna("").str.casefold()
    ours = named.eq(side.name.casefold()) if side.name else pd.Series(False, index=affiliation.index)
    unsaid = named.eq("") if side.name else pd.Series(True, index=affiliation.index)
    return np.asarray(ours | (affiliation["identity"].isin(employees) & unsaid), dtype=bool)


def _places(
    affiliation: pd.DataFrame, person_of: pd.Series, as_of: int
) -> tuple[dict[int, dict[str, str | None]], dict[int, str], set[int]]:
    """Per person row: where they belong at ``as_of``, their manager as stated, and who has left.

    Who has left belongs where he or she is now, and nowhere when nobody says.
    """
    frame = affiliation.assign(row=affiliation["identity"].map(person_of)).dropna(subset=["row"])
    started = np.asarray(frame["started"].astype("Int64").fillna(-_FAR), dtype=np.int64)
    ended = np.asarray(frame["ended"].astype("Int64").fillna(_FAR), dtype=np.int64)
    frame = frame.assign(begun=started, over=ended, current=(started < as_of) & (ended >= as_of))
    frame = frame[started < as_of].sort_values(["row", "current", "begun", "id"], kind="stable")
    left = _left(frame)
    frame = frame[~frame["row"].isin(left) | (frame["current"] & ~frame["own"])]
    places: dict[int, dict[str, str | None]] = {}
    managers: dict[int, str] = {}
    current: set[int] = set()
    columns = (frame[name].tolist() for name in ("row", "manager", "current", *_PLACES))
    for number, boss, is_current, *belongs in zip(*columns, strict=True):
        row = int(number)
        kept = places.get(row, {}) if row in current else {}
        places[row] = {name: value or kept.get(name) for name, value in zip(_PLACES, belongs, strict=True)}
        if boss:
            managers[row] = boss
        if is_current:
            current.add(row)
    return places, managers, left


def _left(begun: pd.DataFrame) -> set[int]:
    """Who had affiliations with the own organisation (or, where none is known as such, any), all of them ended."""
    had = begun["own"] | ~begun["row"].isin(begun["row"][begun["own"]])
    there = begun["row"][had]
    return {int(row) for row in set(there) - set(begun["row"][had & begun["current"]])}


def _declare(people: pd.DataFrame, declared: pd.DataFrame, settings: Mapping[str, Any]) -> None:
    """Add who is community staff, who opted out, who asked to be coached."""
    staff = {text.casefold() for text in settings["community.staff"]}
    people["staff"] = [
        bool(staff & {text.casefold() for text in [person, *identities, *emails]})
        for person, identities, emails in zip(
            people["person"], people["identities"], people["emails"], strict=True
        )
    ]
    coached = _said(declared, "coached")
    people["opted_out"] = opted_out(people["person"], declared, settings)
    people["coached"] = [_yes(coached.get(person, "no")) for person in people["person"]]
    flags = ["staff", "opted_out", "coached", "left"]
    people[flags] = people[flags].astype(bool)  # of nobody, a list says nothing about its type


def opted_out(persons: Iterable[str], declared: pd.DataFrame, settings: Mapping[str, Any]) -> list[bool]:
    """Of each person id whether he or she takes no part, by their word or, unasked, by ``consent.mode``."""
    out = _said(declared, "opted-out")
    unsaid = "yes" if settings["consent.mode"] == "opt-in" else "no"
    return [_yes(out.get(person, unsaid)) for person in persons]


def _said(declared: pd.DataFrame, name: str) -> dict[str, str]:
    rows = declared[declared["name"] == name]
    return dict(zip(rows["subject"], rows["value"], strict=True))


def _yes(value: str) -> bool:
    return value.casefold() not in {"no", "false", "0", ""}


def _managers(stated: Mapping[int, str], person_of: pd.Series, people: pd.DataFrame) -> npt.NDArray[np.int32]:
    """The manager's row, by identity id, else by a name that only one person has."""
    by_name: dict[str, int] = {}
    for row, name in enumerate(people["name"].str.casefold()):
        by_name[name] = -1 if name in by_name else row
    by_identity = dict(zip(person_of.index, person_of.to_numpy(), strict=True))
    manager = np.full(len(people), -1, dtype=np.int32)
    for row, text in stated.items():
        manager[row] = by_identity.get(text, by_name.get(text.casefold(), -1))
    return manager


def read_leave(declared: pd.DataFrame, people: pd.Index) -> dict[int, list[tuple[int, int]]]:
    """Row -> marked leaves as (first second, first second after), from declarations FIRST..LAST.

    WrongCall names a declaration that is not of that form.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    rows = declared[declared["name"] == "leave"]
    for subject, value in zip(rows["subject"], rows["value"], strict=True):
        row = int(people.get_indexer(pd.Index([subject], dtype=object))[0])
        if row >= 0:
            found.setdefault(row, []).extend(_interval(each, subject) for each in value.split(","))
    return {row: sorted(spans) for row, spans in sorted(found.items())}


def _interval(text: str, subject: str) -> tuple[int, int]:
    first, dots, last = text.strip().partition("..")
    try:
        begin = int(datetime.fromisoformat(first).replace(tzinfo=UTC).timestamp())
        end = int(datetime.fromisoformat(last if dots and last else first).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise WrongCall(
            f"The leave {text!r} of {subject} is not a span of days.", "Write it as 2026-07-01..2026-07-21."
        ) from None
    return begin, (end + DAY if last or not dots else _FAR)

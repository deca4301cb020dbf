"""Whom a question may be put to: who is there, who is away or busy, and who is asked enough already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from expertgraph import policy
from expertgraph.asking.journal import change_mark, live_questions, read_journals
from expertgraph.asking.state import state_of
from expertgraph.edition import Edition
from expertgraph.errors import NotFound, WrongCall
from expertgraph.policy import UPLOADS, Data, Viewer
from expertgraph.store import Store
from expertgraph.workspace import Workspace

UNAVAILABLE = {
    "away": "is away now",
    "busy": "asks not to be asked anything now",
    "full": "is asked as many questions as one person is asked at once",
    "opted-out": "cannot be asked",
    "bot": "is no human being",
    "gone": "is not there any more",
}
"""Why somebody is not asked."""


def seen_person(space: Workspace, viewer: Viewer, person: str) -> str:
    """The person id of somebody whom the viewer may see (a person id, or an identity behind one); NotFound else."""
    edition = space.edition()
    row = edition.row_of(person)
    if not policy.people(viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {person!r}.")
    return str(edition.array("people", "person")[row])


def own_person(space: Workspace, viewer: Viewer) -> str | None:
    """The viewer's person id; None for the owner of the store who is nobody in particular."""
    if viewer.person is None:
        return None
    edition = space.edition()
    return str(edition.array("people", "person")[edition.row_of(viewer.person)])


def names_of(space: Workspace, people: Iterable[str | None]) -> dict[str, str]:
    """Person id -> name; of somebody who is gone, the id."""
    edition = space.edition()
    wanted = {person for person in people if person}
    return {person: str(edition.array("people", "name")[row]) for person, row in _rows(edition, wanted)} | {
        person: person for person in wanted if not _known(edition, person)
    }


def _rows(edition: Edition, people: Iterable[str]) -> list[tuple[str, int]]:
    return [(person, edition.row_of(person)) for person in people if _known(edition, person)]


def _known(edition: Edition, person: str) -> bool:
    try:
        edition.row_of(person)
    except NotFound:
        return False
    return True


def mail_address(store: Store, person: str) -> str | None:
    """Where mail to a person goes: a verified address, else one that a source knows; never from an upload."""
    ids = list(store.frame("link", ["id"], {"person": person})["id"])
    found = store.frame("identity", ["id", "email", "verified", "deleted"], {"id": ids})
    rows = [
        (not verified, name, email)
        for name, email, verified, deleted in found.itertuples(index=False)
        if email and not deleted and not name.startswith(UPLOADS)
    ]
    return min(rows)[2] if rows else None


def identity_of(store: Store, person: str) -> str | None:
    """The identity that speaks for a person: the one they were minted from, else the first; None when gone."""
    ids = sorted(store.frame("link", ["id"], {"person": person})["id"])
    minted = list(store.frame("person", ["minted"], {"id": person})["minted"])
    return minted[0] if minted and minted[0] in ids else (ids[0] if ids else None)


def load(store: Store) -> Counter[str]:
    """Person -> open questions that wait for them, and introductions that they are or will be asked for.

    Read anew only after a step was written: every search asks for it.
    """
    mark = change_mark(store)
    known = _LOADS.get(store)
    if known is None or known[0] != mark:
        waited: Counter[str] = Counter()
        for journal in read_journals(store, live_questions(store)).values():
            waited.update(state_of(journal).waited_for)
        known = _LOADS[store] = (mark, waited)
    open_ = store.frame("introduction", ["middle"], {"state": ["asked", "waiting"]})
    return known[1] + Counter(open_["middle"])


_LOADS: WeakKeyDictionary[Store, tuple[str | None, Counter[str]]] = WeakKeyDictionary()


def unavailable(space: Workspace, people: Iterable[str], at: int) -> dict[str, str]:
    """Person -> why they are not asked now (a key of ``UNAVAILABLE``); who may be asked is left out."""
    edition, store = space.edition(), space.store
    wanted = list(dict.fromkeys(people))
    said = declarations(store, wanted)
    asked = load(store)
    most = int(space.settings["asking.most-open"])
    found: dict[str, str] = {}
    for person in wanted:
        reason = _standing(edition, person) or _declared(said.get(person, {}), at)
        if reason is None and asked[person] >= most:
            reason = "full"
        if reason:
            found[person] = reason
    return found


def _standing(edition: Edition, person: str) -> str | None:
    if not _known(edition, person):
        return "gone"
    row = edition.row_of(person)
    if edition.array("people", "kind")[row] == "bot":
        return "bot"
    return "opted-out" if edition.array("people", "opted_out")[row] else None


def declarations(store: Store, people: Iterable[str]) -> dict[str, dict[str, str]]:
    """Person -> what they declared, as it stands now (results are as old as the last analysis)."""
    found: dict[str, dict[str, str]] = {}
    rows = store.frame("declaration", ["subject", "name", "value"], {"subject": list(people)})
    for subject, name, value in rows.itertuples(index=False):
        found.setdefault(subject, {})[name] = value
    return found


def declared_out(store: Store, people: Iterable[str]) -> set[str]:
    """Who of these opted out, as it stands now."""
    found = declarations(store, people).items()
    return {person for person, said in found if "opted-out" in said and _yes(said["opted-out"])}


def _yes(value: str) -> bool:
    return value.casefold() not in {"", "no", "false", "0"}


def _declared(said: Mapping[str, str], at: int) -> str | None:
    if _yes(said.get("opted-out", "")):
        return "opted-out"
    if _holds(said.get("away"), at) or _holds(said.get("leave"), at):
        return "away"
    return "busy" if _yes(said.get("busy", "")) else None


def _holds(value: str | None, at: int) -> bool:
    """Whether one of the spans FIRST..LAST (FIRST.., or one day), with commas between, has that day in it."""
    today = datetime.fromtimestamp(at, UTC).date()
    return any(first <= today <= last for first, last in map(_span, (value or "").split(",")))


def _span(text: str) -> tuple[date, date]:
    """The days of a span; of what is none, a span without days."""
    first, dots, last = text.strip().partition("..")
    try:
        begin = date.fromisoformat(first)
        return begin, (date.fromisoformat(last) if last else date.max) if dots else begin
    except ValueError:
        return date.max, date.min


def check_available(space: Workspace, people: Iterable[str], at: int) -> None:
    """WrongCall names who of these cannot be asked now, and why."""
    people = list(people)
    refused = unavailable(space, people, at)
    if refused:
        person, reason = next(iter(refused.items()))
        name = names_of(space, [person])[person]
        raise WrongCall(f"{name} {UNAVAILABLE[reason]}.", "Choose somebody else.")


def proposed(
    space: Workspace, viewer: Viewer, need: str, at: int, *, without: Iterable[str | None] = (), most: int = 3
) -> list[str]:
    """The best people of find for a need who may be asked now, best first, without those who only asked the same."""
    from expertgraph.answers.find import find

    out = {person for person in without if person}
    found = find(space, viewer, need[:_LONGEST], limit=_LOOKED_AT, snippets=0)
    helping = [
        result
        for result in found.results
        if result.claimed or not all(each.asked for each in result.evidence)
    ]
    people = [result.person for result in helping if result.person not in out]
    refused = unavailable(space, people, at)
    return [person for person in people if person not in refused][:most]


_LOOKED_AT = 30
_LONGEST = 10_000


def staff(space: Workspace) -> list[str]:
    """The community's staff (setting community.staff) as person ids."""
    table: Any = space.edition().table("people")
    return [str(each) for each in table["person"][table["staff"]]]

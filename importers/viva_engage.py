"""Viva Engage (Yammer): the network data export, a zip with Users.csv, Groups.csv and Messages.csv.

Microsoft documents the export and the meaning of its files ("Network Data Export API"); no real one was at
hand, so columns are found by name and those that an export lacks count as not stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row, Table, fold
from importers.viva_engage_rows import Rows, Threads

_USERS, _GROUPS, _MESSAGES = "users.csv", "groups.csv", "messages.csv"
_NEEDED = {
    _USERS: {"id", "name", "email"},
    _GROUPS: {"id", "name"},
    _MESSAGES: {"id", "thread_id", "sender_id"},
}
_QUOTED = ("id", "thread_id", "sender_id", "group_id", "created_at", "deleted_at", "name", "email")
"""The columns that a rejected row is quoted in: never what somebody wrote."""
_FIRST_CELLS = 60

Make = Callable[[dict[str, str]], Found | Skipped]


class VivaEngageImporter:
    """An export of a network as its administrator gets it."""

    name: ClassVar[str] = "viva_engage"
    label: ClassVar[str] = "Viva Engage (Yammer) export"
    hint: ClassVar[str] = (
        "The zip from Viva Engage: Network admin, Governance and compliance, Data export; or of its data "
        "export API."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By the columns of a Messages.csv, or of a Users.csv or Groups.csv of Yammer."""
        best = 0.0
        for name in _files(source, _MESSAGES)[:5]:
            if _has(source, name, _NEEDED[_MESSAGES] | {"replied_to_id"}):
                return 0.95
        for name in (_files(source, _USERS) + _files(source, _GROUPS))[:5]:
            if _has(source, name, {"id", "name", "api_url"}):
                best = 0.6
        return best

    def default_source(self, source: Source, options: Options) -> str:
        """``viva``: a user's and a message's number is the same in every export of the network."""
        return "viva"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What is missing, and which files are not read."""
        notes = []
        for wanted, what in ((_USERS, "people are known by what"), (_GROUPS, "communities by what")):
            if not _files(source, wanted):
                notes.append(f"The export has no {wanted.capitalize()}: {what} their messages say.")
        known = {name for wanted in _NEEDED for name in _files(source, wanted)}
        others = [each.name for each in source.files() if each.name.casefold().endswith(".csv")]
        unused = [name for name in others if name not in known]
        if unused:
            shown = ", ".join(unused[:10]) + (", ..." if len(unused) > 10 else "")
            notes.append(f"Not used: {shown}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Users, communities, then messages, of every network in the export."""
        files = {wanted: _files(source, wanted) for wanted in _NEEDED}
        if not any(files.values()):
            raise Unreadable(f"{source.path.name} holds no Messages.csv, Users.csv or Groups.csv.", self.hint)
        threads = Threads(options.now)
        for file in files[_MESSAGES]:
            for row in _sound(source, file):
                threads.note(row)
        threads.authors.seal()
        if (span := threads.span()) is not None:
            yield span
        rows = Rows(name, options.now, options.include_private, threads)
        makers: dict[str, Make] = {_USERS: rows.user, _GROUPS: rows.community, _MESSAGES: rows.post}
        alone = sum(map(len, files.values())) == 1
        for wanted, make in makers.items():
            for file in files[wanted]:
                for outcome in _apart(source, file, wanted, make, alone):
                    yield outcome
                    yield from rows.closing.told()
        yield from rows.context()


def _files(source: Source, wanted: str) -> list[str]:
    """The files of that name; a single file may be called anything."""
    found = source.find(wanted)
    if not found and source.kind in {"file", "gz"} and wanted == _single(source):
        return [source.files()[0].name]
    return found


def _single(source: Source) -> str | None:
    only = source.files()[0].name
    if any(only.casefold().rpartition("/")[2] == each for each in _NEEDED):
        return None
    return _MESSAGES if _has(source, only, _NEEDED[_MESSAGES] | {"replied_to_id"}) else None


def _has(source: Source, name: str, wanted: set[str]) -> bool:
    try:
        return wanted <= {_key(title) for title in Table(source, name).titles}
    except ExpertgraphError:
        return False


def _key(title: str) -> str:
    return fold(title).replace(" ", "_")


def _table(source: Source, file: str, needed: set[str]) -> tuple[Table, list[str]]:
    table = Table(source, file, lambda titles: needed <= {_key(title) for title in titles})
    return table, [_key(title) for title in table.header]


def _sound(source: Source, file: str) -> Iterator[dict[str, str]]:
    """The rows that can be read; nothing of a file that cannot (it is met again)."""
    try:
        table, keys = _table(source, file, _NEEDED[_MESSAGES])
        for row in table.rows():
            if type(row) is Row:
                yield dict(zip(keys, row.cells, strict=False))
    except ExpertgraphError:
        return


def _apart(source: Source, file: str, wanted: str, make: Make, alone: bool) -> Iterator[Outcome]:
    """A file that cannot be read is set aside as a whole, unless it is the only one."""
    try:
        table, keys = _table(source, file, _NEEDED[wanted])
        for row in table.rows():
            if type(row) is Row:
                yield _outcome(file, keys, row, make)
            elif isinstance(row, Rejected):
                yield row._replace(raw=row.raw[:_FIRST_CELLS])
            else:
                yield row  # type: ignore[misc]  # an empty row is an outcome already
    except ExpertgraphError as error:
        if alone:
            raise
        yield Rejected(file, "file", error.code, str(error))


def _outcome(file: str, keys: list[str], row: Row, make: Make) -> Outcome:
    cells = dict(zip(keys, row.cells, strict=False))
    try:
        return make(cells)._replace(file=file, place=str(row.line))
    except BadRecord as bad:
        raw = " | ".join(f"{key}={cells[key][:40]}" for key in _QUOTED if cells.get(key))
        return Rejected(file, str(row.line), bad.code, bad.reason, raw)

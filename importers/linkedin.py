"""A LinkedIn member's own archive: connections, invitations, skills, positions, endorsements and recommendations.

What a member may download under "Get a copy of your data", or its Connections.csv alone.  Addresses in it were
typed in by somebody else, so none counts as verified.  Private messages are counted and left out unless private
conversations may be read; the words of invitations and recommendations are never read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import ClassVar

from expertgraph.errors import ExpertgraphError, Unreadable, WrongCall
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row, Table
from expertgraph.ingest.times import Order, day_order
from importers.hr_columns import key
from importers.linkedin_messages import Messages
from importers.linkedin_people import Owner, People, profile_of
from importers.linkedin_rows import COLUMNS, Archive, Bad, Maker

_FILES = {
    "connections.csv": "connection",
    "skills.csv": "skill",
    "positions.csv": "position",
    "endorsement_received_info.csv": "received",
    "endorsement received info.csv": "received",
    "endorsement_given_info.csv": "given",
    "endorsement given info.csv": "given",
    "invitations.csv": "invitation",
    "recommendations_given.csv": "recommended",
    "recommendations given.csv": "recommended",
    "recommendations_received.csv": "recommender",
    "recommendations received.csv": "recommender",
}
_PROFILE, _ADDRESSES, _MESSAGES = "profile.csv", "email addresses.csv", "messages.csv"
_CONFIDENTIAL = {"invitation", "recommended", "recommender", "message"}
"""Rows of these that cannot be read are not quoted: they hold what somebody wrote to somebody."""
_TELLING = {_PROFILE, _ADDRESSES, "registration.csv", "invitations.csv", "positions.csv", "education.csv"}
_SAMPLE = 2_000
_MOST_CONNECTIONS = 40_000


class LinkedinImporter:
    """A member's archive."""

    name: ClassVar[str] = "linkedin"
    label: ClassVar[str] = "LinkedIn archive"
    hint: ClassVar[str] = (
        "The zip from LinkedIn's Settings > Data privacy > Get a copy of your data, or its Connections.csv; "
        "say whose it is with --owner."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """Nearly certain with a Connections.csv or several of the archive's files; not for two archives."""
        if source.kind in {"file", "gz"}:
            only = source.files()[0].name
            return 0.95 if _is_connections(source, only) else 0.0
        places = source.find("connections.csv")
        if len(places) > 1:
            return 0.0
        if places and _is_connections(source, places[0]):
            return 0.95
        return 0.9 if len(_TELLING & _by_name(source).keys()) >= 4 else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The owner's address as it is given or as the archive states it, else ``linkedin:owner``."""
        return _address(options) or _owner(source, "", options).email or "linkedin:owner"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Whose archive it is taken for, and which of its files are not used."""
        owner = _owner(source, "", options)
        notes = [f"The archive of {owner.name} ({owner.email or 'no address known'})."]
        if not owner.email:
            notes.append("Say --owner E-MAIL when you import the archives of more than one member.")
        files = _by_name(source)
        used = {*_FILES, _PROFILE, _ADDRESSES, _MESSAGES}
        unused = [name for folded, name in sorted(files.items()) if folded not in used and len(files) > 1]
        if unused:
            notes.append(f"Not used: {', '.join(unused[:60])}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a row of each file that is used; the messages' rows are Skipped as direct, unless private
        conversations may be read.

        Raises Unreadable when the input holds none of the files, or more than one archive.
        """
        files = _by_name(source)
        if len(source.find("connections.csv")) > 1:
            raise Unreadable(f"{source.path.name} holds more than one archive.", "Import them one by one.")
        owner = _owner(source, name, options)
        owner = owner._replace(profile=_profile(source, files, owner, options))
        people = People(owner, _known(source, files))
        archive = Archive(people, options.now)
        yield from _apart(_describe(source, files, owner), files, files.get(_PROFILE, ""))
        used = 0
        for folded in sorted(files):
            what = _FILES.get(folded, "connection" if len(files) == 1 else "")
            if what:
                used += 1
                yield from _apart(
                    _rows(source, files[folded], archive.maker(what), what), files, files[folded]
                )
            elif folded == _MESSAGES:
                read = Messages(people, archive).message if options.include_private else None
                yield from _apart(_messages(source, files[folded], read), files, files[folded])
        if not used:
            raise Unreadable(
                f"{source.path.name} holds no Connections.csv, Skills.csv, Positions.csv or endorsements.",
                "Ask LinkedIn for the larger data archive.",
            )


def _apart(outcomes: Iterator[Outcome], files: dict[str, str], name: str) -> Iterator[Outcome]:
    """A file that cannot be read is set aside as a whole, unless it is the only one."""
    try:
        yield from outcomes
    except Unreadable as error:
        if len(files) == 1:
            raise
        yield Rejected(name, "file", error.code, str(error))


def _by_name(source: Source) -> dict[str, str]:
    """Files by their own name, of the folder that holds the archive."""
    names = [each.name for each in source.files()]
    if source.kind in {"file", "gz"}:
        return {names[0].casefold(): names[0]}
    home = next((n.rpartition("/")[0] for n in names if n.rpartition("/")[2].casefold() in _HOME), "")
    return {n.rpartition("/")[2].casefold(): n for n in names if n.rpartition("/")[0] == home}


_HOME = {"connections.csv", "skills.csv", "positions.csv", _PROFILE}


def _is_connections(source: Source, name: str) -> bool:
    try:
        return bool(Table(source, name, _header_of(COLUMNS["connection"])).titles)
    except ExpertgraphError:
        return False


def _header_of(columns: dict[str, tuple[str, ...]]) -> Callable[[object], bool]:
    """The header is the row that names the first two of the columns that are needed."""
    needed = [set(titles) for titles in columns.values()][:2]

    def is_header(cells: object) -> bool:
        assert isinstance(cells, list)
        keys = {key(cell) for cell in cells}
        return all(keys & titles for titles in needed)

    return is_header


def _table(source: Source, name: str, columns: dict[str, tuple[str, ...]]) -> tuple[Table, dict[str, int]]:
    table = Table(source, name, _header_of(columns))
    keys = [key(title) for title in table.header]
    places = {
        field: next(place for place, each in enumerate(keys) if each in titles)
        for field, titles in columns.items()
        if set(titles) & set(keys)
    }
    return table, places


def _rows(
    source: Source,
    name: str,
    make: Maker,
    what: str,
) -> Iterator[Outcome]:
    table, places = _table(source, name, COLUMNS[what])
    order = _date_order(table, places)
    for row in table.rows():
        if type(row) is not Row:
            hide = what in _CONFIDENTIAL and isinstance(row, Rejected)
            yield row._replace(raw="") if hide else row  # type: ignore[misc,call-arg]  # an outcome already
            continue
        values = {field: row.cells[place] for field, place in places.items()}
        try:
            yield make(values, order)._replace(file=name, place=str(row.line))
        except Bad as bad:
            raw = "" if what in _CONFIDENTIAL else " | ".join(values.values())[:200]
            yield Rejected(name, str(row.line), bad.code, str(bad), raw)


def _date_order(table: Table, places: dict[str, int]) -> Order:
    dated = [places[field] for field in ("at", "started", "ended") if field in places]
    sample = islice((row for row in table.rows() if type(row) is Row), _SAMPLE)
    return day_order(row.cells[place] for row in sample for place in dated) if dated else "dmy"


def _messages(source: Source, name: str, make: Maker | None) -> Iterator[Outcome]:
    """Every message is direct and stays out unless ``make`` reads it; not even a damaged one is quoted."""
    if make is not None:
        yield from _rows(source, name, make, "message")
        return
    for row in Table(source, name).rows():
        yield Skipped(name, str(row.line) if isinstance(row, Row) else row.place, "direct")


def _address(options: Options) -> str | None:
    if not options.owner:
        return None
    address = normalise_email(options.owner)
    if address is None:
        raise WrongCall(f"{options.owner!r} is not an e-mail address.", "Give the owner as --owner E-MAIL.")
    return address


def _owner(source: Source, name: str, options: Options) -> Owner:
    """Whose archive it is: the address that was said, else the primary one; the name of the profile."""
    files = _by_name(source)
    address, full = _address(options), ""
    for cells in _few(source, files.get(_ADDRESSES), COLUMNS["address"]):
        if address is None and (cells.get("primary", "yes").casefold() in {"yes", "ja"}):
            address = normalise_email(cells["email"])
    for cells in _few(source, files.get(_PROFILE), COLUMNS["profile"])[:1]:
        full = f"{cells['first']} {cells['last']}".strip()
    return Owner(name, full or address or "Owner of the archive", address)


def _few(
    source: Source, name: str | None, columns: dict[str, tuple[str, ...]], most: int = 20
) -> list[dict[str, str]]:
    """The first rows of a file; none when it is absent or not as expected (it is then only not used)."""
    if name is None:
        return []
    try:
        table, places = _table(source, name, columns)
    except ExpertgraphError:
        return []
    return list(islice(_values(table, places), most))


def _values(table: Table, places: dict[str, int]) -> Iterator[dict[str, str]]:
    for row in table.rows():
        if type(row) is Row:
            yield {field: row.cells[place] for field, place in places.items()}


def _known(source: Source, files: dict[str, str]) -> Iterator[dict[str, str]]:
    """The connections, to know who is meant where only a name is told; LinkedIn allows 30,000 of them."""
    yield from _few(source, files.get("connections.csv"), COLUMNS["connection"], _MOST_CONNECTIONS)


def _profile(source: Source, files: dict[str, str], owner: Owner, options: Options) -> str | None:
    """The owner's own profile: one side of every invitation, else whoever writes messages under the owner's name."""
    seen: Counter[str] = Counter()
    for row in _few(source, files.get("invitations.csv"), COLUMNS["invitation"], _SAMPLE):
        side = {"outgoing": "inviter", "incoming": "invitee"}.get(row.get("direction", "").casefold(), "")
        seen.update(filter(None, [profile_of(row.get(side, ""))]))
    if not seen and options.include_private:
        for row in _few(source, files.get(_MESSAGES), COLUMNS["message"], _SAMPLE):
            if row["from"].casefold() == owner.name.casefold():
                seen.update(filter(None, [profile_of(row.get("url", ""))]))
    return min(seen, key=lambda each: (-seen[each], each)) if seen else None


def _describe(source: Source, files: dict[str, str], owner: Owner) -> Iterator[Outcome]:
    """The owner, and the row of the profile where there is one."""
    name = files.get(_PROFILE)
    if not _few(source, name, COLUMNS["profile"]):
        yield Context((owner.identity,))
    if name is None:
        return
    table, _ = _table(source, name, COLUMNS["profile"])
    for row in table.rows():
        if type(row) is Row:
            yield Found(name, str(row.line), (owner.identity,))
        else:
            yield row  # type: ignore[misc]  # what is no row is an outcome already

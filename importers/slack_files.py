"""How a Slack export lies in its folder, and its JSON arrays read so that a bad record costs one record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import Source

CHANNELS, GROUPS, GROUP_MESSAGES, DIRECT = "channels.json", "groups.json", "mpims.json", "dms.json"
USERS = ("users.json", "org_users.json")
LISTS = (CHANNELS, GROUPS, GROUP_MESSAGES, DIRECT)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json\Z", re.IGNORECASE)
_ELEMENT = re.compile(r"[,\[]\s*(\{)")
_DECODER = json.JSONDecoder()
_MOST_EFFORT = 4
_WHY = {CHANNELS: "open", GROUPS: "private", GROUP_MESSAGES: "direct", DIRECT: "direct"}


class Place(NamedTuple):
    """A channel, group or conversation: ``access`` is open | private | direct."""

    native: str
    name: str
    access: str
    members: tuple[str, ...] = ()


class Entry(NamedTuple):
    """One element of a JSON array: its number from 1, and the object or why there is none."""

    number: int
    found: dict[str, Any] | None
    bad: BadRecord | None
    raw: bytes


class Layout:
    """Which file is what.  The export may lie in a folder of its own inside the archive."""

    def __init__(self, source: Source) -> None:
        names = [each.name for each in source.files() if each.name.casefold().endswith(".json")]
        tops = [name for name in names if name.rpartition("/")[2] in {*USERS, *LISTS}]
        roots = sorted({name.rpartition("/")[0] for name in tops}, key=lambda each: (each.count("/"), each))
        root = roots[0] if roots else ""
        prefix = root + "/" if root else ""
        self.several = [each for each in roots if each != root and not each.startswith(prefix)]
        inside = [name for name in names if name.startswith(prefix)]
        self.users = [prefix + name for name in USERS if prefix + name in inside]
        self.lists = {name: prefix + name for name in LISTS if prefix + name in inside}
        self.days: dict[str, list[str]] = {}
        self.others: list[str] = []
        for name in inside:
            folder, _, file = name.removeprefix(prefix).rpartition("/")
            if not folder or "/" in folder:
                continue
            if _DAY.match(file):
                self.days.setdefault(folder, []).append(name)
            else:
                self.others.append(name)


def place_of(entry: dict[str, Any], file: str) -> Place:
    """An entry of channels.json and its kin.  Raises BadRecord without an id."""
    native = entry.get("id")
    if not isinstance(native, str) or not native.isalnum():
        raise BadRecord("missing-field", "the channel has no id")
    name = entry.get("name")
    access = _WHY[file]
    if access == "open" and entry.get("is_private") is True:
        access = "private"
    members = entry.get("members")
    named = tuple(each for each in members if isinstance(each, str)) if isinstance(members, list) else ()
    return Place(native, name if isinstance(name, str) and name else native, access, named)


def entries(source: Source, file: str) -> Iterator[Entry]:
    """The objects of a JSON array.  A file that is not whole JSON is taken apart object by object."""
    data = source.read(file)
    try:
        found = load_json(data, unique=False)
    except BadRecord as bad:
        yield from _salvaged(data, bad)
        return
    if not isinstance(found, list):
        yield Entry(1, None, BadRecord("bad-json", "the file is not a list"), data)
        return
    for number, each in enumerate(found, 1):
        if isinstance(each, dict):
            yield Entry(number, each, None, b"")
        else:
            yield Entry(number, None, BadRecord("bad-json", "the record is not a JSON object"), b"")


def _salvaged(data: bytes, whole: BadRecord) -> Iterator[Entry]:
    """What can be read of a damaged array; every stretch that cannot comes as one bad entry."""
    text = data.decode("latin-1")
    part = BadRecord(whole.code, f"no record can be read here: {whole.reason}")
    number, at, effort = 0, 0, 0
    for match in _ELEMENT.finditer(text):
        start = match.start(1)
        if start < at:
            continue
        end, tried = _object_end(text, start)
        effort += tried
        if effort > _MOST_EFFORT * len(data) + 100_000:
            break
        if end is None:
            continue
        if data[at:start].strip(b" \r\n\t,["):
            number += 1
            yield Entry(number, None, part, data[at:start])
        number, at = number + 1, end
        yield _entry(number, data[start:end])
    if number == 0:
        yield Entry(1, None, whole, data)
    elif data[at:].strip(b" \r\n\t,]"):
        yield Entry(number + 1, None, part, data[at:])


def _entry(number: int, part: bytes) -> Entry:
    try:
        return Entry(number, load_json(part, unique=False), None, part)
    except BadRecord as bad:
        return Entry(number, None, bad, part)


def _object_end(text: str, start: int) -> tuple[int | None, int]:
    """(where the record that begins here ends, None when there is no whole one; characters looked at)."""
    try:
        found, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        return None, error.pos - start + error.pos // 16 + 1  # making the error counts all lines before it
    except (ValueError, RecursionError):
        return None, len(text) - start
    record = ("ts" in found and "type" in found) or ("id" in found and "name" in found)
    return (end if record else None), end - start

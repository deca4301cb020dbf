"""How a Slack export lies in its folder, and its JSON arrays read so that a bad record costs one record."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import Source
from importers.json_elements import Element, array

CHANNELS, GROUPS, GROUP_MESSAGES, DIRECT = "channels.json", "groups.json", "mpims.json", "dms.json"
USERS = ("users.json", "org_users.json")
LISTS = (CHANNELS, GROUPS, GROUP_MESSAGES, DIRECT)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json\Z", re.IGNORECASE)
_WHY = {CHANNELS: "open", GROUPS: "private", GROUP_MESSAGES: "direct", DIRECT: "direct"}


class Place(NamedTuple):
    """A channel, group or conversation: ``access`` is open | private | direct."""

    native: str
    name: str
    access: str
    members: tuple[str, ...] = ()


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


def entries(source: Source, file: str) -> Iterator[Element]:
    """The objects of a JSON array.  A file that is not whole JSON is taken apart object by object."""
    data = source.read(file)
    try:
        found = load_json(data, unique=False)
    except BadRecord:
        if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            data = b"[" + data
        yield from array(io.BytesIO(data), source.limits.line, _is_record, unique=False)
        return
    if not isinstance(found, list):
        yield Element(1, None, BadRecord("bad-json", "the file is not a list"), data)
        return
    for number, each in enumerate(found, 1):
        if isinstance(each, dict):
            yield Element(number, each)
        else:
            yield Element(number, None, BadRecord("bad-json", "the record is not a JSON object"))


def _is_record(found: dict[str, Any]) -> bool:
    return ("ts" in found and "type" in found) or ("id" in found and "name" in found)

"""What a JSON file of a Discourse forum holds: posts, in one of its shapes, or names of categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from expertgraph.ingest.json import load_json
from expertgraph.ingest.source import Source

_HOST = re.compile(rb'"avatar_template"\s*:\s*"[^"]{0,40}/user_avatar/([a-z0-9.-]{3,100})/')
_MOST_ID = 1 << 40
_SMALL = 1 << 23
_MOST_FOLDERS, _MOST_HEADS = 50, 20


class Topic(NamedTuple):
    """What a post takes from its topic where it does not say so itself."""

    number: int | None = None
    title: str | None = None
    category: int | None = None
    direct: bool = False


def forum_files(source: Source) -> list[str]:
    """Every JSON file."""
    return [each.name for each in source.files() if each.name.casefold().endswith((".json", ".json.gz"))]


def category_files(source: Source) -> list[str]:
    """The files that name categories, as the API calls them."""
    return [*source.find("categories*.json"), *source.find("site*.json")]


def host_of(source: Source) -> str | None:
    """The forum's host as the addresses of its pictures tell; from the first file that does."""
    return _host(source, forum_files(source))


def _host(source: Source, names: list[str]) -> str | None:
    for name in names[:_MOST_HEADS]:
        match = _HOST.search(source.head(name))
        if match:
            return match[1].decode()
    return None


def forums_below(source: Source) -> list[str]:
    """The hosts of the folders directly in a source, if every file lies in one and they differ; else none."""
    below: dict[str, list[str]] = {}
    for name in forum_files(source):
        folder, slash, _ = name.partition("/")
        if not slash:
            return []
        below.setdefault(folder, []).append(name)
    hosts = {_host(source, below[folder]) for folder in list(below)[:_MOST_FOLDERS]} - {None}
    return sorted(str(host) for host in hosts) if len(hosts) > 1 else []


def whole(value: object, most: int = _MOST_ID) -> int | None:
    """The value if it is a whole number in 1 .. ``most``."""
    return value if type(value) is int and 0 < value < most else None


def post_key(topic: int, number: int) -> int:
    """One number for a place in a topic."""
    return topic * _SMALL + number


def place_of(number: object) -> int | None:
    """The number of a post in its topic, if it can be one."""
    return whole(number, _SMALL)


def document(source: Source, name: str) -> Any:
    """A file's JSON.  Raises BadRecord."""
    return load_json(source.read(name), unique=False)


def posts(found: Any) -> Iterator[tuple[Topic, Any]]:
    """The posts of a document, each with its topic: a topic (/t/ID.json), a post, or a list of posts."""
    topic = Topic()
    if isinstance(found, dict):
        stream = found.get("post_stream")
        if isinstance(stream, dict):
            title = found.get("title")
            topic = Topic(
                whole(found.get("id")),
                title if isinstance(title, str) else None,
                whole(found.get("category_id")),
                found.get("archetype") == "private_message",
            )
            found = stream.get("posts")
        elif "latest_posts" in found:
            found = found["latest_posts"]
        else:
            found = [found] if "post_number" in found and ("cooked" in found or "raw" in found) else []
    for post in found if isinstance(found, list) else ():
        yield topic, post


class Category(NamedTuple):
    """A category's name, and whether only some may read it."""

    number: int
    name: str
    restricted: bool


def categories(found: Any) -> Iterator[Category]:
    """The categories of categories.json or site.json, also those below others."""
    if not isinstance(found, dict):
        return
    listing = found.get("category_list")
    pending = listing.get("categories") if isinstance(listing, dict) else found.get("categories")
    pending = list(pending) if isinstance(pending, list) else []
    while pending:
        each = pending.pop()
        if not isinstance(each, dict):
            continue
        number, name = whole(each.get("id")), each.get("name")
        if number is not None and isinstance(name, str):
            yield Category(number, name, each.get("read_restricted") is True)
        below = each.get("subcategory_list")
        pending += below if isinstance(below, list) else []

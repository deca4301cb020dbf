"""Fields of records whose keys may hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from importers.plain_text import one_line


def dict_of(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A field that should hold an object; empty when it does not."""
    value = found.get(key)
    return value if isinstance(value, dict) else {}


def dicts_of(found: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of a field that should hold a list of them."""
    value = found.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def line_of(found: Mapping[str, Any], *keys: str) -> str | None:
    """The first of these fields that holds text other than blanks, on one line."""
    for key in keys:
        value = found.get(key)
        if isinstance(value, str) and (line := one_line(value)):
            return line
    return None

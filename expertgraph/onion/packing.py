"""A drawing as bytes and back: what an edition keeps of its onions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import orjson

from expertgraph.onion.model import Cell, Channel, ChannelMark, Mark, NameLabel, Onion, Ring, Sector

_PARTS: dict[str, type[Any]] = {
    "rings": Ring,
    "sectors": Sector,
    "marks": Mark,
    "cells": Cell,
    "hubs": Channel,
    "channels": ChannelMark,
    "labels": NameLabel,
}
"""The fields that hold more than numbers and texts, and of what."""


def packed(onion: Onion) -> bytes:
    """The drawing as JSON: each part as a list of its values in order."""
    return orjson.dumps(
        {
            each.name: [_values(part) for part in getattr(onion, each.name)]
            if each.name in _PARTS
            else getattr(onion, each.name)
            for each in fields(onion)
        }
    )


def _values(part: Any) -> list[Any]:
    return [getattr(part, each.name) for each in fields(part)]


def unpacked(data: bytes) -> Onion:
    """The drawing that was packed; equal to it in every field."""
    kept = orjson.loads(data)
    return Onion(**{name: _part(_PARTS.get(name), value) for name, value in kept.items()})


def _part(of: type[Any] | None, value: Any) -> Any:
    if of is None:
        return _tuples(value)
    return tuple(of(*map(_tuples, row)) for row in value)


def _tuples(value: Any) -> Any:
    """Lists as the tuples that they were."""
    if not isinstance(value, list):
        return value
    return tuple(map(_tuples, value)) if _nested(value) else tuple(value)


def _nested(value: Iterable[Any]) -> bool:
    return any(isinstance(each, list) for each in value)

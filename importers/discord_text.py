"""Discord's words: mentions and emoji in angle brackets, types of messages, snowflakes as ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from importers.fields import dicts_of
from importers.plain_text import storable

_TOKEN = re.compile(r"<(?:@!?(\d{1,20})|@&\d{1,20}|#(\d{1,20})|a?:(\w{1,64}):\d{1,20}|t:-?\d{1,20}(?::\w)?)>")
_ADDRESS = re.compile(r"https?://\S+")


def plain(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text as people read it, and the ids of those whom it mentions in angle brackets."""
    mentioned: dict[str, None] = {}
    if "<" not in text:
        return storable(text).strip(), []

    def shown(match: re.Match[str]) -> str:
        if match[1]:
            mentioned[match[1]] = None
            return "@" + names.get(match[1], match[1])
        return f"#{match[2]}" if match[2] else ""

    return storable(_TOKEN.sub(shown, text)).strip(), list(mentioned)


def asks(text: str) -> bool:
    """Is there a question mark, other than in an address?"""
    return "?" in text and "?" in _ADDRESS.sub("", text)


def words(message: Mapping[str, Any]) -> str:
    """A message's raw text; where it has none, that of what is embedded and the names of its files."""
    content = message.get("content")
    if isinstance(content, str) and content:
        return content
    embeds = [each.get(key) for each in dicts_of(message, "embeds") for key in ("title", "description")]
    files = [each.get("fileName") for each in dicts_of(message, "attachments")]
    return "\n".join(each for each in (*embeds, *files) if isinstance(each, str) and each)


def snowflake(value: object) -> str | None:
    """An id as Discord gives them: a whole number below 2**64, as text or not."""
    if type(value) is int and 0 < value < 1 << 64:
        return str(value)
    usable = isinstance(value, str) and value.isascii() and value.isdigit() and 0 < int(value[:25]) < 1 << 64
    return str(int(value)) if usable and isinstance(value, str) and len(value) <= 20 else None

"""Slack's mrkdwn as plain text, with the people it mentions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from importers.fields import dicts_of
from importers.plain_text import storable

_TOKEN = re.compile(r"<([^<>\n]{1,4000})>")
_CODE = re.compile(r"(```.*?```|`[^`\n]{1,2000}`)", re.DOTALL)
# What a match begins with comes before what may not stand before it: the search then leaps from one to the next.
_EMPHASIS = re.compile(r"([*_~])(?<![\w*_~].)(\S|\S[^*_~\n]{0,300}?\S)\1(?![\w*_~])")
_EMOJI = re.compile(r":(?<![\w:].)(?:[a-z][a-z0-9_'+-]{1,60}|[+-]1):(?![\w])")
_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}\Z")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MOST_FALLBACK = 20


def plain(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text as people read it, and the user ids it mentions, each once in order.

    ``names`` are the display names by user id.  Links keep their label, or else their address.
    """
    mentions: dict[str, None] = {}
    if "<" in text:
        text = _TOKEN.sub(lambda match: _token(match[1], names, mentions), text)
    if "`" in text:
        parts = _CODE.split(text)
        text = "".join(part.strip("`") if at % 2 else _bare(part) for at, part in enumerate(parts))
    else:
        text = _bare(text)
    if "&" in text:
        for entity, char in _ENTITIES:
            text = text.replace(entity, char)
    return storable(text).strip(), list(mentions)


def _bare(text: str) -> str:
    """Without emphasis and emoji; both take two of their signs, which most texts have not."""
    if text.count("_") > 1 or text.count("*") > 1 or text.count("~") > 1:
        text = _EMPHASIS.sub(r"\2", text)
    return _EMOJI.sub("", text) if text.count(":") > 1 else text


def _token(body: str, names: Mapping[str, str], mentions: dict[str, None]) -> str:
    target, _, label = body.partition("|")
    first, rest = target[:1], target[1:]
    if first == "@" and _PERSON.match(rest):
        mentions[rest] = None
        return "@" + (names.get(rest) or label or rest)
    if first == "#":
        return "#" + (label or rest)
    if first == "!":
        return label or "@" + rest.partition("^")[0]
    if not label and target.startswith(("http://", "https://")):
        return target
    return label or target.removeprefix("mailto:")


def words(message: Mapping[str, Any]) -> str:
    """A message's raw text; where it has none, that of its attachments and the titles of its files."""
    text = message.get("text")
    if isinstance(text, str) and text:
        return text
    parts = [_attachment(each) for each in dicts_of(message, "attachments")[:_MOST_FALLBACK]]
    parts += [_first(each, "title", "name") for each in dicts_of(message, "files")[:_MOST_FALLBACK]]
    return "\n".join(part for part in parts if part)


def _attachment(attachment: Mapping[str, Any]) -> str:
    parts = [attachment.get(key) for key in ("pretext", "title", "text")]
    found = [part for part in parts if isinstance(part, str) and part]
    return "\n".join(found) if found else _first(attachment, "fallback")


def _first(found: Mapping[str, Any], *keys: str) -> str:
    return next((found[key] for key in keys if isinstance(found.get(key), str) and found[key]), "")

"""Telegram Desktop's JSON export: one chat, or all chats of an account, in a result.json of any size.

Written from what Telegram Desktop's own source writes; no such export may be passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from expertgraph.ingest.importer import Options, Outcome
from expertgraph.ingest.source import Source
from importers.telegram_chats import TYPES, Chats

_CHAT = re.compile(
    rb'\s*\{\s*(?:"name"\s*:\s*(?:null|"(?:[^"\\]|\\.){0,2000}")\s*,\s*)?"type"\s*:\s*"('
    + b"|".join(each.encode() for each in sorted(TYPES))
    + rb')"\s*,\s*"id"\s*:'
)
_ACCOUNT = re.compile(rb'\s*\{\s*"about"\s*:\s*"(?:[^"\\]|\\.){0,4000}"\s*,\s*"(?:\w+)"\s*:\s*\{')
_OF_ACCOUNT = (b'"personal_information"', b'"chats"', b'"left_chats"', b'"contacts"', b'"profile_pictures"')


class TelegramImporter:
    """Chats as Telegram Desktop exports them."""

    name: ClassVar[str] = "telegram"
    label: ClassVar[str] = "Telegram"
    hint: ClassVar[str] = (
        "result.json from Telegram Desktop: a chat's menu, Export chat history, format JSON (machine-readable)."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """A file that begins as a chat or an account does."""
        return 0.95 if result_files(source) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``telegram``: its ids are the same in every export of a public group."""
        return "telegram"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What the export does not say."""
        return [
            "Public groups and channels are open, all other groups private, chats with one person direct.",
            "A mention by user name does not say whose it is and stays words; forwarded words are left out.",
            "An opening message with a question mark counts as a question.",
        ]

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Twice: who wrote which message first, so that a reply finds whom it answers."""
        files = result_files(source) or [each.name for each in source.files()]
        yield from Chats(source, name, options).outcomes(files)


def result_files(source: Source) -> list[str]:
    """The files that begin as Telegram Desktop's do."""
    names = [each.name for each in source.files() if each.name.casefold().endswith((".json", ".json.gz"))]
    return [name for name in names if _is_export(source.head(name, 8_192).removeprefix(b"\xef\xbb\xbf"))]


def _is_export(head: bytes) -> bool:
    if _CHAT.match(head):
        return True
    return bool(_ACCOUNT.match(head)) and any(key in head for key in _OF_ACCOUNT)

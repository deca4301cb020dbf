"""Exports made to order, in every format: each says that people with given names wrote given texts.

A writer takes an empty folder and entries, and returns the path to import.  Every entry has an author of its
own, and answers the entry before it where the format knows answers.  What is said about an entry depends on
that entry only, so that exports made of overlapping entries are overlapping exports of one system.
"""

from __future__ import annotations

from tests.torture.formats import chat, people, places, vocabularies, writing
from tests.torture.formats.entry import Entry, Writer, entries

WRITERS: dict[str, Writer] = (
    chat.WRITERS | people.WRITERS | places.WRITERS | vocabularies.WRITERS | writing.WRITERS
)
"""By the importer's name; a test fails when a registered importer has none."""

__all__ = ["WRITERS", "Entry", "Writer", "entries"]

"""Rows of a LinkedIn archive's messages.csv, where private conversations may be read: items and who wrote to whom."""

from __future__ import annotations

import re

from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.times import Order, parse_date
from expertgraph.records import Channel, Identity, Interaction, Item, Membership, Record
from importers.linkedin_people import NOBODY, People, hashed, profile_of
from importers.linkedin_rows import Archive, Bad
from importers.plain_text import html_to_text, one_line, tidy

_SEPARATORS = re.compile(r"[\s;,]+")
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|li)\b", re.IGNORECASE)
_LONGEST_ID = 200


class Messages:
    """Makes the outcome of each message; a message has no id of its own, so it is its conversation, author, time
    and words."""

    def __init__(self, people: People, archive: Archive) -> None:
        self._people = people
        self._owner = people.owner
        self._archive = archive

    def message(self, row: dict[str, str], order: Order) -> Found | Skipped:
        """The item with its conversation, who takes part, and an act towards each other."""
        if row.get("draft", "").casefold() in {"true", "yes"}:
            return Skipped("", "", "draft")
        if row.get("folder", "").casefold() == "spam":
            return Skipped("", "", "noise")
        at = self._archive.time(row["at"], order)
        author = self._person(row["from"], row.get("url", ""), row)
        if author is None:
            raise Bad("missing-field", "nobody wrote it")
        others = [each for each in self._recipients(row) if each.id != author.id]
        if not others and author.id != self._owner.id:
            others = [self._owner.identity]
        channel = self._conversation(row, [author, *others], at)
        item = self._item(row, author, channel, at, parse_date(row["at"], order))
        return Found("", "", (item, channel, *self._around(item, author, others)))

    def _item(
        self, row: dict[str, str], author: Identity, channel: Channel, at: int | None, written: int | None
    ) -> Item:
        """``written`` tells messages apart also where it is too odd to be believed."""
        text = row.get("text", "")
        text = html_to_text(text) if _MARKUP.search(text) else tidy(text)
        title = one_line(row.get("title", ""))
        key = hashed("|".join((channel.id, author.id, str(written), title, text)))[:24]
        return Item(
            f"{self._owner.source}:message/{key}",
            self._owner.source,
            author.id,
            channel.id,
            channel.id,
            "post",
            at,
            title=title or None,
            text=text or None,
        )

    def _conversation(self, row: dict[str, str], people: list[Identity], at: int | None) -> Channel:
        """Its own id, else those who take part; the latest title stays."""
        native = row.get("conversation", "")
        if not native or len(native) > _LONGEST_ID:
            native = hashed(native or "|".join(sorted({each.id for each in people})))[:24]
        name = one_line(row.get("name", ""))
        source = self._owner.source
        identifier = f"{source}:conversation/{native}"
        return Channel(identifier, source, name or native, "chat", "private", edited=at if name else None)

    def _around(self, item: Item, author: Identity, others: list[Identity]) -> list[Record]:
        present = {each.id: each for each in (author, *others)}
        rows: list[Record] = [each for each in present.values() if each.id != self._owner.id]
        members = sorted({*present, self._owner.id})
        rows += [Membership(f"{item.channel}|{each}", item.channel, each) for each in members]
        targets = sorted(present.keys() - {author.id})
        rows += [
            Interaction(
                f"{item.id}|message|{target}",
                "message",
                author.id,
                target,
                item.at,
                item.channel,
                item.id,
                1.0 / len(targets),
            )
            for target in targets
        ]
        return rows

    def _recipients(self, row: dict[str, str]) -> list[Identity]:
        """By the addresses of their profiles, with their names where there are as many; else by name."""
        urls = [url for url in _SEPARATORS.split(row.get("urls", "")) if profile_of(url)]
        told = row.get("to", "")
        names = [one_line(name) for name in told.split("," if "," in told else ";")] if told else []
        if not urls:
            pairs = [(name, "") for name in names]
        elif len(names) == len(urls):
            pairs = list(zip(names, urls, strict=True))
        else:
            pairs = [("", url) for url in urls]
        found = [self._person(name, url, row) for name, url in pairs]
        return [each for each in found if each is not None]

    def _person(self, name: str, url: str, row: dict[str, str]) -> Identity | None:
        """Those who left are all called the same: each is somebody else in every conversation."""
        name = one_line(name)
        if not profile_of(url):
            if name.casefold() == self._owner.name.casefold():
                return self._owner.identity
            if name.casefold() == NOBODY:
                native = "member/" + hashed(row.get("conversation", "") or row["at"])[:16]
                source = self._owner.source
                return Identity(f"{source}:{native}", source, native, name, deleted=True)
        return self._people.named(name, {"url": url})

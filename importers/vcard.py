"""Address books: vCard 2.1, 3.0 and 4.0, one file or many.

The contacts are those of one member, said with ``--owner``.  Addresses in a card were typed in by somebody else, so
none counts as verified.  Of a card only what says who somebody is at work is read; photographs, notes, birthdays,
telephone numbers and home addresses are not even kept while reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable, WrongCall
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.components import components
from expertgraph.ingest.content_lines import line_encoding, numbered_lines
from expertgraph.ingest.importer import Context, Options, Outcome
from expertgraph.ingest.source import Source
from importers.vcard_rows import DROPPED, Cards, Owner

_SUFFIXES = (".vcf", ".vcard", ".vcf.gz", ".vcard.gz")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif")
"""Google's export lays them beside the cards."""
_HEAD = 2_000


class VcardImporter:
    """A member's address book."""

    name: ClassVar[str] = "vcard"
    label: ClassVar[str] = "Address book (vCard)"
    hint: ClassVar[str] = (
        "The .vcf file from the contacts of Outlook, Google, Apple, Android, Nextcloud or Thunderbird (Export); "
        "say whose it is with --owner."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """Nearly certain when a file begins with a card; in a folder or zip at least half of the files must, pictures
        aside."""
        cards = _names(source)
        others = [each.name for each in source.files() if not each.name.casefold().endswith(_PICTURES)]
        return 0.95 if cards and 2 * len(cards) >= len(others) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``vcard:`` and the owner's address, else ``vcard``."""
        address = _address(options)
        return f"vcard:{address}" if address else "vcard"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Whose contacts they are taken for, the encodings that were assumed, and files that are not read."""
        address = _address(options)
        notes = [f"The contacts of {address or 'somebody unknown'}."]
        if not address:
            notes.append("Say --owner E-MAIL when you import the address books of more than one member.")
        names = _names(source) or [each.name for each in source.files()]
        for name in names[:20]:
            encoding = source.text_encoding(name)
            if encoding not in {"utf-8", "utf-8-sig"}:
                notes.append(f"{name}: read as {encoding}.")
        others = sorted({each.name for each in source.files()} - set(names))
        if others:
            notes.append(f"Not cards and not read: {', '.join(others[:20])}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One outcome a card.  Raises Unreadable when there is none."""
        owner = Owner(name, _address(options))
        cards = Cards(owner, options.now)
        yield Context((owner.identity,))
        found = False
        for file in _names(source) or [each.name for each in source.files()]:
            lines = numbered_lines(source, file)
            for card in components(lines, {"VCARD"}, DROPPED, line_encoding(source, file)):
                found = True
                yield cards.outcome(file, card)
        if not found:
            raise Unreadable(
                f"{source.path.name} holds no vCard.", "Export the contacts again, as vCard (.vcf)."
            )


def _names(source: Source) -> list[str]:
    """The files that begin with a card."""
    names = [each.name for each in source.files()]
    if len(names) > 1:
        names = [name for name in names if name.casefold().endswith(_SUFFIXES)]
    return [name for name in names if _begins_with_card(source, name)]


def _begins_with_card(source: Source, name: str) -> bool:
    head = source.head(name, _HEAD).replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    return head.lstrip(b"\xff\xfe \t\r\n").upper().startswith(b"BEGIN:VCARD")


def _address(options: Options) -> str | None:
    if not options.owner:
        return None
    address = normalise_email(options.owner)
    if address is None:
        raise WrongCall(f"{options.owner!r} is not an e-mail address.", "Give the owner as --owner E-MAIL.")
    return address

"""The catalogue of translations: what the pages say, gathered from templates and code; ``make translations``.

Keeps what is translated, adds what is new (empty, for a human to fill in), drops what is gone, compiles.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
FOLDER = WEB / "translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(file.parents[1].name for file in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def gathered() -> Catalog:
    """Every string that the pages hand to be translated."""
    catalog = Catalog(charset="utf-8")
    for file, _line, said, _comments, _context in extract_from_dir(WEB, METHODS):
        catalog.add(said, locations=[(f"web/{file}", 0)])
    return catalog


def path(language: str, suffix: str = ".po") -> Path:
    """Where a language's catalogue lies."""
    return FOLDER / language / "LC_MESSAGES" / f"messages{suffix}"


def translated(language: str) -> Catalog:
    """A language's catalogue as committed."""
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(language: str) -> Catalog:
    """A language's catalogue as the application reads it."""
    with path(language, ".mo").open("rb") as file:
        return read_mo(file)


def renew(language: str) -> list[str]:
    """Bring a catalogue up to date and compile it; what is still to be translated comes back."""
    catalog = translated(language)
    catalog.update(gathered(), no_fuzzy_matching=True, update_creation_date=False)
    with path(language).open("wb") as file:
        write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    with path(language, ".mo").open("wb") as file:
        write_mo(file, catalog)
    return [str(each.id) for each in catalog if each.id and not all(_forms(each.string))]


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


if __name__ == "__main__":
    missing = [f"{language}: {text}" for language in languages() for text in renew(language)]
    for each in missing:
        print(each)
    sys.exit(f"{len(missing)} to be translated" if missing else 0)

"""The onion's table as a file for a spreadsheet: one row for each ring, person, group and channel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext

from expertgraph.answers.onion import OnionAnswer
from expertgraph.commands.console import clean, safe_cell
from expertgraph.onion.model import Cell, Ring
from expertgraph.onion.words import KIND_WORDS, RING_WORDS
from web.onion_lists import came_from
from web.onion_told import sector_name, spoken, stands_at

Row = dict[str, object]


def written(answer: OnionAnswer) -> bytes:
    """CSV in UTF-8, with the mark that spreadsheets want; no cell can be taken for a formula."""
    columns = {
        "what": gettext("What"), "name": gettext("Name"), "side": gettext("Side"),
        "organisation": gettext("Organisation"), "ring": gettext("Ring"), "community": gettext("Community"),
        "people": gettext("People"), "internal": gettext("Internal"), "external": gettext("External"),
        "unknown": gettext("Side not known"), "reach": gettext("People reached"), "before": gettext("Moved from"),
        "inward": gettext("In"), "outward": gettext("Out"), "stands": gettext("Stands at"),
    }  # fmt: skip
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(columns.values())
    for row in _rows(answer):
        told = ("" if (value := row.get(name)) is None else value for name in columns)
        writer.writerow(safe_cell(clean(str(value))) for value in told)
    return ("\ufeff" + sheet.getvalue()).encode("utf-8")


def _rows(answer: OnionAnswer) -> Iterator[Row]:
    yield from _rings(answer)
    yield from _people(answer)
    yield from _groups(answer)
    yield from _channels(answer)


def _rings(answer: OnionAnswer) -> Iterator[Row]:
    moves = {each.ring: each for each in answer.movement}
    for ring in answer.onion.rings:
        row: Row = {"what": gettext("Ring"), "name": _ring(ring.number), "ring": _ring(ring.number)}
        if ring.number in moves:
            row |= {"inward": moves[ring.number].inward, "outward": moves[ring.number].outward}
        yield row | _counts(ring)


def _people(answer: OnionAnswer) -> Iterator[Row]:
    for mark in answer.onion.marks:
        yield {
            "what": gettext("Person"),
            "name": mark.name,
            "side": KIND_WORDS[spoken()][mark.kind],
            "organisation": mark.organisation,
            "ring": _ring(mark.ring),
            "community": sector_name(answer.onion, mark.sector),
            "reach": mark.reach,
            "before": came_from(answer.onion, mark),
        }


def _groups(answer: OnionAnswer) -> Iterator[Row]:
    for cell in answer.onion.cells:
        names = ", ".join(sector_name(answer.onion, each) for each in cell.sectors)
        yield {
            "what": gettext("Group without names"),
            "ring": _ring(cell.ring),
            "community": names,
        } | _counts(cell)


def _channels(answer: OnionAnswer) -> Iterator[Row]:
    for channel in answer.onion.channels:
        yield {
            "what": gettext("Channel"),
            "name": channel.full_name or channel.name,
            "people": channel.people,
            "external": channel.external,
            "stands": stands_at(answer.onion, channel),
        }


def _counts(counted: Ring | Cell) -> Row:
    if counted.people is None:
        return {}
    return {
        "people": counted.people,
        "internal": counted.internal,
        "external": counted.external,
        "unknown": counted.unknown,
    }


def _ring(number: int) -> str:
    return RING_WORDS[spoken()][number]

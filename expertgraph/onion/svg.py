"""An onion as a picture that stands alone: SVG with its colours resolved, a title and a legend."""

from __future__ import annotations

from collections.abc import Sequence

from expertgraph.onion.drawing import Links, layers
from expertgraph.onion.model import Onion
from expertgraph.onion.palette import Theme, resolved
from expertgraph.onion.shapes import diamond, num, square, text
from expertgraph.onion.style import sheet
from expertgraph.onion.text import shortened, width
from expertgraph.onion.words import Language, describe, people_told, say

_HEAD = 74.0
_KEY_ROW = 24.0
_MARGIN = 28.0
_SUB_ROW, _SUB_TEXT = 18.0, 13.0


def view_box(onion: Onion) -> str:
    """The view box of the drawing itself, centred on the core."""
    return f"{num(-onion.width / 2)} {num(-onion.height / 2)} {num(onion.width)} {num(onion.height)}"


def picture(
    onion: Onion,
    *,
    language: Language = "en",
    theme: Theme = "light",
    title: str = "",
    date: str = "",
    filters: Sequence[str] = (),
) -> str:
    """A well-formed SVG document; nothing in it refers to anything outside it.

    ``title`` replaces the question above the drawing, ``date`` says what day the data are of, ``filters`` in words
    what the picture was narrowed to.
    """
    rows = _legend_rows(onion, language)
    narrowed = _lines([say("only", language), *filters], onion.width - 2 * _MARGIN) if filters else []
    head_room = _HEAD + _SUB_ROW * len(narrowed)
    across, left, top = onion.width, -onion.width / 2, -onion.height / 2 - head_room
    high = onion.height + head_room + _KEY_ROW * len(rows) + 20
    css = sheet("drawing") + sheet("sheet") + (sheet("hollow") if theme == "grey" else "")
    summary = say("summary", language, people=people_told(onion, language))
    if date:
        summary = f"{summary} {say('drawn', language, date=date)}."
    heading = text(title or say("title", language))
    size = f'width="{num(across)}" height="{num(high)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="onion" lang="{language}" role="img"'
    return "\n".join(
        (
            f'{head} viewBox="{num(left)} {num(top)} {num(across)} {num(high)}" {size}>',
            f"<title>{heading}</title><desc>{text(describe(onion, language))}</desc>",
            f"<style>{resolved(css, theme)}</style>",
            f'<rect class="sheet" x="{num(left)}" y="{num(top)}" {size}/>',
            f'<text class="title" x="{num(left + _MARGIN)}" y="{num(top + 40)}">{heading}</text>',
            f'<text class="sub" x="{num(left + _MARGIN)}" y="{num(top + 62)}">{text(summary)}</text>',
            *(
                f'<text class="sub" x="{num(left + _MARGIN)}" y="{num(top + 62 + _SUB_ROW * at)}">{text(line)}</text>'
                for at, line in enumerate(narrowed, 1)
            ),
            layers(onion, language, Links()),
            _legend(rows, left + _MARGIN, onion.height / 2 + 8),
            "</svg>",
        )
    )


def _lines(parts: Sequence[str], room: float) -> list[str]:
    """Parts set one after the other, on as many lines as they need."""
    lines = [parts[0]]
    for at, part in enumerate(parts[1:]):
        joined = f"{lines[-1]}{' ' if at == 0 else ' · '}{part}"
        if width(joined, _SUB_TEXT) <= room:
            lines[-1] = joined
        else:
            lines.append(shortened(part, _SUB_TEXT, room))
    return lines


def legend_entries(onion: Onion, language: Language) -> list[tuple[str, float, str]]:
    """The legend as (drawing, its width, words), only what the picture holds."""
    kinds = {mark.kind for mark in onion.marks}
    for cell in onion.cells:
        kinds |= {at for at, n in enumerate((cell.internal, cell.external, cell.unknown)) if n}
    names = ("internal", "external", "unknown")
    entries = [
        (f'<g class="m k{kind}">{_shape(kind, 6, 0, 5.8)}</g>', 14.0, say(names[kind], language))
        for kind in sorted(kinds)
    ]
    most = _most_frequent_kind(onion)
    sizes = "".join(_shape(most, x, 0, r) for x, r in ((3, 2), (11, 3.6), (23, 6)))
    entries.append((f'<g class="m k{most}">{sizes}</g>', 31.0, say("size", language)))
    if onion.channels:
        entries.append(('<path class="kline" d="M1 4Q16 -7 31 4"/>', 33.0, say("arc", language)))
    if any(channel.ownership == "outpost" for channel in onion.channels):
        dashed = '<g class="ch outpost"><rect x="1" y="-6" width="30" height="12" rx="6"/></g>'
        entries.append((dashed, 33.0, say("outpost", language)))
    if any(mark.tail for mark in onion.marks):
        sample = f'<path class="tail" d="M1 0H22"/><g class="m k{most}">{_shape(most, 27, 0, 5)}</g>'
        entries.append((sample, 34.0, say("tail", language)))
    if onion.cells and onion.k > 1:
        tiles = "".join(
            f'<rect class="ti t{t}" x="{12 * at}" y="-5" width="10" height="10"/>'
            for at, t in enumerate((1, 3, 5))
        )
        equal = "".join(_shape(most, x, y, 2.4) for x, y in ((4, -3), (14, 3), (24, -2)))
        dots = f'<g class="m k{most}">{equal}</g>'
        sample, key = (tiles, "tiles") if onion.density else (dots, "cells")
        entries.append((sample, 34.0, say(key, language, k=onion.k)))
    return entries


def _shape(kind: int, x: float, y: float, r: float) -> str:
    if kind == 0:
        return f'<circle class="d" cx="{num(x)}" cy="{num(y)}" r="{num(r)}"/>'
    return f'<path class="d" d="{diamond(x, y, r) if kind == 1 else square(x, y, r)}"/>'


def _most_frequent_kind(onion: Onion) -> int:
    counts = [
        sum(side) for side in zip(*((r.internal, r.external, r.unknown) for r in onion.rings), strict=True)
    ]
    return counts.index(max(counts))


def _legend_rows(onion: Onion, language: Language) -> list[list[tuple[float, str, float, str]]]:
    rows: list[list[tuple[float, str, float, str]]] = [[]]
    at, room = 0.0, onion.width - 2 * _MARGIN
    for drawing, wide, words in legend_entries(onion, language):
        needed = wide + 5 + width(words, 12.5) + 18
        if at + needed > room and rows[-1]:
            rows.append([])
            at = 0.0
        rows[-1].append((at, drawing, wide, words))
        at += needed
    return rows


def _legend(rows: list[list[tuple[float, str, float, str]]], left: float, top: float) -> str:
    parts = [
        f'<g transform="translate({num(left + at)} {num(top + line * _KEY_ROW)})">{drawing}'
        f'<text class="key" x="{num(wide + 5)}" y="4.4">{text(words)}</text></g>'
        for line, row in enumerate(rows)
        for at, drawing, wide, words in row
    ]
    return f'<g class="legend" aria-hidden="true">{"".join(parts)}</g>'

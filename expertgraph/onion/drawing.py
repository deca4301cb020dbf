"""An onion as SVG elements, layer by layer; the page and the stand-alone picture share them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, hypot

from expertgraph.onion.glyphs import glyph, symbols
from expertgraph.onion.labels import NAME_TEXT, PILL_TEXT, initials_of, ring_label_at
from expertgraph.onion.model import RADIUS, Cell, ChannelMark, Mark, Onion, Sector
from expertgraph.onion.shapes import arc, diamond, discs, num, point, square, text, tile
from expertgraph.onion.text import shortened, width
from expertgraph.onion.words import RING_WORDS, Language, mark_title, number, ring_count, say

_SECTOR_TEXT = 14.5


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses for people and channels; without one the element is a plain group."""

    person: Callable[[str], str] | None = None
    channel: Callable[[str], str] | None = None


def layers(onion: Onion, language: Language, links: Links) -> str:
    """All layers from back to front, without the outer svg element."""
    kinds = {"forum"} | {c.kind for c in onion.channels} | {c.kind for c in onion.hubs}
    return "\n".join(
        (
            f"<defs>{symbols(kinds)}</defs>",
            _bands(onion),
            _sector_labels(onion, language),
            _cells(onion),
            _arcs(onion),
            _tails(onion),
            _marks(onion, language, links),
            _ring_labels(onion, language),
            _names(onion),
            _hub(onion, language),
            _pills(onion, language, links),
        )
    )


def _bands(onion: Onion) -> str:
    rings = [f'<circle class="band b{r.number}" r="{num(r.outer)}"/>' for r in reversed(onion.rings)]
    lines = "".join(f"M{point(inner, angle)}L{point(outer, angle)}" for angle, inner, outer in onion.spokes)
    return (
        f'<g class="bands" aria-hidden="true">{"".join(rings)}<g class="spokes"><path d="{lines}"/></g></g>'
    )


def _sector_labels(onion: Onion, language: Language) -> str:
    return f'<g class="seclab">{"".join(_sector_label(s, language) for s in onion.sectors)}</g>'


def _sector_label(sector: Sector, language: Language) -> str:
    """The sector's name along the rim, never upside down, shortened to its arc."""
    count = "" if sector.people is None else number(sector.people, language)
    radius, middle = RADIUS + 9, (sector.start + sector.end) / 2
    room = (sector.end - sector.start) * radius - 14 - width(count, _SECTOR_TEXT) - 5
    label = shortened(sector.label or say("small", language), _SECTOR_TEXT, room)
    if not label:
        return ""
    below = cos(middle) < 0
    half = max(sector.end - sector.start, 0.1) / 2
    ends = (middle + half, middle - half) if below else (middle - half, middle + half)
    path = arc(radius + (11 if below else 0), *ends)
    told = f' <tspan class="num">{count}</tspan>' if count else ""
    return (
        f'<path id="sp{sector.number}" class="guide" d="{path}"/><text data-sector="{sector.number}">'
        f'<textPath href="#sp{sector.number}" startOffset="50%" text-anchor="middle">'
        f"{text(label)}{told}</textPath></text>"
    )


def _cells(onion: Onion) -> str:
    parts = [
        f'<g class="cell" data-cell="{at}">{_cell(c, onion.dot)}</g>' for at, c in enumerate(onion.cells)
    ]
    return f'<g class="cells" aria-hidden="true">{"".join(parts)}</g>'


def _cell(cell: Cell, dot: float) -> str:
    if cell.tiles:
        pieces = ["", "", ""]
        for inner, outer, start, end, kind in cell.tiles:
            pieces[kind] += tile(inner + 0.6, outer - 0.6, start + 0.6 / inner, end - 0.6 / inner)
        names = ("ti", "tx", "tu")
        return "".join(
            f'<path class="{n} t{cell.shade}" d="{d}"/>' for n, d in zip(names, pieces, strict=True) if d
        )
    by_kind = [[(x, y) for x, y, kind in cell.dots if kind == wanted] for wanted in range(3)]
    drawn = ""
    if by_kind[0]:
        drawn += f'<path class="ci" stroke-width="{num(2 * dot)}" d="{discs(by_kind[0])}"/>'
    if by_kind[1]:
        drawn += f'<path class="cx" d="{"".join(diamond(x, y, dot) for x, y in by_kind[1])}"/>'
    if by_kind[2]:
        drawn += f'<path class="cu" d="{"".join(square(x, y, dot) for x, y in by_kind[2])}"/>'
    return drawn


def _tails(onion: Onion) -> str:
    """From where those shown by name came inward, up to the rim of their mark."""
    parts = []
    for at, mark in enumerate(onion.marks):
        if mark.tail is None:
            continue
        away = hypot(mark.tail[0] - mark.x, mark.tail[1] - mark.y)
        if away > mark.r:
            share = mark.r / away
            rim = (mark.x + (mark.tail[0] - mark.x) * share, mark.y + (mark.tail[1] - mark.y) * share)
            x0, y0, x1, y1 = (num(value) for value in (*mark.tail, *rim))
            parts.append(f'<path class="tail k{mark.kind}" data-tail="{at}" d="M{x0} {y0}L{x1} {y1}"/>')
    return f'<g class="tails" aria-hidden="true">{"".join(parts)}</g>'


def _marks(onion: Onion, language: Language, links: Links) -> str:
    drawn = {channel.number for channel in onion.channels}
    parts = [_mark(onion, at, mark, language, links, drawn) for at, mark in enumerate(onion.marks)]
    return f'<g class="marks">{"".join(parts)}</g>'


def _mark(onion: Onion, at: int, mark: Mark, language: Language, links: Links, drawn: set[int]) -> str:
    shape = {
        0: f'<circle class="d" cx="{num(mark.x)}" cy="{num(mark.y)}" r="{num(mark.r)}"/>',
        1: f'<path class="d" d="{diamond(mark.x, mark.y, mark.r)}"/>',
        2: f'<path class="d" d="{square(mark.x, mark.y, mark.r)}"/>',
    }[mark.kind]
    halo = (
        f'<circle class="halo" cx="{num(mark.x)}" cy="{num(mark.y)}" r="{num(mark.r + 3.5)}"/>'
        if mark.me
        else ""
    )
    letters = initials_of(mark)
    size = num(min(mark.r * 0.84, 12.5))
    inside = (
        f'<text x="{num(mark.x)}" y="{num(mark.y + mark.r * 0.3)}" font-size="{size}">{text(letters)}</text>'
    )
    body = f"<title>{text(mark_title(onion, at, language))}</title>{halo}{shape}{inside if letters else ''}"
    css = f"m k{mark.kind}{' me' if mark.me else ''}"
    if links.person is None:
        return f'<g class="{css}">{body}</g>'
    facts = f'data-ring="{mark.ring}" data-sector="{mark.sector}" data-name="{text(mark.name)}"'
    used = " ".join(str(number) for number in mark.channels if number in drawn)
    return (
        f'<a class="{css}" href="{text(links.person(mark.person))}" tabindex="-1" {facts} '
        f'data-org="{text(mark.organisation)}" '
        f'data-reach="{mark.reach}" data-use="{used}">{body}</a>'
    )


def _ring_labels(onion: Onion, language: Language) -> str:
    parts = []
    for ring in onion.rings:
        middle, name = ring_label_at(ring.inner, ring.outer), RING_WORDS[language][ring.number]
        parts.append(
            f'<g class="l{ring.number}" transform="translate(0 {num(middle)})"><text y="-1.5">{name}</text>'
            f'<text class="num" y="12.5">{ring_count(onion, ring.number, language)}</text></g>'
        )
    return f'<g class="ringlab" aria-hidden="true">{"".join(parts)}</g>'


def _arcs(onion: Onion) -> str:
    parts = []
    for channel in onion.channels:
        if channel.arc:
            parts.append(
                f'<path class="arc" data-ch="{channel.number}" d="{arc(channel.radius, *channel.arc)}"/>'
            )
        elif channel.everywhere:
            parts.append(f'<circle class="arc all" data-ch="{channel.number}" r="{num(channel.radius)}"/>')
        elif channel.ownership == "outpost":
            rim = f"M{point(RADIUS, channel.angle)}L{num(channel.x)} {num(channel.y)}"
            parts.append(f'<path class="tether" data-ch="{channel.number}" d="{rim}"/>')
    return f'<g class="arcs" aria-hidden="true">{"".join(parts)}</g>'


def _names(onion: Onion) -> str:
    parts = []
    for label in onion.labels:
        if label.leader:
            x0, y0, x1, y1 = (num(v) for v in label.leader)
            parts.append(f'<path d="M{x0} {y0}L{x1} {y1}"/>')
        parts.append(
            f'<text x="{num(label.x)}" y="{num(label.y)}" text-anchor="{label.anchor}"{_fit(label.text, NAME_TEXT)}>'
            f"{text(label.text)}</text>"
        )
    return f'<g class="names" aria-hidden="true">{"".join(parts)}</g>'


def _fit(words: str, size: float) -> str:
    """Keeps a text in the room that was measured for it, where another font is at hand than the measured one."""
    return f' textLength="{num(width(words, size))}" lengthAdjust="spacingAndGlyphs"'


def _hub(onion: Onion, language: Language) -> str:
    name = onion.hubs[0].name if len(onion.hubs) == 1 else say("hub", language)
    size = 12.0
    lines = _two_lines(name, size, onion.hub * 1.62)
    if len(onion.hubs) > 1:
        lines = [name, say("hubs", language, n=len(onion.hubs))]
    top = 14.0 if len(lines) == 1 else 10.0
    words = "".join(
        f'<text y="{num(top + at * 13)}" font-size="{size}">{text(line)}</text>'
        for at, line in enumerate(lines)
    )
    kind = onion.hubs[0].kind if onion.hubs else "forum"
    icon = (
        f'<use href="#{glyph(kind)}" x="-11" y="{-23 if len(lines) == 1 else -27}" width="22" height="22"/>'
    )
    title = ", ".join(channel.name for channel in onion.hubs) or name
    return (
        f'<g class="hub"><title>{text(title)}</title><circle class="disc" r="{num(onion.hub)}"/>'
        f'<circle class="rim" r="{num(onion.hub + 1.5)}"/>{icon}{words}</g>'
    )


def _two_lines(name: str, size: float, room: float) -> list[str]:
    if width(name, size) <= room:
        return [name]
    words = name.split()
    for at in range(len(words) - 1, 0, -1):
        first, second = " ".join(words[:at]), " ".join(words[at:])
        if width(first, size) <= room:
            return [first, shortened(second, size, room * 0.86) or ""]
    return [shortened(name, size, room)]


def _pills(onion: Onion, language: Language, links: Links) -> str:
    return f'<g class="chans">{"".join(_pill(each, language, links) for each in onion.channels)}</g>'


def _pill(channel: ChannelMark, language: Language, links: Links) -> str:
    half = channel.width / 2
    body = (
        f'<rect x="{num(-half)}" y="-11.5" width="{num(channel.width)}" height="23" rx="11.5"/>'
        f'<use href="#{glyph(channel.kind)}" x="{num(-half + 8)}" y="-7" width="14" height="14"/>'
        f'<text x="{num(-half + 26)}" y="4.2"{_fit(channel.name, PILL_TEXT)}>{text(channel.name)}</text>'
    )
    place = f'transform="translate({num(channel.x)} {num(channel.y)})"'
    css = f"ch {channel.ownership}"
    if links.channel is None:
        return f'<g class="{css}" {place}>{body}</g>'
    count = "" if channel.people is None else number(channel.people, language)
    levels = "".join(map(str, channel.levels))
    return (
        f'<a class="{css}" href="{text(links.channel(channel.id))}" tabindex="-1" data-ch="{channel.number}" '
        f'data-people="{count}" data-levels="{levels}" {place}>{body}</a>'
    )

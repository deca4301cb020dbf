"""The words of the drawing, in Dutch and English, with their numbers."""

from __future__ import annotations

from typing import Literal

from expertgraph.onion.model import ChannelMark, Onion

Language = Literal["en", "nl"]

RING_WORDS: dict[Language, tuple[str, ...]] = {
    "en": ("Core", "Active", "Occasional", "Known", "Outpost"),
    "nl": ("Kern", "Actief", "Af en toe", "Bekend", "Buitenpost"),
}
KIND_WORDS: dict[Language, tuple[str, ...]] = {
    "en": ("internal", "external", "side not known"),
    "nl": ("intern", "extern", "kant onbekend"),
}
_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Who carries this community?",
        "hub": "Core",
        "hubs": "{n} channels",
        "small": "Other",
        "summary": "The people here: {people}. The closer to the red core, the more someone gives.",
        "describe": "People around the core: {people}; {core} in the core ring; {named} shown by name.",
        "internal": "Internal",
        "external": "External",
        "unknown": "Side not known",
        "size": "size = people reached",
        "arc": "arc = where half of a channel's use sits; dotted circle = used everywhere",
        "outpost": "dashed = a channel we do not own",
        "cells": "small equal dots = people not shown by name, at least {k} together, rounded to 5",
        "tiles": "tiles = people not shown by name; the darker, the more of them",
        "few": "fewer than {k}",
        "about": "about {n}",
        "drawn": "Drawn as of {date}",
        "you": "You",
        "tail": "line = from where somebody came inward",
        "only": "Only:",
        "topic": "who knows {label}",
        "organisation": "of {label}",
        "channel": "who use {label}",
        "period": "channels by the use of {n} weeks",
        "on": "rings as they stood on {date}",
        "since": "what moved since {date}",
        "group": "{ring}: {n} people without names, {sectors}",
        "used": "{name}: {n} people",
        "few_use": "{name}: too few people to tell",
        "keys": "Point at anything, or use the arrow keys: left and right along a ring, up and down between rings.",
    },
    "nl": {
        "title": "Wie draagt deze community?",
        "hub": "Kern",
        "hubs": "{n} kanalen",
        "small": "Overig",
        "summary": "Mensen hier: {people}. Hoe dichter bij de rode kern, hoe meer iemand geeft.",
        "describe": "Mensen rond de kern: {people}; {core} in de kernring; {named} bij naam getoond.",
        "internal": "Intern",
        "external": "Extern",
        "unknown": "Kant onbekend",
        "size": "grootte = bereikte mensen",
        "arc": "boog = waar de helft van het gebruik zit; stippelcirkel = overal gebruikt",
        "outpost": "gestreept = een kanaal dat niet van ons is",
        "cells": "kleine gelijke stippen = mensen zonder naam, minstens {k} bij elkaar, afgerond op 5",
        "tiles": "tegels = mensen zonder naam; hoe donkerder, hoe meer",
        "few": "minder dan {k}",
        "about": "ongeveer {n}",
        "drawn": "Getekend per {date}",
        "you": "Jij",
        "tail": "lijn = waarvandaan iemand naar binnen kwam",
        "only": "Alleen:",
        "topic": "wie {label} kent",
        "organisation": "van {label}",
        "channel": "wie {label} gebruikt",
        "period": "kanalen naar het gebruik van {n} weken",
        "on": "ringen zoals ze waren op {date}",
        "since": "wat bewoog sinds {date}",
        "group": "{ring}: {n} mensen zonder naam, {sectors}",
        "used": "{name}: {n} mensen",
        "few_use": "{name}: te weinig mensen om te zeggen",
        "keys": "Wijs iets aan, of gebruik de pijltoetsen: links en rechts langs een ring, omhoog en omlaag tussen ringen.",
    },
}


def number(value: int, language: Language) -> str:
    """A whole number with the thousands separator of the language: 5,000 or 5.000."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "nl" else text


def say(key: str, language: Language, **values: object) -> str:
    """A sentence of the drawing."""
    return _SENTENCES[language][key].format(**values)


def ring_count(onion: Onion, ring: int, language: Language) -> str:
    """What may be told of how many people a ring holds."""
    told = onion.rings[ring].people
    return say("few", language, k=onion.k) if told is None else number(told, language)


def people_told(onion: Onion, language: Language) -> str:
    """How many people the picture is of: '305', or 'about 475' where some of them are counted in groups."""
    if onion.exact:
        return number(onion.people, language)
    return say("about", language, n=number((onion.people + 2) // 5 * 5, language))


def describe(onion: Onion, language: Language) -> str:
    """One sentence for those who do not see the picture."""
    return say(
        "describe",
        language,
        people=people_told(onion, language),
        core=ring_count(onion, 0, language),
        named=number(len(onion.marks), language),
    )


def cell_title(onion: Onion, at: int, language: Language) -> str:
    """'Known: 35 people without names, Mobility, Learning' for an anonymous cell."""
    cell = onion.cells[at]
    sectors = [onion.sectors[number].label or say("small", language) for number in cell.sectors]
    return say(
        "group",
        language,
        ring=RING_WORDS[language][cell.ring],
        n=number(cell.people, language),
        sectors=", ".join(sectors),
    )


def channel_title(channel: ChannelMark, language: Language) -> str:
    """'#data: 45 people' for a channel."""
    if channel.people is None:
        return say("few_use", language, name=channel.name)
    return say("used", language, name=channel.name, n=number(channel.people, language))


def mark_title(onion: Onion, at: int, language: Language) -> str:
    """'Anna Postma, external, Core, Energy transition' for the mark at this place."""
    mark = onion.marks[at]
    sector = onion.sectors[mark.sector].label or say("small", language)
    parts = [
        mark.name,
        mark.organisation,
        KIND_WORDS[language][mark.kind],
        RING_WORDS[language][mark.ring],
        sector,
    ]
    return ", ".join(part for part in parts if part)

"""Ring reasons as sentences, in English and Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

Language = Literal["en", "nl"]

RINGS: dict[Language, tuple[str, ...]] = {
    "en": ("core", "active", "occasional", "known", "outpost"),
    "nl": ("kern", "actief", "af en toe", "bekend", "buitenpost"),
}
_SENTENCES: dict[str, dict[Language, str]] = {
    "rests.weeks": {
        "en": "Contributed in {weeks} of the last {window} weeks; {ring} takes {enter}, and {leave} to stay.",
        "nl": "Droeg bij in {weeks} van de laatste {window} weken; {ring} vraagt {enter}, en {leave} om te "
        "blijven.",
    },
    "rests.hold": {
        "en": "Below that threshold for {below} weeks running; after {hold} the ring is lost.",
        "nl": "Al {below} weken op rij onder die drempel; na {hold} vervalt de ring.",
    },
    "rests.leave": {
        "en": "On leave: the ring stays as it is.",
        "nl": "Met verlof: de ring blijft zoals hij is.",
    },
    "rests.channels": {
        "en": "Contributes in {channels} channels; core asks for {needed}.",
        "nl": "Draagt bij in {channels} kanalen; de kern vraagt er {needed}.",
    },
    "rests.reciprocity": {
        "en": "Reciprocity {reciprocity}; core asks for {needed} to enter.",
        "nl": "Wederkerigheid {reciprocity}; de kern vraagt {needed} om binnen te komen.",
    },
    "rests.known": {
        "en": "Is known: has an account, reads, reacts or is a contact. Contributed in {weeks} of the last "
        "{window} weeks.",
        "nl": "Is bekend: heeft een account, leest mee, reageert of is een contact. Droeg bij in {weeks} van "
        "de laatste {window} weken.",
    },
    "rests.outpost": {
        "en": "Seen only on channels that the organisation does not own.",
        "nl": "Alleen gezien op kanalen die niet van de organisatie zijn.",
    },
    "rests.bot": {"en": "A bot: it stands in no ring.", "nl": "Een bot: die staat in geen enkele ring."},
    "up.weeks": {
        "en": "A contribution in each of {short} weeks from {start} on: {ring} in the week of {week}.",
        "nl": "Een bijdrage in elk van {short} weken vanaf {start}: {ring} in de week van {week}.",
    },
    "up.channels": {
        "en": "Core also asks for contributions in {needed} channels (now {channels}).",
        "nl": "De kern vraagt ook bijdragen in {needed} kanalen (nu {channels}).",
    },
    "up.reciprocity": {
        "en": "Core also asks for a reciprocity of {needed} (now {reciprocity}).",
        "nl": "De kern vraagt ook een wederkerigheid van {needed} (nu {reciprocity}).",
    },
    "up.answers": {
        "en": "{answers} answers to people who addressed this person would do.",
        "nl": "{answers} antwoorden aan mensen die deze persoon aanspraken zijn genoeg.",
    },
    "up.own": {
        "en": "One contribution on one of the organisation's own channels.",
        "nl": "Eén bijdrage op een eigen kanaal van de organisatie.",
    },
    "drop.weeks": {
        "en": "Without a contribution the ring is lost on {week}, after {hold} weeks below {leave}.",
        "nl": "Zonder bijdrage vervalt de ring op {week}, na {hold} weken onder {leave}.",
    },
    "criterion.ownership": {
        "en": "Ownership {value}: started {started} threads, gave {answered} answers.",
        "nl": "Eigenaarschap {value}: begon {started} gesprekken, gaf {answered} antwoorden.",
    },
    "criterion.sharing": {
        "en": "Shares knowledge {value}: {answered} answers, thanked by {thanked_by} people.",
        "nl": "Deelt kennis {value}: {answered} antwoorden, bedankt door {thanked_by} mensen.",
    },
    "criterion.breadth": {
        "en": "Breadth {value}: {contributions} contributions in {channels} channels.",
        "nl": "Breedte {value}: {contributions} bijdragen in {channels} kanalen.",
    },
    "criterion.interest": {
        "en": "Interest in others {value}: answered {people} people, reciprocity {reciprocity}.",
        "nl": "Interesse in anderen {value}: antwoordde {people} mensen, wederkerigheid {reciprocity}.",
    },
    "criterion.regular": {
        "en": "Regular visits {value}: {weeks} of {window} weeks.",
        "nl": "Regelmaat {value}: {weeks} van {window} weken.",
    },
}
_DAYS = {"week", "start"}


def sentence(code: str, params: Mapping[str, Any], language: Language = "en") -> str:
    """A reason in words; KeyError for a code that does not exist."""
    key = f"criterion.{params['name']}" if code == "criterion" else code
    shown = {name: _shown(name, value, language) for name, value in params.items()}
    text = _SENTENCES[key][language].format(**shown)
    if code == "up.reciprocity" and params.get("answers"):
        text += " " + _SENTENCES["up.answers"][language].format(**shown)
    return text


def _shown(name: str, value: Any, language: Language) -> str:
    if name == "ring":
        return RINGS[language][int(value)]
    if name in _DAYS and isinstance(value, int) and value > 10_000:
        return datetime.fromtimestamp(value, UTC).date().isoformat()
    if isinstance(value, float):
        return f"{value:.2g}".replace(".", "," if language == "nl" else ".")
    return str(value)

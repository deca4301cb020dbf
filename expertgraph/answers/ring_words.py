"""Ring reasons as sentences, in English and Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from babel.dates import format_date

from expertgraph.analysis.constants import DEFAULTS, Constants

Language = Literal["en", "nl"]

RINGS: dict[Language, tuple[str, ...]] = {
    "en": ("core", "active", "occasional", "known", "outpost"),
    "nl": ("kern", "actief", "af en toe", "bekend", "buitenpost"),
}
_SENTENCES: dict[str, dict[Language, str]] = {
    "rests.weeks": {
        "en": "Contributed in {weeks} of the last {window} weeks; {ring} takes {enter}, and {leave} to stay.",
        "nl": "Droeg bij in {weeks} van de laatste {window} weken; voor {ring} zijn er {enter} nodig, en {leave} "
        "om te blijven.",
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
        "en": "Channels contributed to: {channels}; core asks for {needed}.",
        "nl": "Kanalen met een bijdrage: {channels}; de kern vraagt er {needed}.",
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
        "en": "Ownership {value}: threads started {started}, answers given {answered}.",
        "nl": "Eigenaarschap {value}: gesprekken begonnen {started}, antwoorden gegeven {answered}.",
    },
    "criterion.sharing": {
        "en": "Shares knowledge {value}: answers given {answered}, people who thanked {thanked_by}.",
        "nl": "Deelt kennis {value}: antwoorden gegeven {answered}, mensen die bedankten {thanked_by}.",
    },
    "criterion.breadth": {
        "en": "Breadth {value}: contributions {contributions}, over channels {channels}.",
        "nl": "Breedte {value}: bijdragen {contributions}, over kanalen {channels}.",
    },
    "criterion.interest": {
        "en": "Interest in others {value}: people answered {people}, reciprocity {reciprocity}.",
        "nl": "Interesse in anderen {value}: mensen geantwoord {people}, wederkerigheid {reciprocity}.",
    },
    "criterion.regular": {
        "en": "Regular visits {value}: {weeks} of {window} weeks.",
        "nl": "Regelmaat {value}: {weeks} van {window} weken.",
    },
}
_ADVICE: dict[str, dict[Language, tuple[str, str]]] = {
    "started": {
        "en": ("Start one more thread.", "Start {n} more threads: ask something, or show what you made."),
        "nl": ("Begin nog één gesprek.", "Begin nog {n} gesprekken: vraag iets, of laat zien wat je maakte."),
    },
    "answered": {
        "en": ("Give one more answer.", "Give {n} more answers to what others ask."),
        "nl": ("Geef nog één antwoord.", "Geef nog {n} antwoorden op wat anderen vragen."),
    },
    "thanked": {
        "en": (
            "Help one more person who says so: with thanks, a like, or by accepting the answer.",
            "Help {n} more people who say so: with thanks, a like, or by accepting the answer.",
        ),
        "nl": (
            "Help nog iemand die het zegt: met een bedankje, een like, of door het antwoord te accepteren.",
            "Help nog {n} mensen die het zeggen: met een bedankje, een like, of door het antwoord te accepteren.",
        ),
    },
    "people": {
        "en": (
            "Answer one person whom you did not answer yet.",
            "Answer {n} people whom you did not answer yet.",
        ),
        "nl": (
            "Antwoord iemand die je nog niet antwoordde.",
            "Antwoord {n} mensen die je nog niet antwoordde.",
        ),
    },
    "regular": {
        "en": (
            "Come by in one more week of the {window}; one contribution a week is enough.",
            "Come by in {n} more weeks of the {window}; one contribution a week is enough.",
        ),
        "nl": (
            "Kom langs in nog een van de {window} weken; één bijdrage per week is genoeg.",
            "Kom langs in nog {n} van de {window} weken; één bijdrage per week is genoeg.",
        ),
    },
}
_UNCOUNTED: dict[str, dict[Language, str]] = {
    "reciprocity": {
        "en": "Answer who addresses you as much as they address you: the nearer to even, the more it counts.",
        "nl": "Antwoord wie jou aanspreekt even vaak als die jou aanspreekt: hoe gelijker, hoe meer het telt.",
    },
    "channels": {
        "en": "Join in outside your main channel: as much in four channels as in one fills this.",
        "nl": "Doe mee buiten je vaste kanaal: in vier kanalen evenveel geeft hier de volle waarde.",
    },
    "one channel": {
        "en": "There is one channel here that you can read, so breadth says nothing.",
        "nl": "Er is hier één kanaal dat je kunt lezen, dus breedte zegt niets.",
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


def advice(
    criterion: str,
    params: Mapping[str, Any],
    language: Language = "en",
    channels: int = 2,
    constants: Constants = DEFAULTS,
) -> str | None:
    """What would raise one of the five criteria, in words; None where nothing is missing.

    ``params`` are those of the criterion's reason; ``channels`` is how many there are to take part in.
    """
    if params["value"] >= 1:
        return None
    told = [
        _ADVICE[what][language][lacking > 1].format(n=lacking, window=params.get("window"))
        for what, lacking in _lacking(criterion, params, constants)
        if lacking > 0
    ]
    if criterion == "interest":
        told.append(_UNCOUNTED["reciprocity"][language])
    elif criterion == "breadth":
        told.append(_UNCOUNTED["channels" if channels > 1 else "one channel"][language])
    return " ".join(told) or None


def _lacking(criterion: str, params: Mapping[str, Any], constants: Constants) -> list[tuple[str, int]]:
    """What a criterion counts, and how many of it are lacking."""
    if criterion == "ownership":
        return [
            ("started", constants.ownership_started - params["started"]),
            ("answered", constants.ownership_answered - params["answered"]),
        ]
    if criterion == "sharing":
        return [
            ("answered", constants.sharing_answers - params["answered"]),
            ("thanked", constants.sharing_thanked - params["thanked_by"]),
        ]
    if criterion == "interest":
        return [("people", constants.interest_people - params["people"])]
    return [("regular", params["window"] - params["weeks"])] if criterion == "regular" else []


def _shown(name: str, value: Any, language: Language) -> str:
    if name == "ring":
        return RINGS[language][int(value)]
    if name in _DAYS and isinstance(value, int) and value > 10_000:
        return format_date(datetime.fromtimestamp(value, UTC).date(), "d MMM y", locale=language)
    if isinstance(value, float):
        return f"{value:.2g}".replace(".", "," if language == "nl" else ".")
    return str(value)

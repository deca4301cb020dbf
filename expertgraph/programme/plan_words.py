"""What a newcomer's plan says, in English and Dutch: why to meet somebody, why to begin in a channel, and the weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expertgraph.programme.words import Language

_SENTENCES: dict[str, dict[Language, str]] = {
    "meet.knows": {"en": "Knows about {skills}.", "nl": "Heeft verstand van {skills}."},
    "meet.wrote": {
        "en": "Wrote about it in {channel}.",
        "nl": "Schreef erover in {channel}.",
    },
    "meet.carries": {
        "en": "Is one of those who carry the community.",
        "nl": "Is een van de mensen die de community dragen.",
    },
    "meet.unit": {"en": "Works in your own unit, {unit}.", "nl": "Werkt op jouw afdeling, {unit}."},
    "meet.other_unit": {"en": "Works elsewhere: {unit}.", "nl": "Werkt elders: {unit}."},
    "meet.outside": {
        "en": "Sees it from outside: {organisation}.",
        "nl": "Ziet het van buiten: {organisation}.",
    },
    "meet.inside": {"en": "Works at {organisation}.", "nl": "Werkt bij {organisation}."},
    "begin.topic": {
        "en": "What you are about is talked about here.",
        "nl": "Hier gaat het over waar jij mee bezig bent.",
    },
    "begin.welcomed": {
        "en": "{share} % of first posts got an answer within a week.",
        "nl": "{share} % van de eerste berichten kreeg binnen een week antwoord.",
    },
    "begin.answered": {
        "en": "{share} % of conversations got an answer within a week.",
        "nl": "{share} % van de gesprekken kreeg binnen een week antwoord.",
    },
    "begin.active": {
        "en": "About {people} people contributed in the last 13 weeks.",
        "nl": "Ongeveer {people} mensen droegen bij in de laatste 13 weken.",
    },
    "step.answer": {
        "en": "Somebody asks this in {channel} and has no answer yet. A thought of yours is enough.",
        "nl": "Iemand vraagt dit in {channel} en heeft nog geen antwoord. Eén gedachte van jou is genoeg.",
    },
    "step.introduce": {
        "en": "Write three sentences in {channel}: what you work on, what you can help with, what you would like to know.",
        "nl": "Schrijf drie zinnen in {channel}: waar je aan werkt, waar je mee kunt helpen, wat je wilt weten.",
    },
    "step.find": {
        "en": "Say below what you are about, or look for somebody under Find.",
        "nl": "Zeg hieronder waar je mee bezig bent, of zoek iemand onder Zoeken.",
    },
    "week.read": {
        "en": "Read along in {channel} and introduce yourself there.",
        "nl": "Lees mee in {channel} en stel je daar voor.",
    },
    "week.meet": {
        "en": "Have a short talk with {name}, and ask whom else to meet.",
        "nl": "Maak kort kennis met {name}, en vraag wie je nog meer moet spreken.",
    },
    "week.ask": {
        "en": "Ask one real question in public; others have it too.",
        "nl": "Stel één echte vraag in het openbaar; anderen hebben die ook.",
    },
    "week.help": {
        "en": "Answer somebody, however small, and thank whoever helped you.",
        "nl": "Geef iemand antwoord, hoe klein ook, en bedank wie jou hielp.",
    },
}


def plan_sentence(code: str, params: Mapping[str, Any], language: Language = "en") -> str:
    """A line of the plan in words; KeyError for a code that does not exist.

    >>> plan_sentence("meet.knows", {"skills": "heat pumps"})
    'Knows about heat pumps.'
    """
    return _SENTENCES[code][language].format(**params)

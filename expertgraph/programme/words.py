"""What the criteria are called, measure and cannot see, and what speaks for somebody, in English and Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "nl"]


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """``name``, what it ``measures``, and what that ``misses``."""

    name: str
    measures: str
    misses: str


CRITERION: dict[str, dict[Language, CriterionWords]] = {
    "passion": {
        "en": CriterionWords(
            "Shows passion",
            "weeks of the last 26 with a contribution, and conversations begun",
            "what somebody feels; it sees only that they keep coming and begin things themselves",
        ),
        "nl": CriterionWords(
            "Heeft passie",
            "weken van de laatste 26 met een bijdrage, en begonnen gesprekken",
            "wat iemand voelt; het ziet alleen dat iemand blijft komen en zelf iets begint",
        ),
    },
    "position": {
        "en": CriterionWords(
            "Positions themselves",
            "skills in which somebody is among the first five, and skills they write about more than once",
            "a name that was made in meetings, on a stage or at another employer",
        ),
        "nl": CriterionWords(
            "Is ergens om bekend",
            "vaardigheden waarin iemand bij de eerste vijf hoort, en waarover iemand vaker schrijft",
            "een naam die is gevestigd in overleg, op een podium of bij een andere werkgever",
        ),
    },
    "vision": {
        "en": CriterionWords(
            "Mixes business with vision",
            "how much of somebody's knowledge lies in a second topic group",
            "vision: no trace tells business from vision, so this says only that somebody connects two topics; ask "
            "them for the rest",
        ),
        "nl": CriterionWords(
            "Verbindt zaken met visie",
            "hoeveel van iemands kennis in een tweede groep onderwerpen ligt",
            "visie: geen spoor onderscheidt zaken van visie, dus dit zegt alleen dat iemand twee onderwerpen "
            "verbindt; vraag naar de rest",
        ),
    },
    "helping": {
        "en": CriterionWords(
            "Helps others",
            "answers, and people whose question they were the first to answer",
            "help that is given in person or by telephone, and whether the answer was right",
        ),
        "nl": CriterionWords(
            "Helpt anderen",
            "antwoorden, en mensen van wie iemand als eerste de vraag beantwoordde",
            "hulp van mens tot mens of aan de telefoon, en of het antwoord klopte",
        ),
    },
    "island": {
        "en": CriterionWords(
            "Goes beyond their own island",
            "how evenly ties reach other communities, and first answers to another unit or to outsiders",
            "contacts outside the channels that were imported",
        ),
        "nl": CriterionWords(
            "Komt van het eigen eiland af",
            "hoe gelijkmatig banden over andere community’s verdeeld zijn, en eerste antwoorden aan een andere afdeling of "
            "aan externen",
            "contacten buiten de geïmporteerde kanalen",
        ),
    },
    "tools": {
        "en": CriterionWords(
            "Knows the tools",
            "channels and kinds of channel used",
            "how well somebody works with them",
        ),
        "nl": CriterionWords(
            "Kent de middelen",
            "gebruikte kanalen en soorten kanalen",
            "hoe goed iemand ermee omgaat",
        ),
    },
}
_EVIDENCE: dict[str, dict[Language, str]] = {
    "passion": {
        "en": "Contributed in {active} of {weeks} weeks and began {started} conversations.",
        "nl": "Droeg bij in {active} van {weeks} weken; gesprekken begonnen: {started}.",
    },
    "position": {
        "en": "Among the first five in {top_skills} skills; writes about {told_skills} skills more than once.",
        "nl": "Vaardigheden waarin bij de eerste vijf: {top_skills}; waarover vaker geschreven: {told_skills}.",
    },
    "vision": {
        "en": "Knows about {first_name} ({first} %) and {second_name} ({second} %).",
        "nl": "Heeft verstand van {first_name} ({first} %) en {second_name} ({second} %).",
    },
    "vision.one": {
        "en": "Knows about one topic group at most.",
        "nl": "Heeft verstand van hooguit één groep onderwerpen.",
    },
    "helping": {
        "en": "Gave {answers} answers and was the first to answer {helped} people.",
        "nl": "Antwoorden gegeven: {answers}; mensen als eerste geantwoord: {helped}.",
    },
    "island": {
        "en": "Participation coefficient {participation}; {crossing} first answers to another unit or side.",
        "nl": "Participatiecoëfficiënt {participation}; eerste antwoorden aan een andere afdeling of kant: {crossing}.",
    },
    "island.few": {
        "en": "Fewer than five ties; {crossing} first answers to another unit or side.",
        "nl": "Minder dan vijf banden; eerste antwoorden aan een andere afdeling of kant: {crossing}.",
    },
    "tools": {
        "en": "Used {channels} channels of {kinds} kinds.",
        "nl": "Kanalen gebruikt: {channels}; soorten kanalen: {kinds}.",
    },
}


def evidence_sentence(criterion: str, params: Mapping[str, Any], language: Language = "en") -> str:
    """What speaks for somebody in words; ``params`` as :meth:`Signals.evidence` gives them, with group names.

    >>> evidence_sentence("tools", {"channels": 3, "kinds": 2})
    'Used 3 channels of 2 kinds.'
    """
    key = criterion
    if criterion == "vision" and not params["second"]:
        key = "vision.one"
    if criterion == "island" and params["participation"] is None:
        key = "island.few"
    shown = {name: _shown(value, language) for name, value in params.items()}
    return _EVIDENCE[key][language].format(**shown)


def _shown(value: Any, language: Language) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", "," if language == "nl" else ".")
    return str(value)

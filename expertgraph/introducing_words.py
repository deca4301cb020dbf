"""What introductions say, in English and Dutch: why a step can be made, and the mails that go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "nl"]

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
        "november", "december",
    ),
}  # fmt: skip
ACTS: dict[str, dict[Language, str]] = {
    "answer": {"en": "answers", "nl": "antwoorden"},
    "reply": {"en": "replies", "nl": "reacties"},
    "message": {"en": "messages", "nl": "berichten"},
    "mention": {"en": "mentions", "nl": "vermeldingen"},
    "meeting": {"en": "meetings", "nl": "ontmoetingen"},
    "review": {"en": "reviews of each other's work", "nl": "beoordelingen van elkaars werk"},
    "coauthor": {"en": "work written together", "nl": "samen geschreven werk"},
    "tie": {"en": "working together", "nl": "samenwerken"},
    "recommendation": {"en": "recommendations", "nl": "aanbevelingen"},
    "thanks": {"en": "thanks", "nl": "dank"},
    "reaction": {"en": "emoji", "nl": "emoji"},
    "invitation": {"en": "invitations", "nl": "uitnodigingen"},
    "threads": {"en": "taking part in the same conversations", "nl": "deelnemen aan dezelfde gesprekken"},
}
"""What two people may have between them, by kind of act; the commonest is named first."""
PLACES: dict[str, dict[Language, str]] = {
    "forum": {"en": "in a forum", "nl": "op een forum"},
    "chat": {"en": "in chat", "nl": "in de chat"},
    "mail": {"en": "by mail", "nl": "per mail"},
    "social": {"en": "on a social network", "nl": "op een sociaal netwerk"},
    "event": {"en": "at an event", "nl": "op een bijeenkomst"},
    "meeting": {"en": "in a meeting", "nl": "in een overleg"},
    "code": {"en": "in code", "nl": "in code"},
    "crm": {"en": "in the customer records", "nl": "in het klantsysteem"},
}
_AND: dict[Language, str] = {"en": " and ", "nl": " en "}
_LAST: dict[Language, str] = {"en": ", last in {month}", "nl": ", laatst in {month}"}
_CONTACT: dict[Language, str] = {
    "en": "{name} has {other} as a contact",
    "nl": "{name} heeft {other} als contact",
}


def reason(before: str, step: Any, language: Language) -> str:
    """Why the person before can introduce to this step: kinds of acts, kind of channel, month of last contact.

    ``step`` is a step of a way (see ``answers/path.py``); empty for the first one.
    """
    if step.p is None:
        return ""
    if step.contact:
        return _CONTACT[language].format(name=before, other=step.name)
    named = [ACTS[act][language] for act in step.acts if act in ACTS] or [ACTS["threads"][language]]
    text = _listed(named, language)
    if step.channel in PLACES:
        text += " " + PLACES[step.channel][language]
    if step.last_month:
        year, month = step.last_month.split("-")
        text += _LAST[language].format(month=f"{MONTHS[language][int(month) - 1]} {year}")
    return text[0].upper() + text[1:]


def _listed(named: Sequence[str], language: Language) -> str:
    return _AND[language].join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


@dataclass(frozen=True, slots=True)
class Words:
    """A mail: its subject, the lines before what was said, and why somebody gets it; names are filled in."""

    subject: str
    lines: tuple[str, ...]

    def filled(self, **names: str) -> Words:
        """The same with names filled in."""
        return Words(self.subject.format(**names), tuple(line.format(**names) for line in self.lines))


MAILS: dict[str, dict[Language, Words]] = {
    "asked": {
        "en": Words(
            "{asker} asks you for an introduction to {after}",
            (
                "{asker} would like to meet {target}, and you know {after}. What for stands below.",
                (
                    "You decide. {target} learns of this only once everybody in between agreed, and nobody learns your "
                    "reason if you say no."
                ),
            ),
        ),
        "nl": Words(
            "{asker} vraagt u om een introductie bij {after}",
            (
                "{asker} wil graag kennismaken met {target}, en u kent {after}. Waarvoor staat hieronder.",
                (
                    "U beslist. {target} hoort dit pas als iedereen ertussen ja heeft gezegd, en niemand hoort uw reden als "
                    "u nee zegt."
                ),
            ),
        ),
    },
    "introduced": {
        "en": Words("{middle} introduces {asker} to you", ("{middle} would like you to meet {asker}.",)),
        "nl": Words("{middle} stelt {asker} aan u voor", ("{middle} laat u graag kennismaken met {asker}.",)),
    },
    "agreed": {
        "en": Words("{middle} introduces you to {target}", ("{middle} said yes, and {target} knows of it.",)),
        "nl": Words(
            "{middle} stelt u voor aan {target}", ("{middle} heeft ja gezegd, en {target} weet ervan.",)
        ),
    },
    "agreed-contact": {
        "en": Words(
            "{middle} introduces you to {target}", ("{middle} said yes, and writes to {target} for you.",)
        ),
        "nl": Words(
            "{middle} stelt u voor aan {target}",
            ("{middle} heeft ja gezegd, en schrijft {target} voor u aan.",),
        ),
    },
    "declined": {
        "en": Words("Not this time: {target}", ("The introduction to {target} will not happen this time.",)),
        "nl": Words("Deze keer niet: {target}", ("De introductie bij {target} gaat deze keer niet door.",)),
    },
}
LINK: dict[Language, str] = {"en": "See the introductions", "nl": "De introducties bekijken"}
FOOT: dict[Language, str] = {
    "en": "You get this mail because you take part in an introduction, or were asked for one.",
    "nl": "U krijgt deze mail omdat u meedoet met een introductie, of om een introductie bent gevraagd.",
}

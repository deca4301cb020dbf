"""What introductions say, in English and Dutch: why a step can be made, and the mails that go out."""

from __future__ import annotations

from collections.abc import Sequence
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
    "reaction": {"en": "thumbs and other marks", "nl": "duimen en andere tekens"},
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


MAILS: dict[str, dict[Language, tuple[str, str]]] = {
    "asked": {
        "en": (
            "{asker} asks you for an introduction",
            (
                "{asker} would like to get to know {target}, and you may be able to introduce them.\n\n"
                "What for:\n{need}\n{note}\n"
                "You decide: {target} learns of this only if you agree, and nobody learns why if you do not.\n{link}"
            ),
        ),
        "nl": (
            "{asker} vraagt je om een introductie",
            (
                "{asker} wil graag kennismaken met {target}, en jij kunt hen misschien aan elkaar voorstellen.\n\n"
                "Waarvoor:\n{need}\n{note}\n"
                "Jij beslist: {target} hoort dit alleen als je ja zegt, en niemand hoort waarom als je dat niet doet.\n"
                "{link}"
            ),
        ),
    },
    "introduced": {
        "en": (
            "{middle} introduces {asker} to you",
            "{middle} would like you to meet {asker}{address}.\n\nWhat for:\n{need}\n{note}\n{link}",
        ),
        "nl": (
            "{middle} stelt {asker} aan je voor",
            "{middle} wil je graag laten kennismaken met {asker}{address}.\n\nWaarvoor:\n{need}\n{note}\n{link}",
        ),
    },
    "agreed": {
        "en": ("{middle} introduces you to {target}", "{middle} said yes.{note}\n{link}"),
        "nl": ("{middle} stelt je voor aan {target}", "{middle} zei ja.{note}\n{link}"),
    },
    "declined": {
        "en": (
            "Not this time: the introduction to {target}",
            "The introduction to {target} will not happen this time.{note}\n{link}",
        ),
        "nl": (
            "Deze keer niet: de introductie bij {target}",
            "De introductie bij {target} gaat deze keer niet door.{note}\n{link}",
        ),
    },
}
"""Subject and text of each mail."""


def mail(kind: str, language: Language, **said: str) -> tuple[str, str]:
    """Subject and text of a mail about an introduction."""
    subject, text = MAILS[kind][language]
    return subject.format(**said), text.format(**said).strip() + "\n"

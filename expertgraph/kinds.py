"""Each kind of interaction, declared once: its phrases, weight and sentence, read by mathematics and pages alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InteractionKind:
    """One kind of directed act.

    ``weight`` is w(type) of the tie strength (dimensionless); ``answers`` says that the act counts as
    answering somebody; ``contact`` that it is an undated weak tie, never mixed into the strength.
    ``forth`` and ``back`` are the phrases from actor to target and the other way, per language.
    """

    name: str
    weight: float
    forth: dict[str, str]
    back: dict[str, str]
    answers: bool = False
    contact: bool = False


_ALL = (
    InteractionKind(
        "reply",
        1.0,
        {"en": "replied to", "nl": "reageerde op"},
        {"en": "got a reply from", "nl": "kreeg een reactie van"},
        answers=True,
    ),
    InteractionKind(
        "answer",
        1.0,
        {"en": "answered", "nl": "beantwoordde een vraag van"},
        {"en": "got an answer from", "nl": "kreeg antwoord van"},
        answers=True,
    ),
    InteractionKind(
        "mention",
        1.0,
        {"en": "mentioned", "nl": "noemde"},
        {"en": "was mentioned by", "nl": "werd genoemd door"},
    ),
    InteractionKind(
        "message",
        1.0,
        {"en": "wrote to", "nl": "schreef aan"},
        {"en": "got a message from", "nl": "kreeg een bericht van"},
    ),
    InteractionKind(
        "reaction",
        0.2,
        {"en": "reacted to", "nl": "gaf een reactie aan"},
        {"en": "got a reaction from", "nl": "kreeg een duim van"},
    ),
    InteractionKind(
        "thanks",
        0.2,
        {"en": "thanked", "nl": "bedankte"},
        {"en": "was thanked by", "nl": "werd bedankt door"},
    ),
    InteractionKind(
        "contact",
        0.0,
        {"en": "knows", "nl": "kent"},
        {"en": "is known by", "nl": "is een contact van"},
        contact=True,
    ),
    InteractionKind(
        "meeting",
        1.0,
        {"en": "met with", "nl": "sprak"},
        {"en": "met with", "nl": "sprak"},
    ),
    InteractionKind(
        "review",
        1.0,
        {"en": "reviewed work of", "nl": "beoordeelde werk van"},
        {"en": "was reviewed by", "nl": "werd beoordeeld door"},
        answers=True,
    ),
    InteractionKind(
        "coauthor",
        1.0,
        {"en": "wrote together with", "nl": "schreef samen met"},
        {"en": "wrote together with", "nl": "schreef samen met"},
    ),
    InteractionKind(
        "tie",
        1.0,
        {"en": "works with", "nl": "werkt samen met"},
        {"en": "works with", "nl": "werkt samen met"},
    ),
    InteractionKind(
        "recommendation",
        1.0,
        {"en": "recommended", "nl": "beval aan"},
        {"en": "was recommended by", "nl": "werd aanbevolen door"},
    ),
    InteractionKind(
        "invitation",
        0.2,
        {"en": "invited", "nl": "nodigde uit"},
        {"en": "was invited by", "nl": "werd uitgenodigd door"},
    ),
)

INTERACTIONS: dict[str, InteractionKind] = {kind.name: kind for kind in _ALL}

ITEM_KINDS = ("question", "answer", "post", "reply", "edit")
CHANNEL_KINDS = ("forum", "chat", "mail", "social", "event", "meeting", "code", "crm")
VISIBILITIES = ("open", "members", "private")
OWNERSHIPS = ("own", "core", "outpost")
PERSON_KINDS = ("employee", "external", "bot", "unknown")

"""What mails about a question say, in English and Dutch; steps without words of their own here say their sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A mail: its subject, the lines before what was said, and those that come with the link where there is one;
    ``{title}`` and names are filled in."""

    subject: str
    lines: tuple[str, ...]
    with_link: tuple[str, ...] = ()


TO_TARGET: dict[str, dict[str, Words]] = {
    "asked": {
        "en": Words(
            "A question for you: {title}",
            ("{actor} thinks that you can help with this question.", "{customer}"),
        ),
        "nl": Words(
            "Een vraag voor u: {title}", ("{actor} denkt dat u met deze vraag kunt helpen.", "{customer}")
        ),
    },
    "reminded": {
        "en": Words(
            "Reminder: {title}",
            ("This question waits for you. If you cannot help, say so, and somebody else is asked.",),
        ),
        "nl": Words(
            "Herinnering: {title}",
            ("Deze vraag wacht op u. Kunt u niet helpen, zeg dat dan; dan wordt iemand anders gevraagd.",),
        ),
    },
    "raised": {
        "en": Words("Nobody took it: {title}", ("Nobody took this question. Can you find somebody for it?",)),
        "nl": Words(
            "Niemand pakte het op: {title}", ("Niemand pakte deze vraag op. Kunt u er iemand voor vinden?",)
        ),
    },
    "thanked": {
        "en": Words("Thank you: {title}", ("{actor} thanks you for your answer.",)),
        "nl": Words("Dank u: {title}", ("{actor} bedankt u voor uw antwoord.",)),
    },
    "accepted": {
        "en": Words("Your answer was accepted: {title}", ("{actor} accepted your answer.",)),
        "nl": Words("Uw antwoord is geaccepteerd: {title}", ("{actor} accepteerde uw antwoord.",)),
    },
}
"""To whom a step concerns; ``asked`` is for everybody whom a question is put to, whichever way."""

NEWS = {
    "en": {"asker": "Your question: {title}", "other": "About the question: {title}"},
    "nl": {"asker": "Uw vraag: {title}", "other": "Over de vraag: {title}"},
}
"""Subjects of mails that tell a step's sentence."""

TO_CUSTOMER: dict[str, dict[str, Words]] = {
    "received": {
        "en": Words(
            "We received your question: {title}",
            ("Dear {name},", "We received your question and look for somebody who can answer it."),
            (
                "Follow it here. The link is yours alone: whoever has it can read your question and its answers.",
            ),
        ),
        "nl": Words(
            "We hebben uw vraag ontvangen: {title}",
            ("Geachte {name},", "We hebben uw vraag ontvangen en zoeken iemand die hem kan beantwoorden."),
            (
                "Volg de vraag hier. De link is alleen voor u: wie hem heeft, kan uw vraag en de antwoorden lezen.",
            ),
        ),
    },
    "answered": {
        "en": Words(
            "An answer to your question: {title}",
            ("Dear {name},", "{actor} answered your question:"),
            ("Did it help? Say so here, or ask on.",),
        ),
        "nl": Words(
            "Een antwoord op uw vraag: {title}",
            ("Geachte {name},", "{actor} beantwoordde uw vraag:"),
            ("Hielp het? Zeg het hier, of vraag verder.",),
        ),
    },
    "closed": {
        "en": Words(
            "Your question is closed: {title}",
            ("Dear {name},", "Your question is closed."),
            ("Is something still unclear? You can open it again here.",),
        ),
        "nl": Words(
            "Uw vraag is afgesloten: {title}",
            ("Geachte {name},", "Uw vraag is afgesloten."),
            ("Is er nog iets onduidelijk? U kunt de vraag hier weer openen.",),
        ),
    },
    "withdrawn": {
        "en": Words("Your question was withdrawn: {title}", ("Dear {name},", "Your question was withdrawn.")),
        "nl": Words("Uw vraag is ingetrokken: {title}", ("Geachte {name},", "Uw vraag is ingetrokken.")),
    },
    "link": {
        "en": Words(
            "A new link to your question: {title}",
            ("Dear {name},", "The old link to your question does not work any more."),
            ("Here is a new one. It is yours alone: whoever has it can read your question and its answers.",),
        ),
        "nl": Words(
            "Een nieuwe link naar uw vraag: {title}",
            ("Geachte {name},", "De oude link naar uw vraag werkt niet meer."),
            (
                "Hier is een nieuwe. Hij is alleen voor u: wie hem heeft, kan uw vraag en de antwoorden lezen.",
            ),
        ),
    },
}

CUSTOMER_BEHIND = {
    "en": "A customer stands behind it and will read the answer, with your name.",
    "nl": "Er staat een klant achter, die het antwoord met uw naam zal lezen.",
}
LINK = {"en": "See the question", "nl": "Bekijk de vraag"}
FOOT = {
    "staff": {
        "en": "You get this mail because you take part in a question, or were asked for your help.",
        "nl": "U krijgt deze mail omdat u meedoet met een vraag, of om hulp bent gevraagd.",
    },
    "customer": {
        "en": "You get this mail because your question was written down for you.",
        "nl": "U krijgt deze mail omdat uw vraag voor u is genoteerd.",
    },
}
SOMEBODY = {"en": "Somebody", "nl": "Iemand"}
"""The owner of the store, who asks under no name."""

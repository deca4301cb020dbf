"""What the desk says, in every language: the names of its sorts, each entry's reason and action, suggested words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("en", "nl")
Told = dict[str, str]
"""A sentence by language."""

TITLES: dict[str, Told] = {
    "question": {"en": "Questions that nobody took", "nl": "Vragen die niemand oppakte"},
    "unanswered": {"en": "Questions without an answer", "nl": "Vragen zonder antwoord"},
    "welcome": {"en": "First contributions to welcome", "nl": "Eerste bijdragen om welkom te heten"},
    "step": {"en": "Ready for the next step", "nl": "Klaar voor de volgende stap"},
    "thank": {"en": "To thank", "nl": "Om te bedanken"},
    "post": {"en": "Posts worth a word", "nl": "Berichten die een woord waard zijn"},
    "twice": {"en": "Asked twice", "nl": "Twee keer gevraagd"},
    "cool": {"en": "Conversations that cool down", "nl": "Gesprekken die stilvallen"},
    "drift": {"en": "Channels drifting outward", "nl": "Kanalen die naar buiten schuiven"},
}
_REASONS: dict[str, Told] = {
    "question": {
        "en": "Nobody answered it, or said that they will.",
        "nl": "Niemand beantwoordde deze vraag, of zei dat te gaan doen.",
    },
    "unanswered": {
        "en": "Nobody else wrote under it in {days} days.",
        "nl": "In {days} dagen schreef niemand anders eronder.",
    },
    "unanswered.1": {
        "en": "Nobody else wrote under it since yesterday.",
        "nl": "Sinds gisteren schreef niemand anders eronder.",
    },
    "welcome": {
        "en": "Their first contribution on a channel of ours.",
        "nl": "De eerste bijdrage op een eigen kanaal.",
    },
    "step.accepted": {
        "en": "Said yes to {programme}: now a training.",
        "nl": "Zei ja tegen {programme}: nu een training.",
    },
    "step.candidate": {
        "en": "Fits what {programme} looks for, and was not asked yet.",
        "nl": "Past bij wat {programme} zoekt, en is nog niet gevraagd.",
    },
    "step.training": {
        "en": "In training for {programme}: ask how it goes, and what they take up.",
        "nl": "In training voor {programme}: vraag hoe het gaat, en wat nu wordt opgepakt.",
    },
    "thank.0": {
        "en": "Is one of the core now: people who are there nearly every week.",
        "nl": "Hoort nu bij de kern: mensen die er bijna elke week zijn.",
    },
    "thank.1": {
        "en": "Is one of the active people now.",
        "nl": "Hoort nu bij de actieve mensen.",
    },
    "post": {
        "en": "A new post. A word back is why people write again.",
        "nl": "Een nieuw bericht. Door een woord terug schrijven mensen weer.",
    },
    "twice.answered": {
        "en": "Somebody asked the same before, and got an answer: “{earlier}”.",
        "nl": "Iemand vroeg dit eerder, en kreeg antwoord: ‘{earlier}’.",
    },
    "twice.open": {
        "en": "Somebody asked the same before: “{earlier}”.",
        "nl": "Iemand vroeg dit eerder: ‘{earlier}’.",
    },
    "cool": {
        "en": "Several people talked here; for a week nothing was added.",
        "nl": "Meerdere mensen praatten hier; al een week kwam er niets bij.",
    },
    "cool.people": {
        "en": "About {people} people talked here; for a week nothing was added.",
        "nl": "Ongeveer {people} mensen praatten hier; al een week kwam er niets bij.",
    },
    "drift": {
        "en": "In the last {weeks} weeks more of it came from people further out than in the {weeks} before: "
        "newcomers found it, or the regulars talk elsewhere. About {people} people.",
        "nl": "In de laatste {weeks} weken kwam er meer van mensen verder buiten de kern dan in de {weeks} ervoor: "
        "nieuwkomers vonden het kanaal, of de vaste mensen praten elders. Ongeveer {people} mensen.",
    },
}
_ACTIONS: dict[str, Told] = {
    "question": {"en": "Put it to somebody", "nl": "Leg de vraag voor"},
    "unanswered": {"en": "Find who knows", "nl": "Zoek wie het weet"},
    "welcome": {"en": "Say welcome", "nl": "Heet welkom"},
    "step": {"en": "Open the programme", "nl": "Open het programma"},
    "thank": {"en": "See who it is", "nl": "Bekijk wie het is"},
    "post": {"en": "Reply there", "nl": "Reageer daar"},
    "twice": {"en": "Point to the earlier one", "nl": "Wijs op de eerdere"},
    "cool": {"en": "Ask how it ended", "nl": "Vraag hoe het afliep"},
    "drift": {"en": "Look at the channel", "nl": "Bekijk het kanaal"},
    "welcome.elsewhere": {"en": "See who it is", "nl": "Bekijk wie het is"},
    "post.elsewhere": {"en": "See who wrote it", "nl": "Bekijk wie het schreef"},
    "twice.elsewhere": {"en": "Find who knows", "nl": "Zoek wie het weet"},
    "cool.elsewhere": {"en": "Find who knows about it", "nl": "Zoek wie er meer van weet"},
}
"""``elsewhere``: the address of the post itself is not known."""
_SUGGESTED: dict[str, Told] = {
    "welcome": {
        "en": "Welcome, {name}! Good that you wrote about “{title}”. Tell us what you work on, and ask whatever is "
        "unclear: somebody here will know.",
        "nl": "Welkom, {name}! Fijn dat je over ‘{title}’ schreef. Vertel gerust waar je aan werkt, en vraag wat niet "
        "duidelijk is: er is hier vast iemand die het weet.",
    },
    "thank": {
        "en": "Thank you, {name}, for what you bring in here. It is noticed, and others build on it.",
        "nl": "Dank je wel, {name}, voor wat je hier inbrengt. Het valt op, en anderen bouwen erop voort.",
    },
}


def reason(sort: str, about: Mapping[str, Any]) -> Told:
    """Why an entry stands on the desk.

    >>> reason("cool", {"people": None})["en"]
    'Several people talked here; for a week nothing was added.'
    """
    return _filled(_REASONS[_case(sort, about)], about)


def _case(sort: str, about: Mapping[str, Any]) -> str:
    if sort == "step":
        return f"step.{about['step']}"
    if sort == "thank":
        return f"thank.{about['ring']}"
    if sort == "twice":
        return "twice.answered" if about["answered"] else "twice.open"
    if sort == "cool" and about["people"] is not None:
        return "cool.people"
    return "unanswered.1" if sort == "unanswered" and about["days"] == 1 else sort


def action(sort: str, *, there: bool) -> Told:
    """What the one action of an entry is called; ``there``: it leads to the post itself."""
    return dict(_ACTIONS[sort if there or f"{sort}.elsewhere" not in _ACTIONS else f"{sort}.elsewhere"])


def suggested(sort: str, name: str, title: str) -> Told:
    """Words to begin with, to be changed by whoever sends them; none for most sorts."""
    said = _SUGGESTED.get(sort)
    return {} if said is None else _filled(said, {"name": first_name(name), "title": title})


def first_name(name: str) -> str:
    """How somebody is addressed: the first word of a name, or all of one that is written the other way around.

    >>> first_name("Anna de Vries"), first_name("Vries, Anna de")
    ('Anna', 'Vries, Anna de')
    """
    words = name.split()
    return name if "," in name or not words else words[0]


def _filled(said: Told, about: Mapping[str, Any]) -> Told:
    return {language: text.format_map(about) for language, text in said.items()}

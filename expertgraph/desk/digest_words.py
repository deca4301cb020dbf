"""The digest in words: the same sections for page, mail and Markdown, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from expertgraph.answers.digest import Digest, DigestPost, GrownChannel, WeekFigure
from expertgraph.desk.words import LANGUAGES, Told


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: ``text``, with a link if there is one, and what stands beside it."""

    text: str
    link: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the digest: some words, a table (its first row is the heading), or a list; any of them may be empty."""

    title: str
    words: str = ""
    table: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


_SAID: dict[str, Told] = {
    "title": {"en": "The community in week {week}", "nl": "De community in week {week}"},
    "span": {"en": "{first} to {last}", "nl": "{first} tot en met {last}"},
    "numbers": {"en": "In numbers", "nl": "In cijfers"},
    "now": {"en": "this week", "nl": "deze week"},
    "before": {"en": "the week before", "nl": "de week ervoor"},
    "usual": {"en": "usual", "nl": "gewoonlijk"},
    "figure": {"en": "figure", "nl": "cijfer"},
    "people": {"en": "people who contributed", "nl": "mensen die bijdroegen"},
    "contributions": {"en": "contributions", "nl": "bijdragen"},
    "threads": {"en": "new conversations", "nl": "nieuwe gesprekken"},
    "answers": {"en": "reactions to others", "nl": "reacties op anderen"},
    "newcomers": {"en": "people for the first time", "nl": "mensen voor het eerst"},
    "answered": {
        "en": "questions of the week before, answered within 7 days",
        "nl": "vragen van de week ervoor, beantwoord binnen 7 dagen",
    },
    "hours": {"en": "hours until their first answer, median", "nl": "uren tot het eerste antwoord, mediaan"},
    "rounded": {
        "en": "On open channels of our own. People are rounded to 5; a dash stands where there are too few to tell. "
        "Usual is the median of the eight weeks before.",
        "nl": "Op eigen, open kanalen. Mensen zijn afgerond op 5; een streepje staat waar het er te weinig zijn om "
        "te zeggen. Gewoonlijk is de mediaan van de acht weken ervoor.",
    },
    "entered": {"en": "Closer to the heart", "nl": "Dichter bij de kern"},
    "entered.words": {
        "en": "They came into the core or became active. Thank you!",
        "nl": "Zij kwamen in de kern of werden actief. Dank jullie wel!",
    },
    "ring.0": {"en": "core", "nl": "kern"},
    "ring.1": {"en": "active", "nl": "actief"},
    "reading": {"en": "Answered, and worth reading", "nl": "Beantwoord, en het lezen waard"},
    "waiting": {"en": "Who knows?", "nl": "Wie weet het?"},
    "waiting.words": {
        "en": "Nobody has answered these yet. A guess helps too.",
        "nl": "Nog niemand beantwoordde deze vragen. Een vermoeden helpt ook.",
    },
    "grown": {"en": "Channels that grew", "nl": "Kanalen die groeiden"},
    "grown.note": {
        "en": "about {now} people in four weeks, {before} in the four before",
        "nl": "ongeveer {now} mensen in vier weken, {before} in de vier ervoor",
    },
    "grown.new": {
        "en": "about {now} people in four weeks, few in the four before",
        "nl": "ongeveer {now} mensen in vier weken, weinig in de vier ervoor",
    },
    "thanks": {"en": "Thanks to", "nl": "Met dank aan"},
    "thanks.words": {
        "en": "They were the first to answer somebody this week.",
        "nl": "Zij gaven deze week iemand het eerste antwoord.",
    },
    "nothing": {"en": "A quiet week", "nl": "Een rustige week"},
    "nothing.words": {
        "en": "There is nothing to tell of this week: nothing was written on open channels, or by too few people to "
        "tell. Results come with the next import and analysis.",
        "nl": "Over deze week is niets te zeggen: op open kanalen is niets geschreven, of door te weinig mensen. "
        "Resultaten komen met de volgende import en analyse.",
    },
    "foot": {
        "en": "Everything in here is what every colleague may see: open channels, counts of groups, and the names of "
        "those who carry the community.",
        "nl": "Alles hierin mag elke collega zien: open kanalen, aantallen per groep, en de namen van wie de community "
        "draagt.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """A phrase in a language."""
    return _SAID[key][language if language in LANGUAGES else "en"].format(**values)


def title(digest: Digest, language: str) -> str:
    """What the digest is called."""
    return say("title", language, week=int(digest.week[-2:]))


def span(digest: Digest, language: str) -> str:
    """The days it is about."""
    return say(
        "span", language, first=_day(digest.begin, language), last=_day(digest.end - 1, language, year=True)
    )


def _day(at: int, language: str, *, year: bool = False) -> str:
    return format_date(
        datetime.fromtimestamp(at, UTC).date(), "d MMMM y" if year else "d MMMM", locale=language
    )


def sections(digest: Digest, language: str, base: str | None = "") -> list[Section]:
    """The digest as sections; ``base`` is the address of the pages for links to them (None: unknown, no such links)."""
    found = list(_sections(digest, language, base))
    return found or [Section(say("nothing", language), say("nothing.words", language))]


def _sections(digest: Digest, language: str, base: str | None) -> Iterator[Section]:
    if any(
        each is not None for figure in digest.figures for each in (figure.now, figure.before, figure.usual)
    ):
        heading = tuple(say(key, language) for key in ("figure", "now", "before", "usual"))
        rows = [heading, *(_row(figure, language) for figure in digest.figures)]
        yield Section(say("numbers", language), say("rounded", language), rows)
    if digest.entered:
        people = [
            Line(each.name, _person(each.person, base), say(f"ring.{each.ring}", language))
            for each in digest.entered
        ]
        yield Section(say("entered", language), say("entered.words", language), lines=people)
    if digest.answered:
        yield Section(say("reading", language), lines=[_post(each) for each in digest.answered])
    if digest.waiting:
        lines = [_post(each) for each in digest.waiting]
        yield Section(say("waiting", language), say("waiting.words", language), lines=lines)
    if digest.grown:
        channels = [Line(each.name, note=_growth(each, language)) for each in digest.grown]
        yield Section(say("grown", language), lines=channels)
    if digest.thanks:
        thanked = [Line(each.name, _person(each.person, base)) for each in digest.thanks]
        yield Section(say("thanks", language), say("thanks.words", language), lines=thanked)


def _row(figure: WeekFigure, language: str) -> tuple[str, ...]:
    values = (figure.now, figure.before, figure.usual)
    return (say(figure.name, language), *(_value(figure.name, each, language) for each in values))


def _value(name: str, value: float | None, language: str) -> str:
    if value is None:
        return "–"
    if name == "answered":
        return format_percent(value, format="#,##0%", locale=language)
    return format_decimal(value, format="#,##0.0" if name == "hours" else "#,##0", locale=language)


def _growth(channel: GrownChannel, language: str) -> str:
    key = "grown.new" if channel.before is None else "grown.note"
    return say(key, language, now=channel.now, before=channel.before)


def _post(post: DigestPost) -> Line:
    return Line(post.title, post.url, post.channel.name)


def _person(person: str, base: str | None) -> str | None:
    return None if base is None else f"{base}/p/{quote(person, safe=':@')}"

"""What is said: questions, answers, thanks and remarks in somebody's language, no two longer ones alike."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from expertgraph.sample.dice import Dice
from expertgraph.sample.grammar import Environment, expand
from expertgraph.sample.organisation import PROJECTS, SITES
from expertgraph.sample.topics import Case, Topic

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_DAYS = {
    "nl": "maandag dinsdag woensdag donderdag vrijdag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday".split(),
}
_TEAMS = ("Oost", "Noord", "Delta", "Haven", "Polder", "Brug", "Kwartier", "Horizon")
_ADDRESSED = re.compile(r"^@(\S+) ")
_SHORT = 32
"""Characters below which a text may occur again: thanks are thanks."""


def addressed(text: str) -> tuple[bool, str]:
    """(does the text begin with @Name, the text without it)."""
    match = _ADDRESSED.match(text)
    return (True, text[match.end() :]) if match else (False, text)


@dataclass(slots=True)
class Talk:
    """The words of one thread: its case, what was chosen in it, and which answers are still unused."""

    topic: Topic
    language: str
    case: Case
    chosen: Environment
    left: list[str] = field(default_factory=list)


class Voice:
    """Puts texts together and remembers them; ``said`` is what was said before it began."""

    def __init__(self, seed: int, purpose: str = "voice", said: Iterable[str] = ()) -> None:
        self._dice = Dice(seed, purpose)
        self._said = {addressed(text)[1] for text in said}
        self._titles: set[str] = set()
        self._turn: dict[tuple[str, str], int] = {}
        file = Path(__file__).with_name("phrases.toml")
        self._phrases: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text("utf-8"))

    def question(self, topic: Topic, language: str, month: int, year: int) -> tuple[Talk, str, str]:
        """(the talk it opens, title, text)."""
        cases = topic.cases[language]
        turn = self._turn.get((topic.key, language), self._dice.randrange(len(cases)))
        self._turn[(topic.key, language)] = turn + 1
        case = cases[turn % len(cases)]
        talk = Talk(topic, language, case, self._situation(language, month, year))
        title = self._titled(expand(case.title, talk.chosen, self._dice), talk)
        text = expand(case.question, talk.chosen, self._dice)
        if self._dice.chance(0.55):
            text = f"{text} {self._say('context', talk, '')}"
        talk.left = list(case.answers)
        self._dice.shuffle(talk.left)
        return talk, title, self._fresh(text, "context", talk)

    def answer(self, talk: Talk, to: str, level: int) -> str:
        """An answer by somebody who knows (level 3 or more); one who does not can only add to it."""
        if level < 3 or (not talk.left and self._dice.chance(0.5)):
            kind = "ask_back" if self._dice.chance(0.25) else "metoo"
            return self._fresh(self._say(kind, talk, to), "metoo", talk)
        body = expand(talk.left.pop(), talk.chosen, self._dice) if talk.left else self._fact(talk)
        hello = self._say("hello", talk, to)
        parts = [hello + body]
        if self._dice.chance(0.35):
            parts.append(self._say("experience", talk, to))
        if self._dice.chance(0.25):
            parts.append(self._say("closing", talk, to))
        return self._fresh(" ".join(part for part in parts if part), "experience", talk)

    def thanks(self, talk: Talk, to: str, *, helped: bool) -> str:
        """What an asker says to whoever answered, or only asked back."""
        return self._fresh(self._say("thanks" if helped else "back", talk, to), "context", talk)

    def remark(
        self, topic: Topic, language: str, month: int, year: int, *, knows: bool
    ) -> tuple[Talk, str, str]:
        """(the talk it opens, title, text) of something told; only who knows tells of the topic."""
        talk = Talk(topic, language, topic.cases[language][0], self._situation(language, month, year))
        if not knows or self._dice.chance(0.25):
            text = self._say("chat", talk, "")
        else:
            text = self._say("tell", talk, "") + self._fact(talk)
            text = f"{text} {self._say('tell_more', talk, '')}".strip()
        text = self._fresh(text, "tell_more" if knows else "chat", talk)
        return talk, self._title(text), text

    def welcome(self, topic: Topic, language: str, name: str, month: int, year: int) -> str:
        """How somebody introduces himself or herself."""
        talk = Talk(topic, language, topic.cases[language][0], self._situation(language, month, year))
        return self._fresh(self._say("welcome", talk, name), "context", talk)

    def _titled(self, title: str, talk: Talk) -> str:
        """The title; with a project, a place or a year where it was used before."""
        for names in ((), ("project",), ("site",), ("project", "year"), ("site", "month")):
            chosen = self._situation(talk.language, self._dice.randint(1, 12), int(talk.chosen["year"]))
            found = f"{title} ({', '.join(chosen[name] for name in names)})" if names else title
            if found not in self._titles:
                break
        self._titles.add(found)
        return found

    @staticmethod
    def _title(text: str) -> str:
        words = text.split()
        return " ".join(words[:8]).rstrip(".,:;?!")

    def _situation(self, language: str, month: int, year: int) -> Environment:
        """Fresh values for the names that every thread has; ``month`` is 1..12."""
        dice = self._dice
        ago = dice.randrange(1, 10)
        return {
            "month": _MONTHS[language][(month - 1 - ago) % 12],
            "year": str(year - dice.randrange(3)),
            "weekday": dice.choice(_DAYS[language]),
            "site": dice.choice(list(SITES)),
            "project": dice.choice(PROJECTS),
            "team": dice.choice(_TEAMS),
        }

    def _say(self, kind: str, talk: Talk, to: str) -> str:
        topic, language, dice = talk.topic, talk.language, self._dice
        situation = {
            **talk.chosen,
            "to": to,
            "label": topic.labels[language],
            "term": dice.choice(topic.terms[language]),
            "weekday": dice.choice(_DAYS[language]),
            "project": dice.choice(PROJECTS),
            "site": dice.choice(list(SITES)),
            "team": dice.choice(_TEAMS),
        }
        return expand(dice.choice(self._phrases[language][kind]), situation, dice)

    def _fact(self, talk: Talk) -> str:
        return expand(self._dice.choice(talk.topic.facts[talk.language]), talk.chosen, self._dice)

    def _fresh(self, text: str, more: str, talk: Talk) -> str:
        """The text; with something added for as long as it was said before."""
        for _ in range(8):
            if addressed(text)[1] not in self._said:
                break
            if len(text) < _SHORT:
                return text
            text = f"{text} {self._say(more, talk, '')}".strip()
        self._said.add(addressed(text)[1])
        return text

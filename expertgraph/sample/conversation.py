"""Lets the people talk: who asks, who answers whom, when and where, in order of time."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from expertgraph.sample.casting import FORUM, LISTS, PUBLIC_QUESTIONS, SILO_ROOM, SLACK, SOCIAL, Cast
from expertgraph.sample.dice import Dice
from expertgraph.sample.message import ANSWER, QUESTION, REMARK, THANKS, Message
from expertgraph.sample.people import ACTIVE, CORE, OCCASIONAL, OUTPOST, Person
from expertgraph.sample.rhythm import DAY, Calendar, expected_share, moment, weeks
from expertgraph.sample.rooms import Room, Rooms
from expertgraph.sample.topics import Topic
from expertgraph.sample.voice import Talk, Voice

_OPEN_FOR = 12 * DAY
_MOST_ANSWERS = 7
_ASKS = {CORE: 0.11, ACTIVE: 0.18, OCCASIONAL: 0.42, OUTPOST: 0.45}
"""Part of somebody's contributions that opens a thread with a question, by plan."""
_REMARKS = {FORUM: 0.10, SLACK: 0.22, SILO_ROOM: 0.25, LISTS: 0.08, PUBLIC_QUESTIONS: 0.0, SOCIAL: 0.45}
"""Part that tells something instead, by system."""
_SOLE_APPEAL = 1_000.0
"""Who alone knows something answers it before anything else."""
_RATHER_TELLS = 0.55
"""How often somebody who cannot answer tells something else instead of saying so."""


@dataclass(slots=True)
class _Thread:
    talk: Talk
    opening: Message
    last: Message
    count: int = 0
    answered: dict[int, int] = field(default_factory=dict)


class Conversation:
    """Plays the whole span once; :meth:`messages` gives what was written, in order of time."""

    def __init__(
        self,
        seed: int,
        people: Sequence[Person],
        topics: Mapping[str, tuple[Topic, ...]],
        cast: Cast,
        rooms: Rooms,
        span: Calendar,
    ) -> None:
        self._dice = Dice(seed, "conversation")
        self._voice = Voice(seed)
        self._people, self._topics, self._cast, self._rooms = people, topics, cast, rooms
        self._span = span
        self._plans = {person.number: self._plan(seed, person) for person in people}
        self._threads: dict[Room, list[_Thread]] = {}
        self._by_number: dict[int, Message] = {}
        self._later: list[tuple[int, int, int, _Thread, int]] = []
        self._written: list[Message] = []
        self._talkers = {
            key: [p.number for p in people if key in p.communities and p.systems] for key in topics
        }

    def _plan(self, seed: int, person: Person) -> dict[int, int]:
        return weeks(person, self._span, Dice(seed, f"rhythm/{person.number}")) if person.homes else {}

    def messages(self) -> list[Message]:
        """Everything that was written."""
        for at, number in self._slots():
            self._catch_up(at)
            self._contribute(self._people[number], at)
        self._catch_up(self._span.end)
        return self._written

    def _slots(self) -> Iterator[tuple[int, int]]:
        """(second, person) of every planned contribution, in order of time."""
        slots = []
        for number, plan in self._plans.items():
            dice = Dice(number, f"slots/{self._dice.random()}")
            for week, amount in plan.items():
                share = expected_share(self._span, week)
                slots += [
                    (moment(self._span, week, dice), number) for _ in range(amount) if dice.chance(share)
                ]
        return iter(sorted(slots))

    def _contribute(self, person: Person, at: int) -> None:
        if person.ended is not None and at >= person.ended and person.number != self._cast.leaver:
            return
        room = self._room(person, at)
        kind = self._dice.random()
        remarks, asks = _REMARKS[room.system], _ASKS.get(person.plan, 0.6)
        if kind < remarks:
            self._remark(person, room, at)
        elif kind < remarks + asks:
            self._ask(person, room, at)
        elif not self._reply(person, room, at):
            if room.system != PUBLIC_QUESTIONS and self._dice.chance(_RATHER_TELLS):
                self._remark(person, room, at)
            else:
                self._ask(person, room, at)

    def _room(self, person: Person, at: int) -> Room:
        homes = person.homes
        if person.ended is not None and at >= person.ended:
            homes = {key: weight for key, weight in homes.items() if key != SLACK} or {SOCIAL: 1.0}
        system = self._dice.pick(homes)
        community = self._dice.pick(person.communities)
        if system == SLACK and self._dice.chance(0.03):
            return self._rooms.general
        return self._rooms.find(system, community)

    def _reply(self, person: Person, room: Room, at: int) -> bool:
        """Answers an open thread of the room, if one appeals."""
        open_ones = self._open(room, at)
        weights = {
            place: self._appeal(person, thread, at)
            for place, thread in enumerate(open_ones)
            if thread.opening.author != person.number and person.number not in thread.answered
        }
        if not any(weights.values()):
            return False
        thread = open_ones[self._dice.pick(weights)]
        knows = person.levels.get(thread.talk.topic.key, 0) >= 3
        if not knows and room.system != PUBLIC_QUESTIONS and self._dice.chance(_RATHER_TELLS):
            self._remark(person, room, at)
        else:
            self._answer(person, thread, at)
        return True

    def _open(self, room: Room, at: int) -> list[_Thread]:
        threads = self._threads.setdefault(room, [])
        fresh = [t for t in threads if at - t.opening.at < _OPEN_FOR and t.count < _MOST_ANSWERS]
        self._threads[room] = fresh
        return fresh

    def _appeal(self, person: Person, thread: _Thread, at: int) -> float:
        topic = thread.talk.topic
        level = person.levels.get(topic.key, 0)
        if topic is self._cast.sole_topic:
            return _SOLE_APPEAL if level >= 3 else 0.0
        appeal = (0.4, 0.8, 1.5, 6.0, 40.0, 60.0)[level]
        if thread.count and level < 3:
            appeal *= 0.4
        if thread.talk.language != person.language:
            appeal *= 0.5
        if self._people[thread.opening.author].plan in (CORE, ACTIVE) and person.plan == CORE:
            appeal *= 3
        return float(appeal * 0.5 ** ((at - thread.opening.at) / (3 * DAY)))

    def _answer(self, person: Person, thread: _Thread, at: int) -> None:
        level = person.levels.get(thread.talk.topic.key, 0)
        parent = thread.last if thread.count and self._dice.chance(0.25) else thread.opening
        parent = thread.opening if parent.author == person.number else parent
        to = self._people[parent.author]
        text = self._voice.answer(thread.talk, to.given, level)
        mentions = self._point_to(person, thread) if level < 3 else ()
        message = self._write(person, thread.opening.room, at, ANSWER, text, thread, parent, mentions)
        thread.answered[person.number] = message.number
        asker = thread.opening.author
        week = self._span.week_of(at)
        if week in self._plans[asker] and self._dice.chance(0.65 if level >= 3 else 0.3):
            after = at + self._dice.randrange(900, 20 * 3600)
            if after < self._span.end and self._span.week_of(after) == week:
                heapq.heappush(self._later, (after, len(self._written), asker, thread, message.number))

    def _point_to(self, person: Person, thread: _Thread) -> tuple[int, ...]:
        """Somebody who does not know names somebody who does, now and then."""
        experts = self._cast.experts[thread.talk.topic.key]
        known = [each for each in experts if each not in (person.number, thread.opening.author)]
        system = thread.opening.room.system
        known = [each for each in known if _has(self._people[each], system)]
        return (known[0],) if known and self._dice.chance(0.3) else ()

    def _ask(self, person: Person, room: Room, at: int) -> None:
        topic = self._subject(person, room, knows=False)
        language = self._language(person, room)
        when = time.gmtime(at)
        talk, title, text = self._voice.question(topic, language, when.tm_mon, when.tm_year)
        message = Message(
            len(self._written),
            at,
            person.number,
            room,
            len(self._written),
            0,
            QUESTION,
            text,
            language,
            topic,
            title,
        )
        self._keep(message)
        thread = _Thread(talk, message, message)
        self._threads.setdefault(room, []).append(thread)
        self._call_experts(thread)

    def _call_experts(self, thread: _Thread) -> None:
        """Experts who are around this week see the question; they answer most of what they know."""
        opening = thread.opening
        week = self._span.week_of(opening.at)
        likely = 0.7
        for number in self._dice.some(self._cast.experts[thread.talk.topic.key], 9):
            expert = self._people[number]
            around = week in self._plans[number] and _has(expert, opening.room.system)
            if number == opening.author or not around or not self._dice.chance(likely):
                continue
            likely *= 0.7
            after = opening.at + self._dice.randrange(600, 30 * 3600)
            if after < self._span.end and self._span.week_of(after) == week:
                heapq.heappush(self._later, (after, len(self._written), number, thread, -1))

    def _catch_up(self, at: int) -> None:
        """What was to happen before ``at``: experts' answers, and askers who come back to say thanks."""
        while self._later and self._later[0][0] < at:
            when, _, number, thread, answer = heapq.heappop(self._later)
            person = self._people[number]
            if person.ended is not None and when >= person.ended:
                continue
            if answer < 0:
                if number not in thread.answered and thread.count < _MOST_ANSWERS:
                    self._answer(person, thread, when)
            else:
                self._thank(person, thread, self._by_number[answer], when)

    def _thank(self, person: Person, thread: _Thread, answer: Message, at: int) -> None:
        knows = self._people[answer.author].levels.get(thread.talk.topic.key, 0) >= 3
        text = self._voice.thanks(thread.talk, self._people[answer.author].given, helped=knows)
        self._write(person, thread.opening.room, at, THANKS, text, thread, answer, ())
        accepted = any(self._by_number[each].accepted for each in thread.answered.values())
        if knows and not accepted and self._dice.chance(0.7):
            answer.accepted = True

    def _remark(self, person: Person, room: Room, at: int) -> None:
        topic = self._subject(person, room, knows=True)
        language = self._language(person, room)
        when = time.gmtime(at)
        knows = person.levels.get(topic.key, 0) >= 2
        talk, title, text = self._voice.remark(topic, language, when.tm_mon, when.tm_year, knows=knows)
        number = len(self._written)
        message = Message(number, at, person.number, room, number, 0, REMARK, text, language, topic, title)
        self._keep(message)
        if knows and room.system != SLACK and self._dice.chance(0.4):
            self._threads.setdefault(room, []).append(_Thread(talk, message, message))

    def _write(
        self,
        person: Person,
        room: Room,
        at: int,
        kind: str,
        text: str,
        thread: _Thread,
        parent: Message,
        mentions: tuple[int, ...],
    ) -> Message:
        opening = thread.opening
        message = Message(
            len(self._written), at, person.number, room, opening.number, thread.count + 1, kind, text,
            thread.talk.language, thread.talk.topic, opening.title, parent.number, parent.author, mentions,
        )  # fmt: skip
        thread.count += 1
        thread.last = message
        self._keep(message)
        return message

    def _keep(self, message: Message) -> None:
        self._written.append(message)
        self._by_number[message.number] = message

    def _subject(self, person: Person, room: Room, *, knows: bool) -> Topic:
        """What to speak of: experts tell of what they know, and ask about the rest."""
        community = self._dice.pick({key: person.communities.get(key, 0.02) for key in room.communities})
        weights = {}
        for place, topic in enumerate(self._topics[community]):
            level = person.levels.get(topic.key, 0)
            weights[place] = (0.3, 2, 4, 6, 8, 8)[level] if knows else (3.0, 2.0, 1.5, 0.6, 0.25, 0.15)[level]
            if topic is self._cast.sole_topic:
                weights[place] *= 8 * (level >= 3) if knows else 0.9 * (person.plan != CORE)
        return self._topics[community][self._dice.pick(weights)]

    def _language(self, person: Person, room: Room) -> str:
        """The main language; Dutch mostly where the public asks."""
        other = {"nl": "en", "en": "nl"}[person.language]
        chance = 0.1 if room.system != PUBLIC_QUESTIONS else 0.0
        return other if self._dice.chance(chance) else person.language


def _has(person: Person, system: str) -> bool:
    """May somebody answer in this system: where one writes; core people on forum and chat."""
    return system in person.homes or (
        person.plan == CORE and system in (FORUM, SLACK) and system in person.systems
    )

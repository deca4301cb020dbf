"""Gives the people their parts: rings, homes, what they know, and the stories that are to be discovered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from expertgraph.sample.dice import Dice
from expertgraph.sample.organisation import FREELANCE, OWN, PARTNER, PUBLIC, SILO, UNIVERSITY
from expertgraph.sample.people import ACTIVE, CORE, KNOWN, OCCASIONAL, OUTPOST, Person
from expertgraph.sample.rhythm import DAY, WEEK, Calendar
from expertgraph.sample.topics import Topic

FORUM, SLACK, LISTS, PUBLIC_QUESTIONS, SOCIAL, SILO_ROOM = (
    "forum",
    "slack",
    "lists",
    "public",
    "social",
    "silo",
)
SOLE_TOPICS = (("cloud", "terraform"),)
"""Where one person alone knows: the first that is there, else the first topic of the first community."""
SILO_COMMUNITIES = ("energy", "data-ai")

_STORIES = 4
"""The bridge, the sole expert, who is on leave, who left: each another one of the active."""
_CORE_HOMES = {FORUM: 0.70, SLACK: 0.20, LISTS: 0.05, PUBLIC_QUESTIONS: 0.05}
_MAIN_HOMES = {FORUM: 0.42, SLACK: 0.36, LISTS: 0.13, PUBLIC_QUESTIONS: 0.09}
_ACCOUNTS = {OWN: 0.86, PARTNER: 0.6, UNIVERSITY: 0.25, FREELANCE: 0.3, PUBLIC: 0.0}
"""Part of each organisation's people with a Slack account."""


@dataclass(slots=True)
class Cast:
    """Who plays what; persons by number, experts by topic key (the first one leads)."""

    core: list[int]
    active: list[int]
    rising: list[int]
    outpost: list[int]
    bridge: int
    sole: int
    sole_topic: Topic
    on_leave: int
    leaver: int
    experts: dict[str, list[int]]
    silo_community: str
    came_home: list[int] = field(default_factory=list)
    newcomers: list[int] = field(default_factory=list)


def cast(seed: int, found: list[Person], topics: Mapping[str, tuple[Topic, ...]], span: Calendar) -> Cast:
    """Sets plan, communities, homes and levels of everybody; returns who plays what."""
    dice = Dice(seed, "cast")
    silo_community = next((each for each in SILO_COMMUNITIES if each in topics), min(topics))
    core, active, occasional, outpost = _rings(dice, found, span.first)
    rising = [each for each in occasional if each.organisation == OWN and each.department != SILO][:5]
    for person in rising:
        person.rising = True
    for person in found:
        _settle(dice, person, list(topics), silo_community)
    bridge, sole, on_leave, leaver = _stories(active, span, list(topics))
    sole_topic = _sole_topic(topics)
    sole.communities = {sole_topic.community: 1.0}
    experts = _experts(dice, found, topics, sole, sole_topic)
    for person in (leaver, bridge, sole, on_leave, *rising):
        person.homes = {FORUM: 0.85, SLACK: 0.15}
    sole.homes = {FORUM: 0.45, SLACK: 0.55}
    leaver.homes = {FORUM: 0.8, SLACK: 0.1, SOCIAL: 0.1}
    _leave(dice, found, leaver, span)
    _accounts(dice, found)
    return Cast(
        core=[each.number for each in core],
        active=[each.number for each in active],
        rising=[each.number for each in rising],
        outpost=[each.number for each in outpost],
        bridge=bridge.number,
        sole=sole.number,
        sole_topic=sole_topic,
        on_leave=on_leave.number,
        leaver=leaver.number,
        experts=experts,
        silo_community=silo_community,
    )


def _rings(
    dice: Dice, found: list[Person], start: int
) -> tuple[list[Person], list[Person], list[Person], list[Person]]:
    """(core, active, occasional, outpost) in fixed shares.

    The core holds outsiders too; the active begin with employees of before ``start``, who carry the stories.
    """
    count = len(found)
    free = [each for each in found if each.organisation != PUBLIC and each.department != SILO]
    silent = [each for each in found if each.department == SILO]
    residents = [each for each in found if each.organisation == PUBLIC]
    for group in (free, silent, residents):
        dice.shuffle(group)
    managers = [each for each in free if each.role.startswith("Manager")]
    free = [each for each in free if not each.role.startswith("Manager")]
    core: list[Person] = []
    wanted = {OWN: round(count * 0.009), PARTNER: max(1, round(count * 0.004)), FREELANCE: 1, UNIVERSITY: 1}
    for organisation, number in wanted.items():
        core += _spread([each for each in free if each.organisation == organisation], number, core)
    rest = [each for each in free if each not in core]
    active = _spread([p for p in rest if p.organisation == OWN and p.started < start], _STORIES, [])
    rest = [each for each in rest if each not in active]
    active += _spread(rest, round(count * 0.07) - 3 - _STORIES, active) + silent[:3]
    rest = [each for each in rest if each not in active]
    third, bosses = len(residents) // 3, len(managers) // 2
    few = round(count * 0.25) - 8 - third - bosses
    occasional = rest[:few] + silent[3:11] + residents[:third] + managers[:bosses]
    outsiders = [each for each in rest[few:] if each.organisation != OWN]
    outpost = residents[third : 2 * third] + outsiders[: round(count * 0.045) - third]
    for plan, group in ((CORE, core), (ACTIVE, active), (OCCASIONAL, occasional), (OUTPOST, outpost)):
        for person in group:
            person.plan = plan
    return core, active, occasional, outpost


def _spread(people: Sequence[Person], number: int, others: Sequence[Person]) -> list[Person]:
    """So many of them, evenly over the communities, those of ``others`` counted along."""
    load = Counter(each.main for each in others)
    chosen: list[Person] = []
    waiting = list(people)
    for _ in range(min(number, len(waiting))):
        person = min(waiting, key=lambda each: load[each.main])
        waiting.remove(person)
        load[person.main] += 1
        chosen.append(person)
    return chosen


def _settle(dice: Dice, person: Person, communities: Sequence[str], silo_community: str) -> None:
    """Where somebody speaks: communities and systems."""
    if person.department == SILO:
        person.communities, person.homes = {silo_community: 1.0}, {SILO_ROOM: 1.0}
        return
    if person.plan == OUTPOST:
        person.homes = {SOCIAL: 1.0}
        return
    if person.organisation == PUBLIC:
        person.homes = {PUBLIC_QUESTIONS: 1.0}
        return
    if person.plan == CORE:
        person.homes = {**_CORE_HOMES}
        own = person.main
        second = dice.choice([each for each in communities if each != own] or [own])
        person.communities = {second: 0.18, own: 0.82}
    else:
        main = dice.pick(_MAIN_HOMES)
        other = dice.pick({FORUM: 0.45, SLACK: 0.45, SOCIAL: 0.1})
        person.homes = {main: 0.85, other: 0.15} if other != main else {main: 1.0}
        if dice.chance(0.15) and len(person.communities) == 1:
            second = dice.choice(communities)
            person.communities = (
                {second: 0.15, person.main: 0.85} if second != person.main else person.communities
            )
    if person.organisation in (UNIVERSITY, FREELANCE) and SLACK in person.homes and not dice.chance(0.4):
        person.homes[FORUM] = person.homes.get(FORUM, 0.0) + person.homes.pop(SLACK)


def _stories(
    active: list[Person], span: Calendar, communities: Sequence[str]
) -> tuple[Person, Person, Person, Person]:
    """(bridge, sole expert, on leave, left the company), each another one of the active."""
    bridge, sole, on_leave, leaver = active[:_STORIES]
    bridge.communities = dict.fromkeys(communities[:5], 1.0)
    on_leave.away = (span.end - 8 * WEEK, span.end + 6 * WEEK)
    leaver.ended = (span.end - 150 * DAY) // DAY * DAY
    return bridge, sole, on_leave, leaver


def _sole_topic(topics: Mapping[str, tuple[Topic, ...]]) -> Topic:
    for community, key in SOLE_TOPICS:
        for topic in topics.get(community, ()):
            if topic.key == key:
                return topic
    return topics[min(topics)][0]


def _experts(
    dice: Dice,
    found: list[Person],
    topics: Mapping[str, tuple[Topic, ...]],
    sole: Person,
    sole_topic: Topic,
) -> dict[str, list[int]]:
    """Three experts a topic, the busiest first; everybody else knows one or two topics a little."""
    experts: dict[str, list[int]] = {}
    load: Counter[int] = Counter()
    for community, each in topics.items():
        members = [p for p in found if community in p.communities and p.homes.keys() - {SILO_ROOM, SOCIAL}]
        busy = [p for p in members if p.plan in (CORE, ACTIVE) and p is not sole]
        some = [p for p in members if p.plan == OCCASIONAL and p.organisation != PUBLIC]
        for topic in each:
            if topic is sole_topic:
                chosen = [sole]
            else:
                busy.sort(key=lambda p: ((load[p.number] + 1) / _reach(p, community), p.number))
                chosen = busy[:2] + dice.some(some, 1)
            experts[topic.key] = [person.number for person in chosen]
            for place, person in enumerate(chosen):
                load[person.number] += 1
                _learn(person, topic, 5 if place == 0 else 4)
    _dabble(dice, found, topics, sole_topic)
    return experts


def _reach(person: Person, community: str) -> float:
    """How much of what is asked in a community somebody gets to see: topics are given out in proportion."""
    weight = person.communities[community] * (5.0 if person.plan == CORE else 1.0)
    return weight * (1.0 if person.homes.get(FORUM, 0.0) + person.homes.get(SLACK, 0.0) > 0.5 else 0.5)


def _learn(person: Person, topic: Topic, level: int) -> None:
    person.levels[topic.key] = level
    person.topics[topic.key] = topic


def _dabble(
    dice: Dice, found: list[Person], topics: Mapping[str, tuple[Topic, ...]], sole_topic: Topic
) -> None:
    for person in found:
        if person.organisation == PUBLIC:
            continue
        near = [topic for key in person.communities for topic in topics[key] if topic is not sole_topic]
        for topic in dice.some(near, dice.randint(0, 3)):
            if topic.key not in person.levels:
                _learn(person, topic, dice.randint(1, 3))


def _leave(dice: Dice, found: list[Person], leaver: Person, span: Calendar) -> None:
    """Some ordinary leavers, who fall silent on their last day."""
    quiet = [p for p in found if p.organisation == OWN and p.plan == KNOWN and p.started < span.first]
    for person in dice.some(quiet, 14):
        if person is not leaver and not person.role.startswith("Manager"):
            person.ended = dice.randrange(span.first, span.end - 30 * DAY) // DAY * DAY


def _accounts(dice: Dice, found: list[Person]) -> None:
    """The systems where each has an account; some of those who are only known never write a word."""
    for person in found:
        if person.plan == KNOWN and dice.chance(0.4):
            person.homes = {}
        person.systems = set(person.homes)
        if (
            SLACK in person.systems
            or SILO_ROOM in person.systems
            or dice.chance(_ACCOUNTS[person.organisation])
        ):
            person.systems.add(SLACK)
        if person.plan == OUTPOST:
            person.systems = {SOCIAL}

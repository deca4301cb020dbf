"""What was planted in the sample, for tests and for whoever wants to check what the analysis finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from expertgraph.sample.casting import FORUM, LISTS, PUBLIC_QUESTIONS, SILO_ROOM, SLACK, SOCIAL
from expertgraph.sample.exports.linkedin import owners, slug
from expertgraph.sample.exports.slack import TEAM
from expertgraph.sample.exports.slack_bot import NAME as BOT
from expertgraph.sample.files import Sample
from expertgraph.sample.organisation import FORUM as HOST
from expertgraph.sample.organisation import OUTPOST_FILE, OWN, PUBLIC_FILE, SILO

SYSTEMS = {
    FORUM: "discourse",
    SLACK: "slack",
    SILO_ROOM: "slack",
    LISTS: "mbox",
    PUBLIC_QUESTIONS: "messages",
    SOCIAL: "messages",
}
"""The importer that reads what a system exports."""
SOURCES = {
    "hr": "hr",
    "slack": TEAM,
    "forum": HOST,
    "mail": "mail",
    "public": PUBLIC_FILE,
    "social": OUTPOST_FILE,
}
"""The source that our importers name each export after."""


@dataclass(frozen=True, slots=True)
class Who:
    """One person and the accounts under which others meet him or her.

    ``profile`` is the LinkedIn address after the host.

    ``accounts`` maps a system (hr, slack, forum, mail, public, social) to the native id there, only where the
    files mention it.
    """

    name: str
    email: str
    organisation: str
    department: str
    accounts: Mapping[str, str] = field(hash=False)
    profile: str

    @property
    def identities(self) -> tuple[str, ...]:
        """The ids that our importers give these accounts: all of them are this one person."""
        return tuple(f"{SOURCES[system]}:{native}" for system, native in self.accounts.items())


@dataclass(frozen=True, slots=True)
class Expertise:
    """One topic: its labels by language, and who knows it, the best first."""

    key: str
    community: str
    labels: Mapping[str, str]
    experts: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class SampleTruth:
    """What is to be discovered.  ``leave`` are the UTC seconds between which ``on_leave`` is away."""

    seed: int
    start: int
    until: int
    people: tuple[Who, ...]
    messages: Mapping[str, int]
    communities: tuple[str, ...]
    core: tuple[Who, ...]
    external_core: tuple[Who, ...]
    active: tuple[Who, ...]
    rising: tuple[Who, ...]
    outposts_only: tuple[Who, ...]
    came_home: tuple[Who, ...]
    newcomers: tuple[Who, ...]
    silo: str
    bridge: Who
    sole_skill: Mapping[str, str]
    sole_holder: Who
    on_leave: Who
    leave: tuple[int, int]
    left_but_active: Who
    bot: str
    linkedin_owners: tuple[Who, ...]
    expertise: tuple[Expertise, ...]

    def person_of(self) -> dict[str, int]:
        """Identity id, as our importers make it, to the place in ``people``: who is the same person.

        Every contact's LinkedIn address is in it once for each archive, whether that archive names it or not.
        """
        found = {each: place for place, who in enumerate(self.people) for each in who.identities}
        for owner in self.linkedin_owners:
            found[f"{owner.email}:owner"] = self.people.index(owner)
            for place, who in enumerate(self.people):
                found[f"{owner.email}:{who.profile}"] = place
        return found


def tell(sample: Sample) -> SampleTruth:
    """The truth of a sample."""
    seen = _accounts(sample)
    who = [
        Who(p.name, p.email, p.organisation, p.department, seen[p.number], "in/" + slug(p))
        for p in sample.people
    ]
    cast = sample.cast
    away = sample.people[cast.on_leave].away
    assert away is not None
    return SampleTruth(
        seed=sample.seed,
        start=sample.span.first,
        until=sample.span.end,
        people=tuple(who),
        messages=dict(sorted(Counter(SYSTEMS[each.room.system] for each in sample.messages).items())),
        communities=tuple(sample.topics),
        core=tuple(who[n] for n in cast.core),
        external_core=tuple(who[n] for n in cast.core if sample.people[n].organisation != OWN),
        active=tuple(who[n] for n in cast.active),
        rising=tuple(who[n] for n in cast.rising),
        outposts_only=tuple(who[n] for n in cast.outpost),
        came_home=tuple(who[n] for n in cast.came_home),
        newcomers=tuple(who[n] for n in cast.newcomers),
        silo=SILO,
        bridge=who[cast.bridge],
        sole_skill=cast.sole_topic.labels,
        sole_holder=who[cast.sole],
        on_leave=who[cast.on_leave],
        leave=away,
        left_but_active=who[cast.leaver],
        bot=BOT,
        linkedin_owners=tuple(who[p.number] for p in owners(sample)),
        expertise=tuple(
            Expertise(
                topic.key, topic.community, topic.labels, tuple(who[n] for n in cast.experts[topic.key])
            )
            for topics in sample.topics.values()
            for topic in topics
        ),
    )


def _accounts(sample: Sample) -> list[dict[str, str]]:
    """The accounts of each person that the files mention."""
    wrote: list[set[str]] = [set() for _ in sample.people]
    for message in sample.messages:
        wrote[message.author].add(message.room.system)
    found = []
    for person in sample.people:
        systems = wrote[person.number]
        accounts = {
            "hr": person.personnel if person.organisation == OWN or SLACK in person.systems else "",
            "slack": person.slack if SLACK in person.systems else "",
            "forum": person.username if FORUM in systems else "",
            "mail": person.email if LISTS in systems else "",
            "public": person.author if PUBLIC_QUESTIONS in systems else "",
            "social": person.name if SOCIAL in systems else "",
        }
        found.append({system: native for system, native in accounts.items() if native})
    return found

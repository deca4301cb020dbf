"""Who takes part in the sample, as they are: no systems, no messages yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from expertgraph.sample.topics import Topic

CORE, ACTIVE, OCCASIONAL, KNOWN, OUTPOST = "core", "active", "occasional", "known", "outpost"


@dataclass(slots=True)
class Person:
    """One person.  ``plan`` is the ring that the rhythm of contributions leads to.

    ``communities`` (key -> weight) says where someone speaks, ``homes`` (system -> weight) in which system,
    ``levels`` (topic key -> 1..5) what someone knows; ``away`` and ``started``/``ended`` are UTC seconds.
    """

    number: int
    given: str
    family: str
    language: str
    organisation: str
    email: str = ""
    department: str = ""
    site: str = ""
    role: str = ""
    manager: int | None = None
    plan: str = KNOWN
    rising: bool = False
    communities: dict[str, float] = field(default_factory=dict)
    homes: dict[str, float] = field(default_factory=dict)
    systems: set[str] = field(default_factory=set)
    levels: dict[str, int] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    started: int = 0
    ended: int | None = None
    away: tuple[int, int] | None = None
    username: str = ""
    slack: str = ""
    personnel: str = ""

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def author(self) -> str:
        """The key in files of messages: the part of the address before the @."""
        return self.email.partition("@")[0]

    @property
    def main(self) -> str:
        """The community with the most weight."""
        return max(self.communities, key=lambda key: (self.communities[key], key))

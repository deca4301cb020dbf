"""The places where people write: each channel with its system, its communities and its name there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expertgraph.sample import organisation
from expertgraph.sample.casting import FORUM, LISTS, PUBLIC_QUESTIONS, SILO_ROOM, SLACK, SOCIAL
from expertgraph.sample.organisation import COMMUNITIES


@dataclass(frozen=True, slots=True)
class Room:
    """One channel; ``number`` is its native id within its system."""

    system: str
    name: str
    communities: tuple[str, ...]
    number: int


class Rooms:
    """Finds the room for a system and a community."""

    def __init__(self, communities: Sequence[str], silo_community: str) -> None:
        everywhere = tuple(communities)
        self.forum = [
            Room(FORUM, COMMUNITIES[key].category, (key,), 10 + number)
            for number, key in enumerate(COMMUNITIES)
            if key in communities
        ]
        self.chats = [
            Room(SLACK, COMMUNITIES[key].chat, (key,), 10 + number)
            for number, key in enumerate(COMMUNITIES)
            if key in communities
        ]
        self.general = Room(SLACK, organisation.GENERAL_CHAT, everywhere, 1)
        self.silo = Room(SILO_ROOM, organisation.SILO_CHAT, (silo_community,), 2)
        self.lists = [
            Room(LISTS, name, tuple(key for key in covered if key in communities), number)
            for number, (name, (_, covered)) in enumerate(organisation.LISTS.items(), 1)
        ]
        self.public = [
            Room(PUBLIC_QUESTIONS, COMMUNITIES[key].public, (key,), number)
            for number, key in enumerate(COMMUNITIES)
            if key in communities
        ]
        self.social = Room(SOCIAL, organisation.OUTPOST, everywhere, 1)
        self.far = Room(SOCIAL, organisation.FAR_OUTPOST, everywhere, 2)

    def find(self, system: str, community: str) -> Room:
        """The room of a community in a system; the forum's category where that system has none."""
        if system == SOCIAL:
            return self.social
        if system == SILO_ROOM:
            return self.silo
        rooms = {SLACK: self.chats, LISTS: self.lists, PUBLIC_QUESTIONS: self.public}.get(system, self.forum)
        found = next((room for room in rooms if community in room.communities), None)
        return found or next(room for room in self.forum if community in room.communities)

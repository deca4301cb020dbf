"""The shared small community as a place to ask in: its people as viewers, a clock that can be moved, settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expertgraph.answers.questions import QuestionAnswer, question
from expertgraph.asking import Asked, act, ask
from expertgraph.asking.following import Followed, follow_up
from expertgraph.declaring import declare
from expertgraph.policy import Role, Viewer
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests import community
from tests.community import NOW, person_of

HOUR = 3_600
TITLE = "How loud is a heat pump?"


class World:
    """``space`` over a store that holds the community; Dirk asks, Anna and Bob know, Carla looks after it."""

    def __init__(self, url: str) -> None:
        self.now = NOW
        self.space = Workspace.open(url, clock=lambda: self.now)
        self.anna = Viewer(Role.EMPLOYEE, person_of(community.ANNA))
        self.bob = Viewer(Role.EMPLOYEE, person_of(community.BOB))
        self.carla = Viewer(Role.MANAGER, person_of(community.CARLA))
        self.dirk = Viewer(Role.EMPLOYEE, person_of(community.DIRK))
        self.eva = Viewer(Role.EXTERNAL, person_of(community.EVA))

    @property
    def database(self) -> Path:
        """The file of an embedded store."""
        return Path(self.space.store.url.removeprefix("sqlite:///"))

    def ask(self, *to: Viewer, by: Viewer | None = None, **more: Any) -> Asked:
        """Dirk's question, put to these people."""
        people = [str(each.person) for each in to]
        return ask(self.space, by or self.dirk, more.pop("title", TITLE), to=people, **more)

    def act(self, asked: Asked, viewer: Viewer, kind: str, **more: Any) -> int:
        """A step with it."""
        return act(self.space, viewer, asked.question, kind, **more)

    def shown(self, asked: Asked, viewer: Viewer | None = None) -> QuestionAnswer:
        """As the asker, or this viewer, sees it."""
        return question(self.space, viewer or self.dirk, asked.question)

    def kinds(self, asked: Asked) -> list[str]:
        """The journal in short."""
        return [step.kind for step in self.shown(asked).steps]

    def later(self, hours: float) -> Followed:
        """Time passes, and questions are followed up."""
        self.now += int(hours * HOUR)
        return follow_up(self.space, timeout=5)

    def declare(self, viewer: Viewer, name: str, value: str = "yes") -> None:
        """Somebody says something about themselves."""
        declare(self.space.store, str(viewer.person), name, value, at=self.now)

    def mails_written(self) -> list[str]:
        """The addresses in the outbox, sorted."""
        return sorted(self.space.store.frame("outbox", ["target"])["target"])

    def close(self) -> None:
        """Let go of the store."""
        self.space.store.close()


def make(url: str) -> World:
    """The community in an empty store, analysed."""
    from expertgraph.analysis.run import analyse

    store = open_store(url)
    community.fill(store)
    store.close()
    world = World(url)
    world.space.change_settings(
        {"organisation.name": "Own", "organisation.domains": [community.DOMAIN], "channels.core": ["Forum"]}
    )
    analyse(world.space, as_of=NOW)
    return world

"""Introductions on a Neo4j server are those of the embedded store."""

from __future__ import annotations

from expertgraph.analysis.run import analyse
from expertgraph.answers import plain
from expertgraph.answers.contacts import own_contacts, share
from expertgraph.answers.introducing import introductions
from expertgraph.answers.path import path
from expertgraph.introducing import agree, ask, withdraw
from expertgraph.workspace import Workspace
from tests.introducing.community import ANNA, BOB, CARLA, DIRK, NOW, PIET, employee, fill, mails


def story(space: Workspace) -> list[object]:
    """Everything that the parties are told along the way."""
    told: list[object] = [plain(own_contacts(space, employee(ANNA)))]
    share(space, employee(ANNA), [PIET], shared=True)
    told += [plain(path(space, employee(DIRK), DIRK, goal)) for goal in (BOB, CARLA, "Heat pumps", "at Acme")]
    first = ask(space, employee(DIRK), CARLA, [ANNA, BOB], "How do you size a buffer?")
    agree(space, employee(ANNA), first, "He listens.")
    second = ask(space, employee(DIRK), PIET, [ANNA], "We sell.")
    withdraw(space, employee(DIRK), second)
    agree(space, employee(BOB), first)
    told += [plain(introductions(space, employee(each))) for each in (ANNA, BOB, CARLA, DIRK)]
    return [*told, sorted(mails(space))]


def test_both_stores_tell_the_same_story(space: Workspace, empty_neo4j: str) -> None:
    other = Workspace.open(empty_neo4j, clock=lambda: NOW)
    other.change_settings({"organisation.name": "Own", "organisation.domains": ["own.example"]})
    fill(other.store)
    analyse(other, as_of=NOW)
    assert story(other) == story(space)
    other.store.close()

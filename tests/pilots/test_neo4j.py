"""Pilots on a Neo4j server are those of the embedded store."""

from __future__ import annotations

from dataclasses import replace

from expertgraph.answers import plain
from expertgraph.answers.pilots import pilot, pilots
from expertgraph.pilots import acting
from expertgraph.pilots.keeping import read_members
from expertgraph.policy import OWNER
from expertgraph.workspace import Workspace
from tests.pilots.community import EMPLOYEE, MANAGER, NOW, WEEK, plan, prepare


def story(space: Workspace) -> list[object]:
    """What is told along the way, without the names that chance gave."""
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    acting.remove(space, MANAGER, made, ["Heat 00", "Heat 01"])
    acting.add(space, MANAGER, made, ["Heat 00", "Data 00"])
    acting.change(space, MANAGER, made, plan(target=None, ends=NOW + WEEK))
    dropped = acting.start(space, MANAGER, plan(started=NOW + WEEK), "channel", "Forum")
    acting.end(space, MANAGER, dropped)
    told = [pilot(space, viewer, made) for viewer in (OWNER, MANAGER, EMPLOYEE)]
    acting.end(space, MANAGER, made)
    listed = pilots(space, OWNER)
    return [
        [plain(replace(each, pilot=replace(each.pilot, id="x"))) for each in told],
        [plain(replace(row, id="x")) for row in listed.pilots],
        plain(listed.suggestions),
        plain(read_members(space.store, [made])[made]),
    ]


def test_both_stores_tell_the_same_story(space: Workspace, empty_neo4j: str) -> None:
    other = Workspace.open(empty_neo4j, clock=lambda: NOW)
    prepare(other)
    assert story(other) == story(space)
    other.store.close()

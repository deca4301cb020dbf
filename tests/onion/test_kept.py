"""The layout belongs to the edition: laid out in the analysis, read by whoever sees the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from expertgraph.answers import onion_kept
from expertgraph.answers.onion import View, onion
from expertgraph.onion import Onion, OnionInput, layout
from expertgraph.onion.packing import packed, unpacked
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.onion.community import community
from tests.onion.publishing import publish_in


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return publish_in(tmp_path_factory.mktemp("kept"), keep=True)


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same edition, but that it keeps no drawings."""
    return publish_in(tmp_path_factory.mktemp("without"))


def _no_layout(people: OnionInput, like: Onion | None = None) -> Onion:
    raise AssertionError("laid out although the edition keeps it")


@pytest.mark.parametrize("n", [50, 7000])
def test_what_is_kept_is_what_was_drawn(n: int) -> None:
    drawn = layout(community(n))
    assert unpacked(packed(drawn)) == drawn


@pytest.mark.parametrize("viewer", [OWNER, *map(Viewer, (Role.EMPLOYEE, Role.MANAGER, Role.LEADERSHIP))])
@pytest.mark.parametrize("view", [View(), View("mobility")])
def test_nobody_waits_for_the_usual_views(
    space: Workspace, without: Workspace, viewer: Viewer, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = onion(without, viewer, view).onion
    monkeypatch.setattr(onion_kept, "layout", _no_layout)
    space.edition().cached("onions", dict).clear()
    assert onion(space, viewer, view).onion == expected


def test_a_drawing_is_found_by_all_that_it_follows_from(space: Workspace) -> None:
    """Other settings, another channel to see: another drawing, never the one that was kept for others."""
    kept = {path.stem for path in (space.edition().folder / onion_kept.FOLDER).iterdir()}
    people = community(300)
    assert onion_kept.fingerprint(people) == onion_kept.fingerprint(community(300))
    assert onion_kept.fingerprint(people) not in kept
    before = onion(space, OWNER).onion
    stricter = Workspace(space.store, space.settings.with_({"privacy.k": 25}), space.folder, space.clock)
    assert onion(stricter, OWNER).onion.k == 25
    assert before.k == 10
    council = onion(space, Viewer(Role.COUNCIL)).onion
    assert not council.marks
    assert onion(space, Viewer(Role.EXTERNAL)).onion.people == 0


def test_two_analyses_keep_the_same_bytes(tmp_path: Path) -> None:
    drawn = [publish_in(tmp_path / name, keep=True).edition().folder / onion_kept.FOLDER for name in "ab"]
    first, second = ({path.name: path.read_bytes() for path in each.iterdir()} for each in drawn)
    assert len(first) > 2
    assert first == second

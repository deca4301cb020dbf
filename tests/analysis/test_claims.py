"""What others say counts a little: endorsements, each person's once, and what the person concerned refuses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from expertgraph import linking
from expertgraph.analysis.run import analyse
from expertgraph.objecting import NOT_MINE, WRONG, object_to
from expertgraph.records import Claim, Skill, skill_id
from expertgraph.workspace import Workspace
from tests.analysis.world import NOW, WEEK, people, put, talk, workspace

PYX = skill_id("Pyxel")
PRIOR = 0.5 + 0.25 * 3


def _world(tmp_path: Path, *rows: Any) -> Workspace:
    declared = Claim("c", "hr:0", PYX, "declared", level=3)
    return workspace(tmp_path, [*people(), Skill(PYX, "Pyxel", "hr"), declared, *rows])


def _endorsed(*by: str) -> list[Claim]:
    return [Claim(f"e{number}", "hr:0", PYX, "endorsed", by=who) for number, who in enumerate(by)]


def _pair(world: Workspace, identity: str = "hr:0") -> dict[str, Any] | None:
    edition = analyse(world)
    pairs = edition.table("person_skills")
    own = pairs[pairs["person"] == edition.row_of(identity)]
    return own.to_dict("records")[0] if len(own) else None  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("by", "counted"),
    [
        (["slack:bas"], 1),
        (["slack:bas", "hr:1"], 1),
        (["slack:bas", "slack:carl"], 2),
        (["slack:anna", "hr:0"], 0),
        (["slack:bot"], 0),
        (["slack:dina"], 0),
        (["Somebody Else"], 1),
        (["Somebody Else", "slack:gast"], 2),
        ([], 0),
    ],
    ids=["one", "one by two accounts", "two", "oneself", "a bot", "opted out", "by name", "both", "nobody"],
)
def test_each_other_person_counts_once(tmp_path: Path, by: Sequence[str], counted: int) -> None:
    world = _world(tmp_path, *_endorsed(*by))
    linking.apply(world.store)
    _opt_out(world, "hr:3")
    pair = _pair(world)
    assert pair is not None
    assert pair["confirmers"] == counted
    assert pair["prior"] == pytest.approx(PRIOR + 0.5 * np.log1p(counted))
    assert pair["claimed_only"]


def _opt_out(world: Workspace, identity: str) -> None:
    links = world.store.frame("link", ["id", "person"], {"id": identity})
    row = {"subject": links["person"].tolist(), "name": ["opted-out"], "value": ["yes"], "at": [NOW]}
    world.store.upsert("declaration", {"id": [f"{row['subject'][0]}|opted-out"], **row})


def test_a_skill_that_is_not_mine_is_gone_whoever_says_so(tmp_path: Path) -> None:
    world = _world(tmp_path, *talk("bas", "anna", NOW - WEEK, 1, "Pyxel"), *_endorsed("slack:bas"))
    linking.apply(world.store)
    before = _pair(world)
    assert before is not None
    assert before["items"] == 1
    person = linking.person_id("hr:0")
    object_to(world.store, person, NOT_MINE, PYX, at=NOW)
    assert _pair(world) is None
    assert _pair(world, "slack:bas") is not None, "it is about oneself alone"


def test_an_item_that_is_wrong_is_no_evidence(tmp_path: Path) -> None:
    world = _world(tmp_path, *talk("bas", "anna", NOW - WEEK, 1, "Pyxel"))
    linking.apply(world.store)
    object_to(world.store, linking.person_id("hr:0"), WRONG, "slack:1/a", at=NOW)
    pair = _pair(world)
    assert pair is not None
    assert (pair["items"], pair["claimed_only"]) == (0, True)
    demand = analyse(world).table("skills")["demand"].tolist()
    assert demand == [1], "the question stays one"
    put(world.store, talk("bas", "anna", NOW - WEEK, 2, "Pyxel"))
    assert (_pair(world) or {})["items"] == 1

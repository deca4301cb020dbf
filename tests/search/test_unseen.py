"""Two communities that differ only in what a reader may not see give the same answers, to the byte."""

from pathlib import Path

import orjson
import pytest

from expertgraph.answers import plain
from expertgraph.answers.find import find
from expertgraph.answers.objections import object_to
from expertgraph.answers.why import why
from expertgraph.policy import Role, Viewer
from tests.search.community import Community, identity, item
from tests.search.test_confirming import like

NEED = "heat pump defrost"
OPEN = [
    item(1, "anna", "t1", "How does a heat pump defrost?", opens=True, days_ago=9),
    item(2, "bram", "t1", "It turns its cycle round.", days_ago=8),
    item(3, "carl", "t1", "Mind the drain of the heat pump.", days_ago=7),
    item(4, "gijs", "t4", "Board room", opens=True, channel="board", days_ago=3),
]
SECRET = [
    *(
        item(
            20 + number,
            "gijs",
            f"s{number}",
            "Heat pump defrost, for the board",
            channel="board",
            days_ago=2,
            opens=True,
        )
        for number in range(30)
    ),
    *(
        item(60 + number, "bram", f"s{number}", "Defrost the heat pump", channel="board")
        for number in range(30)
    ),
]
READERS = [
    Viewer(Role.EMPLOYEE, identity("anna")), Viewer(Role.EMPLOYEE), Viewer(Role.LEADERSHIP),
    Viewer(Role.MANAGER), Viewer(Role.EXTERNAL, identity("anna")), Viewer(Role.ADMIN),
]  # fmt: skip


def made(folder: Path, *, secret: bool) -> Community:
    folder.mkdir()
    community = Community(folder, meaning=True)
    community.fill([*OPEN, *(SECRET if secret else [])], [("carl", "heat pump", 2)], closed=["board"])
    names = list(community.store.frame("identity", ["id"])["id"])
    people = [f"person:{each}" for each in names]
    community.store.upsert("person", {"id": people, "minted": names})
    community.store.upsert(
        "link", {"id": names, "identity": names, "person": people, "rule": ["minted"] * len(names)}
    )
    if secret:
        community._put("interaction", [like(60, "carl")._replace(channel="forum:board")])
    community.analyse(
        members=[
            ("gijs", "board"),
            ("bram", "board"),
            ("anna", "general"),
            ("bram", "general"),
            ("carl", "general"),
        ]
    )
    return community


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_what_is_hidden_changes_no_byte(tmp_path: Path, reader: Viewer) -> None:
    one, other = made(tmp_path / "one", secret=False), made(tmp_path / "other", secret=True)
    # Of a hidden message somebody may also say that it must not count: nobody else notices that either.
    object_to(
        other.space,
        Viewer(Role.EMPLOYEE, identity("bram")),
        f"person:{identity('bram')}",
        "hide",
        "forum:0060",
    )
    for community in (one, other):
        object_to(
            community.space,
            Viewer(Role.EMPLOYEE, identity("carl")),
            f"person:{identity('carl')}",
            "wrong",
            "forum:0003",
        )
    for view in ("all", "topical"):
        answers = [orjson.dumps(plain(find(each.space, reader, NEED, view=view))) for each in (one, other)]
        assert answers[0] == answers[1]
    for name in ("bram", "carl", "anna"):
        pages = [orjson.dumps(plain(why(each.space, reader, identity(name), NEED))) for each in (one, other)]
        assert pages[0] == pages[1]
    one.store.close()
    other.store.close()

"""Evidence, who vouched, objections and availability read the same from both stores."""

from pathlib import Path

from expertgraph import objecting
from expertgraph.answers import plain
from expertgraph.answers.find import find
from expertgraph.answers.objections import object_to, objections
from expertgraph.answers.why import why
from expertgraph.declaring import declare
from expertgraph.policy import OWNER
from expertgraph.store import open_store
from expertgraph.store.copying import copy
from expertgraph.workspace import Workspace
from tests.search.community import NOW, identity
from tests.search.test_confirming import like
from tests.search.test_objecting import BRAM, NEED, filled, person_id


def test_the_same_answers_from_both(tmp_path: Path, empty_neo4j: str) -> None:
    community = filled(tmp_path)
    community._put("interaction", [like(2, "carl"), like(2, "dora", "thanks")])
    other = open_store(empty_neo4j)
    copy(community.store, other)
    space = Workspace(other, community.space.settings, community.space.folder, lambda: NOW)
    told = []
    for each in (community.space, space):
        declare(each.store, person_id("carl"), "away", "2023-11-14..2023-11-20", at=NOW)
        object_to(each, BRAM, person_id("bram"), objecting.WRONG, "forum:0003", "not so")
        before = plain(find(each, OWNER, NEED))
        page = plain(why(each, OWNER, identity("bram"), NEED))
        own = objections(each, BRAM, person_id("bram"))
        object_to(each, BRAM, person_id("bram"), objecting.WRONG, "forum:0003", back=True)
        told.append((before, page, own, plain(find(each, OWNER, NEED)), objecting.objected(each.store)))
    assert told[0] == told[1]
    assert told[0][0] != told[0][3]
    bram = next(each for each in told[1][0]["results"] if each["name"] == "Bram")
    assert bram["evidence"][0]["confirmed"] == 2
    other.close()
    community.store.close()

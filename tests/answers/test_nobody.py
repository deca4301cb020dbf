"""A store without a single person, as after importing a vocabulary, answers every question with nobody."""

from pathlib import Path

from expertgraph.analysis.run import analyse
from expertgraph.answers.find import find
from expertgraph.answers.onion import onion
from expertgraph.answers.rings import rings
from expertgraph.policy import OWNER
from expertgraph.records import Skill
from expertgraph.workspace import Workspace
from tests.contract.rows import put


def test_every_answer_over_nobody_is_nobody(tmp_path: Path) -> None:
    space = Workspace.open(f"sqlite:///{tmp_path / 'a.db'}")
    put(space.store, Skill("skill:rust", "Rust", "v"))
    analyse(space)
    assert find(space, OWNER, "rust").results == []
    assert rings(space, OWNER) == []
    assert onion(space, OWNER) is not None

"""The policy table: complete, deny by default, and what each role may see of a small community."""

from pathlib import Path

import numpy as np
import pytest

from expertgraph import policy
from expertgraph.edition import Draft, Edition
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import OWNER, TABLE, Data, Role, Rule, Viewer

ANNA, BOB, CARLA, DIRK, HIDDEN = range(5)


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    draft = Draft(tmp_path)
    names = ["anna", "bob", "carla", "dirk", "hidden"]
    draft.write(
        "people",
        {
            "person": names,
            "identities": [[f"x:{name}"] for name in names],
            "ring": np.array([0, 1, 2, 3, 0], dtype=np.int8),
            "opted_out": np.array([False, False, False, False, True]),
            "coached": np.array([False, False, False, True, False]),
        },
    )
    draft.write(
        "channels", {"channel": ["open", "closed", "other"], "visibility": ["open", "private", "open"]}
    )
    draft.write("channel_members", {"person": [ANNA, BOB, CARLA, CARLA], "channel": [0, 1, 0, 1]})
    return draft.publish({"as_of": 1})


def seen(mask: policy.Mask) -> set[int]:
    return set(np.flatnonzero(mask).tolist())


def test_every_data_class_has_a_cell_for_every_role() -> None:
    assert set(TABLE) == set(Data)
    assert all(set(row) == set(Role) for row in TABLE.values())


def test_what_the_table_does_not_name_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = {data: row for data, row in TABLE.items() if data is not Data.PROFILE}
    monkeypatch.setattr(policy, "TABLE", rest)
    assert policy.rule(Viewer(Role.EMPLOYEE), Data.PROFILE) is Rule.DENY
    with pytest.raises(Denied):
        policy.require(Viewer(Role.EMPLOYEE), Data.PROFILE)


def test_a_route_without_a_mark_is_denied_even_to_the_owner() -> None:
    with pytest.raises(Denied):
        policy.require(OWNER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_sees_the_rings_of_those_who_do_little(edition: Edition, role: Role) -> None:
    shown = seen(policy.rings(Viewer(role), edition))
    assert CARLA not in shown
    assert HIDDEN not in shown
    assert (DIRK in shown) == (role is Role.MANAGER), "only who asked to be coached, only to the manager"
    assert ({ANNA, BOB} <= shown) == (role in {Role.EMPLOYEE, Role.MANAGER, Role.LEADERSHIP})


def test_everybody_sees_oneself(edition: Edition) -> None:
    assert CARLA in seen(policy.rings(Viewer(Role.EMPLOYEE, "carla"), edition))
    assert HIDDEN in seen(policy.people(Viewer(Role.EMPLOYEE, "hidden"), Data.PROFILE, edition))


def test_who_opted_out_is_hidden_from_everybody_else(edition: Edition) -> None:
    for role in Role:
        shown = seen(policy.people(Viewer(role), Data.PROFILE, edition))
        assert (HIDDEN in shown) == (role is Role.OWNER)


def test_an_outsider_sees_the_people_of_the_channels_joined(edition: Edition) -> None:
    assert seen(policy.people(Viewer(Role.EXTERNAL, "anna"), Data.PROFILE, edition)) == {ANNA, CARLA}
    assert seen(policy.people(Viewer(Role.EXTERNAL), Data.PROFILE, edition)) == set()


@pytest.mark.parametrize(
    ("viewer", "channels"),
    [
        (OWNER, {0, 1, 2}),
        (Viewer(Role.EMPLOYEE), {0, 2}),
        (Viewer(Role.EMPLOYEE, "bob"), {0, 1, 2}),
        (Viewer(Role.EXTERNAL, "anna"), {0}),
        (Viewer(Role.EXTERNAL, "bob"), {1}),
        (Viewer(Role.LEADERSHIP, "bob"), {0, 2}),
        (Viewer(Role.ADMIN, "bob"), set()),
        (Viewer(Role.COUNCIL), set()),
    ],
)
def test_evidence_is_seen_where_one_is_a_member(edition: Edition, viewer: Viewer, channels: set[int]) -> None:
    assert seen(policy.channels(viewer, edition)) == channels


def test_a_viewer_who_does_not_exist_is_nobody(edition: Edition) -> None:
    with pytest.raises(NotFound):
        policy.people(Viewer(Role.EMPLOYEE, "nobody"), Data.PROFILE, edition)
    with pytest.raises(WrongCall, match="owner"):
        policy.viewer("king")

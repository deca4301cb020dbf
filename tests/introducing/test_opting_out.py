"""Nobody who opted out is on a way, whichever way it is asked for, from the moment of saying so."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from expertgraph.answers.path import path
from expertgraph.cli import main
from expertgraph.declaring import declare
from expertgraph.errors import Denied
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.introducing.community import ANNA, BOB, CARLA, DIRK, NAMES, NOW, ZOE, employee, of, opt_out
from tests.web.test_routes import look_as
from web import create_app


@pytest.fixture
def client(space: Workspace) -> Iterator[FlaskClient]:
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_client() as client:
        yield client


def by_answer(space: Workspace, origin: str, goal: str) -> list[list[str]]:
    found = path(space, employee(origin), origin, goal)
    return [[step.person for step in way.steps] for way in found.paths]


def by_page(client: FlaskClient, origin: str, goal: str) -> str:
    look_as(client, f"employee:{origin}")
    return client.get("/path", query_string={"to": goal}).get_data(as_text=True)


def by_twin(client: FlaskClient, origin: str, goal: str) -> list[list[str]]:
    look_as(client, f"employee:{origin}")
    found = client.get("/api/v1/path", query_string={"to": goal}).get_json()
    return [[step["person"] for step in way["steps"]] for way in found["paths"]]


def by_command(
    space: Workspace, capsys: pytest.CaptureFixture[str], origin: str, goal: str
) -> list[list[str]]:
    call = [
        "--store",
        space.store.url,
        "path",
        origin,
        goal,
        "--json",
        "--role",
        "employee",
        "--viewer",
        origin,
    ]
    main(call)
    found = json.loads(capsys.readouterr().out)
    return [[step["person"] for step in way["steps"]] for way in found["paths"]]


@pytest.mark.parametrize("goal", [BOB, CARLA, "Heat pumps", "size a heat pump with a buffer"])
def test_every_way_in_leaves_out_who_opted_out(
    space: Workspace, client: FlaskClient, capsys: pytest.CaptureFixture[str], goal: str
) -> None:
    before = by_answer(space, DIRK, goal)
    assert any(ANNA in way for way in before)
    opt_out(space, ANNA)
    after = by_answer(space, DIRK, goal)
    assert not any(ANNA in way for way in after)
    assert by_twin(client, DIRK, goal) == by_command(space, capsys, DIRK, goal) == after
    assert "Anna Jansen" not in by_page(client, DIRK, goal)


def test_who_opted_out_is_introduced_to_nobody_and_told_why(space: Workspace, client: FlaskClient) -> None:
    opt_out(space, DIRK)
    found = path(space, employee(DIRK), DIRK, BOB)
    assert (found.paths, found.taking_part) == ([], False)
    assert "You do not take part" in by_page(client, DIRK, BOB)


def test_opting_out_just_now_looks_like_having_no_ties(space: Workspace) -> None:
    def shape(goal: str) -> object:
        found = path(space, employee(DIRK), DIRK, goal)
        return found.paths, found.beyond, found.taking_part, found.how

    opt_out(space, CARLA)
    assert shape(CARLA) == shape(ZOE)


def test_where_everybody_is_asked_first_only_who_said_yes_is_on_a_way(space: Workspace) -> None:
    space.change_settings({"consent.mode": "opt-in"})
    assert by_answer(space, DIRK, BOB) == []
    for person in (DIRK, BOB, ANNA):
        declare(space.store, person, "opted-out", "no", at=NOW)
    assert by_answer(space, DIRK, BOB) == [[DIRK, ANNA, BOB]]
    declare(space.store, ANNA, "opted-out", None, at=NOW)
    assert by_answer(space, DIRK, BOB) == []


@pytest.mark.parametrize("role", [Role.EXTERNAL, Role.LEADERSHIP, Role.ADMIN, Role.COUNCIL])
def test_ways_are_not_for_every_role(space: Workspace, client: FlaskClient, role: Role) -> None:
    with pytest.raises(Denied):
        path(space, Viewer(role, DIRK), DIRK, BOB)
    look_as(client, f"{role}:{DIRK}")
    for address in ("/path", "/api/v1/path"):
        assert client.get(address, query_string={"to": BOB}).status_code == 403


def test_somebody_elses_ways_are_denied_by_every_way_in(
    space: Workspace, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    look_as(client, f"employee:{DIRK}")
    for address in ("/path", "/api/v1/path"):
        asked = {"to": BOB, "from": ANNA}
        assert client.get(address, query_string=asked).status_code == 403
    with pytest.raises(SystemExit) as ended:
        main(["--store", space.store.url, "path", ANNA, BOB, "--role", "employee", "--viewer", DIRK])
    assert ended.value.code == 2
    assert "own introductions only" in capsys.readouterr().err
    look_as(client, "owner")
    assert client.get("/api/v1/path", query_string={"to": BOB, "from": ANNA}).status_code == 200


def test_who_is_hidden_and_who_does_not_exist_are_the_same(space: Workspace, client: FlaskClient) -> None:
    from expertgraph.analysis.run import analyse

    opt_out(space, CARLA)
    analyse(space, as_of=NOW)
    look_as(client, f"employee:{DIRK}")
    for address in ("/path", "/api/v1/path"):
        hidden = client.get(address, query_string={"to": CARLA})
        absent = client.get(address, query_string={"to": "p-aaaaaaaaaaaaa"})
        assert hidden.status_code == absent.status_code == 404
        text = hidden.get_data(as_text=True).replace(CARLA, "p-aaaaaaaaaaaaa")
        assert text == absent.get_data(as_text=True)


def test_nobody_is_on_a_way_who_is_not_in_the_community(space: Workspace) -> None:
    everybody = {of(name) for name in NAMES}
    for origin in sorted(everybody):
        for goal in sorted(everybody - {origin}):
            assert {person for way in by_answer(space, origin, goal) for person in way} <= everybody
    assert path(space, OWNER, DIRK, BOB).paths == path(space, employee(DIRK), DIRK, BOB).paths

"""The pages: the desk for those whose it is, the digest for every employee, dealing with entries through forms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from expertgraph.asking import ask
from expertgraph.desk import words
from expertgraph.desk.rules import SORTS
from expertgraph.policy import OWNER, Role
from expertgraph.programme.journal import write_programme
from expertgraph.programme.state import Programme
from expertgraph.workspace import Workspace
from tests.desk.world import NAMES, NOW, of
from tests.web.test_routes import look_as
from web import create_app


@pytest.fixture
def client(space: Workspace) -> Iterator[FlaskClient]:
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_client() as client:
        yield client


@pytest.fixture
def reader(seen: Workspace) -> FlaskClient:
    return create_app(seen).test_client()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


WELCOME = {"sort": "welcome", "what": of("newbie")}


def test_the_desk_is_a_page_with_reasons_in_the_readers_language(reader: FlaskClient) -> None:
    assert "Their first contribution on a channel of ours." in page(reader, "/desk?lang=en")
    assert words.reason("welcome", {})["nl"] in page(reader, "/desk?lang=nl")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OWNER, Role.MANAGER}])
def test_others_have_no_desk_and_are_shown_no_way_to_it(
    client: FlaskClient, space: Workspace, role: Role
) -> None:
    with client.session_transaction() as session:
        session["as"] = str(role)
    for path in ("/desk", "/api/v1/desk"):
        assert client.get(path).status_code == 403
    for verdict in ("done", "later", "no", "undo"):
        assert client.post(f"/desk/{verdict}", data=WELCOME).status_code == 403
    assert 'href="/desk"' not in client.get("/onion").get_data(as_text=True)
    assert not len(space.store.frame("handled"))


@pytest.mark.parametrize(
    ("role", "may"),
    [("employee", True), ("manager", True), ("leadership", True), ("external", False), ("admin", False), ("council", False)],
)  # fmt: skip
def test_the_digest_is_every_employees(reader: FlaskClient, role: str, may: bool) -> None:
    with reader.session_transaction() as session:
        session["as"] = role
    for path in ("/digest", "/api/v1/digest", "/digest.eml", "/digest.md"):
        assert reader.get(path).status_code == (200 if may else 403)
    assert ('href="/digest"' in reader.get("/channels").get_data(as_text=True)) == may


def test_every_action_leads_somewhere(client: FlaskClient, space: Workspace) -> None:
    write_programme(space.store, Programme("p", "Ambassadors", {}, None, None, NOW))
    ask(space, OWNER, "Who can lend us a boat?", "For one day.", channel="Forum")
    look_as(client, f"manager:{of('regular0')}")
    entries = [
        entry for group in client.get("/api/v1/desk").get_json()["groups"] for entry in group["entries"]
    ]
    assert {entry["sort"] for entry in entries} == set(SORTS), "all sorts stand on this desk"
    own = [entry["address"] for entry in entries if entry["address"].startswith("/")]
    assert len(own) >= 5
    assert [client.get(path).status_code for path in own] == [200] * len(own)


def test_done_later_and_undo_through_the_forms(client: FlaskClient, space: Workspace) -> None:
    look_as(client, f"manager:{of('regular0')}")
    assert client.post("/desk/done", data=WELCOME).status_code == 303
    kept = space.store.frame("handled", ["kind", "what", "verdict", "at", "actor"])
    assert kept.iloc[0].tolist() == ["welcome", of("newbie"), "done", NOW, of("regular0")]
    after = client.get("/api/v1/desk").get_json()
    assert "welcome" not in [group["sort"] for group in after["groups"]]
    assert [row["title"] for row in after["handled"]] == [NAMES["newbie"]]
    assert client.post("/desk/undo", data=WELCOME).status_code == 303
    assert not len(space.store.frame("handled"))
    assert client.post("/desk/undo", data=WELCOME).status_code == 404


def test_what_is_not_on_the_desk_looks_like_what_does_not_exist(client: FlaskClient) -> None:
    look_as(client, "manager")
    hidden, absent = (
        client.post("/desk/done", data={"sort": "welcome", "what": what})
        for what in (of("hidden"), "p-nobody")
    )
    assert (hidden.status_code, hidden.data) == (absent.status_code, absent.data)
    assert hidden.status_code == 404
    assert client.post("/desk/burn", data=WELCOME).status_code in {404, 405}


def test_a_form_needs_its_token(space: Workspace) -> None:
    client = create_app(space).test_client()
    assert client.post("/desk/done", data=WELCOME).status_code == 400
    assert not len(space.store.frame("handled"))


def test_the_end_of_the_list_is_kind(client: FlaskClient) -> None:
    look_as(client, "manager")
    while groups := client.get("/api/v1/desk").get_json()["groups"]:
        entry = groups[0]["entries"][0]
        done = client.post("/desk/done", data={"sort": entry["sort"], "what": entry["what"]})
        assert done.status_code == 303
    said = page(client, "/desk?lang=en")
    assert "That was today" in said
    assert "Thank you" in said


def test_a_digest_comes_as_a_file_of_its_week(reader: FlaskClient) -> None:
    answer = reader.get("/digest.eml?week=2025-W22&lang=nl")
    assert answer.mimetype == "message/rfc822"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="digest-2025-W22.eml"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"week 22" in answer.data
    assert reader.get("/digest.pdf").status_code == 404
    assert reader.get("/digest?week=2099-W01").status_code == 400


def test_the_weeks_lead_to_each_other(reader: FlaskClient) -> None:
    last = page(reader, "/digest")
    assert "week=2025-W22" in last
    assert "2025-W24" not in last, "it is not over"
    assert "week=2025-W23" in page(reader, "/digest?week=2025-W22")


@pytest.mark.parametrize("path", ["/desk", "/digest"])
def test_before_the_first_analysis_it_says_what_to_do(empty_client: FlaskClient, path: str) -> None:
    answer = empty_client.get(path)
    assert answer.status_code == 409
    assert b"/imports" in answer.data


@pytest.fixture
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    space = Workspace.open(f"sqlite:///{tmp_path_factory.mktemp('empty') / 's.db'}")
    yield create_app(space).test_client()
    space.store.close()

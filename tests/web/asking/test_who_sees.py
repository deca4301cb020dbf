"""Who sees which questions on the pages, and that the hidden is as if it were not there."""

import re

import pytest
from flask.testing import FlaskClient

from expertgraph.workspace import Workspace
from tests.community import ANNA, BOB, EVA, person_of
from tests.web.asking.asked import ASKED, ASKER, BYSTANDER, CUSTOMER, HELPER, KEY, ask, step, told, without
from tests.web.test_routes import look_as
from web import create_app


@pytest.mark.parametrize(
    "viewer", [BYSTANDER, "employee", "manager", "external", f"external:{person_of(EVA)}"]
)
def test_others_see_it_as_if_it_were_not_there(client: FlaskClient, viewer: str) -> None:
    question = ask(client)
    look_as(client, viewer)
    for path in (f"/q/{question}", f"/api/v1/q/{question}", f"/q/{question}.ics"):
        hidden, absent = client.get(path), client.get(path.replace(question, "aaaaaaaaaaaaaaaa"))
        assert (hidden.status_code, absent.status_code) == (404, 404), path
        assert without(hidden, question) == without(absent, "aaaaaaaaaaaaaaaa")
    for kind in ("taken", "answered", "closed", "withdrawn", "link-renewed"):
        assert client.post(f"/q/{question}/{kind}", data={"text": "x"}).status_code == 404, kind
    for which in ("mine", "to-me", "channel", "open"):
        assert client.get(f"/api/v1/questions?which={which}").get_json()["rows"] == []


@pytest.mark.parametrize("viewer", ["admin", "council"])
def test_roles_without_questions_are_refused(client: FlaskClient, viewer: str) -> None:
    question = ask(client)
    look_as(client, viewer)
    for path in (
        "/ask",
        "/questions",
        f"/q/{question}",
        f"/q/{question}.ics",
        "/api/v1/ask",
        "/api/v1/questions",
    ):
        assert client.get(path).status_code == 403, path
    for path in ("/ask", "/ask/look", f"/q/{question}/closed"):
        assert client.post(path, data={"title": ASKED}).status_code == 403, path


def test_leadership_sees_how_many_and_none_of_them(client: FlaskClient) -> None:
    question = ask(client)
    look_as(client, "leadership")
    page = client.get("/questions").get_data(as_text=True)
    assert ASKED not in page
    assert "Too few people asked" in page
    assert client.get("/ask").status_code == 403
    assert client.get(f"/q/{question}").status_code == 404


def test_each_list_holds_what_it_says(client: FlaskClient) -> None:
    question = ask(client)
    posted = ask(client, to=[], channel="x:forum", title="Who has a ladder?")

    def rows(viewer: str, which: str) -> set[str]:
        look_as(client, viewer)
        page = client.get(f"/questions?which={which}").get_data(as_text=True)
        found = client.get(f"/api/v1/questions?which={which}").get_json()["rows"]
        assert all(f'id="q-{each["id"]}"' in page for each in found)
        return {each["id"] for each in found}

    assert rows(ASKER, "mine") == {question, posted}
    assert rows(HELPER, "to-me") == {question}
    assert posted in rows(HELPER, "channel")
    assert rows(ASKER, "to-me") == set()
    assert client.get("/api/v1/questions?which=all").status_code == 400


def test_what_nobody_took_is_with_the_community_manager(client: FlaskClient) -> None:
    question = ask(client)
    manager = f"manager:{person_of(BOB)}"
    assert step(client, HELPER, question, "cannot-help", text="Not my field.") == 303
    look_as(client, manager)
    (row,) = client.get("/api/v1/questions?which=open").get_json()["rows"]
    assert (row["id"], row["status"]) == (question, "nobody")
    assert ASKED in client.get("/questions?which=open").get_data(as_text=True)
    assert step(client, manager, question, "routed", target=person_of(EVA)) == 303
    assert told(client, ASKER, question)["waiting"][0]["name"] == "Eva Brown"


@pytest.mark.parametrize("role", ["employee", "manager", "external"])
def test_a_role_without_a_person_is_told_to_say_who_asks(client: FlaskClient, role: str) -> None:
    look_as(client, role)
    assert "Look as this person" in client.get("/ask").get_data(as_text=True)
    assert client.post("/ask", data={"title": ASKED, "channel": "x:forum"}).status_code == 403
    look_as(client, "owner")
    assert client.get("/api/v1/questions").get_json()["rows"] == []


def test_no_form_is_taken_without_its_token(space: Workspace) -> None:
    app = create_app(space)
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ask").get_data(as_text=True))
    assert token
    form = {"title": ASKED, "to": [person_of(ANNA)]}
    assert client.post("/ask", data=form).status_code == 400
    assert client.post("/ask/look", data=form).status_code == 400
    made = client.post("/ask", data={**form, "csrf_token": token[1], **CUSTOMER})
    question = made.headers["Location"].rpartition("/")[2]
    key = KEY.search(client.get(f"/q/{question}").get_data(as_text=True))
    assert key
    assert client.post(f"/q/{question}/closed").status_code == 400
    assert client.post(f"/c/{key[1]}/remarked", data={"text": "x"}).status_code == 400
    crossed = client.post(
        f"/q/{question}/closed", data={"csrf_token": token[1]}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert crossed.status_code == 403
    assert client.get(f"/api/v1/q/{question}").get_json()["status"] == "waiting"

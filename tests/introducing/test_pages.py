"""The pages: ways with reasons in two languages, asking, answering, sharing; each through the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from expertgraph.workspace import Workspace
from tests.introducing.community import ANNA, BOB, CARLA, DIRK, EVA, PIET, RITA, ZOE
from tests.web.test_routes import look_as
from web import create_app


@pytest.fixture
def client(space: Workspace) -> Iterator[FlaskClient]:
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_client() as client:
        yield client


def text(client: FlaskClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split())


def asked(client: FlaskClient, who: str = DIRK, to: str = BOB, via: tuple[str, ...] = (ANNA,)) -> str:
    look_as(client, f"employee:{who}")
    form = {"to": to, "via": list(via), "need": "How do you size a buffer?"}
    assert client.post("/introductions", data=form).status_code == 303
    return str(client.get("/api/v1/introductions").get_json()["by_me"][0]["id"])


def test_a_way_says_why_in_the_readers_language(client: FlaskClient) -> None:
    look_as(client, f"employee:{DIRK}")
    english = text(client, f"/path?to={BOB}&lang=en")
    assert "Answers in a forum, last in September 2026" in english
    assert "Ask Anna Jansen for an introduction" in english
    assert "Antwoorden op een forum, laatst in september 2026" in text(client, f"/path?to={BOB}&lang=nl")
    page = client.get(f"/path?to={BOB}").get_data(as_text=True)
    assert "Use a buffer" not in page, "never content"


def test_a_request_goes_its_way_through_the_pages(client: FlaskClient) -> None:
    name = asked(client)
    look_as(client, f"employee:{ANNA}")
    assert "How do you size a buffer?" in text(client, "/introductions")
    answer = {"verdict": "agree", "note": "He listens."}
    assert client.post(f"/introductions/{name}", data=answer).status_code == 303
    look_as(client, f"employee:{BOB}")
    assert "He listens." in text(client, "/introductions")
    look_as(client, f"employee:{DIRK}")
    assert "They know of it: just write." in text(client, "/introductions")


def test_a_request_is_on_no_page_of_others(client: FlaskClient) -> None:
    name = asked(client, to=CARLA, via=(ANNA, BOB))
    for who in (BOB, CARLA, EVA, ZOE):
        look_as(client, f"employee:{who}")
        assert "buffer" not in text(client, "/introductions")
        hidden = client.post(f"/introductions/{name}", data={"verdict": "agree"})
        absent = client.post(f"/introductions/{'0' * 16}", data={"verdict": "agree"})
        assert hidden.status_code == absent.status_code == 404
        assert hidden.get_data(as_text=True).replace(name, "0" * 16) == absent.get_data(as_text=True)
    look_as(client, f"employee:{ANNA}")
    assert client.post(f"/introductions/{name}", data={"verdict": "perhaps"}).status_code == 400


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        ("external", {"/path", "/introductions"}),
        ("leadership", {"/path", "/contacts"}),
        ("admin", {"/path", "/introductions", "/contacts"}),
        ("council", {"/path", "/introductions", "/contacts"}),
    ],
)
def test_what_is_not_for_a_role_is_denied(client: FlaskClient, role: str, closed: set[str]) -> None:
    name = asked(client)
    look_as(client, f"{role}:{ANNA}")
    for address in ("/path", "/introductions", "/contacts"):
        for prefix in ("", "/api/v1"):
            assert client.get(prefix + address).status_code == (403 if address in closed else 200)
    if "/introductions" in closed:
        assert client.post(f"/introductions/{name}", data={"verdict": "agree"}).status_code == 403
    if "/contacts" in closed:
        assert client.post("/contacts", data={"contact": PIET, "share": "yes"}).status_code == 403
    assert client.post("/introductions", data={"to": BOB, "via": EVA, "need": "x"}).status_code == 403


def test_contacts_are_shared_one_by_one(client: FlaskClient) -> None:
    look_as(client, f"employee:{ANNA}")
    assert "2 contacts, 0 shared" in text(client, "/contacts?lang=en")
    assert client.post("/contacts", data={"contact": PIET, "share": "yes"}).status_code == 303
    assert "2 contacts, 1 shared" in text(client, "/contacts?lang=en")
    look_as(client, f"employee:{DIRK}")
    found = text(client, "/path?to=somebody+at+Acme&lang=en")
    assert "Anna Jansen knows somebody at Acme" in found
    assert "Piet Pieters" in found
    assert "Rita" not in text(client, "/path?to=somebody+at+Beta")
    assert client.get(f"/path?to={RITA}").status_code == 404
    assert "Piet" not in text(client, "/contacts")
    assert client.post("/contacts", data={"contact": RITA, "share": "yes"}).status_code == 404


def test_an_empty_page_says_what_to_do(client: FlaskClient) -> None:
    look_as(client, "owner")
    assert "From whom, and to whom?" in text(client, "/path?lang=en")
    assert "nobody in particular" in text(client, "/introductions?lang=en")
    look_as(client, f"employee:{ZOE}")
    assert "somebody at Acme" in text(client, "/path?lang=en")
    assert "no way in three steps" in text(client, f"/path?to={BOB}&lang=en")
    assert "Nobody was found" in text(client, "/path?to=zzzzz&lang=en")
    assert "Upload your LinkedIn archive" in text(client, "/contacts?lang=en")


def test_a_form_without_its_token_is_refused(space: Workspace) -> None:
    with create_app(space).test_client() as client:
        for address in ("/introductions", "/introductions/" + "0" * 16, "/contacts"):
            assert client.post(address, data={"verdict": "agree"}).status_code == 400


def test_a_persons_page_leads_to_the_way(client: FlaskClient) -> None:
    look_as(client, f"employee:{DIRK}")
    assert f'href="/path?to={BOB}"' in client.get(f"/p/{BOB}").get_data(as_text=True)
    assert f'href="/path?to={ANNA}"' not in client.get(f"/p/{ANNA}").get_data(as_text=True), (
        "they know each other"
    )

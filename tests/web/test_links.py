"""Who is who on the pages: what a reviewer decides, and what only the person concerned may say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph import linking
from expertgraph.frames import columns_of
from expertgraph.records import Identity
from expertgraph.schema import TABLES
from expertgraph.store import Store
from tests.community import ANNA, BOB, person_of, workspace
from tests.web.test_routes import look_as
from web import create_app

ALSO = [
    Identity("y:1", "y", "1", "Anna de Vries", "anna", "private@elsewhere.example"),
    Identity("y:2", "y", "2", "Bob Jansen", "bob"),
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    space = workspace(tmp_path)
    space.store.upsert("identity", columns_of(TABLES["identity"], ALSO))
    linking.apply(space.store)
    linking.suggest(space.store)
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    space.store.close()


@pytest.fixture
def store(app: Flask) -> Store:
    return app.extensions["expertgraph.workspace"].store  # type: ignore[no-any-return]


def told(client: FlaskClient) -> dict[str, list[dict[str, object]]]:
    return client.get("/api/v1/links").get_json()  # type: ignore[no-any-return]


def test_each_reason_is_shown_in_words_with_what_it_adds(client: FlaskClient) -> None:
    suggestion = told(client)["suggestions"][0]
    assert suggestion["reasons"][0]["code"] == "same-name"  # type: ignore[index]
    page = client.get("/links").get_data(as_text=True)
    assert "the same name" in page
    assert "+14" in page
    assert "dezelfde naam" in client.get("/links?lang=nl").get_data(as_text=True)


def test_all_of_a_kind_and_back(client: FlaskClient) -> None:
    (alike,) = told(client)["alike"]
    form = {"because": alike["reasons"], "least": "0", "verdict": "accept"}
    assert client.post("/links/all", data=form).status_code == 303
    after = told(client)
    (batch,) = after["batches"]
    assert (after["suggestions"], batch["count"], batch["verdict"]) == ([], 2, "accept")
    assert {each["a"]["name"] for each in after["decisions"]} == {"Anna de Vries", "Bob Jansen"}  # type: ignore[index]
    assert client.post(f"/links/undo-batch/{batch['number']}").status_code == 303
    assert len(told(client)["suggestions"]) == 2
    assert all(each["undone"] for each in told(client)["decisions"])


def test_a_verdict_that_there_is_not_is_refused(client: FlaskClient) -> None:
    assert client.post("/links/1", data={"verdict": "perhaps"}).status_code == 400
    assert client.post("/links/all", data={"verdict": "accept"}).status_code == 400


@pytest.mark.parametrize("role", ["external", "employee", "manager", "leadership"])
def test_a_person_sees_only_what_concerns_oneself_and_says_so(
    client: FlaskClient, store: Store, role: str
) -> None:
    anna = person_of(ANNA)
    look_as(client, f"{role}:{anna}")
    assert client.get("/links").status_code == 403
    answer = client.get("/api/v1/links/me").get_json()
    (own,) = answer["suggestions"]
    assert (own["a"]["id"], own["b"]["id"]) == (ANNA, "y:1")
    assert "private@elsewhere.example" not in client.get("/links/me").get_data(as_text=True)
    assert client.post(f"/links/me/{own['number']}", data={"verdict": "accept"}).status_code == 303
    assert linking.suggesting.people(store)["y:1"] == anna
    (decision,) = client.get("/api/v1/links/me").get_json()["decisions"]
    assert decision["by"] == "Anna de Vries"
    assert client.post(f"/links/me/undo/{decision['number']}").status_code == 303
    assert linking.suggesting.people(store)["y:1"] != anna


def test_nobody_speaks_for_another(client: FlaskClient, store: Store) -> None:
    table = store.frame("suggestion")
    theirs = int(table[(table["a"] == "y:2") | (table["b"] == "y:2")]["number"].iloc[0])
    look_as(client, f"employee:{person_of(ANNA)}")
    assert client.post(f"/links/me/{theirs}", data={"verdict": "accept"}).status_code == 404
    assert client.post(f"/links/{theirs}", data={"verdict": "accept"}).status_code == 403
    assert client.post("/links/all", data={"verdict": "accept", "because": "same-name"}).status_code == 403
    look_as(client, f"employee:{person_of(BOB)}")
    assert client.post(f"/links/me/{theirs}", data={"verdict": "refuse"}).status_code == 303
    (decision,) = client.get("/api/v1/links/me").get_json()["decisions"]
    look_as(client, f"employee:{person_of(ANNA)}")
    assert client.post(f"/links/me/undo/{decision['number']}").status_code == 400
    assert client.get("/api/v1/links/me").get_json()["decisions"] == []


@pytest.mark.parametrize(("role", "status"), [("employee", 200), ("council", 403), ("owner", 200)])
def test_who_is_nobody_in_particular_is_asked_nothing(client: FlaskClient, role: str, status: int) -> None:
    look_as(client, role)
    response = client.get("/api/v1/links/me")
    assert response.status_code == status
    assert status != 200 or response.get_json() == {"suggestions": [], "decisions": []}
    assert client.post("/links/me/1", data={"verdict": "accept"}).status_code in {403, 404}


def test_the_persons_page_leads_there(client: FlaskClient) -> None:
    look_as(client, f"employee:{person_of(ANNA)}")
    assert 'href="/links/me"' in client.get(f"/p/{person_of(ANNA)}").get_data(as_text=True)
    assert 'href="/links/me"' not in client.get(f"/p/{person_of(BOB)}").get_data(as_text=True)

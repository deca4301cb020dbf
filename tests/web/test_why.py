"""Why somebody is found, what must not count, and who can be asked: pages, their twins and the command line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.cli import main
from expertgraph.objecting import objections_of
from expertgraph.policy import Role
from tests.community import ANNA, BOB, BOT, DIRK, EVA, NOW, PRIVATE_WORDS, person_of, workspace
from web import create_app

NEED = "size+a+heat+pump"
WHY = f"/p/{person_of(ANNA)}/why?q={NEED}"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Flask]:
    """A community that a test may spoil."""
    app = create_app(workspace(tmp_path))
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["expertgraph.workspace"].store.close()


def look_as(client: FlaskClient, viewer: str) -> None:
    assert client.post("/view-as", data={"as": viewer}).status_code == 302


def twin(client: FlaskClient, path: str) -> dict:
    return client.get("/api/v1" + path).get_json()


def test_the_reasons_are_those_of_the_search(client: FlaskClient) -> None:
    found = twin(client, f"/find?q={NEED}")["results"][0]
    page = twin(client, f"/p/{found['person']}/why?q={NEED}")
    assert (page["all"]["place"], page["all"]["score"], page["parts"]) == (1, found["score"], found["parts"])
    assert [each["evidence"]["item"] for each in page["threads"]] == [
        each["item"] for each in found["evidence"]
    ]
    assert page["topical"]["score"] < page["all"]["score"]


def test_the_page_tells_parts_threads_messages_and_meanings(client: FlaskClient) -> None:
    page = client.get(WHY).get_data(as_text=True)
    for code in ("evidence-90", "activity", "declared"):
        assert f'href="#part-{code}"' in page
        assert f'id="part-{code}"' in page
    assert page.count("<caption") > 3, "tables that a screen reader reads"
    assert "confirmed by Dirk Smit" in page


@pytest.mark.parametrize("query", ["", "zzzzzz"])
def test_with_nothing_to_tell_the_page_says_so(client: FlaskClient, query: str) -> None:
    page = client.get(f"/p/{person_of(ANNA)}/why?q={query}")
    assert page.status_code == 200
    assert 'class="empty"' in page.get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_no_role_reads_words_of_a_private_place_there(client: FlaskClient, role: Role) -> None:
    look_as(client, str(role))
    for path in (WHY, "/api/v1" + WHY):
        response = client.get(path)
        assert response.status_code in {200, 403, 404}
        assert PRIVATE_WORDS not in response.get_data(as_text=True)
    asked = client.get(f"/api/v1/p/{person_of(BOB)}/why?q={PRIVATE_WORDS}")
    assert not asked.get_json().get("threads"), "nor who wrote them"


def test_a_bot_is_in_no_answer(
    client: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("Helpful Bot", person_of(BOT))
    for path in (
        "/find?q=heat+pump",
        "/find?q=heat+pump&view=topical",
        "/skills",
        "/ask?q=size+a+heat+pump",
        WHY,
    ):
        for prefix in ("", "/api/v1"):
            told = client.get(prefix + path).get_data(as_text=True)
            assert not any(name in told for name in names), prefix + path
    page = client.get(f"/api/v1/p/{person_of(BOT)}/why?q=heat+pump")
    assert page.status_code in {200, 404}
    assert not (page.get_json() or {}).get("threads")
    space = workspace(tmp_path)
    asked = tmp_path / "queries.jsonl"
    asked.write_text('{"qid": "q", "text": "heat pump"}\n')
    store = ["--store", space.store.url]
    space.store.close()
    for command in (["find", "heat pump"], ["find", "--batch", str(asked)], ["why", BOT, "heat pump"]):
        main([*store, *command])
        said = capsys.readouterr().out
        assert said
        assert "bot" not in said.lower().replace("helpful bot.", "")


def test_hiding_takes_effect_at_once_and_can_be_undone(own: Flask) -> None:
    client = own.test_client()
    look_as(client, f"employee:{person_of(ANNA)}")
    item = twin(client, WHY)["threads"][0]["messages"][0]["item"]
    before = _seen(own.test_client(), item)
    assert before["find"]
    form = {"kind": "wrong", "what": item, "reason": "canary-reason", "q": "heat pump"}
    response = client.post(f"/p/{person_of(ANNA)}/object", data=form)
    assert response.headers["Location"].endswith(f"/p/{person_of(ANNA)}/why?q=heat+pump")
    assert not any(_seen(own.test_client(), item).values())
    mine = client.get(WHY).get_data(as_text=True)
    assert "canary-reason" in mine
    other = own.test_client()
    look_as(other, f"employee:{person_of(DIRK)}")
    for path in (WHY, "/api/v1" + WHY, f"/p/{person_of(ANNA)}", f"/api/v1/p/{person_of(ANNA)}"):
        told = other.get(path).get_data(as_text=True)
        assert "canary-reason" not in told
        assert item not in told
    client.post(f"/p/{person_of(ANNA)}/object", data={**form, "back": "1"})
    assert _seen(own.test_client(), item) == before


def _seen(client: FlaskClient, item: str) -> dict[str, bool]:
    """Where the item is evidence, for the owner."""
    quoted = f'"{item}"'
    return {
        "find": quoted in client.get(f"/api/v1/find?q={NEED}").get_data(as_text=True),
        "why": quoted in str(twin(client, WHY)["threads"]).replace("'", '"'),
        "skills": quoted in str(twin(client, f"/p/{person_of(ANNA)}")["skills"]).replace("'", '"'),
    }


def test_a_skill_that_is_not_mine_is_gone(own: Flask) -> None:
    client = own.test_client()
    look_as(client, f"employee:{person_of(ANNA)}")
    path = f"/p/{person_of(ANNA)}"
    skill = next(each for each in twin(client, path)["skills"] if each["claimed"])
    declared = next(part for part in twin(client, WHY)["parts"] if part["code"] == "declared")
    assert declared["amount"] > 0
    client.post(path + "/object", data={"kind": "not-mine", "what": skill["skill"]})
    assert skill["skill"] not in [each["skill"] for each in twin(client, path)["skills"]]
    declared = next(part for part in twin(client, WHY)["parts"] if part["code"] == "declared")
    assert declared["amount"] == 0
    client.post(path + "/object", data={"kind": "not-mine", "what": skill["skill"], "back": "1"})
    assert skill in twin(client, path)["skills"]


@pytest.mark.parametrize(
    "viewer", [f"employee:{person_of(DIRK)}", "manager", "leadership", "admin", f"external:{person_of(EVA)}"]
)
def test_nobody_objects_for_another(own: Flask, viewer: str) -> None:
    client = own.test_client()
    item = twin(client, WHY)["threads"][0]["messages"][0]["item"]
    look_as(client, viewer)
    response = client.post(f"/p/{person_of(ANNA)}/object", data={"kind": "hide", "what": item})
    assert response.status_code in {403, 404}
    assert client.post(
        f"/p/{person_of(ANNA)}/declare", data={"name": "busy", "value": "yes"}
    ).status_code in {403, 404}
    store = own.extensions["expertgraph.workspace"].store
    assert objections_of(store, person_of(ANNA)) == []


def test_a_form_from_elsewhere_is_refused(own: Flask) -> None:
    own.config["WTF_CSRF_ENABLED"] = True
    response = own.test_client().post(f"/p/{person_of(ANNA)}/object", data={"kind": "hide", "what": "x:i1"})
    assert response.status_code == 400


def test_away_and_busy_are_said_on_every_card(own: Flask) -> None:
    client = own.test_client()
    look_as(client, f"employee:{person_of(ANNA)}")
    path = f"/p/{person_of(ANNA)}"
    client.post(path + "/declare", data={"name": "away", "value": "2026-09-01", "until": "2026-09-30"})
    client.post(path + "/declare", data={"name": "busy", "value": "yes"})
    other = own.test_client()
    look_as(other, f"employee:{person_of(DIRK)}")
    for page in (f"/find?q={NEED}", path, WHY):
        text = other.get(page).get_data(as_text=True)
        assert "Away until" in text
        assert "30 Sep" in text or "Sep 30" in text
        assert "Busy now" in text
    assert NOW == 1_790_000_000, "21 September 2026"


def test_only_web_addresses_become_links(own: Flask) -> None:
    store = own.extensions["expertgraph.workspace"].store
    rows = store.frame("item")
    rows.loc[rows.index[:60], "url"] = "javascript:alert(1)"
    rows["version"] += 1
    store.upsert("item", rows)
    client = own.test_client()
    for path in (f"/find?q={NEED}", WHY, f"/p/{person_of(ANNA)}?need={NEED}"):
        assert "javascript:" not in client.get(path).get_data(as_text=True)
        assert "javascript:" not in client.get("/api/v1" + path).get_data(as_text=True)


def test_every_card_leads_on(client: FlaskClient) -> None:
    look_as(client, f"employee:{person_of(DIRK)}")
    page = client.get(f"/find?q={NEED}").get_data(as_text=True)
    people = re.findall(r'id="res-(p-[a-z2-7]{13})"', page)
    assert people
    for person in people:
        assert f'href="/p/{person}"' in page
        assert f"/p/{person}/why?q=" in page
        assert f"&amp;to={person}" in page

"""The pages of skills: what each role sees of them, own terms, and saying that somebody knows something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.analysis.run import analyse
from expertgraph.frames import columns_of
from expertgraph.objecting import NOT_MINE, object_to
from expertgraph.policy import Role
from expertgraph.records import Skill, SkillLabel, SkillRelation
from expertgraph.schema import TABLES
from expertgraph.workspace import Workspace
from tests.community import ANNA, BOB, BOT, CARLA, DIRK, EVA, NOW, PRIVATE_WORDS, person_of, workspace
from tests.web.test_routes import look_as
from web import create_app

PUMPS = "skill:heat pumps"
CONCEPTS = [
    Skill("esco:pump", "heat pumps (heating)", "esco"),
    Skill("esco:flow", "flow temperature", "esco"),
    Skill("esco:heating", "heating", "esco", kind="group"),
]
LABELS = [
    SkillLabel("esco:pump|nl|warmtepompen", "esco:pump", "nl", "warmtepompen", "preferred"),
    SkillLabel("esco:pump|en|hp", "esco:pump", "en", "hidden name", "hidden"),
]
RELATIONS = [
    SkillRelation("esco:flow|broader|esco:pump", "esco:flow", "esco:pump"),
    SkillRelation("esco:pump|broader|esco:heating", "esco:pump", "esco:heating"),
]


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    made = workspace(tmp_path)
    for table, rows in (("skill", CONCEPTS), ("skill_label", LABELS), ("skill_relation", RELATIONS)):
        made.store.upsert(table, columns_of(TABLES[table], rows))
    analyse(made, as_of=NOW)
    yield made
    made.store.close()


@pytest.fixture
def client(space: Workspace) -> FlaskClient:
    app: Flask = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def told(client: FlaskClient, path: str = f"/skill/{PUMPS}") -> dict[str, Any]:
    response = client.get("/api/v1" + path)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()  # type: ignore[no-any-return]


def test_the_page_says_who_is_known_and_why(client: FlaskClient) -> None:
    found = told(client)
    shown = {each["name"]: each for each in found["shown"]}
    assert list(shown) == ["Anna de Vries", "Bob Jansen", "Eva Brown"], "who only asks is not known for it"
    assert found["holders"] == 3
    assert [each["expertise"] for each in found["shown"]] == sorted(
        (each["expertise"] for each in found["shown"]), reverse=True
    )
    anna = shown["Anna de Vries"]
    assert (anna["level"], anna["claimed_only"]) == (4, False)
    assert anna["items"] > len(anna["evidence"]) == 2
    page = client.get(f"/skill/{PUMPS}").get_data(as_text=True)
    assert "Helpful Bot" not in page
    assert "What this rests on" in page


def test_what_was_asked_and_by_whom(client: FlaskClient) -> None:
    found = told(client)
    assert (found["demand"], found["unanswered"]) == (38, 1), "a bot asks nothing"
    *lately, last = (each["name"] for each in found["asked_about_it"])
    assert (set(lately), last) == ({"Anna de Vries", "Bob Jansen", "Dirk Smit"}, "Carla Peeters")
    assert [each["name"] for each in found["channels"]] == ["Forum", "Chat", "Secret"]


def test_names_broader_and_narrower(client: FlaskClient) -> None:
    found = told(client)
    assert [(each["label"], each["language"]) for each in found["names"]] == [("warmtepompen", "nl")]
    assert [(each["label"], each["known"]) for each in found["broader"]] == [("heating", False)]
    assert [(each["label"], each["known"]) for each in found["narrower"]] == [("flow temperature", True)]
    assert [each["label"] for each in found["related"]] == ["flow temperature"]
    narrow = told(client, "/skill/esco:flow")
    assert [(each["skill"], each["known"]) for each in narrow["broader"]] == [(PUMPS, True)]
    for name in ("esco:pump", "Heat pumps", "HEAT  PUMPS"):
        assert told(client, f"/skill/{name}")["skill"] == PUMPS


@pytest.mark.parametrize(
    ("viewer", "status", "names", "risk"),
    [
        ("owner", 200, {"Anna de Vries", "Bob Jansen", "Eva Brown"}, True),
        ("employee", 200, {"Anna de Vries", "Bob Jansen", "Eva Brown"}, True),
        ("manager", 200, {"Anna de Vries", "Bob Jansen", "Eva Brown"}, True),
        ("leadership", 200, {"Anna de Vries", "Bob Jansen", "Eva Brown"}, True),
        ("admin", 200, {"Anna de Vries"}, False),
        ("external", 404, set(), False),
        (f"external:{person_of(EVA)}", 200, {"Anna de Vries", "Eva Brown"}, False),
        ("council", 403, set(), False),
    ],
)
def test_what_each_role_sees(
    client: FlaskClient, viewer: str, status: int, names: set[str], *, risk: bool
) -> None:
    look_as(client, viewer)
    response = client.get(f"/api/v1/skill/{PUMPS}")
    assert response.status_code == status
    listed = client.get("/api/v1/skills")
    assert listed.status_code == (403 if viewer == "council" else 200)
    page = client.get(f"/skill/{PUMPS}").get_data(as_text=True)
    assert (PRIVATE_WORDS in page) == (viewer == "owner")
    if status == 200:
        found = response.get_json()
        assert {each["name"] for each in found["shown"]} == names
        assert (found["risk"] is not None) == risk
        row = {each["skill"]: each for each in listed.get_json()["skills"]}[PUMPS]
        assert (row["holders"], row["risk"] is not None) == (len(names), risk)
        assert (row["demand"], row["unanswered"]) == (found["demand"], found["unanswered"])
        assert ("Secret" in {each["name"] for each in found["channels"]}) == (viewer == "owner")


def test_what_is_hidden_looks_like_what_there_is_not(client: FlaskClient) -> None:
    look_as(client, "external")
    hidden, absent = (
        client.get(f"/api/v1/skill/{name}") for name in ("skill:heat pumps", "skill:heat pumpz")
    )
    assert hidden.status_code == absent.status_code == 404
    assert hidden.get_json() == {
        "error": {
            key: value.replace("pumpz", "pumps") if isinstance(value, str) else value
            for key, value in absent.get_json()["error"].items()
        }
    }


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["Heat pumps", "flow temperature"]),
        ("pump", ["Heat pumps"]),
        ("WARMTE", ["Heat pumps"]),
        ("temp fl", ["flow temperature"]),
        ("eat", []),
        ("hidden", []),
    ],
)
def test_the_search_box_knows_all_names(client: FlaskClient, query: str, labels: list[str]) -> None:
    found = told(client, f"/skills?q={query}")
    assert [each["label"] for each in found["skills"]] == labels
    assert found["total"] == len(labels)
    assert all((each["called"] == "warmtepompen") == (query == "WARMTE") for each in found["skills"])
    assert client.get(f"/skills?q={query}").status_code == 200


@pytest.mark.parametrize("order", ["holders", "demand", "risk", "name", "nonsense"])
def test_every_order_is_one(client: FlaskClient, order: str) -> None:
    found = told(client, f"/skills?order={order}")
    assert {each["label"] for each in found["skills"]} == {"Heat pumps", "flow temperature"}
    assert found["order"] == ("holders" if order == "nonsense" else order)


def test_an_empty_store_explains_itself(empty_app: Flask) -> None:
    response = empty_app.test_client().get("/skills")
    assert response.status_code == 409
    assert "analys" in response.get_data(as_text=True)


def test_somebody_says_that_another_knows_it_once_and_takes_it_back(
    client: FlaskClient, space: Workspace
) -> None:
    anna, dirk = person_of(ANNA), person_of(DIRK)
    look_as(client, f"employee:{dirk}")
    assert {each["name"]: each["endorsable"] for each in told(client)["shown"]} == {
        "Anna de Vries": True,
        "Bob Jansen": True,
        "Eva Brown": True,
    }
    for _ in range(2):
        assert client.post(f"/skill/{PUMPS}/endorse", data={"person": anna}).status_code == 303
    assert len(space.store.frame("claim", where={"kind": "endorsed"})) == 1
    first = told(client)["shown"][0]
    assert (first["endorsed"], first["endorsers"]) == (True, ["Dirk Smit"])
    before = first["prior"], first["confirmers"]
    analyse(space, as_of=NOW + 1)
    first = told(client)["shown"][0]
    assert first["prior"] > before[0]
    assert first["confirmers"] == before[1] + 1
    client.post(f"/skill/{PUMPS}/endorse", data={"person": anna, "verdict": "take-back"})
    assert len(space.store.frame("claim", where={"kind": "endorsed"})) == 0


def test_it_is_said_on_the_person_s_page_too(client: FlaskClient) -> None:
    anna = person_of(ANNA)
    assert "Knows this" not in client.get(f"/p/{anna}").get_data(as_text=True), "the owner is no person"
    look_as(client, f"employee:{anna}")
    assert "Knows this" not in client.get(f"/p/{anna}").get_data(as_text=True), "nobody confirms oneself"
    look_as(client, f"employee:{person_of(DIRK)}")
    page = client.get(f"/p/{anna}").get_data(as_text=True)
    assert "Anna de Vries knows Heat pumps" in page
    assert 'href="/skill/skill:heat%20pumps"' in page
    response = client.post(f"/skill/{PUMPS}/endorse", data={"person": anna, "back": "person"})
    assert response.headers["Location"] == f"/p/{anna}"
    assert "Take back that Anna de Vries knows Heat pumps" in client.get(f"/p/{anna}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("viewer", "person", "status"),
    [
        (f"employee:{person_of(ANNA)}", ANNA, 400),
        (f"employee:{person_of(DIRK)}", BOT, 404),
        (f"employee:{person_of(DIRK)}", "x:nobody", 404),
        (f"external:{person_of(EVA)}", CARLA, 303),
        (f"employee:{person_of(BOT)}", ANNA, 403),
        ("owner", ANNA, 403),
        ("employee", ANNA, 403),
        ("council", ANNA, 403),
        (f"council:{person_of(DIRK)}", ANNA, 403),
    ],
    ids=[
        "oneself",
        "a bot",
        "nobody",
        "an outsider",
        "by a bot",
        "owner",
        "no person",
        "council",
        "of the council",
    ],
)
def test_who_may_say_so_of_whom(client: FlaskClient, viewer: str, person: str, status: int) -> None:
    look_as(client, viewer)
    response = client.post(f"/skill/{PUMPS}/endorse", data={"person": person_of(person)})
    assert response.status_code == status


def test_who_says_that_it_is_not_theirs_is_off_the_page_at_once(
    client: FlaskClient, space: Workspace
) -> None:
    object_to(space.store, person_of(BOB), NOT_MINE, PUMPS, at=NOW)
    assert [each["name"] for each in told(client)["shown"]] == ["Anna de Vries", "Eva Brown"]
    assert told(client)["holders"] == 2


def test_own_terms_come_and_go(client: FlaskClient, space: Workspace) -> None:
    assert client.post("/skills/terms", data={"term": "ladders"}).status_code == 303
    assert client.post("/skills/terms", data={"term": "WP", "same": "heat pumps"}).status_code == 303
    listed = told(client, "/skills")
    assert [(each["term"], each["label"]) for each in listed["own"]] == [
        ("ladders", "ladders"),
        ("WP", "Heat pumps"),
    ]
    assert listed["pending"] == ["ladders", "WP"]
    analyse(space, as_of=NOW + 1)
    found = told(client, "/skill/ladders")
    assert (found["holders"], found["demand"], found["unanswered"]) == (0, 1, 1), "asked, and nobody knows it"
    assert [each["title"] for each in found["questions"]] == ["Heat pump advice"]
    assert [each["name"] for each in found["asked_about_it"]] == ["Carla Peeters"]
    assert told(client, "/skills")["pending"] == []
    for term in ("WP", "ladders"):
        assert client.post("/skills/terms/remove", data={"term": term}).status_code == 303
    assert told(client, "/skills")["own"] == []
    assert client.post("/skills/terms/remove", data={"term": "WP"}).status_code == 404


@pytest.mark.parametrize(
    ("term", "same", "status"),
    [("", "", 400), ("...", "", 400), ("x" * 101, "", 400), ("WP", "no such", 404)],
)
def test_what_is_no_term_is_refused(client: FlaskClient, term: str, same: str, status: int) -> None:
    assert client.post("/skills/terms", data={"term": term, "same": same}).status_code == status


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OWNER, Role.ADMIN}])
def test_own_terms_are_for_those_who_run_it(client: FlaskClient, role: Role) -> None:
    client.post("/skills/terms", data={"term": "ladders"})
    look_as(client, str(role))
    assert client.post("/skills/terms", data={"term": "stairs"}).status_code == 403
    assert client.post("/skills/terms/remove", data={"term": "ladders"}).status_code == 403
    if role is not Role.COUNCIL:
        assert told(client, "/skills")["own"] == []
        assert "Our own terms" not in client.get("/skills").get_data(as_text=True)

"""Every route has its cell in the policy table, and what a role may not see is in no answer of any route."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.analysis.run import analyse
from expertgraph.cli import COMMANDS
from expertgraph.policy import Data, Role
from tests.community import ANNA, BOB, CARLA, DIRK, EVA, NOW, PRIVATE_WORDS, person_of, workspace
from web import create_app
from web.guard import OPEN_ENDPOINTS

PAGES = [
    "/",
    "/find?q=heat+pump",
    f"/p/{person_of(ANNA)}",
    "/onion",
    "/onion/table",
    "/map",
    "/channels",
    "/channel/x:forum",
    "/where",
    "/about",
]
TWINS = ["/api/v1" + page for page in PAGES if page != "/onion/table"]
OWNERS = ["/imports", "/links", "/quarantine"]


def look_as(client: FlaskClient, viewer: str) -> None:
    assert client.post("/view-as", data={"as": viewer}).status_code == 302


def test_every_route_carries_a_mark(app: Flask) -> None:
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_ENDPOINTS
        and not getattr(app.view_functions[rule.endpoint], "reads", None)
    ]
    assert bare == []


def test_a_route_without_a_mark_is_refused(app: Flask) -> None:
    other = Flask("bare")
    other.extensions.update(app.extensions)
    other.config.update(app.config, TRUSTED_HOSTS=None)
    from web import guard

    guard.install(other)
    other.add_url_rule("/bare", "bare", lambda: "leak")
    assert b"leak" not in other.test_client().get("/bare").data


def test_every_command_carries_a_mark() -> None:
    from expertgraph.cli import expertgraph

    bare = []
    for name in COMMANDS:
        command = expertgraph.get_command(None, name)  # type: ignore[arg-type]
        leaves = getattr(command, "commands", {}).values() or [command]
        for leaf in leaves:
            callback = leaf.callback
            while not hasattr(callback, "reads") and hasattr(callback, "__wrapped__"):
                callback = callback.__wrapped__
            if not getattr(callback, "reads", None):
                bare.append(f"{name} {leaf.name}")
    assert bare == []


@pytest.mark.parametrize("path", PAGES + TWINS + OWNERS)
def test_the_owner_gets_every_page_and_its_twin(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type.startswith("application/json" if path.startswith("/api/") else "text/html")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
@pytest.mark.parametrize("path", PAGES + TWINS)
def test_no_role_reads_words_of_a_private_place(client: FlaskClient, role: Role, path: str) -> None:
    look_as(client, str(role))
    response = client.get(path)
    assert response.status_code in {200, 403, 404}
    assert PRIVATE_WORDS.encode() not in response.data


def test_a_member_of_the_private_place_reads_it_and_nobody_else_of_the_same_role(client: FlaskClient) -> None:
    look_as(client, f"employee:{person_of(ANNA)}")
    asked = "/api/v1/find?q=" + PRIVATE_WORDS
    assert PRIVATE_WORDS.encode() in client.get(f"/api/v1/find?q=heat+pump+{PRIVATE_WORDS}").data.replace(
        f"heat pump {PRIVATE_WORDS}".encode(), PRIVATE_WORDS.encode(), 1
    )
    look_as(client, f"employee:{person_of(CARLA)}")
    hidden = client.get(asked).get_json()
    assert all(
        PRIVATE_WORDS not in item["snippet"] for each in hidden["results"] for item in each["evidence"]
    )


@pytest.mark.parametrize("role", ["employee", "manager", "leadership", "external", "admin", "council"])
def test_the_rings_of_those_who_do_little_are_on_no_page(client: FlaskClient, role: str) -> None:
    look_as(client, role)
    for path in ("/onion", "/onion/table", "/onion.svg", "/api/v1/onion"):
        page = client.get(path).get_data(as_text=True)
        assert "Carla" not in page
        assert person_of(CARLA) not in page
    shown = client.get(f"/api/v1/p/{person_of(CARLA)}")
    if shown.status_code == 200:
        assert shown.get_json()["standing"] is None


def test_what_is_hidden_looks_like_what_does_not_exist(client: FlaskClient) -> None:
    look_as(client, "external")
    hidden = client.get(f"/api/v1/p/{person_of(DIRK)}")
    absent = client.get("/api/v1/p/p-aaaaaaaaaaaaa")
    assert hidden.status_code == absent.status_code
    strip = re.compile(r"p-[a-z2-7]{13}")
    assert strip.sub("", hidden.get_data(as_text=True)) == strip.sub("", absent.get_data(as_text=True))


@pytest.mark.parametrize("path", OWNERS)
@pytest.mark.parametrize("role", ["external", "leadership", "council"])
def test_imports_are_for_those_who_run_them(client: FlaskClient, role: str, path: str) -> None:
    look_as(client, role)
    assert client.get(path).status_code == 403
    assert client.get("/api/v1" + path).get_json()["error"]["code"]


def test_a_bot_is_never_found(client: FlaskClient) -> None:
    names = [each["name"] for each in client.get("/api/v1/find?q=heat+pump").get_json()["results"]]
    assert names
    assert "Helpful Bot" not in names


def test_words_that_nobody_used_find_nobody(client: FlaskClient) -> None:
    assert client.get("/api/v1/find?q=zzzzzz").get_json()["total"] == 0
    assert b"other words" in client.get("/find?q=zzzzzz").data


def test_parts_add_up_to_the_score_and_evidence_to_its_parts(client: FlaskClient) -> None:
    for each in client.get("/api/v1/find?q=heat+pump").get_json()["results"]:
        assert sum(part["amount"] for part in each["parts"]) == pytest.approx(each["score"], abs=1e-9)
        from_items = sum(part["amount"] for part in each["parts"] if part["items"])
        assert sum(item["amount"] for item in each["evidence"]) == pytest.approx(from_items, abs=1e-9)


def test_the_expert_comes_first_and_the_outsider_is_marked(client: FlaskClient) -> None:
    results = client.get("/api/v1/find?q=size+a+heat+pump").get_json()["results"]
    assert results[0]["name"] == "Anna de Vries"
    assert {each["name"]: each["kind"] for each in results}["Eva Brown"] == "external"
    only = client.get("/api/v1/find?q=heat+pump&kind=external").get_json()["results"]
    assert [each["name"] for each in only] == ["Eva Brown"]


def test_the_openapi_document_describes_every_twin(client: FlaskClient, app: Flask) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    paths = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule))
        for rule in app.url_map.iter_rules()
        if "_json" in rule.endpoint
    }
    assert paths == set(document["paths"])
    references = set(
        re.findall(r'"#/components/schemas/(\w+)"', client.get("/api/v1/openapi.json").get_data(as_text=True))
    )
    assert references <= set(document["components"]["schemas"])


def test_every_data_class_is_read_by_some_route_or_command(app: Flask) -> None:
    read = {data for view in app.view_functions.values() for data in getattr(view, "reads", ())}
    assert {
        Data.PROFILE,
        Data.EVIDENCE_OPEN,
        Data.RING_INNER,
        Data.TIES,
        Data.CHANNELS,
        Data.IMPORTS,
        Data.LINKS,
    } <= read


def test_eva_is_only_where_she_is_visible(client: FlaskClient) -> None:
    look_as(client, f"external:{person_of(EVA)}")
    names = {each["name"] for each in client.get("/api/v1/find?q=heat+pump").get_json()["results"]}
    assert "Anna de Vries" in names
    assert "Eva Brown" not in names, "nobody finds oneself"


def test_somebody_opts_out_and_is_gone_from_the_next_analysis_on(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    bob = person_of(BOB)
    look_as(client, f"employee:{person_of(ANNA)}")
    assert client.post(f"/p/{bob}/declare", data={"name": "opted-out", "value": "yes"}).status_code == 403
    look_as(client, f"employee:{bob}")
    assert client.post(f"/p/{bob}/declare", data={"name": "opted-out", "value": "yes"}).status_code == 303
    assert client.post(f"/p/{bob}/declare", data={"name": "leave", "value": "yesterday"}).status_code == 400
    analyse(space, as_of=NOW)
    look_as(client, f"employee:{person_of(ANNA)}")
    assert client.get(f"/p/{bob}").status_code == 404
    for path in ("/api/v1/find?q=heat+pump", "/api/v1/onion", "/onion.svg"):
        assert "Bob Jansen" not in client.get(path).get_data(as_text=True), path
    look_as(client, f"employee:{bob}")
    assert client.get(f"/p/{bob}").status_code == 200
    space.store.close()

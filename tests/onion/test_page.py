"""The onion's page: whole without JavaScript, alive with it, the same data as table and JSON."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from expertgraph.workspace import Workspace
from tests.onion.conftest import publish_in
from web import create_app


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return publish_in(tmp_path_factory.mktemp("onion"))


@pytest.fixture
def client(space: Workspace) -> FlaskClient:
    return create_app(space).test_client()


@pytest.fixture(scope="module")
def address(space: Workspace) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(space), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _outer(space: Workspace) -> list[str]:
    people = space.edition().table("people")
    return people["name"][people["ring"] >= 2].tolist()


@pytest.mark.parametrize(
    "path", ["/onion", "/onion/table", "/api/v1/onion", "/api/v1/onion/table", "/onion.svg", "/onion.html"]
)
@pytest.mark.parametrize("spoken", ["en", "nl"])
def test_every_form_answers_and_names_only_the_inner_rings(
    space: Workspace, client: FlaskClient, path: str, spoken: str
) -> None:
    answer = client.get(path, query_string={"lang": spoken})
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert not [name for name in _outer(space) if re.search(rf"{re.escape(name)}\b", text)]
    core = space.edition().table("people")
    assert core["name"][core["ring"] == 0].iloc[0] in text
    assert " style=" not in text
    assert "onclick" not in text


def test_the_page_is_light(client: FlaskClient) -> None:
    assert len(client.get("/onion").data) < 400_000


def test_marks_are_links_without_javascript(space: Workspace, client: FlaskClient) -> None:
    text = client.get("/onion").get_data(as_text=True)
    named = [mark["person"] for mark in client.get("/api/v1/onion").get_json()["onion"]["marks"]]
    assert [person for person in named if f'href="/p/{person}"' in text] == named


def test_pictures_are_files(client: FlaskClient) -> None:
    for suffix, kind in (("svg", "image/svg+xml"), ("png", "image/png"), ("html", "text/html")):
        answer = client.get(f"/onion.{suffix}?look=dark")
        assert answer.mimetype == kind
        assert answer.headers["Content-Disposition"] == f'attachment; filename="onion.{suffix}"'
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get("/onion.gif").status_code == 404


def test_an_administrator_is_turned_away(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["as"] = "admin"
    for path in ("/onion", "/onion.svg", "/api/v1/onion"):
        assert client.get(path).status_code == 403


def test_one_community_and_one_that_is_not(client: FlaskClient) -> None:
    assert "Mobility" in client.get("/onion?community=4").get_data(as_text=True)
    assert client.get("/onion?community=nowhere").status_code == 400


def test_walking_with_the_keys(address: str, page: Page) -> None:
    page.goto(address + "/onion")
    expect(page.locator("#onion[data-ready]")).to_be_visible()
    page.locator("#onion").focus()
    said = []
    for key in ("Home", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        said.append(page.locator("#live").inner_text())
    assert len(set(said)) == 3
    assert ", Core, " in said[0]
    assert ", Active, " in said[2]
    name = said[2].split(",")[0]
    expect(page.locator("#panel h2")).to_have_text(name)
    page.keyboard.press("Escape")
    expect(page.locator("#live")).to_be_empty()


def test_pointing_shows_who_it_is(address: str, page: Page) -> None:
    page.goto(address + "/onion")
    expect(page.locator("#onion[data-ready]")).to_be_visible()
    mark = page.locator("a.m").first
    mark.locator(".d").hover()
    expect(page.locator(".tip")).to_contain_text(mark.get_attribute("data-name") or "")
    dots = page.locator(".cell").first.bounding_box()
    assert dots is not None
    assert page.locator(".cell a, .cell title, .cell [id]").count() == 0


def test_a_channel_dims_the_rest_and_lets_go(address: str, page: Page) -> None:
    page.goto(address + "/onion")
    expect(page.locator("#onion[data-ready]")).to_be_visible()
    page.locator("a.ch", has_text="#data").click()
    expect(page.locator("#onion")).to_have_class(re.compile("dim"))
    expect(page.locator("#panel h2")).to_have_text("#data")
    assert 0 < page.locator("a.m.hit").count() < page.locator("a.m").count()
    page.locator("#onion").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#onion")).not_to_have_class(re.compile("dim"))


def test_toggles_and_theme(address: str, page: Page) -> None:
    page.goto(address + "/onion")
    page.locator("[data-toggle=noext]").click()
    expect(page.locator("a.m.k1").first).to_be_hidden()
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_runs_off_the_page(address: str, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/onion", "/onion/table"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

"""Errors speak to the person who can act; the same shape on every route; never a traceback."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.errors import StoreUnavailable
from web import create_app


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/p/p-nobody", 404), ("/imports/absent", 404), ("/links/9", 405)]
)
def test_one_shape_for_every_error(client: FlaskClient, path: str, status: int) -> None:
    page = client.get(path)
    assert page.status_code == status
    assert page.content_type.startswith("text/html")
    data = client.get(path, headers={"Accept": "application/json"})
    assert data.status_code == status
    assert set(data.get_json()["error"]) == {"status", "code", "message", "advice"}


@pytest.mark.parametrize(
    ("came_from", "led"),
    [
        ("http://localhost/onion?period=4", True),
        ("http://localhost/onion?community=nowhere", False),
        ("http://elsewhere.example/onion?period=4", False),
        ("http://localhost//elsewhere.example/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_an_error_leads_back_to_the_page_it_came_from(client: FlaskClient, came_from: str, led: bool) -> None:
    page = client.get("/onion?community=nowhere", headers={"Referer": came_from})
    assert page.status_code == 400
    assert ('href="/onion?period=4"' in page.text) == led
    assert ("arrow-left" in page.text) == led


def test_before_the_first_edition_pages_say_what_to_do(empty_app: Flask) -> None:
    client = empty_app.test_client()
    assert b"Import something" in client.get("/").data
    for path in ("/find?q=x", "/onion", "/map", "/channels"):
        page = client.get(path)
        assert page.status_code in {200, 409}, path
        assert b"Import something" in page.data, path
    for path in ("/imports", "/links", "/quarantine", "/about"):
        assert client.get(path).status_code == 200, path


def test_a_store_that_is_gone_is_a_readable_503(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise StoreUnavailable("The store does not answer.", "Try again in a moment.")

    space = app.extensions["expertgraph.workspace"]
    monkeypatch.setattr(space.store, "frame", gone)
    response = app.test_client().get("/healthz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert b"does not answer" in response.data


def test_a_fault_of_ours_shows_a_number_and_no_traceback(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(app.extensions["expertgraph.workspace"].store, "counts", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = app.test_client().get("/imports")
    assert page.status_code == 500
    assert b"Traceback" not in page.data
    assert b"secret detail" not in page.data


def test_another_host_name_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_form_from_another_site_is_refused(client: FlaskClient) -> None:
    response = client.post("/links/suggest", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_a_form_without_its_token_is_refused(tmp_path: Path) -> None:
    from expertgraph.workspace import Workspace

    app = create_app(Workspace.open(f"sqlite:///{tmp_path / 'x.db'}"))
    assert app.test_client().post("/links/suggest").status_code == 400


def test_an_upload_that_is_too_large_is_told_what_to_do(client: FlaskClient, app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"], before = 1_000, app.config["MAX_CONTENT_LENGTH"]
    try:
        response = client.post("/imports", data={"file": (__import__("io").BytesIO(b"x" * 5_000), "x.csv")})
    finally:
        app.config["MAX_CONTENT_LENGTH"] = before
    assert response.status_code == 413
    assert b"command line" in response.data


def test_the_way_back_never_leaves_the_site(client: FlaskClient) -> None:
    for back in ("//evil.example", "/\\evil.example", "https://evil.example"):
        response = client.post("/view-as", query_string={"back": back}, data={"as": "owner"})
        assert response.headers["Location"].startswith("/find") or response.headers["Location"] == "/"

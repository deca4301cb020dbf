"""The onion's page: whole without JavaScript, in every role, the same as tables, JSON, pictures and CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from expertgraph.policy import Role
from expertgraph.workspace import Workspace
from tests.onion.conftest import publish_in
from web import create_app

PAST = "2026-06-29"
"""A day on which the made-up community stood further out."""


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return publish_in(tmp_path_factory.mktemp("onion"))


@pytest.fixture
def client(space: Workspace) -> FlaskClient:
    return create_app(space).test_client()


def _outer(space: Workspace) -> list[str]:
    people = space.edition().table("people")
    return people["name"][people["ring"] >= 2].tolist()


def _page(client: FlaskClient, address: str) -> LexborHTMLParser:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:400]
    return LexborHTMLParser(answer.data)


@pytest.mark.parametrize(
    "path",
    [
        "/onion",
        "/onion/table",
        "/api/v1/onion",
        "/api/v1/onion/table",
        "/onion.svg",
        "/onion.html",
        "/onion.csv",
    ],
)
@pytest.mark.parametrize("spoken", ["en", "nl"])
@pytest.mark.parametrize("on", ["", PAST])
def test_every_form_answers_and_names_only_the_inner_rings(
    space: Workspace, client: FlaskClient, path: str, spoken: str, on: str
) -> None:
    answer = client.get(path, query_string={"lang": spoken, "on": on})
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert not [name for name in _outer(space) if re.search(rf"{re.escape(name)}\b", text)]
    assert " style=" not in text
    assert "onclick" not in text
    if not on:
        core = space.edition().table("people")
        assert core["name"][core["ring"] == 0].iloc[0] in text


def test_the_page_is_light(client: FlaskClient) -> None:
    assert len(client.get("/onion").data) < 400_000


def test_marks_are_links_without_javascript(client: FlaskClient) -> None:
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


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_every_role_but_one_sees_its_own_picture(client: FlaskClient, space: Workspace, role: Role) -> None:
    with client.session_transaction() as session:
        session["as"] = str(role)
    page = _page(client, "/onion")
    text = page.text(separator=" ")
    named = {link.attributes["href"] for link in page.css("#onion a.m")}
    if role in {Role.EXTERNAL, Role.COUNCIL}:
        people = space.edition().table("people")
        assert named == set()
        assert not [name for name in people["name"] if name in text]
    else:
        assert named


def test_an_administrator_is_turned_away(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["as"] = "admin"
    for path in ("/onion", "/onion.svg", "/onion.csv", "/api/v1/onion"):
        assert client.get(path).status_code == 403


def test_filters_are_a_form_and_say_how_to_let_go(client: FlaskClient) -> None:
    page = _page(client, "/onion?community=4&organisation=TU+Delft&on=" + PAST)
    assert page.css_first("h1").text() == "Mobility"
    chosen = {
        each.parent.attributes["name"]: each.attributes["value"]
        for each in page.css("#onion-filters option[selected]")
    }
    assert chosen == {"community": "4", "organisation": "TU Delft"}
    chips = {
        chip.text(separator=" ", strip=True): chip.attributes["href"] for chip in page.css(".o-active a")
    }
    assert len(chips) == 3
    (without,) = [href for words, href in chips.items() if words.startswith("Organisation")]
    assert without == f"/onion?community=4&on={PAST}"
    assert page.css_first(".o-filter .bar a").attributes["href"] == f"/onion?on={PAST}"
    hidden = {
        each.attributes["name"]: each.attributes["value"]
        for each in page.css("#onion-filters input:not([disabled])")
    }
    assert hidden == {"on": PAST}, "the date stays when a filter changes"


def test_what_cannot_be_asked_says_what_to_do(client: FlaskClient) -> None:
    for query in ("community=nowhere", "topic=flying", "period=3", "on=yesterday", "channel=secret"):
        answer = client.get("/onion?" + query)
        assert answer.status_code == 400, query
    assert client.get("/onion?since=2026-09-01&on=" + PAST).status_code == 200, "a later day counts nothing"


def test_a_toggle_is_a_button_of_the_form(client: FlaskClient) -> None:
    page = _page(client, "/onion?hide=names.external")
    assert {"noext", "nonames"} <= set(page.css_first("#onion").attributes["class"].split())
    pressed = {
        each.attributes["data-part"]: each.attributes["aria-pressed"] for each in page.css("[data-toggle]")
    }
    assert pressed == {
        "internal": "true", "external": "false", "channels": "true", "movement": "true", "names": "false",
    }  # fmt: skip
    again = page.css_first("[data-part=external]").attributes["value"]
    assert again == "names"
    assert (
        _page(client, f"/onion?hide=names.external&hide={again}").css_first("#onion").attributes["class"]
        == "onion nonames"
    )


def test_dates_are_links_and_one_of_them_is_now(client: FlaskClient) -> None:
    page = _page(client, "/onion")
    dates = page.css(".o-frames a")
    assert 5 < len(dates) <= 26
    assert [each.attributes.get("aria-current") for each in dates] == [None] * (len(dates) - 1) + ["date"]
    assert "on=" not in dates[-1].attributes["href"]
    past = _page(client, dates[-4].attributes["href"])
    assert [each.attributes.get("aria-current") for each in past.css(".o-frames a")].index("date") == len(
        dates
    ) - 4
    assert len(past.css("#onion a.m")) <= len(page.css("#onion a.m"))


def test_the_slider_stands_at_the_day_of_the_picture(client: FlaskClient) -> None:
    dates = [each.attributes["data-on"] for each in _page(client, "/onion").css(".o-frames a")]
    between = date.fromisoformat(dates[-3]) + timedelta(days=9)
    page = _page(client, f"/onion?on={between}")
    assert page.css_first(".o-player input").attributes["value"] == str(len(dates) - 3)
    assert f"{between.day} {between:%b %Y}" in page.css_first(".o-player output").text()


def test_movement_is_counted_and_named_only_inward(client: FlaskClient) -> None:
    page = _page(client, "/onion")
    moving = page.css("[data-swap=moving] li")
    assert moving
    assert all("→ Core" in each.text() or "→ Active" in each.text() for each in moving)
    assert [cell.text() for cell in page.css("[data-swap=rings] thead th")][-2:] == ["In", "Out"]
    none = _page(client, "/onion?since=none")
    assert "Movement is not counted in this view." in none.css_first("[data-swap=moving]").text()
    assert len(none.css("[data-swap=rings] thead th")) == 3


def _told(page: LexborHTMLParser, section: str) -> list[list[str]]:
    table = page.css_first(f"[aria-labelledby={section}] tbody")
    return [[cell.text(separator=" ", strip=True) for cell in row.css("th, td")] for row in table.css("tr")]


@pytest.mark.parametrize("query", ["", "?community=4", "?on=" + PAST])
def test_the_tables_say_what_the_picture_says(client: FlaskClient, query: str) -> None:
    onion = client.get("/api/v1/onion" + query).get_json()["onion"]
    table, picture = _page(client, "/onion/table" + query), _page(client, "/onion" + query)
    assert len(_told(table, "t-rings")) == len(onion["rings"])
    assert len(_told(table, "t-people")) == len(onion["marks"]) == len(picture.css("#onion a.m"))
    assert len(_told(table, "t-cells")) == len(onion["cells"]) == len(picture.css("#onion g.cell"))
    assert len(_told(table, "t-channels")) == len(onion["channels"]) == len(picture.css("#onion a.ch"))
    moved = {mark["name"] for mark in onion["marks"] if mark["tail"]}
    if table.css_first("[aria-labelledby=t-rings] th:nth-child(6)").text() == "In":
        assert {row[0] for row in _told(table, "t-people") if row[-1]} == moved
    beside = [
        [cell.text(strip=True) for cell in row.css("th, td")] for row in picture.css(".ringtable tbody tr")
    ]
    assert [row[:2] for row in beside] == [row[:2] for row in _told(table, "t-rings")]
    if moved:
        assert [row[-2:] for row in beside] == [row[5:7] for row in _told(table, "t-rings")]


def test_the_file_for_a_spreadsheet_has_no_formula(tmp_path: Path) -> None:
    def wild(tables: dict[str, dict[str, Any]]) -> None:
        core = int((tables["people"]["ring"] == 0).argmax())
        tables["people"]["name"][core] = '=HYPERLINK("http://example.org")'
        tables["channels"]["name"][1] = "+49 help"

    answer = create_app(publish_in(tmp_path, wild)).test_client().get("/onion.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="onion.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    names = [row["Name"] for row in rows]
    assert '\'=HYPERLINK("http://example.org")' in names
    assert "'+49 help" in names
    assert {row["What"] for row in rows} == {"Ring", "Person", "Group without names", "Channel"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=@" and cell]


def test_an_onion_of_nobody_says_what_to_do(tmp_path: Path) -> None:
    def gone(tables: dict[str, dict[str, Any]]) -> None:
        tables["people"]["opted_out"][:] = True

    page = _page(create_app(publish_in(tmp_path, gone)).test_client(), "/onion")
    assert page.css_first(".empty h2").text() == "Nobody to draw yet"
    assert page.css_first(".empty a").attributes["href"] == "/imports"

"""The pages of whom to talk to and who should meet: the address is the state, and no role learns who knows whom."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from expertgraph.policy import Role
from expertgraph.records import Affiliation, Identity
from tests.analysis.world import put
from tests.answers.crowd import crowd, identity, viewer, workspace
from tests.answers.crowd import world as made_of
from web import create_app

ALL = ("Anna de Vries", "Bob Jansen", "Carla Peeters", "Dirk Smit", "Eva Brown")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    space = workspace(tmp_path_factory.mktemp("crowd"))
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    space.store.close()


@pytest.fixture
def visitor(crowded: Flask) -> FlaskClient:
    return crowded.test_client()


def look_as(client: FlaskClient, role: str, who: str | None = None) -> None:
    space = client.application.extensions["expertgraph.workspace"]
    person = viewer(space, Role(role), who).person
    assert client.post("/view-as", data={"as": f"{role}:{person}" if person else role}).status_code == 302


def names(client: FlaskClient, address: str) -> list[str]:
    return [row["name"] for row in client.get(f"/api/v1{address}").get_json()["chosen"]]


def leaving_out(name: str, page: str) -> str:
    """Where the link leads that leaves somebody out."""
    links = LexborHTMLParser(page).css("table.talks td a")
    (link,) = (each.attributes["href"] for each in links if each.text() == f"Leave out: {name}")
    return str(link)


@pytest.mark.parametrize(
    "asked", ["most=abc", "most=1e3", "target=80.5", f"most={'9' * 5_000}", "most=0", "target=-1"]
)
def test_what_is_no_number_is_refused_in_words(visitor: FlaskClient, asked: str) -> None:
    for address in ("/conversations", "/conversations.csv", "/api/v1/conversations"):
        assert visitor.get(f"{address}?{asked}").status_code == 400
    page = visitor.get(f"/conversations?{asked}").get_data(as_text=True)
    assert "Give a" in page or "Write it as" in page
    assert visitor.get("/conversations?most=&target=").status_code == 200, (
        "an empty field of the form is none"
    )


def test_following_the_links_edits_the_list(visitor: FlaskClient) -> None:
    page = visitor.get("/conversations").get_data(as_text=True)
    link = leaving_out("Hub A0", page)
    assert "Hub A0" not in names(visitor, link)
    edited = visitor.get(link).get_data(as_text=True)
    assert "Left out" in edited
    (back,) = re.findall(r'<a class="chip" href="([^"]+)">Hub A0', edited)
    assert names(visitor, back.replace("&amp;", "&")) == names(visitor, "/conversations")


def test_everything_asked_for_stays_in_the_address(visitor: FlaskClient) -> None:
    page = visitor.get("/conversations?most=7&target=90&with=Member+C7&without=Hub+A0").get_data(as_text=True)
    hidden = re.findall(r'<input type="hidden" name="(with|without)"', page)
    assert hidden == ["with", "without"]
    link = leaving_out("Member C7", page)
    assert "most=7" in link
    assert "target=90" in link
    assert names(visitor, "/conversations?with=Member+C7")[0] == "Member C7"
    assert "Member C7" not in names(visitor, link), "left out weighs more than asked for"


def test_what_may_not_be_named_is_said_without_saying_why(visitor: FlaskClient) -> None:
    look_as(visitor, "manager")
    hidden = visitor.get("/conversations?with=Member+C7").get_data(as_text=True)
    absent = visitor.get("/conversations?with=Member+Z9").get_data(as_text=True)
    assert "Member C7" in hidden, "what was typed"
    # The address is on the page too, in links to other languages and themes.
    strip = re.compile(r"Member( |\+|%2B|%20)[CZ][79]|csrf_token[^>]*|X-CSRFToken[^}]*")
    assert strip.sub("", hidden) == strip.sub("", absent)


@pytest.mark.parametrize("role", ["external", "admin", "council"])
def test_who_may_not_see_it_gets_403(visitor: FlaskClient, role: str) -> None:
    look_as(visitor, role)
    for address in ("/conversations", "/conversations.csv", "/api/v1/conversations"):
        assert visitor.get(address).status_code == 403, address
    assert visitor.get("/peers").status_code == (403 if role == "council" else 200)


def test_the_menu_leads_only_where_one_may_go(visitor: FlaskClient) -> None:
    for role, conversations, peers in (
        ("manager", True, True),
        ("admin", False, True),
        ("council", False, False),
    ):
        look_as(visitor, role)
        page = visitor.get("/channels").get_data(as_text=True)
        assert ('href="/conversations"' in page) == conversations
        assert ('href="/peers"' in page) == peers


def test_a_spreadsheet_takes_no_name_for_a_formula(tmp_path: Path) -> None:
    from expertgraph.analysis.run import analyse

    space = made_of(tmp_path, crowd())
    who = identity("A", 0)
    put(space.store, [Identity(who, "slack", "A0", "=HYPERLINK(1)", email="a0@x.example", edited=9)])
    put(
        space.store, [Affiliation(f"{who}|a", who, "Stadsnet", "+Unit\x00\u202e", "-Site", "@Role", edited=9)]
    )
    analyse(space)
    answer = create_app(space).test_client().get("/conversations.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert (rows[0]["unit"], rows[0]["site"], rows[0]["role"]) == ("'+Unit\\x00\\u202e", "'-Site", "'@Role")
    space.store.close()


def test_ones_own_peers_lead_to_an_introduction(visitor: FlaskClient) -> None:
    look_as(visitor, "employee", identity("A", 1))
    page = visitor.get("/peers").get_data(as_text=True)
    assert "Your peers" in page
    assert page.count('href="/path?to=p-') == 3
    assert "Does the same work" in page
    assert "/pilots/new" not in page, "who may not start a pilot is not sent there"


def test_a_circle_leads_the_community_manager_to_a_pilot(visitor: FlaskClient) -> None:
    look_as(visitor, "manager")
    page = visitor.get("/peers").get_data(as_text=True)
    (link,) = re.findall(r'href="(/pilots/new[^"]+)"', page)
    assert visitor.get(link.replace("&amp;", "&")).status_code == 200
    assert "At most 5 % of the pairs among them have a tie" in page


def test_pages_without_anything_say_what_to_do(client: FlaskClient) -> None:
    everybody = client.get("/api/v1/conversations?target=100").get_json()["chosen"]
    assert everybody
    left_out = "&".join(f"without={name.replace(' ', '+')}" for name in ALL)
    assert "Nobody to choose" in client.get(f"/conversations?{left_out}").get_data(as_text=True)
    assert "No circle" in client.get("/peers").get_data(as_text=True)


def test_without_ties_there_is_nobody_to_reach(tmp_path: Path) -> None:
    from expertgraph.analysis.run import analyse

    space = made_of(tmp_path, [row for row in crowd() if isinstance(row, Identity | Affiliation)])
    analyse(space)
    page = create_app(space).test_client().get("/conversations").get_data(as_text=True)
    assert "Nobody has ties yet" in page
    assert 'href="/imports"' in page
    space.store.close()

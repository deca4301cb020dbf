"""The pages of pilots: the list, the form, one pilot; each through the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from expertgraph.pilots import acting
from expertgraph.pilots.keeping import read_members, read_pilots
from expertgraph.workspace import Workspace
from tests.pilots.community import MANAGER, NOW, SIZE, WEEK, person, plan
from tests.web.test_routes import look_as
from web import create_app

FORM = {
    "name": "Heat pilot", "theme": "heat pumps", "goal": "All take part", "measure": "active", "target": "60 %",
    "started": "2026-07-27", "ends": "", "by": "unit", "of-unit": "Heat", "of-channel": "x:forum",
}  # fmt: skip


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


def test_without_a_pilot_the_page_says_what_to_do_and_where(client: FlaskClient) -> None:
    told = text(client, "/pilots")
    assert "No pilot yet" in told
    assert "Much asked, little answered Forum" in told
    assert "One trade, no ties Fitter 41 people do the same work at 3 places" in told
    look_as(client, "employee")
    told = text(client, "/pilots")
    assert "The community manager starts them." in told
    assert "Much asked" not in told


def test_a_pilot_is_set_up_from_the_page(client: FlaskClient, space: Workspace) -> None:
    look_as(client, "manager")
    assert "Heat (15 people)" in text(client, "/pilots/new")
    made = client.post("/pilots", data=FORM)
    assert made.status_code == 303
    kept = read_pilots(space.store)[0]
    assert made.location == f"/pilot/{kept.id}"
    assert (kept.plan.target, kept.by, kept.of) == (0.6, "unit", "Heat")
    told = text(client, made.location)
    assert "Reached Over the last four weeks it is at the target or beyond." in told
    assert "surely better" in told
    assert "Heat 00" in told


def test_a_suggestion_fills_the_form_in(client: FlaskClient) -> None:
    page = client.get("/pilots").get_data(as_text=True)
    address = re.search(r'href="(/pilots/new\?[^"]*channel[^"]*)"', page)
    assert address is not None
    form = client.get(address[1].replace("&amp;", "&")).get_data(as_text=True)
    assert re.search(r'name="by" value="channel" checked', form)
    assert '<option value="x:forum" selected>' in form
    assert '<option value="answered" selected>' in form


def test_the_people_of_a_trade_are_filled_in_by_name(client: FlaskClient) -> None:
    look_as(client, "manager")
    page = client.get("/pilots").get_data(as_text=True)
    address = re.search(r'href="(/pilots/new\?[^"]*trade=Fitter[^"]*)"', page)
    assert address is not None
    form = client.get(address[1].replace("&amp;", "&")).get_data(as_text=True)
    assert "Care 00\nCare 01" in form
    assert "Heat 13" not in form, "who opted out is nowhere"


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"name": ""}, 400, "A pilot needs a name."),
        ({"target": "many"}, 400, "is no number"),
        ({"started": "soon"}, 400, "is no day"),
        ({"of-unit": "Nowhere"}, 404, "There is no unit"),
        ({"by": "people", "people": "Heat 00\nNobody"}, 404, "nobody called"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_filled_in(
    client: FlaskClient, space: Workspace, wrong: dict[str, str], status: int, error: str
) -> None:
    answer = client.post("/pilots", data=FORM | wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert error in page
    assert 'value="heat pumps"' in page
    assert wrong.get("people", "") in page
    assert read_pilots(space.store) == []


def test_people_come_go_and_the_pilot_ends(client: FlaskClient, space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    look_as(client, "manager")
    address = f"/pilot/{made}"
    client.post(f"{address}/members", data={"verb": "remove", "person": person("Heat", 0)})
    client.post(f"{address}/members", data={"verb": "add", "people": "Data 00, Data 01"})
    told = text(client, address)
    assert f"{SIZE} members" in told
    assert "3 people joined or left since and do not count yet" in told
    assert client.post(f"{address}/members", data={"verb": "again"}).status_code == 303
    assert person("Heat", 0) in {
        each.person for each in read_members(space.store, [made])[made] if each.left is None
    }
    assert client.post(address, data=FORM | {"target": "80", "name": "Heat II"}).status_code == 303
    assert "target 80 %" in text(client, address)
    assert client.post(f"{address}/members", data={"verb": "rename"}).status_code == 400
    assert client.post(f"{address}/end").location == address
    assert "Over" in text(client, address)
    assert "Add people" not in text(client, address)


def test_one_that_has_not_begun_is_called_off(client: FlaskClient, space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(started=NOW + WEEK), "unit", "Heat")
    told = text(client, f"/pilot/{made}")
    assert "Planned" in told
    assert "There are no figures yet." in told
    assert client.post(f"/pilot/{made}/end").location == "/pilots"
    assert client.get(f"/pilot/{made}").status_code == 404


@pytest.mark.parametrize("role", ["employee", "leadership", "council"])
def test_figures_are_for_many_and_names_for_the_manager(
    client: FlaskClient, space: Workspace, role: str
) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    look_as(client, role)
    for address in (f"/pilot/{made}", "/pilots", f"/api/v1/pilot/{made}", "/api/v1/pilots"):
        page = client.get(address).get_data(as_text=True)
        assert "Heat pilot" in page
        for number in range(SIZE):
            assert f"Heat {number:02d}" not in page
            assert person("Heat", number) not in page
    assert "The figures are about 15 people." in text(client, f"/pilot/{made}")
    assert "known to the community manager only" in text(client, f"/pilot/{made}")
    for address in (f"/pilot/{made}", f"/pilot/{made}/members", f"/pilot/{made}/end", "/pilots"):
        assert client.post(address, data=FORM).status_code == 403
    assert client.get("/pilots/new").status_code == 403


@pytest.mark.parametrize("role", ["external", "admin"])
def test_for_other_roles_there_is_nothing(client: FlaskClient, space: Workspace, role: str) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    look_as(client, role)
    for address in ("/pilots", f"/pilot/{made}", "/pilots/new", "/pilot/nope", f"/api/v1/pilot/{made}"):
        assert client.get(address).status_code == 403
    assert 'href="/pilots"' not in client.get("/channels").get_data(as_text=True)


def test_a_form_from_elsewhere_changes_nothing(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    client = create_app(space).test_client()
    for address in ("/pilots", f"/pilot/{made}", f"/pilot/{made}/members", f"/pilot/{made}/end"):
        assert client.post(address, data=FORM).status_code == 400, "no token"
    assert [each.plan for each in read_pilots(space.store)] == [plan()]


def test_the_line_and_its_table_say_the_same(client: FlaskClient, space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    page = client.get(f"/pilot/{made}").get_data(as_text=True)
    weeks = client.get(f"/api/v1/pilot/{made}").get_json()["evaluation"]["weeks"]
    assert page.count('<path class="dot"') == len([week for week in weeks if week["value"] is not None]) == 16
    assert page.count("before its start</td>") == page.count("in the pilot</td>") == 8
    assert 'class="goal" d="M0 40.0H100"' in page, "60 % of a scale that ends at 100 %"


def test_a_group_too_small_to_tell_says_so(client: FlaskClient, space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "people", None, ["Heat 00", "Heat 01"])
    told = text(client, f"/pilot/{made}")
    assert "Cannot be said Too few people take part to tell anything of them." in told
    assert "More than everybody else" not in told

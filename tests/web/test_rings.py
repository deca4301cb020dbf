"""The rings' page: one's own ring for oneself alone, names of the inner rings, counts of at least k."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.answers.champions_course import course
from expertgraph.answers.ring_page import RingTarget, ring_page
from expertgraph.answers.ring_words import advice
from expertgraph.policy import OWNER, Role, Viewer
from tests.community import ANNA, BOB, CARLA, EVA, NOW, person_of, workspace
from tests.web.test_routes import look_as
from web import create_app

ROLES = ("employee", "manager", "leadership", "external", "admin", "council")


def told(client: FlaskClient, who: str) -> dict:
    look_as(client, who)
    response = client.get("/api/v1/rings")
    assert response.status_code == 200
    return response.get_json()  # type: ignore[no-any-return]


def test_somebody_sees_their_own_ring_with_everything_that_explains_it(client: FlaskClient) -> None:
    own = told(client, f"employee:{person_of(ANNA)}")["own"]
    assert (own["ring"], own["level"], own["name"]) == ("core", 0, "Anna de Vries")
    assert {each["code"] for each in own["rests"]} >= {"rests.weeks", "rests.channels", "rests.reciprocity"}
    assert [each["code"] for each in own["drop"]] == ["drop.weeks"]
    assert own["up"] == [], "there is no ring further in"
    assert [each["name"] for each in own["criteria"]] == [
        "ownership",
        "sharing",
        "breadth",
        "interest",
        "regular",
    ]
    assert own["history"][-1]["ring"] == "core"
    page = client.get("/rings").get_data(as_text=True)
    for said in ("Your own ring", "What it rests on", "When it would drop", "How it went"):
        assert said in page
    assert " style=" not in page


def test_advice_says_in_words_what_is_missing_in_the_reader_s_language(client: FlaskClient) -> None:
    look_as(client, f"employee:{person_of(CARLA)}")
    own = client.get("/api/v1/rings").get_json()["own"]
    ownership = next(each for each in own["criteria"] if each["name"] == "ownership")
    missing = DEFAULTS.ownership_started - ownership["evidence"]["params"]["started"]
    assert f"Start {missing} more threads" in ownership["advice"]
    assert f"Begin nog {missing} gesprekken" in client.get("/rings?lang=nl").get_data(as_text=True)


def test_breadth_is_advised_where_there_is_more_than_one_channel() -> None:
    lacking = {"name": "breadth", "value": 0.0, "channels": 1, "contributions": 5}
    assert "outside your main channel" in str(advice("breadth", lacking))
    assert "breadth says nothing" in str(advice("breadth", lacking, channels=1))
    assert advice("breadth", lacking | {"value": 1.0}) is None


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_of_another_what_is_for_oneself(client: FlaskClient, role: str) -> None:
    answer = told(client, role)
    assert answer["own"] is None
    page = client.get("/rings").get_data(as_text=True)
    for form in (page, client.get("/api/v1/rings").get_data(as_text=True)):
        assert "Carla" not in form
        assert person_of(CARLA) not in form
    assert {each["level"] for each in answer["people"]} <= {0, 1}


def test_who_carries_the_community_is_named_where_policy_says(client: FlaskClient) -> None:
    assert {"Anna de Vries", "Bob Jansen"} <= {each["name"] for each in told(client, "employee")["people"]}
    assert told(client, "council")["people"] == []
    assert told(client, "external")["people"] == [], "who joined nothing meets nobody"


def test_counts_are_of_at_least_k_or_of_people_who_are_named(client: FlaskClient) -> None:
    answer = told(client, "employee")
    inner = {level: sum(each["level"] == level for each in answer["people"]) for level in (0, 1)}
    sizes = {each["level"]: each["people"] for each in answer["sizes"]}
    assert {level: sizes[level] for level in (0, 1)} == inner
    assert sizes[2] is None
    assert sizes[3] is None
    assert [each["people"] for each in told(client, "council")["sizes"]] == [None] * 5
    assert answer["bots"] == 1
    page = client.get("/rings").get_data(as_text=True)
    assert "1 bot stands in no ring." in page


@pytest.mark.parametrize("role", ["external", "admin"])
def test_a_role_without_aggregates_gets_no_counts(client: FlaskClient, role: str) -> None:
    answer = told(client, role)
    assert [answer[name] for name in ("sizes", "flows", "staff", "bots", "core_periphery")] == [None] * 5
    own = told(client, f"{role}:{person_of(EVA if role == 'external' else BOB)}")["own"]
    assert own is not None, "but everybody sees themself"


def test_the_rule_is_told_in_the_numbers_in_force(client: FlaskClient) -> None:
    rules = told(client, "employee")["rules"]
    window = DEFAULTS.young if rules["young"] else DEFAULTS.mature
    assert (rules["window"], tuple(rules["enter"]), tuple(rules["leave"])) == (
        window.weeks,
        window.enter,
        window.leave,
    )
    assert f"The last {window.weeks} weeks count" in client.get("/rings").get_data(as_text=True)


def test_the_target_of_the_programme_that_runs_stands_beside_the_shares(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    programmes = [("old", 0.5, NOW - 9), ("now", 0.1, None)]
    columns = {
        "id": [name for name, _, _ in programmes],
        "name": [f"The {name} one" for name, _, _ in programmes],
        "criteria": ["[]", "[]"],
        "target": [share for _, share, _ in programmes],
        "target_at": [NOW + 99, None],
        "started": [NOW - 99, NOW - 99],
        "ended": [ended for _, _, ended in programmes],
    }
    assert ring_page(space, OWNER).target is None
    space.store.upsert("programme", columns)
    assert ring_page(space, OWNER).target == RingTarget(
        "The now one", 0.1, None, course(space, OWNER, None).share
    )
    assert ring_page(space, Viewer(Role.ADMIN)).target is None
    page = create_app(space).test_client().get("/rings").get_data(as_text=True)
    assert "The now one aims at 10.0 % active" in page
    space.store.close()


def test_steps_are_quarters_or_four_weeks_and_nothing_else(client: FlaskClient) -> None:
    assert client.get("/rings?step=weeks").status_code == 200
    assert client.get("/rings?step=years").status_code == 400


def test_before_the_first_analysis_the_page_says_what_to_do(empty_app: Flask) -> None:
    response = empty_app.test_client().get("/rings")
    assert response.status_code == 409
    assert "Import something first" in response.get_data(as_text=True)

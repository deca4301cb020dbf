"""Asking on the pages: who may do what, what a customer sees, and that the hidden is as if it were not there."""

import http.client
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from waitress import wasyncore

from expertgraph.asking.following import finish
from expertgraph.commands.serving import GATE
from expertgraph.objecting import HIDE, object_to
from expertgraph.sending import outbox
from expertgraph.workspace import Workspace
from tests.community import ANNA, BOB, CARLA, DIRK, EVA, NOW, person_of, workspace
from tests.web.test_routes import look_as
from web import create_app
from web.pages.customer import WITHIN, WRONG_KEYS

ASKED = "How do I size a heat pump for an old house?"
ASKER, HELPER, OTHER = (
    f"employee:{person_of(DIRK)}",
    f"employee:{person_of(ANNA)}",
    f"employee:{person_of(BOB)}",
)
BYSTANDER = f"employee:{person_of(CARLA)}"
CUSTOMER = {"customer_name": "Mrs Jansen", "customer_email": "jansen@far.example", "customer_language": "en"}
TOKEN = re.compile(r'(?<="X-CSRFToken": ")[^"]+|(?<=name="csrf_token" value=")[^"]+')
KEY = re.compile(r'href="/c/([\w-]+)"')


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small community, analysed once and copied for each test."""
    folder = tmp_path_factory.mktemp("analysed")
    workspace(folder).store.close()
    return folder


@pytest.fixture
def space(analysed: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(analysed, tmp_path / "own")
    made = Workspace.open(f"sqlite:///{tmp_path / 'own' / 's.db'}", clock=lambda: NOW)
    yield made
    made.store.close()


@pytest.fixture
def app(space: Workspace) -> Flask:
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def ask(client: FlaskClient, viewer: str = ASKER, **form: Any) -> str:
    """The id of a question that Dirk, or somebody else, put to Anna."""
    look_as(client, viewer)
    answered = client.post("/ask", data={"title": ASKED, "to": [person_of(ANNA)], **form})
    assert answered.status_code == 303, answered.get_data(as_text=True)
    return answered.headers["Location"].rpartition("/")[2]


def told(client: FlaskClient, viewer: str, question: str) -> Any:
    look_as(client, viewer)
    return client.get(f"/api/v1/q/{question}").get_json()


def step(client: FlaskClient, viewer: str, question: str, kind: str, **form: Any) -> int:
    look_as(client, viewer)
    return client.post(f"/q/{question}/{kind}", data=form).status_code


def without(response: Any, question: str) -> str:
    """The answer without the question's id and the form's token, which holds the second it was made."""
    return TOKEN.sub("", response.get_data(as_text=True).replace(question, ""))


def key_of(client: FlaskClient, question: str) -> str:
    """The key of the customer's link, as the asker's page has it."""
    look_as(client, ASKER)
    found = KEY.search(client.get(f"/q/{question}").get_data(as_text=True))
    assert found
    return found[1]


def test_suggestions_come_as_page_part_and_data(client: FlaskClient) -> None:
    look_as(client, ASKER)
    part = client.post("/ask/look", data={"title": ASKED}, headers={"HX-Request": "true"})
    assert "<html" not in part.get_data(as_text=True)
    assert "Anna de Vries" in part.get_data(as_text=True)
    whole = client.post("/ask/look", data={"title": ASKED}).get_data(as_text=True)
    assert "<html" in whole
    assert f'value="{ASKED}"' in whole
    data = client.get("/api/v1/ask", query_string={"q": ASKED}).get_json()
    anna = next(each for each in data["people"] if each["name"] == "Anna de Vries")
    assert anna["evidence"]["snippet"]
    assert data["threads"][0]["answered_by"][0]["name"] in {"Anna de Vries", "Bob Jansen"}
    assert [each["name"] for each in data["going"]] == [each["name"] for each in data["people"]][:3]
    assert "Dirk" not in {each["name"] for each in data["people"]}, "nobody asks oneself"


def test_what_somebody_says_must_not_count_is_suggested_no_more(
    client: FlaskClient, space: Workspace
) -> None:
    def named() -> set[str]:
        found = client.get("/api/v1/ask", query_string={"q": ASKED}).get_json()
        threads = {who["name"] for each in found["threads"] for who in each["answered_by"]}
        return threads | {each["name"] for each in found["people"] if each["evidence"]}

    look_as(client, BYSTANDER)
    assert "Anna de Vries" in named()
    for item in space.store.frame("item", ["id"], {"author": ANNA})["id"]:
        object_to(space.store, person_of(ANNA), HIDE, item, at=NOW)
    assert named()
    assert "Anna de Vries" not in named()


def test_nobody_chosen_goes_to_whom_the_page_showed(client: FlaskClient) -> None:
    look_as(client, ASKER)
    shown = client.get("/api/v1/ask", query_string={"q": ASKED}).get_json()["going"]
    question = ask(client, to=[])
    assert [each["person"] for each in told(client, ASKER, question)["people"]] == [
        each["person"] for each in shown
    ]


def test_somebody_by_name_and_the_channels_that_one_reads(client: FlaskClient) -> None:
    look_as(client, BYSTANDER)
    found = client.get("/api/v1/ask?name=bob+j").get_json()
    assert [each["name"] for each in found["named"]] == ["Bob Jansen"]
    assert {each["name"] for each in found["channels"]} == {"Forum", "Chat"}
    assert client.get("/api/v1/ask?name=helpful").get_json()["named"] == [], "a bot is not asked"
    look_as(client, OTHER)
    assert "Secret" in {each["name"] for each in client.get("/api/v1/ask").get_json()["channels"]}


def test_a_mistake_keeps_what_was_written(client: FlaskClient) -> None:
    look_as(client, ASKER)
    page = client.post("/ask", data={"title": "", "text": "All that I wrote.", "to": [person_of(ANNA)]})
    assert page.status_code == 400
    assert "All that I wrote." in page.get_data(as_text=True)
    assert re.search(rf'value="{person_of(ANNA)}" checked', page.get_data(as_text=True))


def test_a_long_need_is_kept_whole(client: FlaskClient) -> None:
    need = "How loud may a heat pump be? " * 20
    look_as(client, ASKER)
    page = client.get("/ask", query_string={"q": need}).get_data(as_text=True)
    assert need.strip() in page


def test_who_has_enough_is_passed_over(client: FlaskClient, space: Workspace) -> None:
    space.change_settings({"asking.most-open": 1})
    ask(client)
    look_as(client, OTHER)
    found = client.get("/api/v1/ask", query_string={"q": ASKED}).get_json()
    anna = next(each for each in found["people"] if each["name"] == "Anna de Vries")
    assert anna["unavailable"] == "full"
    assert "Anna de Vries" not in {each["name"] for each in found["going"]}
    page = client.get("/ask", query_string={"q": ASKED, "to": person_of(ANNA)}).get_data(as_text=True)
    assert "asked enough for now" in page.partition('id="going"')[2]
    refused = client.post("/ask", data={"title": ASKED, "to": [person_of(ANNA)]})
    assert refused.status_code == 400
    assert "Choose somebody else." in refused.get_data(as_text=True)


def test_a_question_through_all_its_steps(client: FlaskClient) -> None:
    question = ask(client)
    assert "Anna de Vries" in client.get(f"/q/{question}").get_data(as_text=True)
    look_as(client, HELPER)
    assert "Your answer" in client.get(f"/q/{question}").get_data(as_text=True)
    assert told(client, ASKER, question)["people"][0]["standing"] == "seen", "opening the page says so"
    assert step(client, HELPER, question, "handed-over", target=person_of(BOB), text="You know.") == 303
    assert step(client, OTHER, question, "answered", text="By its heat loss.") == 303
    assert step(client, ASKER, question, "accepted", answer="99") in {400, 404}
    number = told(client, ASKER, question)["answers"][0]["number"]
    assert step(client, ASKER, question, "accepted", answer=str(number)) == 303
    done = told(client, ASKER, question)
    assert (done["status"], done["answers"][0]["accepted"]) == ("closed", True)
    page = client.get(f"/q/{question}?lang=nl").get_data(as_text=True)
    assert "Anna de Vries droeg de vraag over aan Bob Jansen." in page
    assert "By its heat loss." in page


def test_a_step_that_does_not_fit_keeps_the_words(client: FlaskClient) -> None:
    question = ask(client)
    assert step(client, ASKER, question, "withdrawn") == 303
    look_as(client, HELPER)
    page = client.post(f"/q/{question}/cannot-help", data={"text": "I never saw one."})
    assert page.status_code == 400
    assert client.post(f"/q/{question}/no-such-step").status_code == 400


@pytest.mark.parametrize(
    "viewer", [BYSTANDER, "employee", "manager", "external", f"external:{person_of(EVA)}"]
)
def test_others_see_it_as_if_it_were_not_there(client: FlaskClient, viewer: str) -> None:
    question = ask(client)
    look_as(client, viewer)
    for path in (f"/q/{question}", f"/api/v1/q/{question}", f"/q/{question}.ics"):
        hidden, absent = client.get(path), client.get(path.replace(question, "aaaaaaaaaaaaaaaa"))
        assert (hidden.status_code, absent.status_code) == (404, 404), path
        assert without(hidden, question) == without(absent, "aaaaaaaaaaaaaaaa")
    for kind in ("taken", "answered", "closed", "withdrawn", "link-renewed"):
        assert client.post(f"/q/{question}/{kind}", data={"text": "x"}).status_code == 404, kind
    for which in ("mine", "to-me", "channel", "open"):
        assert client.get(f"/api/v1/questions?which={which}").get_json()["rows"] == []


@pytest.mark.parametrize("viewer", ["admin", "council"])
def test_roles_without_questions_are_refused(client: FlaskClient, viewer: str) -> None:
    question = ask(client)
    look_as(client, viewer)
    for path in (
        "/ask",
        "/questions",
        f"/q/{question}",
        f"/q/{question}.ics",
        "/api/v1/ask",
        "/api/v1/questions",
    ):
        assert client.get(path).status_code == 403, path
    for path in ("/ask", "/ask/look", f"/q/{question}/closed"):
        assert client.post(path, data={"title": ASKED}).status_code == 403, path


def test_leadership_sees_how_many_and_none_of_them(client: FlaskClient) -> None:
    question = ask(client)
    look_as(client, "leadership")
    page = client.get("/questions").get_data(as_text=True)
    assert ASKED not in page
    assert "Too few people asked" in page
    assert client.get("/ask").status_code == 403
    assert client.get(f"/q/{question}").status_code == 404


def test_each_list_holds_what_it_says(client: FlaskClient) -> None:
    question = ask(client)
    posted = ask(client, to=[], channel="x:forum", title="Who has a ladder?")

    def rows(viewer: str, which: str) -> set[str]:
        look_as(client, viewer)
        page = client.get(f"/questions?which={which}").get_data(as_text=True)
        found = client.get(f"/api/v1/questions?which={which}").get_json()["rows"]
        assert all(f'id="q-{each["id"]}"' in page for each in found)
        return {each["id"] for each in found}

    assert rows(ASKER, "mine") == {question, posted}
    assert rows(HELPER, "to-me") == {question}
    assert posted in rows(HELPER, "channel")
    assert rows(ASKER, "to-me") == set()
    assert client.get("/api/v1/questions?which=all").status_code == 400


def test_what_nobody_took_is_with_the_community_manager(client: FlaskClient) -> None:
    question = ask(client)
    manager = f"manager:{person_of(BOB)}"
    assert step(client, HELPER, question, "cannot-help", text="Not my field.") == 303
    look_as(client, manager)
    (row,) = client.get("/api/v1/questions?which=open").get_json()["rows"]
    assert (row["id"], row["status"]) == (question, "nobody")
    assert ASKED in client.get("/questions?which=open").get_data(as_text=True)
    assert step(client, manager, question, "routed", target=person_of(EVA)) == 303
    assert told(client, ASKER, question)["waiting"][0]["name"] == "Eva Brown"


def test_the_owner_who_is_nobody_asks_too(client: FlaskClient) -> None:
    question = ask(client, "owner")
    found = told(client, "owner", question)
    assert (found["mine"], found["asker"]) == (True, None)
    assert client.get(f"/q/{question}").status_code == 200


@pytest.mark.parametrize("role", ["employee", "manager", "external"])
def test_a_role_without_a_person_is_told_to_say_who_asks(client: FlaskClient, role: str) -> None:
    look_as(client, role)
    assert "Look as this person" in client.get("/ask").get_data(as_text=True)
    assert client.post("/ask", data={"title": ASKED, "channel": "x:forum"}).status_code == 403
    look_as(client, "owner")
    assert client.get("/api/v1/questions").get_json()["rows"] == []


def test_the_file_for_a_calendar(client: FlaskClient) -> None:
    question = ask(client)
    answered = client.get(f"/q/{question}.ics")
    assert answered.mimetype == "text/calendar"
    (event,) = icalendar.Calendar.from_ical(answered.data).walk("VEVENT")
    assert ASKED in str(event["summary"])


def test_the_customer_reads_and_answers_through_the_link(client: FlaskClient, app: Flask) -> None:
    question = ask(client, text="For a house of 1900.", **CUSTOMER)
    key = key_of(client, question)
    step(client, HELPER, question, "handed-over", target=person_of(BOB), text="A secret between colleagues.")
    step(client, OTHER, question, "answered", text="By its heat loss.")
    outside = app.test_client()
    page = outside.get(f"/c/{key}")
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "By its heat loss." in words
    assert "Bob Jansen" in words
    for hidden in ("Anna de Vries", "A secret between colleagues.", "Dirk", question, 'href="/'):
        assert hidden not in words.replace('href="/static', "").replace(f'href="/c/{key}', ""), hidden
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in page.headers["Cache-Control"]
    assert 'name="robots" content="noindex' in words
    assert outside.post(f"/c/{key}/remarked", data={"text": "And at night?"}).status_code == 303
    assert outside.post(f"/c/{key}/remarked", data={"text": ""}).status_code == 400
    assert outside.post(f"/c/{key}/helped").status_code == 303
    assert "And at night?" in outside.get(f"/c/{key}").get_data(as_text=True)
    assert told(client, ASKER, question)["status"] == "closed"
    assert outside.post(f"/c/{key}/reopened").status_code == 303
    assert told(client, ASKER, question)["status"] == "waiting"
    assert outside.get(f"/q/{question}").status_code == 200, (
        "the owner, since there is no sign-in: not by the key"
    )


def test_a_link_that_was_renewed_or_revoked_opens_nothing(client: FlaskClient) -> None:
    question = ask(client, **CUSTOMER)
    old = key_of(client, question)
    assert step(client, ASKER, question, "link-renewed") == 303
    new = key_of(client, question)
    assert client.get(f"/c/{new}").status_code == 200
    gone, wrong = client.get(f"/c/{old}"), client.get("/c/" + "a" * len(old))
    assert (gone.status_code, wrong.status_code) == (404, 404)
    assert without(gone, old) == without(wrong, "a" * len(old))
    assert step(client, ASKER, question, "link-revoked") == 303
    assert without(client.get(f"/c/{new}"), new) == without(wrong, "a" * len(old))
    assert step(client, HELPER, question, "link-renewed") in {403, 404}


def test_the_customers_address_is_for_the_asker(client: FlaskClient) -> None:
    question = ask(client, **CUSTOMER)
    assert told(client, ASKER, question)["customer"]["email"] == "jansen@far.example"
    assert told(client, HELPER, question)["customer"]["email"] is None
    for viewer in (HELPER, OTHER):
        look_as(client, viewer)
        page = client.get(f"/q/{question}").get_data(as_text=True)
        assert "jansen@far.example" not in page
        assert "/c/" not in page


def test_guessing_keys_ends_and_says_nothing(app: Flask, client: FlaskClient, space: Workspace) -> None:
    key = key_of(client, ask(client, **CUSTOMER))
    outside = app.test_client()
    for number in range(WRONG_KEYS):
        assert outside.get(f"/c/{number:032d}").status_code == 404
    stopped = outside.get("/c/" + "b" * 32)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) == WITHIN
    assert outside.get(f"/c/{key}").data == stopped.data, "right or wrong, nothing is looked at any more"
    assert outside.post(f"/c/{key}/helped").status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert outside.get(f"/c/{key}", environ_overrides=elsewhere).status_code == 200
    later = space.clock() + WITHIN
    space.clock = lambda: later
    assert outside.get(f"/c/{key}").status_code == 200


def test_behind_a_gate_each_customer_has_an_address_of_their_own(app: Flask) -> None:
    server = waitress.create_server(app, host="127.0.0.1", port=0, **GATE)
    thread = threading.Thread(target=server.run)
    thread.start()

    def status(key: str, address: str) -> int:
        asking = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=30)
        asking.request("GET", f"/c/{key}", headers={"X-Forwarded-For": address})
        answered = asking.getresponse().status
        asking.close()
        return answered

    try:
        tried = [status(f"{number:032d}", "192.0.2.7") for number in range(WRONG_KEYS + 1)]
        elsewhere = status("b" * 32, "192.0.2.8")
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join()
        server.task_dispatcher.shutdown()
    assert (tried[-2:], elsewhere) == ([404, 429], 404)


def test_no_form_is_taken_without_its_token(space: Workspace) -> None:
    app = create_app(space)
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ask").get_data(as_text=True))
    assert token
    form = {"title": ASKED, "to": [person_of(ANNA)]}
    assert client.post("/ask", data=form).status_code == 400
    assert client.post("/ask/look", data=form).status_code == 400
    made = client.post("/ask", data={**form, "csrf_token": token[1], **CUSTOMER})
    question = made.headers["Location"].rpartition("/")[2]
    key = KEY.search(client.get(f"/q/{question}").get_data(as_text=True))
    assert key
    assert client.post(f"/q/{question}/closed").status_code == 400
    assert client.post(f"/c/{key[1]}/remarked", data={"text": "x"}).status_code == 400
    crossed = client.post(
        f"/q/{question}/closed", data={"csrf_token": token[1]}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert crossed.status_code == 403
    assert client.get(f"/api/v1/q/{question}").get_json()["status"] == "waiting"


def test_words_are_shown_as_words(client: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    question = ask(client, title=script, text=script, **{**CUSTOMER, "customer_name": script})
    step(client, HELPER, question, "answered", text=script)
    key = key_of(client, question)
    for path in (f"/q/{question}", f"/c/{key}", "/questions", f"/ask?q={script}"):
        assert script not in client.get(path).get_data(as_text=True), path


def test_mails_lead_to_the_pages(client: FlaskClient, space: Workspace) -> None:
    space.change_settings(
        {"web.address": "https://know.example", "mail.server": "127.0.0.1", "mail.from": "know@own.example"}
    )
    question = ask(client, **CUSTOMER)
    contents = {each.target: each.content for each in outbox.unsent(space.store)}
    assert contents["anna@own.example"]["link"] == f"https://know.example/q/{question}"
    link = finish(space, contents["jansen@far.example"])["link"]
    assert link == f"https://know.example/c/{key_of(client, question)}"

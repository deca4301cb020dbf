"""Putting a question on the page: who is suggested, what a mistake keeps, the steps it goes through."""

import re

import icalendar
from flask.testing import FlaskClient

from expertgraph.asking.following import finish
from expertgraph.objecting import HIDE, object_to
from expertgraph.sending import outbox
from expertgraph.workspace import Workspace
from tests.community import ANNA, BOB, NOW, person_of
from tests.web.asking.asked import ASKED, ASKER, BYSTANDER, CUSTOMER, HELPER, OTHER, ask, key_of, step, told
from tests.web.test_routes import look_as


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


def test_the_owner_who_is_nobody_asks_too(client: FlaskClient) -> None:
    question = ask(client, "owner")
    found = told(client, "owner", question)
    assert (found["mine"], found["asker"]) == (True, None)
    assert client.get(f"/q/{question}").status_code == 200


def test_the_file_for_a_calendar(client: FlaskClient) -> None:
    question = ask(client)
    answered = client.get(f"/q/{question}.ics")
    assert answered.mimetype == "text/calendar"
    (event,) = icalendar.Calendar.from_ical(answered.data).walk("VEVENT")
    assert ASKED in str(event["summary"])


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

"""What a customer sees and does through the private link, and that it cannot be guessed."""

import http.client
import threading

import waitress
from flask import Flask
from flask.testing import FlaskClient
from waitress import wasyncore

from expertgraph.commands.serving import GATE
from expertgraph.workspace import Workspace
from tests.community import BOB, person_of
from tests.web.asking.asked import ASKER, CUSTOMER, HELPER, OTHER, ask, key_of, step, told, without
from tests.web.test_routes import look_as
from web.pages.customer import WITHIN, WRONG_KEYS


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

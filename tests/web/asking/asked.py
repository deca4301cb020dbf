"""A question that Dirk puts to Anna, and what the pages say of it."""

import re
from typing import Any

from flask.testing import FlaskClient

from tests.community import ANNA, BOB, CARLA, DIRK, person_of
from tests.web.test_routes import look_as

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

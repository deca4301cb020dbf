"""A new question: written once, put to people or to a channel."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from expertgraph import policy
from expertgraph.asking import customers
from expertgraph.asking.acting import LONGEST_TEXT, record
from expertgraph.asking.case import Case, Look, made
from expertgraph.asking.journal import write_question
from expertgraph.asking.people import check_available, proposed, seen_person
from expertgraph.asking.state import Question, Step
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.ingest.addresses import normalise_email
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

LONGEST_TITLE = 200
LONGEST_NAME = 100
BEST = 3
"""How many people a question goes to that was put to nobody in particular."""
LANGUAGES = ("en", "nl")
_ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class Customer:
    """Who stands behind a question, outside: a name, an address for mails about it, and their language."""

    name: str
    email: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put: its id, the key of the customer's link, and the people it went to; ``proposed``:
    they were chosen by the program."""

    question: str
    key: str | None
    to: list[str]
    proposed: bool


def ask(
    space: Workspace,
    viewer: Viewer,
    title: str,
    text: str = "",
    *,
    to: Sequence[str] = (),
    channel: str | None = None,
    customer: Customer | None = None,
    language: str | None = None,
) -> Asked:
    """Write a question and put it to people (person ids) or a channel (id or name), else to the best three of find.

    ``language`` is that of mails about it (default: the setting).  WrongCall says what is missing or whom one cannot
    ask now; NotFound names people and channels that are not there for the viewer; Denied for roles that do not ask.
    """
    look = Look(space, viewer)
    if look.rule not in {policy.Rule.ALLOW, policy.Rule.PARTY, policy.Rule.OPEN}:
        raise Denied("Asking is not for your role.", "Ask whoever runs this service if you need it.")
    title, text = _title(title), _text(text)
    customer = _customer(customer)
    place = None if channel is None else _channel(space, viewer, channel)
    people = _people(space, look, to)
    question = Question(
        id=_name(),
        asker=look.me,
        title=title,
        text=text,
        channel=place,
        at=space.clock(),
        customer_name=customer.name if customer else None,
        customer_email=customer.email if customer else None,
        language=customer.language if customer else _language(language or str(space.settings["language"])),
    )
    found = (
        []
        if people or place
        else proposed(space, viewer, f"{title} {text}", question.at, without=[look.me], most=BEST)
    )
    if not people and not place and not found:
        raise WrongCall(
            "Nobody was found who may be asked.", "Name somebody, or a channel, or use other words."
        )
    key = customers.make_key(space, question.id) if customer else None
    _write(space, look, question, people or found, key)
    return Asked(question.id, key, people or found, bool(found))


def _write(space: Workspace, look: Look, question: Question, people: Sequence[str], key: str | None) -> None:
    at, name = question.at, question.id
    steps = [Step(name, 1, "asked", at, look.me)]
    if question.channel:
        steps.append(Step(name, 2, "posted", at, None, question.channel))
    steps += [
        Step(name, len(steps) + place, "routed", at, look.me, person)
        for place, person in enumerate(people, 1)
    ]
    question = replace(question, customer_key=customers.digest(key) if key else None)
    with space.store.transaction():
        write_question(space.store, question)
        record(space, Case(question, [], made(space.edition(), question, []).state), steps)


def _name() -> str:
    return base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode().lower()


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words:
        raise WrongCall("A question needs a line that says it.", "Write what you want to know.")
    if len(words) > LONGEST_TITLE:
        raise WrongCall(
            f"The first line is longer than {LONGEST_TITLE} characters.",
            "Say it shorter; the rest goes below.",
        )
    return _clean(words)


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise WrongCall(f"The question is longer than {LONGEST_TEXT:,} characters.", "Say it shorter.")
    return _clean(text.strip())


def _clean(text: str) -> str:
    """Without what no store or page could hold: a NUL, a lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise WrongCall(f"There are no mails in {language!r}.", f"Languages: {', '.join(LANGUAGES)}.")
    return language


def _customer(customer: Customer | None) -> Customer | None:
    if customer is None:
        return None
    name = _clean(" ".join(customer.name.split()))
    if not name or len(name) > LONGEST_NAME:
        raise WrongCall(f"A customer has a name of 1 to {LONGEST_NAME} characters.")
    email = customer.email.strip() if customer.email else None
    if email is not None:
        address = normalise_email(email)
        if address is None or not address.isascii() or "." not in address.rpartition("@")[2]:
            raise WrongCall(
                f"{email!r} is no mail address that can be written to.", "Write name@example.org."
            )
        email = address
    return Customer(name, email, _language(customer.language))


def _channel(space: Workspace, viewer: Viewer, channel: str) -> str:
    """The id of a channel that the viewer may read, by id or name."""
    edition = space.edition()
    table = edition.table("channels")[policy.channels(viewer, edition)]
    match = table[(table["channel"] == channel) | (table["name"].str.casefold() == channel.casefold())]
    if not len(match):
        raise NotFound(f"There is no channel {channel!r}.", "See expertgraph channels.")
    if len(match) > 1:
        raise WrongCall(
            f"There are {len(match)} channels {channel!r}.",
            f"Name one by its id: {', '.join(match['channel'][:5])}.",
        )
    return str(match["channel"].iloc[0])


def _people(space: Workspace, look: Look, to: Sequence[str]) -> list[str]:
    policy.require(look.viewer, Data.PROFILE)
    people = list(dict.fromkeys(seen_person(space, look.viewer, person) for person in to))
    if look.me is not None and look.me in people:
        raise WrongCall("You cannot ask yourself.", "Choose somebody else.")
    check_available(space, people, space.clock())
    return people

"""Ask: a question is written once; while it is typed, people who could answer and threads that may settle it appear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for

from expertgraph import policy
from expertgraph.answers import askable
from expertgraph.answers.askable import Askable
from expertgraph.answers.suggesting import AnsweredThread, suggest
from expertgraph.asking import Customer
from expertgraph.asking import ask as put
from expertgraph.asking.acting import LONGEST_TEXT
from expertgraph.asking.putting import LONGEST_NAME, LONGEST_TITLE
from expertgraph.errors import Denied, WrongCall
from expertgraph.policy import Data
from expertgraph.search.columns import column
from web.frame import LANGUAGES, language
from web.pages.find import marked
from web.pages.questions import lists as shown_lists
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("ask", __name__)
READS = (Data.QUESTIONS,)
_NO_TALK = {"code", "event"}
"""Kinds of channels in which nobody is asked anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that a question can be put to."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What there is to say about a question that is being written.

    ``people`` are suggested, ``chosen`` by the asker, ``named`` found by the name that was typed; ``going`` are those
    who will be asked as it stands: the chosen ones, else the first of the suggested who can be.  ``threads`` may
    settle it.  ``channels`` are those that it can be put to.
    """

    query: str
    chosen: list[Askable]
    people: list[Askable]
    named: list[Askable]
    going: list[Askable]
    threads: list[AnsweredThread]
    channels: list[Place]


@dataclass(frozen=True, slots=True)
class Draft:
    """The question as far as it is written."""

    title: str = ""
    text: str = ""
    to: list[str] = field(default_factory=list)
    named: str = ""
    channel: str = ""
    customer_name: str = ""
    customer_email: str = ""
    customer_language: str = ""

    @property
    def query(self) -> str:
        """What is searched with."""
        return f"{self.title} {self.text}"


@twin(
    blueprint,
    "/ask",
    template="ask.html",
    page="ask",
    summary="For a question: who could answer, with evidence, and answered threads that may settle it",
    reads=READS,
    arguments=(
        Argument("q", "The question"),
        Argument("to", "A person to ask; may stand more than once"),
        Argument("name", "Somebody to ask, by name"),
        Argument("channel", "The channel to put it to"),
    ),
    extra=lambda found: _extra(_draft_of_address()),
)
def ask() -> Asking:
    """A new question."""
    return _look(_draft_of_address())


@blueprint.post("/ask/look")
@policy.reads(*READS)
def look() -> str:
    """The suggestions for what is typed, as a part of the page; the whole page without JavaScript."""
    draft = _draft_of_form()
    part = bool(request.headers.get("HX-Request"))
    template = "ask_beside.html" if part else "ask.html"
    return render_template(template, answer=_look(draft), page="ask", part=part, **_extra(draft))


@blueprint.post("/ask")
@policy.reads(*READS)
def send() -> Response:
    """Put the question to whom the page showed."""
    draft, space, viewer = _draft_of_form(), workspace(), looking()
    if not askable.is_somebody(viewer):
        raise Denied("Nobody in particular asks nothing.", "Look as a person first.")
    try:
        to = draft.to or ([] if draft.channel else [each.person for each in _look(draft).going])
        asked = put(
            space,
            viewer,
            draft.title,
            draft.text,
            to=to,
            channel=draft.channel or None,
            customer=_customer(draft),
            language=language(),
        )
    except WrongCall as error:
        page = render_template("ask.html", answer=_look(draft), page="ask", problem=error, **_extra(draft))
        return make_response(page, error.status)
    session["asked"] = asked.question
    return redirect(url_for("questions.show", question=asked.question), 303)  # type: ignore[return-value]


def _look(draft: Draft) -> Asking:
    space, viewer = workspace(), looking()
    if not askable.may_ask(viewer):
        raise Denied(
            "Your role puts no questions.", "Choose another viewer, or ask whoever runs this service."
        )
    found = suggest(space, viewer, draft.query)
    known = {each.person: each for each in found.people}
    chosen = [known.get(each.person, each) for each in askable.chosen(space, viewer, draft.to)]
    taken = {each.person for each in chosen}
    people = [each for each in found.people if each.person not in taken]
    named = askable.named(space, viewer, draft.named, taken | {each.person for each in people})
    going = chosen or ([] if draft.channel else askable.by_itself(people))
    return Asking(found.query, chosen, people, named, going, found.threads, _channels())


def _channels() -> list[Place]:
    """Where the viewer reads what is said, by name."""
    edition = workspace().edition()
    ids, names, kinds = (column(edition, "channels", name) for name in ("channel", "name", "kind"))
    rows = np.flatnonzero(policy.channels(looking(), edition))
    places = [Place(ids[row], names[row]) for row in rows if kinds[row] not in _NO_TALK]
    return sorted(places, key=lambda place: (place.name.casefold(), place.channel))


def _draft_of_address() -> Draft:
    said = request.args
    need = said.get("q", "").strip()
    return Draft(
        title=" ".join(need.split())[:LONGEST_TITLE],
        text=need[:LONGEST_TEXT] if len(need) > LONGEST_TITLE else "",
        to=said.getlist("to"),
        named=said.get("name", ""),
        channel=said.get("channel", ""),
    )


def _draft_of_form() -> Draft:
    said = request.form
    return Draft(
        title=" ".join(said.get("title", "").split()),
        text=said.get("text", "").strip(),
        to=said.getlist("to"),
        named=said.get("name", ""),
        channel=said.get("channel", ""),
        customer_name=said.get("customer_name", "").strip(),
        customer_email=said.get("customer_email", "").strip(),
        customer_language=said.get("customer_language", ""),
    )


def _customer(draft: Draft) -> Customer | None:
    if not draft.customer_name and not draft.customer_email:
        return None
    spoken = draft.customer_language if draft.customer_language in LANGUAGES else language()
    return Customer(draft.customer_name, draft.customer_email or None, spoken)


def _extra(draft: Draft) -> dict[str, Any]:
    settings = workspace().settings
    return {
        "draft": draft,
        "somebody": askable.is_somebody(looking()),
        "marked": marked,
        "lists": shown_lists(),
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
        "longest_name": LONGEST_NAME,
        "hours": settings["asking.remind-hours"],
        "mails": bool(settings["mail.server"]),
    }

"""The customer's page: one question behind a private link, without an account and without a way into the product.

Whoever tries keys is stopped after a few wrong ones, right or wrong from then on, so that stopping tells nothing.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext

from expertgraph import policy
from expertgraph.answers.questions import CustomerQuestion
from expertgraph.answers.questions import customer_question as answer
from expertgraph.asking import customer_act
from expertgraph.asking.acting import LONGEST_TEXT
from expertgraph.errors import NotFound, WrongCall
from expertgraph.policy import Data
from web.frame import LANGUAGES
from web.viewing import workspace

blueprint = Blueprint("customer", __name__)
WRONG_KEYS, WITHIN = 10, 600
"""Wrong keys from one address within so many seconds, after which none is looked at."""
_ADDRESSES = 10_000
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
}


class Guesses:
    """Wrong keys by the address they came from; the addresses heard of longest ago are forgotten first."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[int]] = OrderedDict()

    def too_many(self, address: str, now: int) -> bool:
        """Whether that address tried too many."""
        tried = self._wrong.get(address)
        while tried and tried[0] <= now - WITHIN:
            tried.popleft()
        return tried is not None and len(tried) >= WRONG_KEYS

    def note(self, address: str, now: int) -> None:
        """One more wrong key."""
        self._wrong.setdefault(address, deque(maxlen=WRONG_KEYS)).append(now)
        self._wrong.move_to_end(address)
        if len(self._wrong) > _ADDRESSES:
            self._wrong.popitem(last=False)


@blueprint.record_once
def _remember(state: Any) -> None:
    state.app.extensions["expertgraph.guesses"] = Guesses()


@blueprint.get("/c/<key>")
@policy.reads(Data.PUBLIC)
def show(key: str) -> Response:
    """The question as its customer may know it."""
    found = _behind(key)
    return found if isinstance(found, Response) else _page(key, found)


@blueprint.post("/c/<key>/<any(remarked, helped, reopened):kind>")
@policy.reads(Data.PUBLIC)
def say(key: str, kind: str) -> Response:
    """The customer adds a remark, says that it helped, or opens the question again."""
    found = _behind(key)
    if isinstance(found, Response):
        return found
    text = request.form.get("text", "").strip()
    try:
        customer_act(workspace(), key, f"customer-{kind}", text=text or None)
    except WrongCall as error:
        problem = _problem(text if kind == "remarked" else None)
        return _page(key, answer(workspace(), key), error.status, problem, kept=text)
    back = redirect(url_for("customer.show", key=key, lang=request.args.get("lang")), 303)
    back.headers.update(_HEADERS)
    return back  # type: ignore[return-value]


def _behind(key: str) -> CustomerQuestion | Response:
    """The question that a key opens, else the page that says that there is none, or that enough was tried."""
    guesses: Guesses = current_app.extensions["expertgraph.guesses"]
    address, now = request.remote_addr or "", workspace().clock()
    if guesses.too_many(address, now):
        return _closed(429)
    try:
        return answer(workspace(), key)
    except NotFound:
        guesses.note(address, now)
        return _closed(404)


def _page(
    key: str, found: CustomerQuestion, status: int = 200, problem: str | None = None, *, kept: str = ""
) -> Response:
    chosen = (request.args.get("lang"), request.cookies.get("lang"))
    spoken = next((each for each in chosen if each in LANGUAGES), found.language)
    with force_locale(spoken):
        page = render_template(
            "customer.html",
            answer=found,
            key=key,
            lang=spoken,
            problem=problem,
            kept=kept,
            longest=LONGEST_TEXT,
            organisation=_organisation(),
        )
    return _answered(page, status)


def _problem(remark: str | None) -> str:
    """Why nothing came of it: there were no words, or too many, or the question stands otherwise by now."""
    if remark == "":
        return gettext("Write something first.")
    if remark and len(remark) > LONGEST_TEXT:
        return gettext("That is too long. Say it in fewer words.")
    return gettext("That cannot be done any more. Look below at how far your question is.")


def _closed(status: int) -> Response:
    page = render_template("customer_closed.html", status=status, organisation=_organisation())
    response = _answered(page, status)
    if status == 429:
        response.headers["Retry-After"] = str(WITHIN)
    return response


def _organisation() -> str:
    return str(workspace().settings["organisation.name"])


def _answered(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers.update(_HEADERS)
    return response

"""Errors that speak to the person who can act: one page and one JSON shape for all of them, never a traceback."""

from __future__ import annotations

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, SecurityError

from expertgraph.errors import ExpertgraphError, NoEdition, StoreUnavailable
from web.frame import language

log = logging.getLogger("expertgraph.web")
RETRY_AFTER = 5
"""Seconds after which asking again makes sense when the store did not answer."""


def install(app: Flask) -> None:
    """Answer every error with a readable page, or with JSON where JSON was asked for."""
    app.register_error_handler(ExpertgraphError, _known)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def wants_json() -> bool:
    """Whether this request is for data rather than a page."""
    best = request.accept_mimetypes.best_match(("text/html", "application/json"), "text/html")
    return request.path.startswith("/api/") or best == "application/json"


def answer(status: int, code: str, message: str, advice: str, *, spoken: str | None = None) -> Response:
    """The error as a page, or as ``{"error": {"status", "code", "message", "advice"}}``; ``spoken`` is the
    language of the words where that is not the page's."""
    if wants_json():
        shape = {"error": {"status": status, "code": code, "message": message, "advice": advice}}
        response = jsonify(shape)
    else:
        text = render_template(
            "error.html",
            status=status,
            code=code,
            message=message,
            advice=advice,
            spoken=spoken,
            back=_came_from(),
        )
        response = make_response(text)
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _came_from() -> str | None:
    """The page of ours that led here, such as the form that was filled in; None where there was none."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    page = parts.path + ("?" + parts.query if parts.query else "")
    return page if page != request.full_path.rstrip("?") else None


def _known(error: ExpertgraphError) -> Response:
    if isinstance(error, NoEdition):
        return answer(
            error.status,
            error.code,
            gettext("There are no results yet."),
            gettext("Import something first; the analysis follows by itself."),
        )
    if isinstance(error, StoreUnavailable):
        log.error("store: %s", error.message)
        advice = gettext("Try again in a moment; if it stays, tell whoever runs this service.")
        return answer(error.status, error.code, gettext("The store does not answer."), advice)
    if wants_json() or language() == "en":
        return answer(error.status, error.code, error.message, error.advice)
    message, advice = _words(error.status) if error.status in {403, 404} else ("", "")
    if message:
        return answer(error.status, error.code, message, advice)
    return answer(error.status, error.code, error.message, error.advice, spoken="en")


def _other_host(_: SecurityError) -> Response:
    """For a host name that is not ours no address can be built, hence no page."""
    text = (
        "This service is not reached under that name. Its setting web.hosts lists the names it answers to.\n"
    )
    return Response(text, 400, mimetype="text/plain")


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    message, advice = _words(status)
    return answer(
        status, error.name.lower().replace(" ", "-"), message or (error.description or error.name), advice
    )


def _words(status: int) -> tuple[str, str]:
    return {
        400: (
            gettext("This request cannot be understood."),
            gettext("Go back, reload the page and try again."),
        ),
        403: (
            gettext("This is not for your role."),
            gettext("Choose another viewer, or ask whoever runs this service."),
        ),
        404: (
            gettext("There is nothing here."),
            gettext("It may never have been here, or it is not for you to see."),
        ),
        405: (
            gettext("This address does not take that kind of request."),
            gettext("Go back and use the form."),
        ),
        413: (
            gettext("That is too large to upload."),
            gettext("Use the command line for it: expertgraph import FILE."),
        ),
    }.get(status, ("", ""))


def _unknown(error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("error %s at %s", reference, request.endpoint, exc_info=error)
    return answer(
        500,
        "internal",
        gettext("Something went wrong that should not."),
        gettext(
            "Try again; if it stays, tell whoever runs this service the number %(number)s.", number=reference
        ),
    )

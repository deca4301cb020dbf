"""What stands before and after every request: the policy mark of the route, where it comes from, and headers."""

from __future__ import annotations

import secrets

from flask import Flask, Response, abort, current_app, request

from expertgraph import policy
from expertgraph.workspace import Workspace
from web.viewing import looking

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = {"GET", "HEAD", "OPTIONS"}
OPEN_ENDPOINTS = frozenset({"static"})
"""Endpoints that read no data and therefore carry no mark."""


def install(app: Flask) -> None:
    """Check every request against the policy table and its origin; put the headers on every answer."""
    app.before_request(_may_come_in)
    app.after_request(_with_headers)


def _may_come_in() -> None:
    if request.method not in _SAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        abort(403, "This form was sent from another site.")
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return
    view = current_app.view_functions[request.endpoint]
    # A route without a mark is a fault of the program; it is refused rather than guessed.
    policy.require(looking(), *getattr(view, "reads", ()))


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
    return response


def secret(workspace: Workspace) -> str:
    """The key that signs sessions: from the settings, else made once and kept beside the store."""
    if workspace.settings["web.secret"]:
        return str(workspace.settings["web.secret"])
    file = workspace.folder / "secret"
    if not file.exists():
        workspace.folder.mkdir(parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()

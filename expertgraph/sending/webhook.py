"""Telling a web address: one signed JSON POST, to http(s) only, never following a redirect."""

from __future__ import annotations

import hashlib
import hmac
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import orjson

from expertgraph.sending.outbox import Message
from expertgraph.sending.problems import Unreachable

TIMEOUT = 10.0
"""Seconds until an answer."""
SIGNATURE = "X-Expertgraph-Signature"
"""Header with ``sha256=`` and the HMAC-SHA256 of the body under the setting web.secret, in hex."""
_MOST_ANSWER = 1_024


def body_of(message: Message) -> bytes:
    """The JSON that is sent; ``id`` is the same for each try, so that a receiver can tell a second one."""
    return orjson.dumps({"id": message.id, **message.content}, option=orjson.OPT_SORT_KEYS)


def signature(body: bytes, secret: str) -> str:
    """What the signature header holds."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Where an answer points elsewhere, nothing is sent there."""


def post(message: Message, secret: str, timeout: float = TIMEOUT) -> None:
    """Send it; Unreachable when it was not taken with a status of 200 to 299."""
    if urlsplit(message.target).scheme not in {"http", "https"}:
        raise Unreachable("The setting asking.webhook is no address of http or https.")
    if not secret:
        raise Unreachable("The setting web.secret is empty: a receiver could not know who speaks.")
    body = body_of(message)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "expertgraph",
        SIGNATURE: signature(body, secret),
    }
    try:
        request = urllib.request.Request(message.target, body, headers, method="POST")  # noqa: S310
        with urllib.request.build_opener(_Stays).open(request, timeout=timeout) as answer:
            answer.read(_MOST_ANSWER)
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreachable(f"The webhook answered {error.code}.") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(f"The webhook cannot be reached: {error}.") from error

"""The community manager's desk: today's list, and saying what was done with an entry; and the week's digest."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import policy
from expertgraph.answers.desk import Desk, handle, undo
from expertgraph.answers.desk import desk as answer
from expertgraph.answers.digest import READS as DIGEST_READS
from expertgraph.answers.digest import Digest
from expertgraph.answers.digest import digest as answer_digest
from expertgraph.desk import digest_words
from expertgraph.desk.digest_file import digest_file
from expertgraph.policy import Data
from web.frame import language
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("desk", __name__)
READS = (Data.DESK,)
_TYPES = {"eml": "message/rfc822", "html": "text/html", "md": "text/markdown", "txt": "text/plain"}


@twin(
    blueprint,
    "/desk",
    template="desk.html",
    page="desk",
    summary="What is worth doing in the community today, each entry with its reason and one action",
    reads=READS,
    extra=lambda found: {"just": request.args.get("just", "")},
)
def desk() -> Desk:
    """Today's list."""
    return answer(workspace(), looking())


@blueprint.post("/desk/<any(done, later, no):verdict>")
@policy.reads(*READS)
def deal(verdict: str) -> Response:
    """Say that an entry is done, to be shown later, or not needed."""
    handle(workspace(), looking(), request.form.get("sort", ""), request.form.get("what", ""), verdict)
    return _back(verdict)


@blueprint.post("/desk/undo")
@policy.reads(*READS)
def take_back() -> Response:
    """Let an entry stand on the desk again."""
    undo(workspace(), looking(), request.form.get("sort", ""), request.form.get("what", ""))
    return _back("undone")


def _back(just: str) -> Response:
    return redirect(url_for("desk.desk", just=just), 303)  # type: ignore[return-value]


def _words(found: Digest) -> dict[str, Any]:
    spoken = language()
    return {
        "heading": digest_words.title(found, spoken),
        "span": digest_words.span(found, spoken),
        "sections": digest_words.sections(found, spoken),
    }


@twin(
    blueprint,
    "/digest",
    template="digest.html",
    page="digest",
    summary="The community's week, as every employee may see it",
    reads=DIGEST_READS,
    arguments=(Argument("week", "Which, as 2026-W46; default: the last whole one"),),
    extra=_words,
)
def digest() -> Digest:
    """The digest of a week."""
    return answer_digest(workspace(), looking(), request.args.get("week") or None)


@blueprint.get("/digest.<any(eml, html, md, txt):suffix>")
@policy.reads(*DIGEST_READS)
def digest_as_file(suffix: str) -> Response:
    """The digest as a mail to send on, a page, Markdown or plain text."""
    found = digest()
    response = Response(digest_file(workspace(), found, f".{suffix}", language()), mimetype=_TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="digest-{found.week}.{suffix}"'
    # The page carries its style in its marks, as mails do; opened from here it may do that and nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

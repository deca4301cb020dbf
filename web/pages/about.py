"""What this system knows, the start page, the viewer's choice, and whether the service is well."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, redirect, request, session, url_for

from expertgraph import policy
from expertgraph.errors import NoEdition
from expertgraph.policy import Data
from web.twins import twin
from web.viewing import parse, workspace

blueprint = Blueprint("about", __name__)


@dataclass(frozen=True, slots=True)
class About:
    """What this system knows: sources with their channels, records, and the settings that shape results."""

    sources: list[dict[str, object]]
    records: dict[str, int]
    settings: dict[str, object]
    edition: dict[str, object] | None


@twin(
    blueprint,
    "/about",
    template="about.html",
    page="about",
    summary="What this system knows, from where, and by which settings",
    reads=(Data.PUBLIC,),
)
def about() -> About:
    """Purpose, sources and settings, for everybody."""
    space = workspace()
    channels = space.store.frame("channel", ["source", "kind"])
    sources = [
        {"source": source, "channels": int(count)}
        for source, count in channels.groupby("source").size().items()
    ]
    counts = space.store.counts()
    shown = {"identity", "channel", "item", "interaction", "skill", "claim", "person"}
    try:
        edition = space.edition()
        about_edition: dict[str, object] | None = {"number": edition.number, "as_of": edition.as_of}
    except NoEdition:
        about_edition = None
    return About(
        sources,
        {name: count for name, count in counts.items() if name in shown},
        space.settings.shaping(),
        about_edition,
    )


@blueprint.post("/view-as")
@policy.reads(Data.PUBLIC)
def view_as() -> Response:
    """Look as somebody else from here on."""
    chosen = request.form.get("as", "")
    parse(chosen)
    session["as"] = chosen
    back = request.args.get("back", "/")
    return redirect(
        back if back.startswith("/") and not back.startswith(("//", "/\\")) else url_for("find.find")
    )  # type: ignore[return-value]


@blueprint.get("/healthz")
@policy.reads(Data.PUBLIC)
def health() -> Response:
    """Well when the store answers; 503 otherwise."""
    workspace().store.frame("checkpoint", ["id"])
    return jsonify({"status": "ok"})

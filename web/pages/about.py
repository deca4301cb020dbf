"""What this system knows, the start page, the viewer's choice, and whether the service is well."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, redirect, request, session, url_for

from expertgraph import policy
from expertgraph.errors import NoEdition
from expertgraph.policy import Data
from expertgraph.store import Store
from web.twins import twin
from web.viewing import parse, workspace

blueprint = Blueprint("about", __name__)

CREDITS = {
    "esco": "This service uses the ESCO classification of the European Commission.",
    "onet": "This product uses O*NET data of the U.S. Department of Labor, Employment and Training Administration "
    "(USDOL/ETA), under the CC BY 4.0 licence; it has been modified. O*NET is a trademark of USDOL/ETA.",
}
"""Format of a vocabulary -> the words that its publisher asks for."""


@dataclass(frozen=True, slots=True)
class About:
    """What this system knows: sources with their formats and channels, whom vocabularies are owed to, records, and
    the settings that shape results."""

    sources: list[dict[str, object]]
    credits: list[str]
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
    sources, credits_ = _sources(space.store)
    counts = space.store.counts()
    shown = {"identity", "channel", "item", "interaction", "skill", "claim", "person"}
    try:
        edition = space.edition()
        about_edition: dict[str, object] | None = {"number": edition.number, "as_of": edition.as_of}
    except NoEdition:
        about_edition = None
    return About(
        sources,
        credits_,
        {name: count for name, count in counts.items() if name in shown},
        space.settings.shaping(),
        about_edition,
    )


def _sources(store: Store) -> tuple[list[dict[str, object]], list[str]]:
    """Every source that something came from, and the credits that its format asks for."""
    channels = store.frame("channel", ["source"])["source"].value_counts()
    runs = store.frame("run", ["source", "format"]).drop_duplicates().sort_values(["source", "format"])
    formats: dict[str, list[str]] = {str(source): [] for source in sorted({*channels.index, *runs["source"]})}
    for source, name in runs.itertuples(index=False):
        formats[source].append(name)
    told = [
        {"source": source, "formats": names, "channels": int(channels.get(source, 0))}
        for source, names in formats.items()
    ]
    return told, [CREDITS[name] for name in sorted(set(runs["format"]) & CREDITS.keys())]


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

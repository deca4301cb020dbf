"""Find: the start page and the people for a need, also while typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from markupsafe import Markup, escape

from expertgraph import policy
from expertgraph.answers.find import FindAnswer
from expertgraph.answers.find import find as answer
from expertgraph.errors import NoEdition
from expertgraph.policy import Data, Rule
from expertgraph.search.evidence import Evidence
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("find", __name__)
READS = (Data.PROFILE, Data.EVIDENCE_OPEN)
PAGE = 10
SHOWN = 3
"""Evidence items on a card; the rest is on the person's page and in the JSON twin."""
FACETS = ("kind", "organisation", "ring", "channel")
_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Start:
    """The start page: whether there are results yet, how many people, and needs to try."""

    ready: bool
    people: int
    channels: int
    messages: int
    examples: list[str]


@twin(
    blueprint,
    "/",
    template="start.html",
    page="find",
    summary="How much there is to search, and needs to try",
    reads=(Data.PUBLIC,),
)
def start() -> Start:
    """Where everybody begins."""
    space = workspace()
    counts = space.store.counts()
    try:
        edition = space.edition()
    except NoEdition:
        return Start(False, 0, counts["channel"], counts["item"], [])
    examples: list[str] = []
    if policy.rule(looking(), Data.AGGREGATES) not in {Rule.DENY, Rule.COUNTS} and edition.has("skills"):
        least = 1 if looking().owner else int(space.settings["privacy.k"])
        skills = edition.table("skills")
        known = skills[skills["holders"] >= least].sort_values(["holders", "label"], ascending=[False, True])
        examples = [str(label) for label in known["label"][:_EXAMPLES]]
    people = int((edition.array("people", "kind") != "bot").sum())
    return Start(True, people, len(edition.table("channels")), counts["item"], examples)


def _extra(found: FindAnswer) -> dict[str, Any]:
    chosen = {name: request.args.get(name, "") for name in FACETS}
    return {"chosen": chosen, "shown": SHOWN, "marked": marked, "top": found.best, "size": PAGE}


def marked(item: Evidence) -> Markup:
    """The snippet with the words that match marked."""
    parts, at = [], 0
    for start_, end in item.marks:
        parts += [
            escape(item.snippet[at:start_]),
            Markup("<mark>"),
            escape(item.snippet[start_:end]),
            Markup("</mark>"),
        ]
        at = end
    return Markup("").join([*parts, escape(item.snippet[at:])])


@twin(
    blueprint,
    "/find",
    template="find.html",
    fragment="found.html",
    page="find",
    summary="The people for a need, with the evidence that makes their scores",
    reads=READS,
    arguments=(
        Argument("q", "The need in words"),
        Argument("kind", "Only employee or external"),
        Argument("organisation", "Only this organisation"),
        Argument("ring", "Only this ring: core or active"),
        Argument("channel", "Only people with evidence in this channel"),
        Argument("view", "all, or topical: without what rests on mere activity"),
        Argument("offset", "Results to pass over", "integer"),
        Argument("limit", "Most results, 1 to 100", "integer"),
    ),
    extra=_extra,
)
def find() -> FindAnswer:
    """Who can help with what was typed."""
    space, viewer = workspace(), looking()
    need = request.args.get("q", "").strip()
    limit = min(max(request.args.get("limit", PAGE, type=int), 1), 100)
    offset = max(request.args.get("offset", 0, type=int), 0)
    view = request.args.get("view") or "all"
    if not need:
        edition = space.edition()
        return FindAnswer("", edition.number, [], 0, 0, offset, limit, {}, edition.as_of, False, view)
    chosen: dict[str, Any] = {name: request.args.get(name) or None for name in FACETS}
    snippets = None if request.path.startswith("/api/") else SHOWN
    return answer(space, viewer, need, limit=limit, offset=offset, snippets=snippets, view=view, **chosen)

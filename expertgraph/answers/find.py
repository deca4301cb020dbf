"""Find: a need in words -> people with the evidence that speaks for them."""

from __future__ import annotations

import numpy as np

from expertgraph import policy
from expertgraph.answers.found import LABELS, Facet, FindAnswer, PartRow, Result
from expertgraph.answers.looking import Look
from expertgraph.errors import WrongCall
from expertgraph.policy import Data, Viewer
from expertgraph.search.topical import topical
from expertgraph.workspace import Workspace

__all__ = ["LABELS", "LONGEST_NEED", "VIEWS", "Facet", "FindAnswer", "PartRow", "Result", "find"]

LONGEST_NEED = 10_000
VIEWS = ("all", "topical")


def find(
    space: Workspace,
    viewer: Viewer,
    need: str,
    *,
    limit: int = 20,
    offset: int = 0,
    kind: str | None = None,
    organisation: str | None = None,
    ring: str | None = None,
    channel: str | None = None,
    asker: str | None = None,
    time: int | None = None,
    snippets: int | None = None,
    view: str = "all",
) -> FindAnswer:
    """Rank people for a need, as the viewer may see them.

    ``kind``, ``organisation``, ``ring`` (by name) and ``channel`` (id, native id or name; somebody with
    evidence there) narrow the results and leave scores alone. ``asker`` (a person or identity id; default
    the viewer) never appears. With ``time`` T only what was written strictly before T counts, and who can be asked
    now plays no part. ``snippets`` bounds for how many evidence items a person the words are read (None: all).
    ``view`` ``topical`` leaves out what rests on mere activity. Denied, WrongCall and NotFound as named.
    """
    policy.require(viewer, Data.PROFILE)
    check_need(need)
    if view not in VIEWS:
        raise WrongCall(f"There is no view {view!r}.", f"Views: {', '.join(VIEWS)}.")
    look = Look(space, viewer, asker, time)
    ranking = look.rank(need)
    ranking = topical(ranking) if view == "topical" else ranking
    documents, amounts = ranking.evidence()
    owners = look.searcher.index.documents.person[documents]
    found = look.found(ranking, owners)
    chosen = look.narrow(found, documents, kind, organisation, ring, channel)
    page = found[chosen][offset : offset + limit]
    evidence = look.evidence(ranking, page, documents, amounts, owners, snippets)
    return FindAnswer(
        query=need,
        edition=look.edition.number,
        results=look.results(ranking, page, evidence, amounts, owners),
        total=int(np.count_nonzero(chosen)),
        found=len(found),
        offset=offset,
        limit=limit,
        facets=look.facets(found, documents, owners),
        as_of=look.edition.search_as_of,
        meaning=look.searcher.questions is not None and bool(space.settings["search.meaning"]),
        view=view,
        best=float(ranking.score[found].max(initial=0.0)),
    )


def check_need(need: str) -> None:
    """WrongCall for a need that is too long."""
    if len(need) > LONGEST_NEED:
        raise WrongCall(f"A need has at most {LONGEST_NEED:,} characters.", "Say it shorter.")

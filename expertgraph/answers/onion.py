"""The onion of an edition, as far as a viewer may see it.

Rings 2 and outward are anonymous for everybody, the owner of the data included: the picture is made to be
shared.  Only oneself is marked, on one's own page.  People who opted out are not in it at all.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.onion import Channel, Community, Onion, OnionInput, layout
from expertgraph.onion.palette import Theme
from expertgraph.onion.words import Language, say
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

_KINDS = {"employee": 0, "external": 1}
_KEPT_DRAWINGS = 24


@dataclass(frozen=True, slots=True)
class OnionAnswer:
    """An onion with what it rests on.  ``community`` is the community it was narrowed to, else None."""

    edition: int
    as_of: int
    community: str | None
    communities: list[CommunityChoice]
    onion: Onion


@dataclass(frozen=True, slots=True)
class CommunityChoice:
    """A community to narrow the onion to."""

    community: int
    label: str


def onion(
    workspace: Workspace, viewer: Viewer, community: str | None = None, as_of: int | None = None
) -> OnionAnswer:
    """The onion of the whole community, or of one (by number or label), now or as of another day.

    Narrowed to one community, the sectors are organisations.  ``as_of`` (UTC seconds) computes anew and
    leaves the current edition alone.  Denied, NoEdition and WrongCall as everywhere.
    """
    policy.require(viewer, Data.RING_INNER, Data.RING_OUTER)
    current = workspace.edition() if as_of is None else None
    if current is not None:
        return _drawn(workspace, viewer, current, community)
    from expertgraph.analysis.run import analyse

    with TemporaryDirectory() as folder:
        apart = Workspace(workspace.store, workspace.settings, Path(folder), workspace.clock)
        return _drawn(apart, viewer, analyse(apart, as_of=as_of), community)


def picture(
    workspace: Workspace,
    viewer: Viewer,
    suffix: str,
    *,
    community: str | None = None,
    as_of: int | None = None,
    theme: Theme = "light",
    language: Language = "en",
) -> bytes:
    """The onion as a file: ``.svg``, ``.png`` or ``.html``; nothing in it refers to anything outside it.

    Nobody is marked as oneself, so that it can be handed on.  WrongCall for another suffix.
    """
    from expertgraph.onion.png import png
    from expertgraph.onion.svg import picture as draw

    if suffix not in {".svg", ".png", ".html"}:
        raise WrongCall(
            f"An onion cannot be written as {suffix or 'a file without an ending'!r}.",
            "Use .svg, .png or .html.",
        )
    answer = onion(workspace, replace(viewer, person=None) if viewer.owner else viewer, community, as_of)
    marks = tuple(
        mark for mark in answer.onion.marks if not (mark.me and mark.ring not in policy.INNER_RINGS)
    )
    shareable = replace(answer.onion, marks=tuple(replace(mark, me=False) for mark in marks))
    day = str(pd.Timestamp(answer.as_of, unit="s").date())
    svg = draw(shareable, language=language, theme=theme, title=answer.community or "", date=day)
    if suffix == ".svg":
        return svg.encode("utf-8")
    if suffix == ".png":
        return png(svg)
    return _page(svg, language, answer.community or say("title", language)).encode("utf-8")


def _page(svg: str, language: str, title: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)} · expertgraph</title>"
        "<style>body{margin:0;display:grid;place-items:center;min-height:100vh}"
        "svg{width:100%;height:auto;max-height:100vh}</style></head>\n"
        f"<body>{svg}</body></html>\n"
    )


def _drawn(workspace: Workspace, viewer: Viewer, edition: Edition, community: str | None) -> OnionAnswer:
    choices = _choices(edition, int(workspace.settings["privacy.k"]))
    chosen = _chosen(choices, community)
    key = (viewer, chosen.community if chosen else None, workspace.settings["privacy.k"])
    kept: dict[Any, Onion] = edition.cached("onions", dict)
    if key not in kept:
        while len(kept) >= _KEPT_DRAWINGS:
            kept.pop(next(iter(kept)))
        kept[key] = layout(_people(workspace, viewer, edition, chosen))
    return OnionAnswer(edition.number, edition.as_of, chosen.label if chosen else None, choices, kept[key])


def _choices(edition: Edition, k: int) -> list[CommunityChoice]:
    """Communities of at least k people, the largest first."""
    table = edition.table("communities")
    large = table[table["size"] >= k].sort_values(["size", "community"], ascending=[False, True])
    return [
        CommunityChoice(int(c), str(label))
        for c, label in zip(large["community"], large["label"], strict=True)
    ]


def _chosen(choices: list[CommunityChoice], community: str | None) -> CommunityChoice | None:
    if community is None or community == "":
        return None
    wanted = community.strip().casefold()
    for choice in choices:
        if wanted in {str(choice.community), choice.label.casefold()}:
            return choice
    raise WrongCall(f"There is no community {community!r}.", "See expertgraph communities.")


def _people(
    workspace: Workspace, viewer: Viewer, edition: Edition, chosen: CommunityChoice | None
) -> OnionInput:
    table = edition.table("people")
    own = edition.row_of(viewer.person) if viewer.person is not None else None
    rows, named = _visible(viewer, edition, own)
    if chosen is not None:
        inside = edition.array("people", "community")[rows] == chosen.community
        rows, named = rows[inside], named[inside]
    part = table.iloc[rows]
    groups, community, ties = _groups(edition, rows, chosen)
    channels, use = _channels(viewer, edition, rows)
    return OnionInput(
        ring=part["ring"].to_numpy(np.int8),
        kind=np.asarray(part["kind"].map(_KINDS).fillna(2), dtype=np.int8),
        community=community,
        reach=part["reach"].to_numpy(np.int64),
        rank=_rank(part),
        named=named,
        person_ids=part["person"].tolist(),
        names=[str(name) for name in part["name"]],
        organisations=[name if isinstance(name, str) else "" for name in part["organisation"]],
        communities=groups,
        ties=ties,
        channels=channels,
        use=use,
        k=int(workspace.settings["privacy.k"]),
        me=_position(rows, own),
    )


def _visible(
    viewer: Viewer, edition: Edition, own: int | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Rows of those in the picture, and which of them by name."""
    ring = edition.array("people", "ring")
    named = policy.rings(viewer, edition) & np.isin(ring, policy.INNER_RINGS)
    counted = policy.rule(viewer, Data.RING_OUTER) in {Rule.ALLOW, Rule.AGGREGATE, Rule.COACHED}
    shown = (named | counted) & ~edition.array("people", "opted_out")
    if own is not None:
        named = named.copy()
        shown[own] = named[own] = True
    rows = np.flatnonzero(shown & (ring >= 0))
    return rows, named[rows]


def _position(rows: npt.NDArray[np.int64], own: int | None) -> int | None:
    if own is None:
        return None
    found = np.flatnonzero(rows == own)
    return int(found[0]) if len(found) else None


def _rank(part: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Engagement inside a ring: active weeks first, then contributions."""
    weeks = part["active_weeks"].to_numpy(float)
    given = part["contributions"].to_numpy(float)
    return np.asarray(weeks + given / (given.max(initial=0.0) + 1.0))


def _groups(
    edition: Edition, rows: npt.NDArray[np.int64], chosen: CommunityChoice | None
) -> tuple[list[Community], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Sectors: communities with the ties between them, or the organisations inside one community."""
    if chosen is not None:
        names = edition.table("people")["organisation"].iloc[rows]
        number, labels = pd.factorize(names.where(names.notna(), None), sort=True)
        groups = [Community(at, str(label)) for at, label in enumerate(labels)]
        return groups, number.astype(np.int32), np.zeros((len(groups), len(groups)))
    table = edition.table("communities").sort_values("community")
    ids = table["community"].to_numpy()
    groups = [Community(int(c), str(label)) for c, label in zip(ids, table["label"], strict=True)]
    between = np.zeros((len(ids), len(ids)))
    pairs = edition.table("community_ties")
    a, b = np.searchsorted(ids, pairs["a"].to_numpy()), np.searchsorted(ids, pairs["b"].to_numpy())
    np.add.at(between, (a, b), pairs["strength"].to_numpy(float))
    member = edition.array("people", "community")[rows]
    place = np.searchsorted(ids, member)
    known = (member >= 0) & (place < len(ids))
    return groups, np.where(known, place, -1).astype(np.int32), between + between.T


def _channels(
    viewer: Viewer, edition: Edition, rows: npt.NDArray[np.int64]
) -> tuple[list[Channel], csr_array]:
    """Channels that the viewer may know of, and how much each person uses them.

    Use is contributions in the ring window, else all of them, else membership (a network of contacts
    has members and no messages).
    """
    table = edition.table("channels")
    allowed = policy.channels(viewer, edition)
    if policy.rule(viewer, Data.CHANNELS) is Rule.ALLOW:
        allowed = allowed | (table["visibility"].to_numpy() == "open")
    columns = np.flatnonzero(allowed)
    shape = (len(edition.table("people")), len(table))
    used, joined = edition.table("channel_use"), edition.table("channel_members")
    layers = (
        _matrix(used["person"], used["channel"], used["recent"], shape),
        _matrix(used["person"], used["channel"], used["contributions"], shape),
        _matrix(joined["person"], joined["channel"], np.ones(len(joined)), shape),
    )
    sums = [np.asarray(layer.sum(axis=0)).ravel() for layer in layers]
    first = np.where(sums[0] > 0, 0, np.where(sums[1] > 0, 1, 2))
    parts = [layers[first[column]][:, [column]] for column in columns]
    use = _beside(parts, shape[0])[rows]
    names = ("channel", "name", "kind", "ownership")
    chosen = table.iloc[columns]
    return [Channel(*map(str, each)) for each in zip(*(chosen[n] for n in names), strict=True)], use


def _matrix(person: Any, channel: Any, amount: Any, shape: tuple[int, int]) -> Any:
    given = np.asarray(amount, dtype=float)
    return csr_array((given, (np.asarray(person), np.asarray(channel))), shape=shape).tocsc()


def _beside(parts: list[Any], people: int) -> csr_array:
    from scipy.sparse import hstack

    if not parts:
        return csr_array((people, 0))
    use = csr_array(hstack(parts, format="csr"))
    use.eliminate_zeros()
    return use

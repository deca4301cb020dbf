"""The onion of an edition, as far as a viewer may see it.

Rings 2 and outward are anonymous for everybody, the owner of the data included: the picture is made to be
shared.  Only oneself is marked, on one's own page.  People who opted out are not in it at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from expertgraph import policy
from expertgraph.answers import onion_time
from expertgraph.answers.onion_filters import Choice, Choices, Chosen, Narrowed, narrowed
from expertgraph.answers.onion_kept import drawn
from expertgraph.answers.onion_people import (
    Rows,
    Seen,
    no_further_in,
    own_mark,
    people_of,
    seen,
    usual_channels,
)
from expertgraph.answers.onion_time import RingMoves
from expertgraph.answers.onion_view import View
from expertgraph.edition import Edition
from expertgraph.errors import NoEdition
from expertgraph.onion import Onion
from expertgraph.onion.own import with_me
from expertgraph.onion.tails import with_tails
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

__all__ = ["Choice", "Choices", "Chosen", "OnionAnswer", "RingMoves", "View", "onion"]


@dataclass(frozen=True, slots=True)
class OnionAnswer:
    """An onion with what it rests on.

    as_of     when the results are of; ``view`` is what was asked for, ``chosen`` its filters in words
    community the label of the community it was narrowed to, else None
    choices   what each filter may be set to, with counts of people that may be told
    frames    UTC seconds that ``on`` may take for playing it through time, every fourth week, oldest first
    movement  per ring who came and went since ``view.since``; empty without it
    onion     the drawing; a mark's ``tail`` says where it came from
    """

    edition: int
    as_of: int
    view: View
    community: str | None
    chosen: Chosen
    choices: Choices
    frames: list[int]
    movement: list[RingMoves]
    onion: Onion


def onion(
    workspace: Workspace, viewer: Viewer, view: View | None = None, *, as_of: int | None = None
) -> OnionAnswer:
    """The onion in a view of it, of the current edition.

    ``as_of`` (UTC seconds) analyses anew as of another day and leaves the current edition alone; ``view.on`` shows
    how the current edition's people stood then, which is quick.  Denied, NoEdition and WrongCall as everywhere.
    """
    policy.require(viewer, Data.RING_INNER, Data.RING_OUTER)
    view = view or View()
    if as_of is None:
        return _answer(workspace, viewer, workspace.edition(), view)
    from expertgraph.analysis.run import analyse

    with TemporaryDirectory() as folder:
        apart = Workspace(workspace.store, workspace.settings, Path(folder), workspace.clock)
        return _answer(apart, viewer, analyse(apart, as_of=as_of), view, _later(workspace, as_of))


def _later(workspace: Workspace, as_of: int) -> Edition | None:
    """The current edition, where it is of a later moment."""
    try:
        current = workspace.edition()
    except NoEdition:
        return None
    return current if current.as_of > as_of else None


def _answer(
    workspace: Workspace, viewer: Viewer, edition: Edition, view: View, later: Edition | None = None
) -> OnionAnswer:
    k = int(workspace.settings["privacy.k"])
    onion_time.check(edition, view.on, view.since)
    today = no_further_in(seen(viewer, edition), edition, later)
    left = narrowed(workspace, viewer, edition, today, view, k)
    then = today if view.on is None else no_further_in(seen(viewer, edition, view.on), edition, later)
    rows = left.rows[then.ring[left.rows] >= 0]
    movement = []
    if view.since is not None:
        movement = onion_time.moves(edition, view.on, view.since, rows, then.may, k)
    return OnionAnswer(
        edition=edition.number,
        as_of=edition.as_of,
        view=view,
        community=left.chosen.community.label if left.chosen.community else None,
        chosen=left.chosen,
        choices=left.choices,
        frames=onion_time.frames(edition),
        movement=movement,
        onion=_drawing(edition, view, today, then, left, rows, k),
    )


def _drawing(
    edition: Edition, view: View, today: Seen, then: Seen, left: Narrowed, rows: Rows, k: int
) -> Onion:
    """The layout that all who see the same share; an earlier week keeps today's sectors, rings and angles."""
    drawing = drawn(
        edition, people_of(edition, today, left.rows, k, community=left.community, period=view.period)
    )
    if view.on is not None:
        stood = people_of(edition, then, rows, k, community=left.community, period=view.period, on=view.on)
        drawing = drawn(edition, stood, like=drawing)
    if view.on is not None or view.period is not None:
        used = usual_channels(edition, today)
        marks = (replace(mark, channels=used.get(mark.person, ())) for mark in drawing.marks)
        drawing = replace(drawing, marks=tuple(marks))
    if view.since is not None:
        drawing = with_tails(
            drawing, onion_time.came_from(edition, view.on, view.since, rows[then.named[rows]])
        )
    me = then.me
    if me is None or not left.inside[me]:
        return drawing
    return with_me(drawing, own_mark(edition, me, view.on, by_organisation=left.community is not None))

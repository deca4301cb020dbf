"""What the onion may be narrowed to, and who is left then.

A choice is offered only where somebody of it may be shown by name, or at least k without one; anything else looks as
if it did not exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from expertgraph import objecting
from expertgraph.answers.onion_people import Rows, Seen
from expertgraph.answers.onion_view import PERIODS, View
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.onion.cells import told_size
from expertgraph.policy import Viewer
from expertgraph.search.skills import seen_skills
from expertgraph.workspace import Workspace

MOST_CHOICES = 100
"""How many are listed of each filter; the others may still be named."""
Ids = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter.  ``people``: of the whole picture; exact where all have a name, else rounded to 5."""

    value: str
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter may be set to, most people first; periods in weeks."""

    communities: list[Choice]
    topics: list[Choice]
    organisations: list[Choice]
    channels: list[Choice]
    periods: list[int]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices in force, in words; None for a filter that is open."""

    community: Choice | None
    topic: Choice | None
    organisation: Choice | None
    channel: Choice | None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The rows that are left, the choices in force and those offered; ``community`` is its number; ``inside``
    flags everybody whom the filters let through, in the picture or not."""

    rows: Rows
    inside: Bools
    chosen: Chosen
    choices: Choices
    community: int | None


@dataclass(frozen=True, slots=True)
class _Filter:
    """A filter: values and labels of its groups, and which people (``person``, ``group`` pairs) are in which."""

    name: str
    values: Sequence[str]
    labels: Sequence[str]
    person: Ids
    group: Ids
    hint: str

    def offered(self, sight: Seen, k: int) -> dict[int, Choice]:
        """The choices by group, most people first."""
        inside = sight.ring[self.person] >= 0
        named = sight.named[self.person]
        known = np.bincount(self.group[inside & named], minlength=len(self.values))
        hidden = np.bincount(self.group[inside & ~named], minlength=len(self.values))
        told = np.where(hidden >= k, known + hidden, known)
        order = np.lexsort((np.arange(len(told)), -told))
        return {
            each: Choice(
                str(self.values[each]),
                str(self.labels[each]),
                int(told_size(int(told[each]), k) or 0) if hidden[each] >= k else int(told[each]),
            )
            for each in order.tolist()
            if told[each] > 0
        }

    def find(self, text: str, offered: dict[int, Choice]) -> int:
        """The group of that value or label; WrongCall where it is not offered."""
        wanted = text.strip().casefold()
        for by in ("value", "label"):
            for group, choice in offered.items():
                if str(getattr(choice, by)).casefold() == wanted:
                    return group
        raise WrongCall(f"There is no {self.name} {text!r} in the onion.", self.hint)

    def people(self, group: int, count: int) -> Bools:
        """A mask over all people."""
        mask = np.zeros(count, dtype=bool)
        mask[self.person[self.group == group]] = True
        return mask


def narrowed(space: Workspace, viewer: Viewer, edition: Edition, sight: Seen, view: View, k: int) -> Narrowed:
    """Who is left of the picture in this view, and what else it may be narrowed to."""
    filters = {
        "community": _communities(edition),
        "topic": _topics(space, viewer, edition),
        "organisation": _organisations(edition),
        "channel": _channels(edition, sight),
    }
    left = np.ones(len(sight.ring), dtype=bool)
    chosen: dict[str, Choice | None] = dict.fromkeys(filters)
    offered = {name: each.offered(sight, k) for name, each in filters.items()}
    for name, each in filters.items():
        text = getattr(view, name)
        if text:
            group = each.find(text, offered[name])
            chosen[name] = offered[name][group]
            left &= each.people(group, len(left))
    lists = {name: list(each.values())[:MOST_CHOICES] for name, each in offered.items()}
    community = chosen["community"]
    return Narrowed(
        rows=np.flatnonzero(left & (sight.ring >= 0)),
        inside=left,
        chosen=Chosen(**chosen),
        choices=Choices(
            communities=lists["community"],
            topics=lists["topic"],
            organisations=lists["organisation"],
            channels=lists["channel"],
            periods=list(PERIODS),
        ),
        community=int(community.value) if community else None,
    )


def communities_offered(edition: Edition, sight: Seen, k: int) -> list[Choice]:
    """The communities that the onion may be narrowed to, most people first."""
    return list(_communities(edition).offered(sight, k).values())


def _communities(edition: Edition) -> _Filter:
    table = edition.table("communities").sort_values("community")
    ids = table["community"].to_numpy(np.int64)
    member = edition.array("people", "community").astype(np.int64)
    inside = np.flatnonzero(np.isin(member, ids))
    labels = [str(each) for each in table["label"]]
    group = np.searchsorted(ids, member[inside])
    return _Filter(
        "community", [str(each) for each in ids], labels, inside, group, "See expertgraph communities."
    )


def _organisations(edition: Edition) -> _Filter:
    names = edition.table("people")["organisation"]
    inside = np.flatnonzero(names.notna().to_numpy())
    values, group = np.unique(names.iloc[inside].astype(str).to_numpy(), return_inverse=True)
    hint = "Take one of the organisations that the page offers."
    return _Filter("organisation", values.tolist(), values.tolist(), inside, group.astype(np.int64), hint)


def _topics(space: Workspace, viewer: Viewer, edition: Edition) -> _Filter:
    """Skills, and the people known for each as the viewer may see it."""
    skills, pairs = edition.table("skills"), edition.table("person_skills")
    seen = seen_skills(edition, viewer, objecting.standing(space.store, edition))
    known = np.flatnonzero(seen.known & (seen.expertise > 0))
    person = pairs["person"].to_numpy(np.int64)[known]
    group = pairs["skill"].to_numpy(np.int64)[known]
    values, labels = skills["skill"].astype(str).tolist(), skills["label"].astype(str).tolist()
    return _Filter("topic", values, labels, person, group, "See expertgraph skills.")


def _channels(edition: Edition, sight: Seen) -> _Filter:
    """Channels that the viewer may know of: who wrote there, or its members where nobody ever wrote."""
    table = edition.table("channels")
    used, joined = edition.table("channel_use"), edition.table("channel_members")
    silent = np.bincount(used["channel"], minlength=len(table)) == 0
    members = joined[silent[joined["channel"].to_numpy()]]
    person = np.concatenate([used["person"], members["person"]]).astype(np.int64)
    group = np.concatenate([used["channel"], members["channel"]]).astype(np.int64)
    allowed = np.isin(group, sight.channels)
    values, labels = table["channel"].astype(str).tolist(), table["name"].astype(str).tolist()
    return _Filter(
        "channel", values, labels, person[allowed], group[allowed], "See expertgraph channels for their ids."
    )

"""What people say must not count as evidence about themselves, in the rows of one edition's index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from expertgraph import objecting
from expertgraph.edition import Edition
from expertgraph.search.arrays import Longs
from expertgraph.search.documents import Documents
from expertgraph.store import Store


@dataclass(frozen=True, slots=True)
class Disowned:
    """Rows of items that are not evidence about their author, and (person row, skill label) pairs that are no claim."""

    items: tuple[int, ...] = ()
    skills: tuple[tuple[int, str], ...] = ()

    @property
    def rows(self) -> Longs:
        """The item rows as an array, ascending."""
        return np.array(self.items, np.int64)


NOTHING = Disowned()


def disowned(
    store: Store, edition: Edition, documents: Documents, row_of_item: Callable[[str], int]
) -> Disowned:
    """The objections as they are now; ``row_of_item`` gives the row of an item id, or -1."""
    raised = objecting.standing(store, edition)
    if raised is objecting.NOTHING:
        return NOTHING
    rows = {row_of_item(item): person for person, item in raised.items}
    held = holders(documents, np.array(sorted(rows), np.int64))
    labels = _labels(edition)
    return Disowned(
        tuple(row for row, person in sorted(rows.items()) if held.get(row) == person),
        tuple(sorted((person, labels[skill]) for person, skill in raised.skills if skill in labels)),
    )


def _labels(edition: Edition) -> dict[str, str]:
    if not edition.has("skills"):
        return {}
    skills = edition.table("skills")
    return dict(zip(skills["skill"], skills["label"], strict=True))


def holders(documents: Documents, items: Longs) -> dict[int, int]:
    """Item row -> the person whose evidence it is; items that are nobody's are not in it."""
    places = places_of(documents, items)
    owners = documents.person[np.searchsorted(documents.offsets, places, side="right") - 1]
    return dict(zip(documents.items[places].tolist(), owners.tolist(), strict=True))


def places_of(documents: Documents, items: Longs) -> Longs:
    """Where these item rows stand in ``documents.items``."""
    return np.flatnonzero(np.isin(documents.items, items)) if len(items) else np.zeros(0, np.int64)


def documents_of(documents: Documents, items: Longs) -> Longs:
    """The documents that hold any of these item rows, ascending."""
    places = places_of(documents, items)
    return np.unique(np.searchsorted(documents.offsets, places, side="right") - 1)

"""What matching looks at of an identity, and how that turns into the columns that are compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from expertgraph.matching import spelling

_ADDRESSES_EACH = 3
"""So many mail addresses one person may well have; more that share a name are namesakes."""
_MOST_PLACES = 40
_COMMON_PLACE = 0.1
_FEW = 20


class Known(NamedTuple):
    """What matching looks at of one identity.

    ``mailbox``: the identity is an address, so one person may have several in one source.  ``places``: names of the
    channels, lists and meetings it is in.
    """

    id: str
    source: str
    name: str
    handle: str | None = None
    email: str | None = None
    organisation: str | None = None
    hr_id: str | None = None
    mailbox: bool = False
    places: tuple[str, ...] = ()


def columns(known: Sequence[Known]) -> dict[str, list[Any]]:
    """The compared columns; what an identity does not have is None."""
    names = [spelling.read_name(each.name) for each in known]
    common = _common_words(names)
    handles = [spelling.read_account(each.handle) or spelling.account_in_name(each.name) for each in known]
    locals_ = [spelling.local_part(each.email) for each in known]
    handles, locals_ = ([each if each not in common else "" for each in part] for part in (handles, locals_))
    full = [tuple(dict.fromkeys(spelling.full_spellings(name))) for name in names]
    short = [tuple(dict.fromkeys(spelling.short_spellings(name))) for name in names]
    bare = [[_no_digits(each) for each in part] for part in (handles, locals_)]
    own = [{*a, *b} for a, b in zip(full, short, strict=True)]
    return {
        "unique_id": [each.id for each in known],
        "source": [each.source for each in known],
        "mailbox": [each.mailbox for each in known],
        "hr_id": [each.hr_id for each in known],
        "name": [name.words or None for name in names],
        "first": [name.first or None for name in names],
        "family": [name.family or None for name in names],
        "ends": [f"{name.first} {name.family}" if name.words else None for name in names],
        "initial": [f"{name.first[0]} {name.family}" if name.words else None for name in names],
        "handle": [each or None for each in handles],
        "local": [each or None for each in locals_],
        "handle_letters": [each or None for each in bare[0]],
        "local_letters": [each or None for each in bare[1]],
        "handle_is_own": [each in spelled for each, spelled in zip(bare[0], own, strict=True)],
        "local_is_own": [each in spelled for each, spelled in zip(bare[1], own, strict=True)],
        "spelled_full": full,
        "spelled_short": short,
        "email": [each.email for each in known],
        "domain": [spelling.own_domain(each.email) or None for each in known],
        "organisation": [
            re.sub(r"[\W_]+", " ", spelling.fold(each.organisation or "")).strip() or None for each in known
        ],
        "places": _telling_places(known),
    }


def _common_words(names: Sequence[spelling.Name]) -> set[str]:
    """First and family names that several people have: an account of that name says too little."""
    beside: dict[str, set[str]] = {}
    for name in {(name.first, name.family) for name in names if name.words}:
        for one, other in (name, name[::-1]):
            beside.setdefault(one, set()).add(other)
    return {word for word, others in beside.items() if len(others) > 1}


def _no_digits(text: str) -> str:
    return re.sub(r"\d", "", text)


def _telling_places(known: Sequence[Known]) -> list[list[str] | None]:
    """Of each identity's places those that not everybody is in, the rarest first; None when it has none."""
    folded = [{spelling.fold(place) for place in each.places} for each in known]
    size = Counter(place for places in folded for place in places)
    most = max(_COMMON_PLACE * sum(1 for places in folded if places), _FEW)
    return [
        sorted((p for p in places if p and size[p] <= most), key=lambda place: (size[place], place))[
            :_MOST_PLACES
        ]
        or None
        for places in folded
    ]


def namesakes(known: dict[str, list[Any]], column: str) -> dict[str, float]:
    """How many people may share a value: the most accounts of one source that have it, at least 1.

    One person has one account in a system, but may have several addresses in a mail archive.
    """
    count: Counter[tuple[str, str, bool]] = Counter()
    for value, source, mailbox in zip(known[column], known["source"], known["mailbox"], strict=True):
        if value is not None:
            count[value, source, mailbox] += 1
    most: dict[str, float] = {}
    for (value, _, mailbox), accounts in count.items():
        most[value] = max(most.get(value, 1.0), accounts / (_ADDRESSES_EACH if mailbox else 1))
    return most


def shares(known: dict[str, list[Any]], column: str) -> dict[str, float]:
    """What part of those that have a value have this one, 0..1."""
    count = Counter(value for value in known[column] if value is not None)
    return {value: number / count.total() for value, number in count.items()}

"""The words of posts that are shown, read from the store for these alone; and the posts that are worth a reply."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from expertgraph.analysis.constants import DAY, WEEK
from expertgraph.desk.scene import Lead, Post, Scene
from expertgraph.desk.welcoming import first_contributions
from expertgraph.search.evidence import safe

_COLUMNS = ["id", "author", "channel", "at", "title", "text", "url"]
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST_TITLE, _LONGEST_QUOTE = 110, 220
_MOST_RETURNED = 4
_MOST_READ = 60
"""Posts whose words are read to tell a question from another post."""
_OTHERS_EACH = 2
"""How many other posts stand on the desk for each of somebody who returns, at least, so that none gives it away."""


def read_posts(scene: Scene, ids: Iterable[str]) -> dict[str, Post]:
    """The posts with these ids, as they stand now; those that may not be shown are left out."""
    wanted = sorted(set(ids) - scene.objected)
    return _shown(scene, {"id": wanted}) if wanted else {}


def _shown(scene: Scene, where: Mapping[str, Any]) -> dict[str, Post]:
    rows = scene.space.store.frame("item", _COLUMNS, where)
    posts = (_post(scene, *each) for each in rows.dropna(subset=["at"]).itertuples(index=False, name=None))
    return {post.item: post for post in posts if post is not None}


def _post(
    scene: Scene,
    item: str,
    author: str,
    place: str,
    at: int,
    title: str | None,
    text: str | None,
    url: str | None,
) -> Post | None:
    person, channel = scene.row_of(author), scene.channel_rows.get(place, -1)
    if person < 0 or channel < 0 or not scene.seen[person]:
        return None
    said = " ".join((text or "").split())
    headed = " ".join((title or "").split()) or said
    return Post(
        item,
        shortened(headed, _LONGEST_TITLE),
        shortened(_rest(headed, said), _LONGEST_QUOTE),
        int(at),
        safe(url),
        person,
        channel,
        "?" in _ADDRESS.sub("", f"{headed} {said}"),
    )


def _rest(title: str, text: str) -> str:
    """What a text says beyond its title."""
    rest = text.removeprefix(title)
    return text if rest == text else rest.lstrip(" ?!.:…")


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, cut between words.

    >>> shortened("How loud is a heat pump?", 12)
    'How loud is…'
    """
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def posts_to_answer(scene: Scene, skip: frozenset[str] = frozenset()) -> list[Lead]:
    """New posts with hardly a reply that ask nothing; among them those of people who return.

    Which is which is not told, and cannot be: a post of somebody who returns is there only when it is one that might
    stand there anyway, and only with two others, that are drawn by lot.  ``skip``: items that were dealt with, or that
    stand on the desk already.
    """
    back = frozenset(scene.id_of(row) for row in returning(scene))
    pool = [lead for lead in _openings(scene) if lead.what not in skip]
    theirs = [lead for lead in pool if scene.id_of(lead.person) in back]
    others = [lead for lead in pool if scene.id_of(lead.person) not in back]
    returned = which_ask(scene, theirs, asking=False)[:_MOST_RETURNED]
    return list(_mixed(returned, iter(which_ask(scene, others, asking=False))))


def _mixed(returned: list[Lead], others: Iterator[Lead]) -> Iterator[Lead]:
    for lead in returned:
        beside = list(islice(others, _OTHERS_EACH))
        if len(beside) < _OTHERS_EACH:
            yield from beside
            return
        yield from sorted([lead, *beside], key=_lot)
    yield from islice(others, _MOST_RETURNED * (1 + _OTHERS_EACH))


def _openings(scene: Scene) -> list[Lead]:
    """Openings of late with hardly a reply, in the order of the lot; no first contributions, which are to be
    welcomed."""
    table, rules = scene.threads, scene.rules
    table = table[(table["at"] >= scene.since(rules.post_within)) & (table["replies"] <= rules.post_replies)]
    table = table[~table["item"].isin({lead.item for lead in first_contributions(scene)})]
    columns = zip(table["item"], table["opener"], table["channel"], table["at"], strict=True)
    leads = [
        Lead("post", str(item), str(item), int(who), int(place), int(at)) for item, who, place, at in columns
    ]
    return sorted(leads, key=_lot)


def _lot(lead: Lead) -> bytes:
    """A place that says nothing about a post, and stays the same."""
    return hashlib.sha256(lead.what.encode()).digest()


def which_ask(scene: Scene, leads: list[Lead], *, asking: bool) -> list[Lead]:
    """Of the first leads those whose post asks something, or those whose post does not."""
    leads = leads[:_MOST_READ]
    posts = read_posts(scene, {str(lead.item) for lead in leads})
    return [lead for lead in leads if lead.item in posts and posts[lead.item].asks == asking]


def returning(scene: Scene) -> list[int]:
    """Rows of people who contributed lately for the first time after ``quiet`` days or more; at most a few.

    Open channels alone: what was written elsewhere neither hides nor shows anybody.
    """
    weeks = scene.edition.table("person_weeks")
    readable = scene.on_open(weeks["channel"].to_numpy())
    person, week = weeks["person"].to_numpy()[readable], weeks["week"].to_numpy()[readable]
    new = week > scene.since(scene.rules.post_within) - WEEK
    last = np.full(len(scene.seen), -1, dtype=np.int64)
    np.maximum.at(last, person[~new], week[~new])
    back = np.full(len(scene.seen), np.iinfo(np.int64).max)
    np.minimum.at(back, person[new], week[new])
    lately = np.unique(person[new])
    gone = scene.seen[lately] & (last[lately] >= 0)
    gone &= back[lately] - last[lately] - WEEK >= scene.rules.quiet * DAY
    rows = lately[gone]
    return [int(row) for row in rows[np.argsort(-back[rows], kind="stable")]][: 3 * _MOST_RETURNED]

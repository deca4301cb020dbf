"""A sample organisation as the files that its systems would export: same arguments, same bytes.

A network operator, a partner firm, a university and freelancers talk for two years about the things in
``topics/``; what there is to discover is planted and told (:class:`SampleTruth`).  Nobody in it exists.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expertgraph.sample import accounts, census, newcomers, outposts, topics
from expertgraph.sample.casting import cast
from expertgraph.sample.conversation import Conversation
from expertgraph.sample.exports import forum, hr, interchange, linkedin, mail, slack
from expertgraph.sample.files import Sample, put
from expertgraph.sample.organisation import COMMUNITIES, DOMAINS, FAR_OUTPOST, OUTPOST, OWN
from expertgraph.sample.reviewing import review
from expertgraph.sample.rhythm import calendar
from expertgraph.sample.rooms import Rooms
from expertgraph.sample.truth import Expertise, SampleTruth, Who, tell

__all__ = ["SETTINGS", "VERSION", "Expertise", "SampleTruth", "Who", "compose", "review", "write"]

VERSION: int = 4
"""Goes up when the same arguments give other files."""

SETTINGS: dict[str, Any] = {
    "organisation.name": OWN,
    "organisation.domains": (DOMAINS[OWN],),
    "channels.core": tuple(each.category for each in COMMUNITIES.values()),
    "channels.outposts": (OUTPOST, FAR_OUTPOST),
}
"""Settings (see ``settings.py``) that belong to the sample's organisation."""

_EXPORTS = (hr, slack, forum, mail, linkedin, interchange)


def write(folder: Path, *, seed: int = 7, people: int = 600, until: int, years: float = 2.0) -> SampleTruth:
    """Write the exports below ``folder`` and tell what is in them.

    ``people`` (at least 120) counts everybody but the bot; ``until`` is the first UTC second after it.
    The same arguments give the same bytes.  ValueError says which argument cannot be used.
    """
    sample = compose(seed=seed, people=people, until=until, years=years)
    for export in _EXPORTS:
        for name, content in sorted(export.files(sample).items()):
            put(folder, name, content)
    return tell(sample)


def compose(*, seed: int, people: int, until: int, years: float) -> Sample:
    """The sample in memory; arguments as for :func:`write`."""
    found = {key: each for key, each in topics.load().items() if key in COMMUNITIES}
    if not found:
        raise ValueError(f"there are no topics in {topics.FOLDER}")
    span = calendar(until, years)
    everybody = census.people(seed, people, list(found), span.first, span.end)
    accounts.give(seed, everybody)
    parts = cast(seed, everybody, found, span)
    rooms = Rooms(list(found), parts.silo_community)
    messages = Conversation(seed, everybody, found, parts, rooms, span).messages()
    outposts.settle(rooms, messages)
    messages = outposts.before(seed, everybody, found, parts, rooms, span, messages)
    messages = newcomers.arrive(seed, everybody, found, parts, rooms, span, messages)
    return Sample(seed, tuple(everybody), found, parts, rooms, span, tuple(messages))

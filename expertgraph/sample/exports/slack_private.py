"""A private channel and a direct conversation, which an import leaves out unless it is told otherwise."""

from __future__ import annotations

from typing import Any, NamedTuple

from expertgraph.sample.dice import Dice
from expertgraph.sample.files import Sample
from expertgraph.sample.organisation import PRIVATE_CHAT, PROJECTS, SITES
from expertgraph.sample.people import Person

GROUP, DIRECT = "G0BESLOTEN1", "D0TWEEEN001"
_SAID = (
    "De stukken voor {project} liggen klaar, graag reactie voor {hour} uur.",
    "{site}: de begroting komt {amount} duizend hoger uit.",
    "Bespreken we {project} morgen om {hour} uur?",
    "Akkoord met {amount} duizend voor {project}.",
)


class Private(NamedTuple):
    """Entries of groups.json and dms.json, and (folder, second, message) of what was said in them."""

    groups: list[dict[str, Any]]
    direct: list[dict[str, Any]]
    messages: list[tuple[str, int, dict[str, Any]]]


def places(sample: Sample, members: list[Person]) -> Private:
    """One private channel of the managers, and one conversation of two of them."""
    dice = Dice(sample.seed, "private")
    managers = [each for each in members if each.role.startswith("Manager")] or members[:4]
    managers = managers[:9]
    pair = managers[:2]
    messages = []
    for folder, people, count in ((PRIVATE_CHAT, managers, 60), (DIRECT, pair, 25)):
        for number in range(count):
            at = dice.randrange(sample.span.first, sample.span.end)
            text = dice.choice(_SAID).format(
                project=dice.choice(PROJECTS),
                site=dice.choice(list(SITES)),
                hour=dice.randint(9, 16),
                amount=dice.randint(5, 200),
            )
            stamp = f"{at}.{980_000 + number:06d}"
            said = {"user": dice.choice(people).slack, "type": "message", "ts": stamp, "text": text}
            messages.append((folder, at, said))
    created = sample.span.first - 10 * 86_400
    group = {"id": GROUP, "name": PRIVATE_CHAT, "created": created, "is_archived": False}
    group |= {"creator": managers[0].slack, "members": [each.slack for each in managers]}
    direct = {"id": DIRECT, "created": created, "members": [each.slack for each in pair]}
    return Private([group], [direct], messages)

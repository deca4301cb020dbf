"""A community in which who helps with what is known: every day a question, answered by whoever knows its subject."""

from collections.abc import Iterator
from pathlib import Path

from expertgraph.records import Item
from tests.search.community import Community, item

SUBJECTS = {
    "anna": "heat pump compressor",
    "bram": "solar inverter string",
    "carl": "invoice ledger booking",
    "dora": "kubernetes cluster node",
    "eric": "welding torch argon",
    "fien": "contract clause liability",
    "gijs": "python traceback import",
    "hugo": "bicycle chain sprocket",
}
ASKER = "zoe"
DAYS = 160
ASKED = 40
"""How many questions the tests ask again: in all of them, every window of popularity is full."""


def history(days: int = DAYS) -> list[Item]:
    """A question a day, the subjects in turn, up to today; the answer comes an hour later."""
    items = []
    for day in range(days):
        name = list(SUBJECTS)[day % len(SUBJECTS)]
        items += exchange(day, ASKER, name, SUBJECTS[name], days - day)
    return items


def exchange(day: int, asker: str, helper: str, subject: str, days_ago: float) -> Iterator[Item]:
    """A question and its answer, on the ``day``-th day."""
    thread = f"t{day}"
    question = f"Question q{day}: who knows about {subject}?"
    yield item(2 * day, asker, thread, question, days_ago=days_ago, opens=True)
    reply = f"About {subject}: try this, option o{day}."
    yield item(2 * day + 1, helper, thread, reply, days_ago=days_ago - 1 / 24)


def analysed(folder: Path, items: list[Item], **more: object) -> Community:
    """A community of its own with these messages."""
    folder.mkdir(exist_ok=True)
    made = Community(folder)
    made.fill(items)
    made.analyse(**more)  # type: ignore[arg-type]
    return made

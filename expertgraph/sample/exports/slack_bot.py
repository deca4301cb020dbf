"""The sample's chatty bot: it announces every deployment, all day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from expertgraph.sample.dice import Dice
from expertgraph.sample.files import Sample

NAME = "Uitrolbot"
BOT, ACCOUNT = "B0UITROLBOT", "U0UITROLBOT"
USER: dict[str, Any] = {
    "id": ACCOUNT,
    "team_id": "T0STADSNET",
    "name": "uitrolbot",
    "deleted": False,
    "real_name": NAME,
    "profile": {"real_name": NAME, "display_name": NAME, "bot_id": BOT, "team": "T0STADSNET"},
    "is_bot": True,
    "updated": 0,
}
_SERVICES = (
    "meetketen",
    "klantportaal",
    "laadapp",
    "planning",
    "zorgknop",
    "materialenbank",
    "website",
    "api",
)
_PLACES = ("test", "acceptatie", "productie")
_ENDS = {"gelukt": 9.0, "mislukt": 1.0, "teruggedraaid": 0.5}


def posts(sample: Sample) -> Iterator[tuple[int, str]]:
    """(second, text) of four to eight posts a working day."""
    dice = Dice(sample.seed, "bot")
    versions = dict.fromkeys(_SERVICES, 100)
    for week in range(sample.span.count):
        for day in range(5):
            start = sample.span.start_of(week) + day * 86_400 + 6 * 3600
            times = sorted(start + dice.randrange(11 * 3600) for _ in range(dice.randint(4, 8)))
            for at in times:
                if at < sample.span.end:
                    service = dice.choice(_SERVICES)
                    versions[service] += 1
                    major, minor = divmod(versions[service], 100)
                    where, end = dice.choice(_PLACES), dice.pick(_ENDS)
                    yield at, f"{service} {major}.{minor} naar {where}: {end} in {dice.randint(20, 900)} s"


def message(at: int, text: str) -> dict[str, Any]:
    """One post of the bot as the export has it."""
    return {
        "type": "message",
        "user": ACCOUNT,
        "bot_id": BOT,
        "bot_profile": {"id": BOT, "name": NAME, "team_id": "T0STADSNET"},
        "ts": f"{at}.{990_000 + at % 9_999:06d}",
        "text": text,
        "team": "T0STADSNET",
    }

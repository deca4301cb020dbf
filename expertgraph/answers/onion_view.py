"""What of the onion somebody looks at: filters and moments, as they stand in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from expertgraph.errors import WrongCall

_LONGEST = 40
"""Characters of a date with time, fraction and zone."""
PERIODS = (4, 13, 26, 52)
"""Weeks of use that may place the channels."""


@dataclass(frozen=True, slots=True)
class View:
    """A view of the onion; None leaves a filter or a moment open.

    community     number or label; the sectors are then organisations
    topic         id or label of a skill: who is known for it
    organisation  its name
    channel       id of a channel: who uses it
    period        weeks of use (4, 13, 26 or 52) that place the channels; None: the window of the rings
    on            UTC seconds: the rings as they stood then; None: now
    since         UTC seconds before ``on``: what moved since
    """

    community: str | None = None
    topic: str | None = None
    organisation: str | None = None
    channel: str | None = None
    period: int | None = None
    on: int | None = None
    since: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> View:
        """The view that an address asks for; other keys are left alone.  WrongCall for what cannot be read."""
        period, texts = query.get("period", "").strip(), ("community", "topic", "organisation", "channel")
        return cls(
            **{name: query.get(name, "").strip() or None for name in texts},
            period=_weeks(period) if period else None,
            on=_moment(query, "on"),
            since=_moment(query, "since"),
        )

    def query(self) -> dict[str, str]:
        """The view as query arguments: ``View.of(view.query()) == view``; only what is set."""
        texts = {name: getattr(self, name) for name in ("community", "topic", "organisation", "channel")}
        moments = {name: _day(at) for name in ("on", "since") if (at := getattr(self, name)) is not None}
        weeks = {"period": str(self.period)} if self.period is not None else {}
        return {name: value for name, value in texts.items() if value} | weeks | moments

    @property
    def now(self) -> View:
        """The same people as they stand now, without movement."""
        return replace(self, on=None, since=None)


def _weeks(text: str) -> int:
    if text not in {str(each) for each in PERIODS}:
        raise WrongCall(
            f"{text!r} is no period of the onion.", f"Weeks: {', '.join(map(str, PERIODS))}, or none."
        )
    return int(text)


def _moment(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    if text.isdecimal() and 8 < len(text) < 20:
        return int(text)
    try:
        # Of a longer text it would read what it can and pass over the rest.
        when = datetime.fromisoformat(text if len(text) <= _LONGEST else "")
    except ValueError:
        raise WrongCall(f"{name}: {text[:40]!r} is not a date.", "Write it as 2026-05-31.") from None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


def _day(at: int) -> str:
    """A date where it is a midnight, else the seconds."""
    return str(at) if at % 86_400 else datetime.fromtimestamp(at, UTC).date().isoformat()

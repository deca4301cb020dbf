"""The onion's toolbar: what it is narrowed to and how to let go, what is left out of the picture, and its dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import request
from flask_babel import gettext, ngettext

from expertgraph.analysis.constants import WEEK
from expertgraph.answers.onion import Choice, OnionAnswer
from expertgraph.answers.onion_view import View
from web.frame import day, here

PARTS = {
    "internal": "noint", "external": "noext", "channels": "nochans", "movement": "nomoves", "names": "nonames",
}  # fmt: skip
"""What a toggle leaves out, by its name in the address: the class that the drawing then has."""
BACK = (4, 13, 26, 52)
"""Weeks over which movement is offered."""
USUAL = 13
"""Weeks over which movement is shown unless the address says otherwise."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter; ``people`` None where the choice is of no people."""

    value: str
    label: str
    people: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as a select: its name in the address, its words, what leaves it open, and its choices."""

    name: str
    label: str
    open: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Active:
    """A filter in force, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Toggle:
    """A button that takes a part out of the picture: ``hide`` is what the address says after pressing it."""

    part: str
    css: str
    label: str
    on: bool
    hide: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A date to look back to; ``on`` is empty for now."""

    on: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Toolbar:
    """Everything above and below the picture that changes it."""

    filters: list[Filter]
    active: list[Active]
    clear: str
    toggles: list[Toggle]
    css: str
    hidden: dict[str, str]
    frames: list[Frame]
    at: int
    shown: str
    """The day of the picture, in words; ``at`` is its frame, or the one before it."""


def asked(first: int | None, last: int | None) -> View:
    """The view of the address; movement is that of the last weeks unless the address names another day or ``none``.

    ``first`` and ``last`` are the ends of the history, None where there is none.
    """
    query = {name: value for name, value in request.args.items() if value != "none"}
    view = View.of(query)
    if first is None or last is None or request.args.get("since") == "none":
        return view
    end = view.on or last
    if view.since is not None and view.since < end:
        return view
    since = end - USUAL * WEEK
    return replace(view, since=since if since >= first else None)


def toolbar(answer: OnionAnswer) -> Toolbar:
    """The toolbar of an answer, in the language of the request."""
    off = hidden_parts()
    active = _active(answer)
    frames = _frames(answer)
    return Toolbar(
        filters=_filters(answer),
        active=active,
        clear=here(community=None, topic=None, organisation=None, channel=None, period=None, since=None),
        toggles=_toggles(off),
        css=" ".join(PARTS[part] for part in PARTS if part in off),
        hidden={name: request.args.get(name, "") for name in ("on", "lit")} | {"hide": ".".join(off)},
        frames=frames,
        at=_at_frame(answer),
        shown=day(answer.as_of if answer.view.on is None else answer.view.on),
    )


def hidden_parts() -> list[str]:
    """What the address leaves out; of two the last counts, because a pressed button stands behind what was hidden."""
    said = (request.args.getlist("hide") or [""])[-1].split(".")
    return [part for part in PARTS if part in said]


def _toggles(off: list[str]) -> list[Toggle]:
    labels = {
        "internal": gettext("Internal"),
        "external": gettext("External"),
        "channels": gettext("Channels"),
        "movement": gettext("Movement"),
        "names": gettext("Names"),
    }
    return [
        Toggle(
            part, css, labels[part], part not in off, ".".join(p for p in PARTS if (p in off) != (p == part))
        )
        for part, css in PARTS.items()
    ]


def _filters(answer: OnionAnswer) -> list[Filter]:
    choices, chosen = answer.choices, answer.chosen
    return [
        _select(
            "community",
            gettext("Community"),
            gettext("All communities"),
            choices.communities,
            chosen.community,
        ),
        _select("topic", gettext("Known for"), gettext("All topics"), choices.topics, chosen.topic),
        _select(
            "organisation",
            gettext("Organisation"),
            gettext("All organisations"),
            choices.organisations,
            chosen.organisation,
        ),
        _select(
            "channel", gettext("Uses the channel"), gettext("All channels"), choices.channels, chosen.channel
        ),
        Filter(
            "period",
            gettext("Channels stand by their use in"),
            gettext("the window of the rings"),
            _periods(answer),
        ),
        Filter("since", gettext("Movement since"), _usual(), _since(answer)),
    ]


def _select(name: str, label: str, everything: str, choices: list[Choice], chosen: Choice | None) -> Filter:
    offered = choices if chosen is None or chosen in choices else [chosen, *choices]
    options = [Option(each.value, each.label, each.people, each == chosen) for each in offered]
    return Filter(name, label, everything, options)


def weeks(count: int) -> str:
    """'13 weeks'."""
    return ngettext("%(num)s week", "%(num)s weeks", count)


def _periods(answer: OnionAnswer) -> list[Option]:
    return [
        Option(str(each), gettext("the last %(weeks)s", weeks=weeks(each)), None, each == answer.view.period)
        for each in answer.choices.periods
    ]


def _usual() -> str:
    return gettext("%(weeks)s before", weeks=weeks(USUAL))


def _since(answer: OnionAnswer) -> list[Option]:
    """Days to count movement from, and not at all; only days that the history reaches."""
    if not answer.frames:
        return []
    end = answer.view.on or answer.frames[-1]
    said = request.args.get("since", "")
    dates = {date(end - back * WEEK): weeks(back) for back in BACK if end - back * WEEK >= answer.frames[0]}
    options = [
        Option(
            value, gettext("%(weeks)s before: %(day)s", weeks=words, day=day(_at(value))), None, value == said
        )
        for value, words in dates.items()
    ]
    if said and said != "none" and said not in dates and answer.view.since is not None:
        options.append(Option(said, day(answer.view.since), None, True))
    return [*options, Option("none", gettext("do not count it"), None, said == "none")]


def _active(answer: OnionAnswer) -> list[Active]:
    found = []
    for each in _filters(answer):
        chosen = next((option for option in each.options if option.chosen), None)
        if chosen is not None:
            found.append(Active(each.label, chosen.label, here(**{each.name: None})))
    if answer.view.on is not None:
        found.append(Active(gettext("As it stood on"), day(answer.view.on), here(on=None)))
    return found


def _at_frame(answer: OnionAnswer) -> int:
    """The frame that is shown; of a day between two frames the earlier one."""
    last = len(answer.frames) - 1
    if answer.view.on is None or last < 1:
        return max(last, 0)
    return max(sum(moment <= answer.view.on for moment in answer.frames[:last]) - 1, 0)


def _frames(answer: OnionAnswer) -> list[Frame]:
    if len(answer.frames) < 2:
        return []
    last = len(answer.frames) - 1
    found = []
    for at, moment in enumerate(answer.frames):
        on = "" if at == last else date(moment)
        current = answer.view.on is None if at == last else answer.view.on == moment
        label = day(answer.as_of) if at == last else day(moment)
        found.append(Frame(on, label, here(on=on or None), current))
    return found


def date(at: int) -> str:
    """A moment as a date for an address."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _at(value: str) -> int:
    return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp())

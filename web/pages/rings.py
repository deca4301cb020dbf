"""The rings: one's own first, the rule in words, how many are where, and how people moved between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, request

from expertgraph.answers.ring_flows import Flow, Flows
from expertgraph.answers.ring_own import OwnRing
from expertgraph.answers.ring_page import RingsAnswer, ring_page
from expertgraph.answers.ring_words import RINGS, Language, advice
from expertgraph.policy import Data
from web.alluvial import alluvial
from web.frame import language
from web.pages.person import told
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("rings", __name__)
_NAMES = 120
"""Most names that the page shows of one ring; the JSON has them all."""
_WIDE, _ABOVE, _STEP = 310.0, 14.0, 24.0
"""Where the line of one's own history ends, the room above it, and the step between two rings."""


@dataclass(frozen=True, slots=True)
class Line:
    """One's own rings over time as a stepped line: its path, its end, and the two times it spans."""

    path: str
    end: tuple[float, float]
    first: int
    last: int


def _line(own: OwnRing | None, as_of: int) -> Line | None:
    """The line, from when somebody was first seen until now."""
    if own is None or not own.history:
        return None
    first, span = own.history[0].at, max(as_of - own.history[0].at, 1)
    x = [(_WIDE - 8) * (each.at - first) / span + 4 for each in own.history]
    y = [_ABOVE + _STEP * each.level for each in own.history]
    path = f"M{x[0]:.1f} {y[0]:.1f}" + "".join(f"H{a:.1f}V{b:.1f}" for a, b in zip(x[1:], y[1:], strict=True))
    return Line(f"{path}H{_WIDE - 4:.1f}", (_WIDE - 4, y[-1]), first, as_of)


def _rows(flows: Flows | None) -> list[tuple[str, str, list[int | None]]]:
    """The flows as a table: from, to, and how many in each step (None: too few to tell)."""
    if flows is None:
        return []
    order = {name: at for at, name in enumerate((*RINGS["en"], "new", "gone"))}
    pairs = sorted(
        {(each.source, each.target) for each in flows.flows}, key=lambda pair: [order[each] for each in pair]
    )
    told_in = {(each.source, each.target, each.step): each.people for each in flows.flows}
    return [(*pair, [told_in.get((*pair, step)) for step in range(len(flows.others))]) for pair in pairs]


def _moves(flows: Flows | None) -> list[Flow]:
    """What moved in the last step, without who stayed."""
    if flows is None:
        return []
    return [each for each in flows.flows if each.step == len(flows.others) - 1 and each.source != each.target]


def _extra(answer: RingsAnswer) -> dict[str, Any]:
    spoken = cast("Language", language())
    return {
        "told": told,
        "advice": lambda each: advice(
            each.name, each.evidence.params, spoken, answer.own.channels if answer.own else 0
        ),
        "line": _line(answer.own, answer.as_of),
        "picture": alluvial(answer.flows) if answer.flows else None,
        "rows": _rows(answer.flows),
        "moves": _moves(answer.flows),
        "names": _NAMES,
    }


@twin(
    blueprint,
    "/rings",
    template="rings.html",
    page="rings",
    summary="One's own ring, the rule in numbers, ring sizes, who carries the community, and flows between rings",
    reads=(Data.RING_INNER, Data.RING_OUTER, Data.OWN),
    arguments=(Argument("step", "Flows per `quarter` (default) or per four `weeks`."),),
    extra=_extra,
)
def rings() -> RingsAnswer:
    """The rings as this viewer may see them."""
    return ring_page(workspace(), looking(), request.args.get("step") or "quarter")

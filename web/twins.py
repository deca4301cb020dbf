"""A page and its JSON twin are one answer: this puts both on the map."""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from expertgraph.answers import plain
from expertgraph.policy import Data

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Argument:
    """A query argument of a page and its twin, as the OpenAPI document tells it."""

    name: str
    help: str
    type: str = "string"


@dataclass(frozen=True, slots=True)
class Twin:
    """One registered pair."""

    rule: str
    summary: str
    answer: type[Any]
    arguments: tuple[Argument, ...]
    reads: tuple[Data, ...]


TWINS: list[Twin] = []


def twin(
    blueprint: Blueprint,
    rule: str,
    *,
    template: str,
    page: str,
    summary: str,
    reads: tuple[Data, ...],
    arguments: tuple[Argument, ...] = (),
    fragment: str | None = None,
    extra: Callable[[Any], dict[str, Any]] = lambda answer: {},
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that returns an answer (a dataclass) as the page ``rule`` and as ``/api/v1`` + rule.

    ``fragment`` is the template that a request for a part of the page gets instead of ``template``;
    ``extra`` adds what only the page needs.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        def html(**values: Any) -> str:
            answer = function(**values)
            chosen = fragment if fragment and request.headers.get("HX-Request") else template
            return render_template(chosen, answer=answer, page=page, twin=_twin_address(), **extra(answer))

        def data(**values: Any) -> Response:
            return jsonify(plain(function(**values)))

        for view, path, name in (
            (html, rule, function.__name__),
            (data, PREFIX + _beside(rule), function.__name__ + "_json"),
        ):
            view.reads = reads  # type: ignore[attr-defined]
            view.__name__ = name
            blueprint.add_url_rule(path, name, view)
        answer = typing.get_type_hints(function)["return"]
        TWINS.append(Twin(_beside(rule), summary, answer, arguments, reads))
        return function

    return register


def _beside(path: str) -> str:
    """A page's path under the API, whose own front page is at its root."""
    return "/start" if path == "/" else path


def _twin_address() -> str:
    query = request.query_string.decode()
    return PREFIX + _beside(request.path) + ("?" + query if query else "")

"""The onion as a file to hand on."""

from __future__ import annotations

import html
from dataclasses import replace

import pandas as pd

from expertgraph.answers.onion import View, onion
from expertgraph.errors import WrongCall
from expertgraph.onion.palette import Theme
from expertgraph.onion.words import Language, say
from expertgraph.policy import Viewer
from expertgraph.workspace import Workspace


def picture(
    workspace: Workspace,
    viewer: Viewer,
    suffix: str,
    view: View | None = None,
    *,
    as_of: int | None = None,
    theme: Theme = "light",
    language: Language = "en",
) -> bytes:
    """The onion as a file: ``.svg``, ``.png`` or ``.html``; nothing in it refers to anything outside it.

    Nobody is marked as oneself, so that it can be handed on.  WrongCall for another suffix.
    """
    from expertgraph.onion.png import png
    from expertgraph.onion.svg import picture as draw

    if suffix not in {".svg", ".png", ".html"}:
        raise WrongCall(
            f"An onion cannot be written as {suffix or 'a file without an ending'!r}.",
            "Use .svg, .png or .html.",
        )
    answer = onion(workspace, viewer, view, as_of=as_of)
    marks = tuple(mark for mark in answer.onion.marks if not (mark.me and mark.ring > 1))
    shareable = replace(answer.onion, marks=tuple(replace(mark, me=False) for mark in marks))
    day = str(pd.Timestamp(answer.as_of, unit="s").date())
    svg = draw(shareable, language=language, theme=theme, title=answer.community or "", date=day)
    if suffix == ".svg":
        return svg.encode("utf-8")
    if suffix == ".png":
        return png(svg)
    return _page(svg, language, answer.community or say("title", language)).encode("utf-8")


def _page(svg: str, language: str, title: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)} · expertgraph</title>"
        "<style>body{margin:0;display:grid;place-items:center;min-height:100vh}"
        "svg{width:100%;height:auto;max-height:100vh}</style></head>\n"
        f"<body>{svg}</body></html>\n"
    )

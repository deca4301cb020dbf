"""The onion as a file to hand on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from expertgraph.answers.onion import OnionAnswer, View, onion
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
    from expertgraph.onion.standalone import document
    from expertgraph.onion.svg import picture as draw

    if suffix not in {".svg", ".png", ".html"}:
        raise WrongCall(
            f"An onion cannot be written as {suffix or 'a file without an ending'!r}.",
            "Use .svg, .png or .html.",
        )
    answer = onion(workspace, viewer, view, as_of=as_of)
    marks = tuple(mark for mark in answer.onion.marks if not (mark.me and mark.ring > 1))
    shareable = replace(answer.onion, marks=tuple(replace(mark, me=False) for mark in marks))
    title = answer.community or ""
    svg = draw(
        shareable,
        language=language,
        theme=theme,
        title=title,
        date=_day(answer.as_of),
        filters=filters_in_words(answer, language),
    )
    if suffix == ".svg":
        return svg.encode("utf-8")
    if suffix == ".png":
        return png(svg)
    heading = title or say("title", language)
    return document(shareable, svg, language=language, theme=theme, title=heading).encode("utf-8")


def filters_in_words(answer: OnionAnswer, language: Language) -> list[str]:
    """What the picture was narrowed to, beside the community that is its title."""
    view = answer.view
    words = [
        say(name, language, label=choice.label)
        for name in ("topic", "organisation", "channel")
        if (choice := getattr(answer.chosen, name)) is not None
    ]
    if view.period is not None:
        words.append(say("period", language, n=view.period))
    moments = [(name, at) for name in ("on", "since") if (at := getattr(view, name)) is not None]
    return words + [say(name, language, date=_day(at)) for name, at in moments]


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()

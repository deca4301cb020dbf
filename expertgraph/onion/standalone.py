"""The onion as one HTML file that explains itself: its own script, no link out, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from pathlib import Path

import orjson

from expertgraph.onion.model import Onion
from expertgraph.onion.palette import Theme, resolved
from expertgraph.onion.style import sheet
from expertgraph.onion.words import Language, cell_title, channel_title, mark_title, say

_SCRIPTS = Path(__file__).with_name("scripts")


@cache
def _script() -> str:
    return (_SCRIPTS / "standalone.js").read_text(encoding="utf-8")


def document(onion: Onion, svg: str, *, language: Language, theme: Theme, title: str) -> str:
    """A page around the stand-alone picture ``svg`` of ``onion``.

    Its policy lets in its own script by its hash and its own style, and nothing from anywhere.  What it tells of marks
    is data in JSON, which the script sets as text.
    """
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    style = resolved(sheet("standalone"), theme)
    drawn = svg.replace('role="img"', 'role="application" tabindex="0"', 1)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)} · expertgraph</title><style>{style}</style></head>\n<body>{drawn}"
        f'<p class="keys">{html.escape(say("keys", language))}</p><div id="tip" hidden></div>'
        f'<div id="live" aria-live="polite"></div><script type="application/json" id="told">'
        f"{_told(onion, language)}</script><script>{_script()}</script></body></html>\n"
    )


def _told(onion: Onion, language: Language) -> str:
    """What the script tells, as JSON that cannot end the element it stands in."""
    spots = [
        {"x": m.x, "y": m.y, "r": m.r, "ring": m.ring, "says": mark_title(onion, at, language)}
        for at, m in enumerate(onion.marks)
    ]
    beyond = len(onion.rings)
    spots += [
        {"x": c.x, "y": c.y, "r": 12, "ring": beyond, "says": channel_title(c, language)}
        for c in onion.channels
    ]
    cells = [
        {
            "inner": onion.rings[cell.ring].inner,
            "outer": onion.rings[cell.ring].outer,
            "start": cell.start,
            "end": cell.end,
            "says": cell_title(onion, at, language),
        }
        for at, cell in enumerate(onion.cells)
    ]
    data = orjson.dumps({"spots": _storable(spots), "cells": _storable(cells)}).decode()
    return data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _storable(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Texts without what UTF-8 cannot hold."""
    return [
        {
            name: value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in rows
    ]

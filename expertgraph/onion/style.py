"""The style sheets of the drawing, as files beside this one; the web's onion.css carries drawing.css too."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("styles")


@cache
def sheet(name: str) -> str:
    """A style sheet by name: ``drawing``, ``hollow`` (greyscale) or ``sheet`` (title and legend)."""
    return (_FOLDER / f"{name}.css").read_text(encoding="utf-8")

"""The colours of the product for pictures that are made without a browser.

The web's tokens.css holds the same pairs; a test compares them.  Contrast is kept: marks at least 3:1
against every ring, text 4.5:1, white on the red core 4.5:1.
"""

from __future__ import annotations

import re
from typing import Literal

Theme = Literal["light", "dark", "grey"]

LIGHT = {
    "paper": "#fbfaf7", "card": "#ffffff", "ink": "#1a1f27", "muted": "#59616d", "line": "#dfdcd3",
    "edge": "#85826f", "b0": "#dedbd0", "b1": "#e7e4db", "b2": "#eeece5", "b3": "#f3f1ec", "b4": "#f8f7f3",
    "int": "#0a5ea8", "ext": "#b44c00", "unk": "#6b6459", "inits": "#ffffff", "core": "#c8102e",
    "coreink": "#ffffff", "accent": "#6a2fb5",
}  # fmt: skip
DARK = {
    "paper": "#0e131a", "card": "#131a23", "ink": "#e9edf3", "muted": "#a3adba", "line": "#2a3441",
    "edge": "#6b7a8e", "b0": "#232d3a", "b1": "#1e2732", "b2": "#19212b", "b3": "#151c25", "b4": "#11181f",
    "int": "#78b6f4", "ext": "#ffb05a", "unk": "#b9b2a6", "inits": "#0e131a", "core": "#dc2f48",
    "coreink": "#ffffff", "accent": "#c9a2ff",
}  # fmt: skip
GREY = {
    **LIGHT, "paper": "#ffffff",
    "line": "#d0d0d0", "edge": "#777777", "b0": "#e2e2e2", "b1": "#eaeaea", "b2": "#f0f0f0",
    "b3": "#f5f5f5", "b4": "#fafafa", "int": "#333333", "ext": "#333333", "unk": "#6f6f6f", "ink": "#111111",
    "muted": "#555555", "core": "#111111", "accent": "#111111",
}  # fmt: skip
"""For printers without colour: external marks are drawn hollow, so that the shape carries the side."""
PALETTES: dict[Theme, dict[str, str]] = {"light": LIGHT, "dark": DARK, "grey": GREY}

_TOKEN = re.compile(r"var\(--([a-z0-9]+)\)")


def resolved(css: str, theme: Theme) -> str:
    """CSS with every ``var(--token)`` replaced by its colour: the PNG renderer knows no variables."""
    return _TOKEN.sub(lambda match: PALETTES[theme][match[1]], css)

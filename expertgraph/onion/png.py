"""An onion as PNG bytes, drawn without a browser."""

from __future__ import annotations

from pathlib import Path

import resvg_py

from expertgraph.onion.text import known

_FONTS = tuple(
    str(Path(__file__).with_name("fonts") / f"Inter-{weight}.ttf") for weight in ("Regular", "SemiBold")
)


def png(svg: str, *, across: int = 2400) -> bytes:
    """A stand-alone SVG as PNG, ``across`` pixels wide.

    Text is set in the font that ships with the package; the machine's own fonts are read only when a name
    needs letters that it lacks.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=across,
            font_files=list(_FONTS),
            font_family="Inter",
            sans_serif_family="Inter",
            skip_system_fonts=known(svg.replace("\n", " ").replace("\t", " ")),
        )
    )

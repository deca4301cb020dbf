"""A glyph for each kind of channel.  From Lucide 1.62.0 (ISC licence); ``social`` is our own."""

from __future__ import annotations

_GLYPHS = {
    "forum": (
        '<path d="M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2'
        ' 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z"/>'
    ),
    "chat": (
        '<line x1="4" x2="20" y1="9" y2="9"/><line x1="4" x2="20" y1="15" y2="15"/><line x1="10"'
        ' x2="8" y1="3" y2="21"/><line x1="16" x2="14" y1="3" y2="21"/>'
    ),
    "mail": (
        '<path d="m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7"/><rect x="2" y="4" width="20" height="16" rx="2"/>'
    ),
    "event": (
        '<path d="M8 2v3"/><path d="M16 2v3"/><rect x="3" y="3" width="18" height="18"'
        ' rx="2"/><path d="M3 9h18"/><path d="M8 13h.01"/><path d="M12 13h.01"/><path d="M16'
        ' 13h.01"/><path d="M8 17h.01"/><path d="M12 17h.01"/><path d="M16 17h.01"/>'
    ),
    "meeting": (
        '<path d="M2 3h20"/><path d="M21 3v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V3"/><path d="m7 21 5-5 5 5"/>'
    ),
    "code": (
        '<circle cx="18" cy="18" r="3"/><circle cx="6" cy="6" r="3"/><path d="M13 6h3a2 2 0 0 1 2'
        ' 2v7"/><line x1="6" x2="6" y1="9" y2="21"/>'
    ),
    "crm": (
        '<path d="M10 12h4"/><path d="M10 8h4"/><path d="M14 21v-3a2 2 0 0 0-4 0v3"/><path d="M6'
        ' 10H4a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V9a2 2 0 0 0-2-2h-2"/><path d="M6'
        ' 21V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v16"/>'
    ),
    "social": (
        '<circle cx="6.5" cy="8" r="3"/><circle cx="17.5" cy="8" r="3"/><path d="M9.5 8h5"/><path'
        ' d="M2 19c0-3 2-5 4.5-5s4.5 2 4.5 5"/><path d="M13 19c0-3 2-5 4.5-5s4.5 2 4.5 5"/>'
    ),
}


def glyph(kind: str) -> str:
    """The symbol's id for a channel kind; kinds without one share the forum's."""
    return f"g-{kind if kind in _GLYPHS else 'forum'}"


def symbols(kinds: set[str]) -> str:
    """Symbol elements for these kinds, in a fixed order."""
    wanted = {glyph(kind) for kind in kinds}
    return "".join(
        f'<symbol id="g-{kind}" viewBox="0 0 24 24" fill="none" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round">{drawing}</symbol>'
        for kind, drawing in sorted(_GLYPHS.items())
        if f"g-{kind}" in wanted
    )

"""What importers leave out of names and texts on purpose; all else has to survive, or its record is set aside.

Of every name and text: control characters, so that none can steer a terminal or forge a line, and white space as more
than one blank.  Beyond that only what stands here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from tests.torture.formats.entry import for_xml
from tests.torture.formats.places import git_name

ONE_AUTHOR = frozenset({"mastodon", "x_archive"})
"""Archives of one member: there are texts, and no names but the owner's."""
MARKUP: dict[str, str] = {"slack": "*_~`"}
"""Characters that mark up a text in that format and are no part of the words."""
_NETWORKS = frozenset({"graph_csv", "graphml"})
_CUT = 200
_NO_VALUE = frozenset({"null", "none", "nan", "na", "n/a", "-"})
_DECIMAL = re.compile(r"-?\d+\.0+\Z")
_NO_MAIL_NAME = re.compile(r"@| at |^\W*\Z")


def essence(text: str) -> str:
    """What must survive of any text."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(kept.split())


def essence_of_text(format: str, text: str) -> str:
    """What must survive of a text in that format."""
    if format in _NETWORKS:
        text = for_xml(text)[:_CUT]  # there it is somebody's role
    if format == "stackexchange":
        text = for_xml(text)
    return essence(text.translate(dict.fromkeys(map(ord, MARKUP.get(format, "")))))


def essence_of_name(format: str, name: str) -> str:
    """What must survive of a name in that format; empty when something else may stand in for it."""
    return essence(_NAMES.get(format, str)(name))


def _in_mail(name: str) -> str:
    """Without quotes around it, at most 200 characters; what has no letter or is an address is no display name."""
    bare = essence(name)[:_CUT].strip("\"' ")
    return "" if _NO_MAIL_NAME.search(bare) else bare


def _in_network(name: str) -> str:
    """At most 200 characters; words for a missing value are none, and 7.0 is 7."""
    bare = essence(for_xml(name))[:_CUT]
    return "" if bare.casefold() in _NO_VALUE or _DECIMAL.match(bare) else bare


def _in_viva_engage(name: str) -> str:
    """The export writes null for nothing."""
    return "" if name.casefold() == "null" else name


_NAMES: dict[str, Callable[[str], str]] = {
    "gitlog": git_name,
    "graph_csv": _in_network,
    "graphml": _in_network,
    "mbox": _in_mail,
    "stackexchange": for_xml,
    "viva_engage": _in_viva_engage,
}

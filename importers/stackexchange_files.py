"""Which file of a Stack Exchange dump is what, told by its first element rather than by its name."""

from __future__ import annotations

import re

from expertgraph.ingest.source import Source
from expertgraph.ingest.xml import root_of

READ = ("users", "tags", "posts", "comments")
LEFT_OUT = ("votes", "badges", "postlinks", "posthistory")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|net|org)(?=$|[-_ ])")


class Layout:
    """The dump's files by what they hold: ``of("posts")``; ``folders`` are those that hold posts."""

    def __init__(self, source: Source) -> None:
        self._of: dict[str, list[str]] = {}
        self.others: list[str] = []
        names = [each.name for each in source.files()]
        for name in names:
            known = len(names) == 1 or name.casefold().endswith((".xml", ".xml.gz"))
            kind = (root_of(source.head(name, 4096)) or "").casefold() if known else ""
            if kind in READ or kind in LEFT_OUT:
                self._of.setdefault(kind, []).append(name)
            else:
                self.others.append(name)
        self.folders = sorted({name.rpartition("/")[0] for name in self.of("posts")})

    def of(self, kind: str) -> list[str]:
        """Names, sorted."""
        return self._of.get(kind, [])


def host_of(source: Source) -> str | None:
    """The site, where the name of the file, the zip or the folder begins with it, or of the one folder in it."""
    names = [source.path.name]
    inside = {each.name.rpartition("/")[0].rpartition("/")[2] for each in source.files()}
    names += inside if len(inside) == 1 else ()
    if source.kind == "file":
        names.append(source.path.parent.name)
    found = (_HOST.match(name.casefold().removesuffix(".zip")) for name in names)
    return next((match[0] for match in found if match), None)

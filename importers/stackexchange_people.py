"""Who is who on a Stack Exchange site: its users, and those whose account is gone."""

from __future__ import annotations

from collections.abc import Mapping

from expertgraph.ingest.json import BadRecord
from expertgraph.records import Identity
from importers.plain_text import one_line
from importers.stackexchange_threads import whole

_COMMUNITY = "-1"
"""The site's own account, which is nobody."""


class People:
    """The people of one site; of everybody only the name is read."""

    def __init__(self, source: str, host: str | None) -> None:
        self._source = source
        self._host = host
        self._introduced: set[str] = set()

    def user(self, row: Mapping[str, str], seen: int | None) -> Identity:
        """A row of Users.xml; ``seen`` is when the user last came.  Raises BadRecord."""
        native, name = row.get("Id", ""), one_line(row.get("DisplayName", ""))
        if whole(native.removeprefix("-")) is None:
            raise BadRecord("missing-field", "the user has no Id that is a number")
        native = str(int(native))
        listed = self._host and native != _COMMUNITY
        return Identity(
            f"{self._source}:{native}",
            self._source,
            native,
            name or native,
            kind="bot" if native == _COMMUNITY else "unknown",
            url=f"https://{self._host}/users/{native}" if listed else None,
            edited=seen,
        )

    def introduced(self, author: str) -> tuple[Identity, ...]:
        """An author whom no Users.xml need list, the first time: a deleted account, or the site's own one."""
        if author in self._introduced or whole(author) is not None:
            return ()
        self._introduced.add(author)
        identifier = f"{self._source}:{author}"
        if author == _COMMUNITY:
            return (Identity(identifier, self._source, author, "Community", kind="bot", stub=True),)
        kind, _, name = author.partition("/")
        name = name if kind == "name" else "deleted account"
        return (Identity(identifier, self._source, author, name, deleted=True),)

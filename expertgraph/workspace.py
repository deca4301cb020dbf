"""A store with what belongs to it: settings, editions, uploads and a clock, handed around as one object."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from expertgraph import settings as settings_
from expertgraph.edition import Edition, open_edition
from expertgraph.settings import Settings
from expertgraph.store import Store, open_store


def data_directory() -> Path:
    """Where this user's data lies: $XDG_DATA_HOME/expertgraph, else ~/.local/share/expertgraph."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "expertgraph"


def now() -> int:
    """UTC seconds on the wall clock; the one place that reads it."""
    return int(time.time())


class Workspace:
    """``folder`` holds editions, uploads and the settings file of one store; ``clock`` gives UTC seconds;
    ``address`` is the store's address as given, which may hold a password."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        folder: Path,
        clock: Callable[[], int] = now,
        address: str | None = None,
    ) -> None:
        self.store = store
        self.settings = settings
        self.folder = folder
        self.clock = clock
        self.address = address or store.url

    @classmethod
    def open(
        cls,
        url: str | None = None,
        flags: Mapping[str, Any] | None = None,
        clock: Callable[[], int] = now,
        environment: Mapping[str, str] = os.environ,
    ) -> Workspace:
        """Open the store at ``url`` (else EXPERTGRAPH_STORE, else the default file) with its settings."""
        url = (
            url or environment.get("EXPERTGRAPH_STORE") or f"sqlite:///{data_directory() / 'expertgraph.db'}"
        )
        folder = folder_of(url)
        settings = settings_.load(folder / "settings.toml", environment, flags)
        return cls(open_store(url), settings, folder, clock, url)

    @property
    def editions(self) -> Path:
        """The folder of the editions."""
        return self.folder / "editions"

    def edition(self, number: int | None = None) -> Edition:
        """The current edition (or a kept one by number); NoEdition before the first."""
        return open_edition(self.editions, number)

    def change_settings(self, values: Mapping[str, Any]) -> None:
        """Change settings and keep them in this store's settings file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "settings.toml"
        kept = {name: value for name, value in settings_.load(file, {}).items() if value != _default(name)}
        settings_.write(file, kept | dict(values))
        self.settings = self.settings.with_(values)


def _default(name: str) -> Any:
    return settings_.BY_NAME[name].default


def folder_of(url: str) -> Path:
    """Where the files that belong to a store lie: beside an SQLite file and named after it, else by address."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        return path.with_name(path.name + ".files")
    parts = urlsplit(url)
    address = f"{parts.hostname}:{parts.port or 7687}{parts.path.rstrip('/')}"
    name = (
        "".join(c if c.isalnum() else "-" for c in address)
        + "-"
        + hashlib.sha256(address.encode()).hexdigest()[:8]
    )
    return data_directory() / name

"""Every setting once: name, default, help.  Defaults < file < environment < flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from expertgraph.errors import WrongCall


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.  ``shapes`` says that it changes results, so that it belongs to an edition's digest."""

    name: str
    default: Any
    help: str
    shapes: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None

    @property
    def variable(self) -> str:
        """Its environment variable, e.g. EXPERTGRAPH_ORGANISATION_NAME."""
        return "EXPERTGRAPH_" + self.name.upper().replace(".", "_").replace("-", "_")


SETTINGS: tuple[Setting, ...] = (
    Setting("store", "", "Address of the store; empty: a file in the user's data directory."),
    Setting("language", "en", "Language of pages for browsers that ask for neither.", choices=("en", "nl")),
    Setting("organisation.name", "", "Name of your own organisation.", shapes=True),
    Setting("organisation.domains", (), "Mail domains that make someone an employee.", shapes=True),
    Setting(
        "channels.core", (), "Channels (id or name) that are the community's own core forum.", shapes=True
    ),
    Setting(
        "channels.outposts", (), "Channels (id or name) that the organisation does not own.", shapes=True
    ),
    Setting("community.staff", (), "E-mail addresses or person ids of community staff.", shapes=True),
    Setting("items.private", False, "Import private channels and direct messages.", shapes=True),
    Setting(
        "consent.mode", "opt-out", "Whether people take part unless they say no.", True, ("opt-out", "opt-in")
    ),
    Setting("privacy.k", 10, "Fewest people in a published count.", shapes=True, least=5),
    Setting("search.meaning", True, "Use similarity of meaning beside words.", shapes=True),
    Setting("search.channel", False, "Count answers in the asked channel.", shapes=True),
    Setting("search.asker", False, "Count earlier answers to the asker.", shapes=True),
    Setting(
        "search.adapt", True, "Learn the worth of recent activity from the community itself.", shapes=True
    ),
    Setting("search.learn", True, "Learn to rank from the community's own answered questions.", shapes=True),
    Setting(
        "asking.most-open", 5, "Most open questions and introductions that one person is asked for.", least=1
    ),
    Setting(
        "asking.remind-hours", 48, "Hours without an answer after which those asked are reminded.", least=1
    ),
    Setting(
        "asking.escalate-hours", 96, "Hours without an answer after which others are asked too.", least=1
    ),
    Setting("asking.webhook", "", "Web address that is told each step of a question; empty: none."),
    Setting("mail.server", "", "Host of the SMTP server; empty: no mail goes out."),
    Setting("mail.port", 587, "Port of the SMTP server.", least=1),
    Setting(
        "mail.security", "starttls", "How the connection is kept secret.", choices=("starttls", "tls", "none")
    ),
    Setting("mail.user", "", "Name to sign in with at the SMTP server; empty: without."),
    Setting("mail.password", "", "Its password; better set in the environment."),
    Setting("mail.from", "", "Address that mail comes from."),
    Setting("ties.half-life", 60, "Days after which an interaction counts half.", shapes=True, least=1),
    Setting("upload.most-megabytes", 512, "Largest upload, in megabytes.", least=1),
    Setting("web.hosts", ("127.0.0.1", "localhost", "[::1]"), "Host names that pages are served under."),
    Setting("web.address", "", "Address that people reach the pages under, for links in mails."),
    Setting("web.secret", "", "Key that signs sessions; empty: made once and kept beside the store."),
)
BY_NAME: Mapping[str, Setting] = MappingProxyType({setting.name: setting for setting in SETTINGS})


class Settings(Mapping[str, Any]):
    """The settings in force, by name; immutable.

    >>> Settings()["privacy.k"]
    10
    """

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        given = {name: _checked(name, value) for name, value in (values or {}).items()}
        self._values = {setting.name: given.get(setting.name, setting.default) for setting in SETTINGS}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def with_(self, values: Mapping[str, Any]) -> Settings:
        """The same settings with some replaced."""
        return Settings({**self._values, **values})

    def shaping(self) -> dict[str, Any]:
        """The settings that change results, in order of name."""
        return {setting.name: self[setting.name] for setting in sorted(SETTINGS, key=_name) if setting.shapes}


def _name(setting: Setting) -> str:
    return setting.name


def load(
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    flags: Mapping[str, Any] | None = None,
) -> Settings:
    """Settings from a TOML file (``expertgraph.toml``), the environment and flags, in that order.

    WrongCall names a setting that is unknown or has a bad value, and where it stands.
    """
    values: dict[str, Any] = {}
    if file is not None and file.exists():
        try:
            values |= _flat(tomllib.loads(file.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WrongCall(f"{file} is not readable as TOML: {error}.", "Correct that line.") from error
    for setting in SETTINGS:
        if environment.get(setting.variable):
            values[setting.name] = environment[setting.variable]
    return Settings(values | dict(flags or {}))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _checked(name: str, value: Any) -> Any:
    setting = BY_NAME.get(name)
    if setting is None:
        raise WrongCall(f"There is no setting {name!r}.", "See expertgraph settings.")
    try:
        value = _cast(setting, value)
    except (TypeError, ValueError):
        raise WrongCall(f"The setting {name} cannot be {value!r}.", setting.help) from None
    if setting.choices and value not in setting.choices:
        raise WrongCall(
            f"The setting {name} cannot be {value!r}.", f"Choose from {', '.join(setting.choices)}."
        )
    if setting.least is not None and value < setting.least:
        raise WrongCall(f"The setting {name} cannot be below {setting.least:g}.", setting.help)
    return value


def _cast(setting: Setting, value: Any) -> Any:
    if isinstance(setting.default, bool):
        return (
            value
            if isinstance(value, bool)
            else {"1": True, "true": True, "0": False, "false": False}[_word(value)]
        )
    if isinstance(setting.default, int):
        return int(value)
    if isinstance(setting.default, tuple):
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip())
    return str(value)


def _word(value: Any) -> str:
    word = str(value).strip().lower()
    if word not in {"1", "true", "0", "false"}:
        raise ValueError(word)
    return word


def write(file: Path, values: Mapping[str, Any]) -> None:
    """Write chosen settings to a TOML file that :func:`load` reads, replacing it atomically."""
    Settings(values)
    lines = [f'"{name}" = {_toml(value)}' for name, value in sorted(values.items())]
    partial = file.with_suffix(".part")
    partial.write_text("\n".join(lines) + "\n", "utf-8")
    partial.replace(file)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'

"""Reaching a Neo4j server: its address, whose password, and what to tell a person when that fails."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, TransientError

import expertgraph
from expertgraph.errors import ExpertgraphError, StoreUnavailable, WrongCall

OLDEST = (5, 13)
"""The oldest server that is supported; tests run against 5.26."""
USER, PASSWORD = "EXPERTGRAPH_NEO4J_USER", "EXPERTGRAPH_NEO4J_PASSWORD"
CONNECT_SECONDS = 4.0
# What the driver logs it also raises; without a handler Python would print it beside our message.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
_SCHEMES = {f"{base}{tls}" for base in ("bolt", "neo4j") for tls in ("", "+s", "+ssc")}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is and who asks.  ``shown`` is the address without the password."""

    server: str
    user: str
    password: str = field(repr=False)
    database: str | None
    shown: str

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read ``bolt://user:password@host:port/database``; the environment fills in user and password.

        ``+s`` asks for TLS with a certificate that is checked, ``+ssc`` for TLS with one that is not.
        Raises WrongCall for an address that names no server.
        """
        parts = urlsplit(url)
        try:
            port = parts.port or 7687
        except ValueError:
            port = 0
        if parts.scheme not in _SCHEMES or not parts.hostname or not port or parts.path.count("/") > 1:
            raise WrongCall(
                "The address of the Neo4j server is not usable.",
                "Write bolt://user:password@host:7687 or bolt://host:7687/database; bolt+s:// for TLS.",
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        user = unquote(parts.username or "") or os.environ.get(USER, "neo4j")
        database = unquote(parts.path.strip("/")) or None
        shown = f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
        password = unquote(parts.password or "") or os.environ.get(PASSWORD, "")
        return cls(f"{parts.scheme}://{host}:{port}", user, password, database, shown)


def connect(address: Address) -> neo4j.Driver:
    """A driver that has reached the server, within 6 seconds.

    Raises StoreUnavailable when the server is absent, too old, or refuses the password.
    """
    with translated(address):
        driver = neo4j.GraphDatabase.driver(
            address.server,
            auth=(address.user, address.password),
            user_agent=f"expertgraph/{expertgraph.__version__}",
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=CONNECT_SECONDS,
            liveness_check_timeout=60.0,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
        try:
            require_version(driver.get_server_info().agent, address.shown)
        except BaseException:
            driver.close()
            raise
    return driver


def require_version(agent: str, shown: str) -> None:
    """Raise StoreUnavailable unless the server's name (``Neo4j/5.26.30``) says it is new enough."""
    match = re.match(r"Neo4j/v?(\d+)\.(\d+)", agent)
    if match is None or (int(match[1]), int(match[2])) < OLDEST:
        raise StoreUnavailable(
            f"The server at {shown} is {agent}; expertgraph needs Neo4j {OLDEST[0]}.{OLDEST[1]} or newer.",
            "Upgrade the server, or use the embedded store: --store sqlite:///expertgraph.db.",
        )


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the driver's errors into ones that say what to do."""
    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise _explained(error, address) from error


def _explained(error: Exception, address: Address) -> ExpertgraphError:
    shown, code = address.shown, getattr(error, "code", None) or ""
    if isinstance(error, AuthError):
        return StoreUnavailable(
            f"The Neo4j server at {shown} refuses the password of {address.user!r}.",
            f"Set {USER} and {PASSWORD}, or write bolt://user:password@host:port.",
        )
    if code.endswith("AuthenticationRateLimit"):
        return StoreUnavailable(
            f"The Neo4j server at {shown} refused {address.user!r} too often.",
            "Wait a few seconds, then try again.",
        )
    if code.endswith("DatabaseNotFound"):
        return StoreUnavailable(
            f"The Neo4j server at {shown} has no database {address.database!r}.",
            "Create it, or leave the name out of the address for the default one.",
        )
    if "TransactionTimedOut" in code:
        return StoreUnavailable(
            f"The Neo4j server at {shown} needed too long for an answer and was stopped.",
            "Ask for less, for instance with fewer steps.",
        )
    if isinstance(error, TransientError):
        return StoreUnavailable(
            f"The Neo4j server at {shown} was too busy with others; nothing of this step was kept.",
            "Run the same again.",
        )
    if isinstance(error, Neo4jError):
        return StoreUnavailable(
            f"The Neo4j server at {shown} refused: {error.message}",
            "If it says it is full, make room; else report this.",
        )
    if isinstance(error, ConfigurationError):
        return WrongCall(f"The address {shown} is not usable: {error}.")
    return StoreUnavailable(
        f"No Neo4j server answers at {shown} ({type(error).__name__}).",
        "Start it (docker compose up -d neo4j), or check host, port and whether it wants TLS (bolt+s://).",
    )

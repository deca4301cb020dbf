"""A real Neo4j server for the tests.

`EXPERTGRAPH_TEST_NEO4J` (``bolt://user:password@host:port``) names one that runs already; otherwise one
is started in docker where a daemon answers, else with Java 17+ and Maven. To keep one running while
developing: ``python -m tests.servers.neo4j_server start [NAME]``, then ``url [NAME]`` and ``stop [NAME]``.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import neo4j

from tests.servers import neo4j_java
from tests.servers.cache import Unavailable, cache_folder

VARIABLE = "EXPERTGRAPH_TEST_NEO4J"
IMAGE = "neo4j:5.26-community"
PASSWORD = "only-for-tests"
START_SECONDS = 180
# The shell outlives us: when our end of its standard input closes, however we ended, the server is ended
# at once (its data are thrown away) and its home removed.
GUARD = 'home=$1; shift; "$@" & server=$!; cat >/dev/null; kill -9 $server; wait $server; rm -rf "$home"'


@dataclass(frozen=True)
class Server:
    """A running server: its address with user and password, and how it is ended."""

    url: str
    stop: Callable[[], None]


def start() -> Server:
    """The server named in the environment, or one of our own.

    Raises Unavailable, saying what would help, where there is none and none can be started.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Server(named, lambda: None)
    return _in_docker() or _in_java()


def wipe(url: str, schema: bool = False) -> None:
    """Delete every node and relationship; with `schema`, constraints and indexes too."""
    with _driver(url) as driver, driver.session() as session:
        # Relationships first: those of one busy node may be more than a transaction can hold.
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
        if schema:
            for row in session.run("SHOW CONSTRAINTS YIELD name").data():
                session.run(f"DROP CONSTRAINT `{row['name']}`").consume()
            for row in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'").data():
                session.run(f"DROP INDEX `{row['name']}`").consume()


def _driver(url: str) -> neo4j.Driver:
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
    return neo4j.GraphDatabase.driver(address, auth=(parts.username or "neo4j", parts.password or ""))


def _in_java() -> Server:
    home, port, command = _java_home()
    log = (home / "logs" / "console.log").open("wb")
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "sh", str(home), *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    log.close()

    def stop() -> None:
        if guard.stdin:
            guard.stdin.close()
        guard.wait()

    url = f"bolt://neo4j:{PASSWORD}@127.0.0.1:{port}"
    try:
        _await_bolt(url, lambda: guard.poll() is None, home)
    except Unavailable:
        stop()
        raise
    return Server(url, stop)


def _java_home() -> tuple[Path, int, list[str]]:
    jars, port = neo4j_java.fetch_jars(), neo4j_java.free_port()
    home = neo4j_java.prepare_home(jars, port, PASSWORD)
    return home, port, neo4j_java.server_command(jars, home)


def _in_docker() -> Server | None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "info"], capture_output=True, check=False).returncode != 0:
        return None
    options = ["--rm", "--detach", "--publish", "127.0.0.1::7687", "--env", f"NEO4J_AUTH=neo4j/{PASSWORD}"]
    done = subprocess.run([docker, "run", *options, IMAGE], capture_output=True, text=True, check=False)
    if done.returncode != 0:  # a daemon without the image and without a way to it
        return None
    container = done.stdout.strip()
    address = subprocess.check_output([docker, "port", container, "7687/tcp"], text=True).strip()

    def stop() -> None:
        subprocess.run([docker, "stop", container], capture_output=True, check=True)

    url = f"bolt://neo4j:{PASSWORD}@127.0.0.1:{address.rpartition(':')[2]}"
    _await_bolt(url, lambda: True, None)
    return Server(url, stop)


def _await_bolt(url: str, alive: Callable[[], bool], home: Path | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and alive():
        try:
            with _driver(url) as driver:
                driver.verify_connectivity()
        except (neo4j.exceptions.ServiceUnavailable, OSError):
            time.sleep(0.25)
        else:
            return
    log = home / "logs" / "console.log" if home else None
    said = log.read_text(errors="replace")[-800:] if log and log.exists() else ""
    raise Unavailable(f"the Neo4j server did not answer within {START_SECONDS} s: {said}")


def _state(name: str) -> Path:
    return cache_folder() / f"neo4j-running-{name}.json"


def _keep_running(name: str) -> str:
    """Start a server that outlives this process; its address."""
    if _state(name).exists():
        return str(json.loads(_state(name).read_text())["url"])
    home, port, command = _java_home()
    with (home / "logs" / "console.log").open("wb") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    url = f"bolt://neo4j:{PASSWORD}@127.0.0.1:{port}"
    _await_bolt(url, lambda: server.poll() is None, home)
    _state(name).write_text(json.dumps({"url": url, "pid": server.pid, "home": str(home)}))
    return url


def _end(name: str) -> None:
    state = json.loads(_state(name).read_text())
    command = Path(f"/proc/{state['pid']}/cmdline")
    if not command.exists() or state["home"].encode() in command.read_bytes():
        try:
            os.kill(state["pid"], signal.SIGTERM)
        except ProcessLookupError:
            print("it had ended already", file=sys.stderr)
    _state(name).unlink()


def main(arguments: list[str]) -> int:
    """start | stop | url, each with an optional name."""
    verb = arguments[0] if arguments else ""
    name = arguments[1] if len(arguments) > 1 else "default"
    if verb == "start":
        print(_keep_running(name))
    elif verb == "url" and _state(name).exists():
        print(json.loads(_state(name).read_text())["url"])
    elif verb == "stop" and _state(name).exists():
        _end(name)
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

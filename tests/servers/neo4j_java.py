"""A Neo4j Community server out of Maven Central, run by the machine's own Java."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.servers import debian
from tests.servers.cache import Unavailable, cache_folder, locked

POM = Path(__file__).with_name("neo4j-server.pom.xml")
OPTIONS = "EXPERTGRAPH_TEST_JAVA"
# Short runs never earn back what the optimising compiler costs: without it the whole takes half the time.
BRIEF = "-Xmx1g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
server.memory.pagecache.size=128m
db.tx_log.preallocate=false
db.tx_log.rotation.size=16m
db.tx_log.rotation.retention_policy=keep_none
"""


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch_jars() -> Path:
    """The folder with the server's jars; filled from Maven Central the first time (about 125 MB)."""
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    jars = cache_folder() / f"neo4j-{digest}"
    with locked("neo4j-jars"):
        if not jars.is_dir():
            _need_java_and_maven()
            _copy_dependencies(jars)
    return jars


def java_command() -> str:
    """The path of a Java of at least 17."""
    home = os.environ.get("JAVA_HOME")
    candidates = [f"{home}/bin/java"] if home else []
    for java in [*candidates, shutil.which("java") or ""]:
        if java and Path(java).exists() and _java_version(java) >= 17:
            return java
    raise Unavailable("no Java 17 or later is on the PATH or in JAVA_HOME; install a JDK 17+ and Maven")


def prepare_home(jars: Path, port: int, password: str) -> Path:
    """A fresh server home that listens on `port` and takes `password`."""
    home = Path(tempfile.mkdtemp(prefix="expertgraph-neo4j-"))
    for name in ("conf", "data", "logs", "plugins", "run"):
        (home / name).mkdir()
    (home / "conf" / "neo4j.conf").write_text(CONFIGURATION.format(port=port), encoding="utf-8")
    command = [java_command(), "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", "dbms", "set-initial-password"]
    environment = os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run([*command, password], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"Neo4j's admin tool refused the initial password: {done.stderr.strip()[-400:]}")
    return home


def server_command(jars: Path, home: Path) -> list[str]:
    """The command line that runs the server in the foreground."""
    opened = [f"--add-opens={package}=ALL-UNNAMED" for package in OPENED]
    options = os.environ.get(OPTIONS, BRIEF).split()
    return [
        java_command(), "-Xms256m", *options, *opened, "-Dlog4j2.disable.jmx=true",
        "-cp", f"{jars}/*:{home}/plugins/*", "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}", f"--config-dir={home}/conf",
    ]  # fmt: skip


def _java_version(java: str) -> int:
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


def _need_java_and_maven() -> None:
    try:
        java_command()
        if shutil.which("mvn"):
            return
    except Unavailable:
        pass
    if not (debian.has_apt() and debian.is_root()):
        raise Unavailable("a Neo4j server for the tests needs Java 17+ and Maven (or docker); install both")
    debian.install("default-jre-headless", "maven")


def _copy_dependencies(jars: Path) -> None:
    part = jars.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not part.is_dir():
        raise Unavailable(f"Maven could not fetch the Neo4j server: {done.stdout.strip()[-400:]}")
    part.replace(jars)

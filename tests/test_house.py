"""The project as a stranger gets it: its licences, its lock, its wheel, its commands."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.utils import canonicalize_name

from tests.requirements import STRONG, WEAK, closure, licences

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Weak copyleft in the default installation, each with its reason; none at present.
LESSER: dict[str, str] = {}
TOP_LEVEL = (
    "expertgraph", "importers", "web", "queries", "tests", "benchmarks", "docs", "pyproject.toml", "Makefile",
    "docker-compose.yml", "Dockerfile", ".ci/run", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
)  # fmt: skip


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def pinned(lock: str) -> dict[str, list[str]]:
    """Name -> hashes, for each pin of a lock."""
    blocks = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text(lock), flags=re.MULTILINE))
    pins: dict[str, list[str]] = {}
    for block in filter(None, map(str.strip, blocks)):
        name = re.match(r"([\w.-]+)==\S+", block)
        assert name, f"{lock}: not a pin: {block[:80]}"
        pins[str(canonicalize_name(name[1]))] = re.findall(r"--hash=sha256:[0-9a-f]{64}", block)
    return pins


@pytest.mark.parametrize("name", sorted(closure("expertgraph") | {"expertgraph"}))
def test_the_default_installation_is_permissive(name: str) -> None:
    said = licences(name)
    assert said, f"{name} states no licence anywhere"
    assert not [each for each in said if STRONG.search(each)]
    assert name in LESSER or not [each for each in said if WEAK.search(each)]


@pytest.mark.parametrize(
    ("licence", "strong"),
    [
        ("GPL-3.0-or-later", True),
        ("GPLv2+", True),
        ("AGPL-3.0", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("LGPL-2.1-only", False),
        ("MPL-2.0 AND MIT", False),
        ("Apache-2.0", False),
    ],
)
def test_strong_copyleft_is_recognised(licence: str, strong: bool) -> None:
    assert bool(STRONG.search(licence)) is strong


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_has_a_hash_for_each_pin_and_no_address(lock: str) -> None:
    assert all(pinned(lock).values())
    assert not re.search(r"https?://|\bgit\+|--(extra-)?index-url|--find-links|--trusted-host|@ ", text(lock))


def test_the_locks_hold_what_is_declared() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["neo4j"]
    names = {str(canonicalize_name(re.match(r"[\w.-]+", each)[0])) for each in wanted}
    assert names <= set(pinned("requirements.lock")) <= set(pinned("requirements-dev.lock"))


@pytest.mark.parametrize("name", TOP_LEVEL)
def test_the_house_is_complete(name: str) -> None:
    assert (ROOT / name).exists()


def test_what_ci_runs_can_be_run() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "make test" in text(".ci/run")


def test_the_readme_begins_with_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = re.findall(r"\bmake ([a-z]+)\b", text("README.md"))
    assert {"demo", "test"} <= set(named) <= targets
    assert named[0] == "demo"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (built,) = folder.glob("expertgraph-*.whl")
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    ("folder", "suffixes"),
    [
        ("expertgraph", {".py", ".toml", ".ttf", ".typed"}),
        ("web/templates", {".html"}),
        ("web/static", {".css", ".js"}),
        ("web/translations", {".mo"}),
        ("queries", {".cypher", ".sql"}),
    ],
)
def test_the_wheel_carries_assets_and_queries(wheel: list[str], folder: str, suffixes: set[str]) -> None:
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert suffixes <= {Path(name).suffix for name in here}
    assert here <= set(wheel)


def test_the_wheel_carries_nothing_else(wheel: list[str]) -> None:
    roots = {name.partition("/")[0] for name in wheel}
    assert {root for root in roots if not root.endswith(".dist-info")} == {
        "expertgraph",
        "importers",
        "queries",
        "web",
    }


def test_compose_starts_the_web_after_a_healthy_server_with_a_chosen_password() -> None:
    services = yaml.safe_load(text("docker-compose.yml"))["services"]
    web, neo4j = services["web"], services["neo4j"]
    assert web["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert "${NEO4J_PASSWORD:?" in web["environment"]["EXPERTGRAPH_STORE"]
    assert "${NEO4J_PASSWORD:?" in neo4j["environment"]["NEO4J_AUTH"]
    assert neo4j["healthcheck"]["test"]
    assert any(volume.endswith(":/data") for volume in neo4j["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in web["ports"])


def test_the_image_runs_unprivileged_from_the_lock() -> None:
    lines = text("Dockerfile").splitlines()
    assert "USER expertgraph" in lines
    assert lines.index("USER expertgraph") < next(
        number for number, line in enumerate(lines) if line.startswith("CMD ")
    )
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert "/healthz" in text("Dockerfile")
    assert "--require-hashes --requirement requirements.lock" in text("Dockerfile")


def test_the_image_copies_what_the_builder_is_sent() -> None:
    sent = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", text("Dockerfile"), re.MULTILINE)
    assert {name for line in copies for name in line.split()} == sent


@pytest.mark.parametrize("hook", yaml.safe_load(text(".pre-commit-config.yaml"))["repos"])
def test_commit_hooks_need_no_other_host(hook: dict[str, str]) -> None:
    assert hook["repo"] == "local"

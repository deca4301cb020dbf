"""Debian packages: installed where we are root, else unpacked into the cache."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.cache import Unavailable


def has_apt() -> bool:
    """True on Debian and its descendants."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg") is not None


def is_root() -> bool:
    """True when packages may be installed for the whole machine."""
    return os.geteuid() == 0


def install(*packages: str) -> None:
    """Install packages for the whole machine; asks for the package lists first."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], environment=environment)
    _run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        environment=environment,
    )


def unpack(*packages: str, into: Path) -> None:
    """Unpack packages and what they depend on below `into`, changing nothing on the machine.

    Dependencies that the machine has already are left out, so libraries are found either below `into`
    or where the machine keeps them.
    """
    downloads = into.with_suffix(".debs")
    downloads.mkdir(parents=True, exist_ok=True)
    _run(["apt-get", "download", *_missing(packages)], folder=downloads)
    unpacked = into.with_suffix(".part")
    shutil.rmtree(unpacked, ignore_errors=True)
    for archive in sorted(downloads.glob("*.deb")):
        _run(["dpkg", "-x", str(archive), str(unpacked)])
    shutil.rmtree(downloads)
    unpacked.replace(into)


def _missing(packages: tuple[str, ...]) -> list[str]:
    plan = _run(["apt-get", "install", "--simulate", "-qq", "--no-install-recommends", *packages])
    lines = (line.split() for line in plan.splitlines())
    return sorted({words[1] for words in lines if words[:1] == ["Inst"]} | set(packages))


def _run(command: list[str], folder: Path | None = None, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise Unavailable(f"`{' '.join(command)}` failed: {' / '.join(said)}")
    return done.stdout

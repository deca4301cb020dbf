"""What an installation consists of, and under which licences."""

import re
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Licences that would bind whoever passes the whole on. LGPL is named on its own: it binds only its package.
STRONG = re.compile(
    r"\b(?:AGPL|Affero|(?<!L)GPL(?!-CC)|SSPL|GNU General Public|Server Side Public)(?:[-v ]|\b)",
    re.IGNORECASE,
)
WEAK = re.compile(r"\bLGPL|Lesser General Public", re.IGNORECASE)


def closure(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """Canonical names of all installed distributions that `name` requires, directly or not."""
    found: set[str] = set()
    waiting = [(name, extras)]
    while waiting:
        name, extras = waiting.pop()
        for requirement in _requirements(name, extras):
            required = str(canonicalize_name(requirement.name))
            if required not in found or requirement.extras:
                found.add(required)
                waiting.append((required, frozenset(requirement.extras)))
    return found


def _requirements(name: str, extras: frozenset[str]) -> list[Requirement]:
    requirements = map(Requirement, metadata.requires(name) or [])
    return [each for each in requirements if _applies(each, extras)]


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""})


def licences(name: str) -> list[str]:
    """Everything that a distribution says of its licence: expression, field, classifiers; else its file."""
    about = metadata.metadata(name)
    said = [about.get("License-Expression") or "", (about.get("License") or "").split("\n")[0]]
    said += [each for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    said = [each for each in said if each and each != "UNKNOWN" and not each.endswith(":: OSI Approved")]
    return said or _licence_files(name)


def _licence_files(name: str) -> list[str]:
    files = metadata.distribution(name).files or []
    texts = [file for file in files if re.match(r"(?i)(licen[cs]e|copying)", file.name)]
    return [line for file in texts for line in file.read_text(encoding="utf-8").splitlines()[:20] if line]

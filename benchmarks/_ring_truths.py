"""What is known of people beside what they wrote: trust levels, reputation, staff, leads, authors, job titles."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import yaml

Known = dict[str, float]
"""Somebody's handle in the set, case-folded -> the truth about them."""


class Truth(NamedTuple):
    """One truth about the people of one set: 0/1 where ``binary``, else the more the higher."""

    label: str
    binary: bool
    read: Callable[[Path], Known]
    whole: bool = False
    """Whether who is not named there is known not to be (0), rather than not known."""


def trust_levels(path: Path) -> Known:
    """Discourse's trust level, 0 to 4, as the latest post of each says it; staff left out."""
    return {name: float(post["trust_level"]) for name, post in _latest(path).items() if not post["staff"]}


def discourse_staff(path: Path) -> Known:
    """1 for administrators and moderators."""
    return {name: float(bool(post["staff"])) for name, post in _latest(path).items()}


def _latest(path: Path) -> dict[str, dict[str, object]]:
    posts = [json.loads(file.read_text("utf-8")) for file in sorted(path.rglob("*.json"))]
    posts.sort(key=lambda post: (str(post["created_at"]), int(post["id"])))
    return {str(post["username"]).casefold(): post for post in posts}


def reputation(path: Path) -> Known:
    """Stack Exchange's reputation, by the number of the user."""
    rows = ElementTree.parse(path / "Users.xml").getroot()
    return {str(row.get("Id")): float(str(row.get("Reputation"))) for row in rows}


def slack_admins(path: Path) -> Known:
    """1 for administrators of the workspace."""
    with zipfile.ZipFile(path) as archive:
        name = min((each for each in archive.namelist() if each.endswith("users.json")), key=len)
        people = json.loads(archive.read(name))
    return {str(each["id"]).casefold(): float(bool(each.get("is_admin"))) for each in people}


def package_authors(path: Path) -> Known:
    """1 for the authors of the packages that the list is about."""
    folder = path.parents[1] / "expertise" / "r-sig-mixed-models-package-authors"
    with (folder / "experts.qrels.tsv").open(encoding="utf-8") as file:
        return {row["person"].casefold(): 1.0 for row in csv.DictReader(file, delimiter="\t")}


def organisation_members(path: Path) -> Known:
    """1 for members of the organisation on the code forge."""
    told = yaml.safe_load((path.parent / "github-org-config/kubernetes/org.yaml").read_text("utf-8"))
    return {str(login).casefold(): 1.0 for login in (*told["members"], *told["admins"])}


def group_leads(path: Path) -> Known:
    """1 for who leads a special interest group now."""
    aliases = yaml.safe_load((path.parent / "OWNERS_ALIASES").read_text("utf-8"))["aliases"]
    return {
        str(login).casefold(): 1.0 for name, logins in aliases.items() if "leads" in name for login in logins
    }


_TITLES = (
    (r"\bCEO\b|chief executive", 6),
    (r"vice president", 4),
    (r"managing director", 3.5),
    (r"president", 5),
    (r"director", 3),
    (r"manager", 2),
    (r"trader|lawyer", 1),
    (r"employee", 0),
)


def job_titles(path: Path) -> Known:
    """How high a job title stands, from employee (0) to chief executive (6); unknown titles left out."""
    known: Known = {}
    with (path / "people.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = [rank for form, rank in _TITLES if re.search(form, row["Note"], re.IGNORECASE)]
            if found:
                known[row["id"]] = float(found[0])
    return known


def handles(identity: dict[str, str | None], format: str) -> Iterable[str]:
    """What somebody may be called in a truth: their number or name there, or a login that a mail address or a name
    gives away."""
    native, name, email = (str(identity[each] or "") for each in ("native_id", "name", "email"))
    yield native.casefold()
    yield str(identity["handle"] or "").casefold()
    if format == "mbox":
        yield name.casefold()
    if format == "gitlog":
        local = (email or native).partition("@")[0]
        yield local.rpartition("+")[2].casefold()
        yield re.sub(r"\s+", "", name).casefold()


def mails(path: Path) -> list[tuple[str, int]]:
    """Sender and time of every mail of the Enron set once, however many it went to."""
    with (path / "emails.csv").open(encoding="utf-8") as file:
        rows = {(row["source"], row["Time"]) for row in csv.DictReader(file)}
    told = [(who, int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp())) for who, at in rows]
    return sorted(each for each in told if each[1] > 800_000_000)

"""Rows of the O*NET database turned into technologies, commodities, skills and occupations."""

from __future__ import annotations

import re

from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import EARLIEST, parse_date, usable_time
from expertgraph.records import Record, Skill
from importers.concept_tables import Maker, label_of, other_name, relation
from importers.plain_text import one_line

_CODE = "o*net-soc code"
SHAPES = {
    "occupation": frozenset({_CODE, "title", "description"}),
    "title": frozenset({_CODE, "alternate title"}),
    "reported": frozenset({_CODE, "reported job title"}),
    "technology": frozenset({_CODE, "example", "commodity code", "commodity title", "hot technology"}),
    "rating": frozenset({_CODE, "element id", "element name", "scale id", "data value"}),
    "element": frozenset({"element id", "element name", "description"}),
}
_OCCUPATION = re.compile(r"[0-9]{2}-[0-9]{4}(?:\.[0-9]{2})?\Z")
_ELEMENT = re.compile(r"[0-9]+(?:\.[A-Za-z0-9]{1,3}){0,6}\Z")
_USED = re.compile(r"2\.[ABC](?:\.|\Z)")
"""Basic skills, cross-functional skills and knowledge: the elements that people call skills."""
_LEAF_PARTS = 4
_IMPORTANT, _VERY_IMPORTANT = 3.0, 4.0
"""O*NET's scale of importance: 3 is "important", 4 "very important"."""
_PAGE = "https://www.onetonline.org/link/summary/"


class Database:
    """Makes the outcome of each row of the tables."""

    def __init__(self, source: str, now: int) -> None:
        self._source = source
        self._now = now

    def maker(self, kind: str) -> Maker:
        """The function for the rows of one kind of table (see ``SHAPES``)."""
        makers: dict[str, Maker] = {
            "occupation": self._occupation,
            "title": self._title,
            "reported": self._reported,
            "technology": self._technology,
            "rating": self._rating,
            "element": self._element,
        }
        return makers[kind]

    def _occupation(self, row: dict[str, str]) -> Found:
        skill = self._job(row)._replace(label=label_of(row, "title"), stub=False)
        return Found("", "", (skill, other_name(skill, "en", skill.label, "preferred", EARLIEST)))

    def _title(self, row: dict[str, str]) -> Found:
        job = self._job(row)
        titles = [label_of(row, "alternate title"), one_line(row.get("short title", ""), 300)]
        names = dict.fromkeys(title for title in titles if title and title != "n/a")
        return Found("", "", (*(other_name(job, "en", name, "alternative") for name in names), job))

    def _reported(self, row: dict[str, str]) -> Found:
        job = self._job(row)
        return Found("", "", (other_name(job, "en", label_of(row, "reported job title"), "alternative"), job))

    def _technology(self, row: dict[str, str]) -> Found:
        job, label = self._job(row), label_of(row, "example")
        technology = self._skill(f"technology/{' '.join(label.casefold().split())}", label)
        rows: list[Record] = [relation(technology.id, "technology", job.id), technology, job]
        code = row["commodity code"]
        if code:
            if not code.isascii() or not code.isdigit() or len(code) > 12:
                raise BadRecord("bad-field", f"{code[:40]!r} is not the code of a commodity")
            group = self._skill(f"commodity/{code}", label_of(row, "commodity title"))._replace(kind="group")
            rows += [relation(technology.id, "broader", group.id), group]
        return Found("", "", tuple(rows))

    def _rating(self, row: dict[str, str]) -> Found | Skipped:
        """How important a skill is to an occupation; below "important", and on other scales, it says nothing."""
        job, native = self._job(row), self._element_id(row)
        if not _USED.match(native) or row["scale id"].upper() != "IM":
            return Skipped("", "", "noise")
        try:
            value = float(row["data value"])
        except ValueError:
            raise BadRecord("bad-field", f"{row['data value'][:40]!r} is not a number") from None
        if not value >= _IMPORTANT:
            return Skipped("", "", "noise")
        edited = usable_time(parse_date(_month_first(row.get("date", ""))), self._now)
        skill = self._skill(native, label_of(row, "element name"))._replace(edited=EARLIEST)
        tie = relation(skill.id, "essential" if value >= _VERY_IMPORTANT else "optional", job.id)
        return Found("", "", (tie._replace(edited=edited), skill, job))

    def _element(self, row: dict[str, str]) -> Found | Skipped:
        """A skill or a group of skills; the narrower elements are told by the length of their number."""
        native = self._element_id(row)
        if not _USED.match(native):
            return Skipped("", "", "noise")
        skill = self._skill(native, label_of(row, "element name"))
        if native.count(".") + 1 < _LEAF_PARTS:
            skill = skill._replace(kind="group")
        above = native.rpartition(".")[0]
        rows = (relation(skill.id, "broader", f"{self._source}:{above}"),) if _USED.match(above) else ()
        return Found("", "", (skill, *rows))

    def _element_id(self, row: dict[str, str]) -> str:
        native = row["element id"]
        if not native:
            raise BadRecord("missing-field", "no element id")
        if not _ELEMENT.match(native):
            raise BadRecord("bad-field", f"{native[:40]!r} is not the id of an element")
        return native

    def _job(self, row: dict[str, str]) -> Skill:
        """The occupation that a row is about; its title stands in one table only."""
        code = row[_CODE]
        if not code:
            raise BadRecord("missing-field", "no O*NET-SOC code")
        if not _OCCUPATION.match(code):
            raise BadRecord("bad-field", f"{code[:40]!r} is not an O*NET-SOC code")
        return self._skill(code, code)._replace(url=_PAGE + code, kind="occupation", stub=True)

    def _skill(self, native: str, label: str) -> Skill:
        return Skill(f"{self._source}:{native}", label, self._source)


def _month_first(text: str) -> str:
    """``07/2014`` as a date."""
    month, _, year = text.partition("/")
    return f"{year}-{month}-01" if year else text

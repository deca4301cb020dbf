"""Rows of ESCO's tables turned into skills, their names in a language, and how they stand to each other.

A skill is shown by its English label wherever an English table was imported: only rows of English tables say
when they were edited, so they win over those of other languages, whichever file comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.times import EARLIEST, parse_iso, usable_time
from expertgraph.records import Record, Skill, SkillLabel
from importers.concept_tables import LONGEST_LABEL, Maker, label_of, other_name, relation
from importers.plain_text import one_line

SHAPES = {
    "concept": frozenset({"concepturi", "preferredlabel"}),
    "broader": frozenset({"concepturi", "broaderuri"}),
    "needed": frozenset({"occupationuri", "relationtype", "skilluri"}),
    "level": frozenset({"level 0 uri", "level 1 uri"}),
    "flat": frozenset({"id", "description", "hierarchy_levels", "type"}),
}
_URI = re.compile(r"https?://data\.europa\.eu/esco/((?:[\w-]{1,60}/)?)([\w.-]{1,100})/?\Z")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_CODE = re.compile(r"[A-Z][\w.]{0,30}\Z")
_ISCO = re.compile(r"[0-9]{1,4}\Z")
_URIS = "http://data.europa.eu/esco/"
_KINDS = {
    "knowledgeskillcompetence": "skill",
    "skillgroup": "group",
    "iscogroup": "group",
    "occupation": "occupation",
}
_PILLARS = {
    "K": "c46fcb45-5c14-4ffa-abed-5a43f104bb22",
    "L": "e35a5936-091d-4e87-bafe-f264e55bd656",
    "S": "335228d2-297d-4e0e-a6ee-bc6a8dc110d9",
    "T": "04a13491-b58c-4d33-8b59-8fad0d55fe9e",
}
"""The four parts of the skills pillar by the code that tables of other hands use for them."""


class Concepts:
    """Makes the outcome of each row of the tables in one language."""

    def __init__(self, source: str, language: str, now: int) -> None:
        self._source = source
        self._language = language
        self._now = now

    def maker(self, kind: str) -> Maker:
        """The function for the rows of one kind of table (see ``SHAPES``)."""
        makers: dict[str, Maker] = {
            "concept": self._concept,
            "broader": partial(self._pair, ("concepturi", "broaderuri")),
            "needed": self._needed,
            "level": self._level,
            "flat": self._flat,
        }
        return makers[kind]

    def group(self, code: str, label: object) -> Found:
        """A group of the skills pillar by its code, with the one above it."""
        if not _CODE.match(code):
            raise BadRecord("bad-field", f"{code[:40]!r} is not the code of a group")
        if not isinstance(label, str):
            raise BadRecord("bad-field", "the label is not text")
        skill = self._skill(_of_code(code), label_of({"label": label}, "label"), "group", None)
        rows: list[Record] = [skill, self._name(skill, skill.label, "preferred", None)]
        above = _above(code)
        if above:
            known = self._skill(_of_code(above), above, "group", None)
            rows += [relation(skill.id, "broader", known.id), known._replace(edited=None, stub=True)]
        return Found("", "", tuple(rows))

    def _concept(self, row: dict[str, str]) -> Found | Skipped:
        if row.get("status", "").casefold() not in {"", "released"}:
            return Skipped("", "", "obsolete" if row["status"].casefold() == "obsolete" else "draft")
        kind = _KINDS.get(row.get("concepttype", "").casefold(), "skill")
        edited = usable_time(parse_iso(row.get("modifieddate", "")), self._now)
        skill = self._skill(_native(row["concepturi"]), label_of(row, "preferredlabel"), kind, edited)
        rows: list[Record] = [skill, *self._names(skill, row, edited)]
        codes = [code for code in (row.get("iscogroup", ""), _isco_above(row)) if _ISCO.match(code)]
        rows += [relation(skill.id, "broader", f"{self._source}:isco/C{code}") for code in codes]
        return Found("", "", tuple(rows))

    def _names(self, skill: Skill, row: dict[str, str], edited: int | None) -> Iterator[SkillLabel]:
        """Every name once; the first mention says of which kind it is."""
        told = {"preferred": skill.label}
        told |= {kind: row.get(f"{title}labels", "") for kind, title in _OTHER_NAMES.items()}
        seen: set[str] = set()
        for kind, cell in told.items():
            for line in cell.split("\n"):
                label = one_line(line, LONGEST_LABEL + 1)
                if label and len(label) <= LONGEST_LABEL and label.casefold() not in seen:
                    seen.add(label.casefold())
                    yield self._name(skill, label, kind, edited)

    def _pair(self, titles: tuple[str, str], row: dict[str, str], kind: str = "broader") -> Found:
        skill, other = (f"{self._source}:{_native(row[title])}" for title in titles)
        if skill == other:
            raise BadRecord("bad-field", "a concept that stands to itself")
        return Found("", "", (relation(skill, kind, other),))

    def _needed(self, row: dict[str, str]) -> Found:
        kind = row["relationtype"].casefold()
        if kind not in {"essential", "optional"}:
            raise BadRecord("bad-field", f"{kind[:40]!r} is neither essential nor optional")
        return self._pair(("skilluri", "occupationuri"), row, kind)

    def _level(self, row: dict[str, str]) -> Found:
        """A group with the groups above it, the broadest first: the last two that are filled in."""
        filled = [level for level in range(4) if row.get(f"level {level} uri")]
        if not filled:
            raise BadRecord("missing-field", "no URI at any level")
        levels = [(row[f"level {level} uri"], f"level {level} preferred term") for level in filled[-2:]]
        uri, title = levels[-1]
        skill = self._skill(_native(uri), label_of(row, title), "group", None)
        rows: list[Record] = [skill, self._name(skill, skill.label, "preferred", None)]
        if len(levels) == 2:
            rows.append(relation(skill.id, "broader", f"{self._source}:{_native(levels[0][0])}"))
        return Found("", "", tuple(rows))

    def _flat(self, row: dict[str, str]) -> Found:
        """A label of a skill, or a group, in the one table that others make of ESCO."""
        if row["type"].startswith("level_"):
            return self.group(row["id"], row["description"])
        kind = {"preferredlabel": "preferred", "altlabels": "alternative"}.get(row["type"].casefold())
        if kind is None:
            raise BadRecord("bad-field", f"{row['type'][:40]!r} is no type of label")
        if not _UUID.match(row["id"]):
            raise BadRecord("bad-field", f"{row['id'][:40]!r} is not the id of a skill")
        skill = self._skill(row["id"], label_of(row, "description"), "skill", None)
        if kind == "alternative":
            return Found("", "", (self._name(skill, skill.label, kind, None),))
        broader = (relation(skill.id, "broader", each) for each in self._groups(row["hierarchy_levels"]))
        name = self._name(skill, skill.label, kind, EARLIEST)
        return Found("", "", (skill, name, *broader))

    def _groups(self, levels: str) -> list[str]:
        """The narrowest group of each path, such as ``[['S', 'S4', 'S4.5', None]]``."""
        paths = load_json((levels or "[]").replace("'", '"').replace("None", "null").encode())
        if not isinstance(paths, list):
            raise BadRecord("bad-field", "the levels are no list")
        found = []
        for path in paths:
            codes = [each for each in path if each] if isinstance(path, list) else [""]
            if not all(isinstance(code, str) and _CODE.match(code) for code in codes):
                raise BadRecord("bad-field", "a level is no code of a group")
            found += [f"{self._source}:{_of_code(codes[-1])}"] if codes else []
        return list(dict.fromkeys(found))

    def _skill(self, native: str, label: str, kind: str, edited: int | None) -> Skill:
        when = (edited or EARLIEST) if self._language == "en" else None
        url = _URIS + ("skill/" if _UUID.match(native) and kind != "occupation" else "") + native
        if kind == "occupation":
            url = f"{_URIS}occupation/{native}"
        return Skill(f"{self._source}:{native}", label, self._source, url, when, kind=kind)

    def _name(self, skill: Skill, label: str, kind: str, edited: int | None) -> SkillLabel:
        return other_name(skill, self._language, label, kind, edited)


_OTHER_NAMES = {"alternative": "alt", "hidden": "hidden"}


def _native(uri: str) -> str:
    """The UUID of a concept, else its path: ``isco/C2512``, ``isced-f/0613``."""
    if not uri:
        raise BadRecord("missing-field", "no URI of a concept")
    match = _URI.match(uri)
    if match is None:
        raise BadRecord("bad-field", f"{uri[:80]!r} is not the URI of an ESCO concept")
    return match[2] if _UUID.match(match[2]) else match[1] + match[2]


def _of_code(code: str) -> str:
    """The native id of a group that is known by its code: fields of knowledge are ISCED's."""
    if code[0] == "K" and code[1:].isdigit():
        return f"isced-f/{code[1:]}"
    return _PILLARS.get(code, code)


def _above(code: str) -> str:
    """The code of the group above: S1.1.2, S1.1, S1, S; K0613, K061, K06, K."""
    if "." in code:
        return code.rpartition(".")[0]
    if code[0] == "K" and len(code) > 3:
        return code[:-1]
    return code[0] if len(code) > 1 else ""


def _isco_above(row: dict[str, str]) -> str:
    """ISCO's codes grow by a digit a level."""
    return row.get("code", "")[:-1] if row.get("concepttype", "").casefold() == "iscogroup" else ""

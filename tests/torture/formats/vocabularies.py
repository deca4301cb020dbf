"""What is neither said nor written: vocabularies of skills, and networks; the text is another label, or a role."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.torture.formats.entry import Entry, Writer, for_xml, put, put_table


def esco(folder: Path, entries: Sequence[Entry]) -> Path:
    """One table of skills."""
    titles = (
        "conceptType",
        "conceptUri",
        "skillType",
        "reuseLevel",
        "preferredLabel",
        "altLabels",
        "status",
        "modifiedDate",
    )
    rows = [
        ("KnowledgeSkillCompetence", _uri(e), "knowledge", "cross-sector", e.name, e.text, "released", e.iso)
        for e in entries
    ]
    return put_table(folder / "skills_en.csv", [titles, *rows])


def _uri(entry: Entry) -> str:
    return f"http://data.europa.eu/esco/skill/11111111-aaaa-4aaa-8aaa-{entry.number:012}"


def onet(folder: Path, entries: Sequence[Entry]) -> Path:
    """Occupations with another title each."""
    home = folder / "db_29_2_text"
    code = [f"{11 + e.number // 9_000}-{1_000 + e.number % 9_000}.00" for e in entries]
    occupations = [(number, e.name, "Does things.") for number, e in zip(code, entries, strict=True)]
    others = [(number, e.text, "n/a", "08") for number, e in zip(code, entries, strict=True)]
    put_table(home / "Occupation Data.txt", [("O*NET-SOC Code", "Title", "Description"), *occupations], "\t")
    titles = ("O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)")
    put_table(home / "Alternate Titles.txt", [titles, *others], "\t")
    return home


def graph_csv(folder: Path, entries: Sequence[Entry]) -> Path:
    """People, and who is tied to whom."""
    home = folder / "advice"
    people = [(f"p{e.number}", e.name, e.text) for e in entries]
    put_table(home / "people.csv", [("id", "Name", "Role"), *people])
    put_table(
        home / "ties.csv",
        [("source", "target", "weight"), *[(f"p{e.number}", f"p{e.thread}x", 1) for e in entries]],
    )
    return home


def graphml(folder: Path, entries: Sequence[Entry]) -> Path:
    """People, and who is tied to whom."""
    keys = "".join(
        f'<key id="{key}" for="node" attr.name="{name}" attr.type="string"/>'
        for key, name in (("n", "name"), ("r", "role"))
    )
    nodes = "".join(
        f'<node id="p{e.number}"><data key="n">{_said(e.name)}</data><data key="r">{_said(e.text)}</data></node>\n'
        for e in entries
    )
    edges = "".join(f'<edge source="p{e.number}" target="p{e.thread}x"/>\n' for e in entries)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    return put(
        folder / "advice.graphml",
        f'{head}{keys}<graph edgedefault="directed">\n{nodes}{edges}</graph></graphml>\n',
    )


def _said(text: str) -> str:
    return escape(for_xml(text), {"\r": "&#13;"})


WRITERS: dict[str, Writer] = {"esco": esco, "onet": onet, "graph_csv": graph_csv, "graphml": graphml}

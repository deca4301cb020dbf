"""The O*NET database: technologies, what they are for, and the occupations that use them."""

import random
import zipfile
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import EARLIEST
from expertgraph.records import Skill, SkillLabel, SkillRelation
from importers.onet import OnetImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = OnetImporter()
DATABASE = DATA / "onet" / "db_29_2_text"
MAKER, ARTIST = "onet:15-1252.00", "onet:27-1012.00"


def test_technologies_skills_and_occupations() -> None:
    skills = rows_of(outcomes_of(IMPORTER, DATABASE), Skill)
    assert {each.id: (each.label, each.kind) for each in skills.values() if not each.stub} == {
        MAKER: ("Software Developers", "occupation"),
        ARTIST: ("Craft Artists", "occupation"),
        "onet:technology/pyxel studio": (skills["onet:technology/pyxel studio"].label, "skill"),
        "onet:technology/r": ("R", "skill"),
        "onet:commodity/43232402": ("Development environment software", "group"),
        "onet:commodity/43232403": ("Statistics software", "group"),
        "onet:2.B.3": ("Technical Skills", "group"),
        "onet:2.B.3.e": ("Programming", "skill"),
        "onet:2.A.1.f": ("Science", "skill"),
        "onet:2.C.10": ("Transportation", "skill"),
    }
    assert skills[MAKER].url == "https://www.onetonline.org/link/summary/15-1252.00"
    unknown = skills["onet:99-9999.00"]
    assert (unknown.label, unknown.kind, unknown.stub) == ("99-9999.00", "occupation", True)


def test_what_uses_what_and_how_much_it_matters() -> None:
    relations = rows_of(outcomes_of(IMPORTER, DATABASE), SkillRelation).values()
    assert {(each.skill[5:], each.kind, each.other[5:]) for each in relations} == {
        ("technology/pyxel studio", "technology", "15-1252.00"),
        ("technology/pyxel studio", "technology", "27-1012.00"),
        ("technology/r", "technology", "99-9999.00"),
        ("technology/pyxel studio", "broader", "commodity/43232402"),
        ("technology/r", "broader", "commodity/43232403"),
        ("2.B.3.e", "essential", "15-1252.00"),
        ("2.A.1.f", "optional", "15-1252.00"),
        ("2.C.10", "optional", "27-1012.00"),
        ("2.B.3", "broader", "2.B"),
        ("2.B.3.e", "broader", "2.B.3"),
        ("2.C.10", "broader", "2.C"),
    }


def test_occupations_have_their_other_titles() -> None:
    labels = rows_of(outcomes_of(IMPORTER, DATABASE), SkillLabel).values()
    assert sorted((each.skill[5:], each.kind, each.label) for each in labels) == [
        ("15-1252.00", "alternative", "Program Maker"),
        ("15-1252.00", "alternative", "US Programmer"),
        ("15-1252.00", "alternative", "Unmanned Systems Programmer"),
        ("15-1252.00", "preferred", "Software Developers"),
        ("27-1012.00", "alternative", "Basket Maker"),
        ("27-1012.00", "preferred", "Craft Artists"),
    ]
    assert {each.edited for each in labels if each.kind == "preferred"} == {EARLIEST}


def test_what_is_not_about_skills_is_skipped_or_not_used() -> None:
    assert counts_of(outcomes_of(IMPORTER, DATABASE)) == {"found": 2 + 3 + 3 + 2 + 1 + 3, "noise": 2 + 1}
    with Source.open(DATABASE) as source:
        assert IMPORTER.notes(source, Options()) == ["Not used: Abilities.txt, Read Me.txt."]


def test_the_order_decides_nothing(tmp_path: Path) -> None:
    outcomes = outcomes_of(IMPORTER, DATABASE)
    known = graph_of(outcomes)
    random.Random(2).shuffle(outcomes)
    assert graph_of(outcomes) == known
    path = tmp_path / "db_29_2_text.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(DATABASE.iterdir(), reverse=True):
            archive.write(file, f"db_29_2_text/{file.name}")
    assert graph_of(outcomes_of(IMPORTER, path)) == known


def test_hostile_rows_are_set_aside_one_by_one() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "onet" / "hostile-Technology Skills.txt")
    assert [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("2", "bad-field"),
        ("3", "missing-field"),
        ("4", "bad-field"),
        ("6", "ragged"),
        ("7", "missing-field"),
    ]
    assert counts_of(outcomes)["found"] == 1


def test_a_folder_without_its_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Title\tDescription\nx\ty\n")
    with pytest.raises(Unreadable, match="none of O\\*NET's tables"):
        outcomes_of(IMPORTER, tmp_path)
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0


def test_the_real_database(shared_data: Path) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "skills") / "onet")
    assert counts_of(outcomes) == {"found": 56_560 + 1_016 + 32_627}
    skills = rows_of(outcomes, Skill).values()
    assert sum(each.kind == "occupation" and not each.stub for each in skills) == 1_016
    assert not any(each.stub for each in skills)

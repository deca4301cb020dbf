"""ESCO: concepts with their names in every language, whichever file comes first."""

import random
import shutil
import zipfile
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Found, Options, Rejected, Skipped
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import EARLIEST, parse_iso
from expertgraph.records import Skill, SkillLabel, SkillRelation
from importers.esco import EscoImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = EscoImporter()
OFFICIAL = DATA / "esco" / "official"
ONE_TABLE = DATA / "esco" / "one_table"
PYX, BASKETS = (f"esco:11111111-aaaa-4aaa-8aaa-00000000000{number}" for number in (1, 2))
MAKER = "esco:33333333-cccc-4ccc-8ccc-000000000001"
BY_HAND = "esco:22222222-bbbb-4bbb-8bbb-000000000002"
SKILLS = "esco:335228d2-297d-4e0e-a6ee-bc6a8dc110d9"


def _alone(tmp_path: Path, *names: str) -> Path:
    for name in names:
        shutil.copy(OFFICIAL / name, tmp_path)
    return tmp_path


def test_a_concept_has_its_names_in_both_languages() -> None:
    labels = rows_of(outcomes_of(IMPORTER, OFFICIAL), SkillLabel).values()
    assert sorted((each.language, each.kind, each.label) for each in labels if each.skill == PYX) == [
        ("en", "alternative", "Pyx"),
        ("en", "alternative", "Pyx language"),
        ("en", "hidden", "Pixx"),
        ("en", "preferred", "Pyx (computer programming)"),
        ("nl", "alternative", "Pyx"),
        ("nl", "preferred", "Pyx (programmeren)"),
    ]


def test_the_english_label_is_shown_where_there_is_one(tmp_path: Path) -> None:
    skills = rows_of(outcomes_of(IMPORTER, OFFICIAL), Skill)
    assert skills[PYX] == Skill(
        PYX,
        "Pyx (computer programming)",
        "esco",
        "http://data.europa.eu/esco/skill/11111111-aaaa-4aaa-8aaa-000000000001",
        parse_iso("2023-11-30T15:53:37Z"),
    )
    assert (skills[BASKETS].label, skills[BASKETS].edited) == ("weave baskets", EARLIEST)
    dutch = rows_of(outcomes_of(IMPORTER, _alone(tmp_path, "skills_nl.csv")), Skill)
    assert (dutch[PYX].label, dutch[PYX].edited) == ("Pyx (programmeren)", None)


def test_kinds_and_what_stands_above_what() -> None:
    outcomes = outcomes_of(IMPORTER, OFFICIAL)
    kinds = {each.id: each.kind for each in rows_of(outcomes, Skill).values()}
    assert (kinds[PYX], kinds[MAKER], kinds["esco:isco/C7317"], kinds[BY_HAND]) == (
        "skill",
        "occupation",
        "group",
        "group",
    )
    relations = {(each.skill, each.kind, each.other) for each in rows_of(outcomes, SkillRelation).values()}
    making = "esco:22222222-bbbb-4bbb-8bbb-000000000001"
    assert relations == {
        (BASKETS, "broader", BY_HAND),
        (PYX, "broader", "esco:isced-f/0613"),
        (making, "broader", SKILLS),
        (BY_HAND, "broader", making),
        (MAKER, "broader", "esco:isco/C7317"),
        ("esco:isco/C7317", "broader", "esco:isco/C731"),
        (BASKETS, "essential", MAKER),
        (PYX, "optional", MAKER),
    }


def test_what_is_obsolete_stays_out() -> None:
    outcomes = outcomes_of(IMPORTER, OFFICIAL)
    assert counts_of(outcomes) == {"found": 16, "obsolete": 1}
    assert [(each.file, each.place) for each in outcomes if isinstance(each, Skipped)] == [
        ("skills_en.csv", "9")
    ]
    assert "telegraphy" not in str([each for each in outcomes if isinstance(each, Found)])


def test_the_order_of_files_and_rows_decides_nothing(tmp_path: Path) -> None:
    known = graph_of(outcomes_of(IMPORTER, OFFICIAL))
    outcomes = outcomes_of(IMPORTER, OFFICIAL)
    random.Random(1).shuffle(outcomes)
    assert graph_of(outcomes) == known
    apart = [
        each for name in ("skills_nl.csv", "skills_en.csv") for each in outcomes_of(IMPORTER, OFFICIAL / name)
    ]
    assert {row for row in graph_of(apart) if isinstance(row, Skill)} <= known


def test_the_one_table_of_others_knows_the_same_skills() -> None:
    outcomes = outcomes_of(IMPORTER, ONE_TABLE)
    assert counts_of(outcomes) == {"found": 6, "bad-field": 2}
    skills = rows_of(outcomes, Skill)
    url = "http://data.europa.eu/esco/skill/11111111-aaaa-4aaa-8aaa-000000000002"
    assert skills[BASKETS] == Skill(BASKETS, "weave baskets", "esco", url, EARLIEST)
    assert {each.id: each.label for each in skills.values() if each.kind == "group" and not each.stub} == {
        "esco:S6": "making",
        "esco:S6.1": "making by hand",
        "esco:isced-f/0214": "handicrafts",
    }
    labels = {each.label: each.kind for each in rows_of(outcomes, SkillLabel).values()}
    assert (labels["weave baskets"], labels["make baskets"]) == ("preferred", "alternative")
    relations = {(each.skill, each.other) for each in rows_of(outcomes, SkillRelation).values()}
    assert relations == {
        (BASKETS, "esco:S6.1"),
        (BASKETS, "esco:isced-f/0214"),
        ("esco:S6.1", "esco:S6"),
        ("esco:S6", SKILLS),
        ("esco:isced-f/0214", "esco:isced-f/021"),
    }


@pytest.mark.parametrize(
    ("path", "languages"),
    [
        ("skills_nl.csv", {"nl"}),
        ("ESCO dataset - v1.2.0 - classification - nl - csv/skills.csv", {"nl"}),
        ("nl/skills.csv", {"nl"}),
        ("skills.csv", {"en"}),
        ("skills_xx.csv", {"en"}),
    ],
)
def test_the_language_is_in_the_names(tmp_path: Path, path: str, languages: set[str]) -> None:
    (tmp_path / "x" / path).parent.mkdir(parents=True)
    shutil.copy(OFFICIAL / "skills_nl.csv", tmp_path / "x" / path)
    labels = rows_of(outcomes_of(IMPORTER, tmp_path / "x"), SkillLabel).values()
    assert {each.language for each in labels} == languages


def test_a_zip_is_the_same_as_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "ESCO dataset - v1.2.0 - classification - en - csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(OFFICIAL.iterdir()):
            archive.write(file, file.name)
        archive.writestr("conceptSchemes_en.csv", "conceptType,conceptSchemeUri\nConceptScheme,x\n")
    assert graph_of(outcomes_of(IMPORTER, path)) == graph_of(outcomes_of(IMPORTER, OFFICIAL))
    with Source.open(path) as source:
        assert IMPORTER.sniff(source) > 0.9
        assert IMPORTER.notes(source, Options()) == [
            "Languages: en, nl.",
            "Not used: conceptSchemes_en.csv.",
        ]


def test_hostile_rows_are_set_aside_one_by_one() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "esco" / "hostile-skills_en.csv")
    assert [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("2", "bad-field"),
        ("3", "bad-field"),
        ("4", "missing-field"),
        ("5", "missing-field"),
        ("9", "unclosed-quote"),
    ]
    (skill,) = rows_of(outcomes, Skill).values()
    assert skill.label == "<script>alert(1)</script>"


def test_a_folder_without_its_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,email\nAnn,ann@example.org\n")
    with pytest.raises(Unreadable, match="none of ESCO's tables"):
        outcomes_of(IMPORTER, tmp_path)
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0


def test_real_tables(shared_data: Path) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "skills") / "esco")
    assert counts_of(outcomes) == {"found": 97_162 + 682 + 640 + 640 + 619 + 3_039}
    skills = rows_of(outcomes, Skill).values()
    assert sum(each.kind == "skill" and not each.stub for each in skills) == 13_412
    assert sum(each.kind == "occupation" for each in skills) == 3_039
    labels = rows_of(outcomes, SkillLabel).values()
    assert sum(each.kind == "preferred" and each.language == "en" for each in labels) >= 13_412
    assert len({each.skill for each in labels if each.language == "nl"}) == 3_039 + 619 + 640

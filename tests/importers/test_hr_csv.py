"""Personnel tables: columns in two languages, skills with levels, those who left, and what is never read."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from expertgraph.errors import Unreadable, WrongCall
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_date
from expertgraph.records import Affiliation, Claim, Identity, Skill
from importers.hr_columns import guess, is_sensitive
from importers.hr_csv import HrCsvImporter
from importers.hr_skills import level, skills

DATA = Path(__file__).resolve().parent.parent / "data" / "hr_csv"
NOW = 1_760_000_000


def _read(path: Path, **columns: str) -> list[Outcome]:
    return list(HrCsvImporter().read(Source.open(path), "hr", Options(now=NOW, columns=columns)))


def _table(tmp_path: Path, text: str) -> Path:
    (tmp_path / "t.csv").write_text(text)
    return tmp_path / "t.csv"


def _of(kind: type, outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    return [row for each in outcomes if isinstance(each, Found) for row in each.rows if isinstance(row, kind)]


def test_a_dutch_table() -> None:
    outcomes = _read(DATA / "staff.csv")
    jeroen, zoe, sam = _of(Identity, outcomes)
    assert jeroen == Identity(
        "hr:1001",
        "hr",
        "1001",
        "Jeroen van den Berg",
        email="j.vandenberg@voorbeeld.nl",
        verified=True,
        hr_id="1001",
        kind="employee",
    )
    assert (zoe[3], sam[3], sam[8]) == ("Zoë Jäger", "Sam O'Neil", "external")
    assert _of(Affiliation, outcomes)[1] == Affiliation(
        f"hr:1002||{parse_date('2020-09-15')}",
        "hr:1002",
        unit="Onderzoek",
        site="Utrecht",
        role="Adviseur; strategie",
        manager="Anna de Wit",
        started=parse_date("2020-09-15"),
        ended=parse_date("2023-12-31"),
    )
    claims = [(claim[1], claim[2], claim[4]) for claim in _of(Claim, outcomes)]
    assert claims == [
        ("hr:1001", "skill:python", 4),
        ("hr:1001", "skill:sql", None),
        ("hr:1002", "skill:statistiek", 5),
        ("hr:1002", "skill:python", 3),
    ]
    rejected = [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)]
    assert rejected == [("5", "missing-field"), ("6", "bad-date")]


def test_what_is_never_read_is_told_and_nowhere_to_be_found() -> None:
    source = Source.open(DATA / "staff.csv")
    notes = "\n".join(HrCsvImporter().notes(source, Options()))
    assert "first from 'Voornaam'" in notes
    assert "never read: Geboortedatum, Salaris" in notes
    assert not any(secret in repr(_read(DATA / "staff.csv")) for secret in ("4100", "1984", "Salaris"))


def test_a_rejected_row_does_not_carry_its_salary_into_quarantine(tmp_path: Path) -> None:
    path = _table(tmp_path, 'email,name,salary\na@x.nl,A,52000,extra\nbad,B,53000\nc@x.nl,"C,54000\n')
    outcomes = _read(path)
    assert [each.code for each in outcomes if isinstance(each, Rejected)] == [
        "ragged",
        "bad-address",
        "unclosed-quote",
    ]
    assert not any(pay in repr(outcomes) for pay in ("52000", "53000", "54000"))


def test_tables_that_refer_to_each_other() -> None:
    outcomes = _read(DATA / "normalised")
    people = {row[0]: row for row in _of(Identity, outcomes) if not row[13]}
    assert sorted(people) == ["hr:E1", "hr:E2", "hr:E3"]
    assert people["hr:E1"][9] == "Northwind"
    first, second, third = _of(Affiliation, outcomes)
    assert (first[2], first[3], first[4], first[5]) == ("Northwind", "Engineering", "Utrecht", "Engineer")
    assert (second[3], second[6]) == ("Analytics", "hr:E1")
    assert (third[2], third[3], third[7]) == (None, "D9", None)
    claims = {(claim[1], claim[2], claim[4]) for claim in _of(Claim, outcomes)}
    assert claims == {
        ("hr:E1", "skill:python", 5),
        ("hr:E1", "skill:data analysis", 3),
        ("hr:E2", "skill:data analysis", 4),
        ("hr:E2", "skill:s7", 1),
    }
    assert {row[1] for row in _of(Skill, outcomes)} == {"Python", "Data analysis", "S7"}
    notes = HrCsvImporter().notes(Source.open(DATA / "normalised"), Options())
    assert notes[-1] == "Not about people and not read: awards.csv."


def test_a_broken_table_beside_good_ones_is_set_aside(tmp_path: Path) -> None:
    shutil.copytree(DATA / "normalised", tmp_path / "copy")
    (tmp_path / "copy" / "employee_skills.csv").write_text("employee_id,skill_id,skill_id\nE1,S1,S2\n")
    (tmp_path / "copy" / "zz.csv").write_bytes(b"")
    outcomes = _read(tmp_path / "copy")
    rejected = [(each.file, each.place, each.code) for each in outcomes if isinstance(each, Rejected)]
    assert rejected == [("employee_skills.csv", "file", "unreadable"), ("zz.csv", "file", "unreadable")]
    assert len({row[0] for row in _of(Identity, outcomes)}) == 3


def test_look_alike_addresses_join_nobody() -> None:
    outcomes = _read(DATA / "hostile-lookalikes.csv")
    assert [row[0] for row in _of(Identity, outcomes)] == [
        "hr:ada@voorbeeld.nl",
        "hr:ada@voorbeeld.nl",
        "hr:ada+list@voorbeeld.nl",
    ]
    assert {each.code for each in outcomes if isinstance(each, Rejected)} == {"bad-address"}


def test_bad_rows_cost_themselves() -> None:
    outcomes = _read(DATA / "hostile-rows.csv")
    assert [row[3] for row in _of(Identity, outcomes)] == ["Zoë", "F"]
    assert sum(isinstance(each, Skipped) for each in outcomes) == 1
    assert len(_of(Identity, _read(DATA / "hostile-unclosed-quote.csv"))) == 40


def test_columns_may_be_named_by_hand(tmp_path: Path) -> None:
    path = _table(tmp_path, "Wie,Waar te bereiken,Groep\nAda,ada@x.nl,Lab\n")
    assert HrCsvImporter().sniff(Source.open(path)) == 0
    (found,) = _read(path, name="Wie", email="Waar te bereiken", unit="groep")
    assert isinstance(found, Found)
    assert found.rows[0][:4] == ("hr:ada@x.nl", "hr", "ada@x.nl", "Ada")
    assert isinstance(found.rows[1], Affiliation)
    assert found.rows[1].unit == "Lab"


def test_wrong_and_forbidden_columns_are_refused(tmp_path: Path) -> None:
    path = _table(tmp_path, "name,email,Salary\nAda,ada@x.nl,1\n")
    with pytest.raises(WrongCall, match="no column 'Team'"):
        _read(path, unit="Team")
    with pytest.raises(WrongCall, match="no column called 'shoe'"):
        _read(path, shoe="name")
    with pytest.raises(WrongCall, match="never read"):
        _read(path, role="Salary")


def test_a_table_without_names_says_what_is_missing(tmp_path: Path) -> None:
    path = _table(tmp_path, "EmployeeNumber,Department,JobRole,Age\n1,Sales,Rep,41\n")
    assert 0.3 <= HrCsvImporter().sniff(Source.open(path)) < 0.5
    with pytest.raises(Unreadable, match=r"no column with names.*EmployeeNumber, Department, JobRole\)"):
        _read(path)
    with pytest.raises(Unreadable, match="two columns called 'email'"):
        _read(DATA / "hostile-double-header.csv")


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Staff"], ["Naam", "E-mail", "Team"], ["Ada", "ada@x.nl", "Lab"]):
        book.active.append(row)
    book.save(tmp_path / "staff.xlsx")
    source = Source.open(tmp_path / "staff.xlsx")
    assert source.kind == "file"
    assert HrCsvImporter().sniff(source) > 0.5
    assert [row[3] for row in _of(Identity, _read(tmp_path / "staff.xlsx"))] == ["Ada"]


def test_dates_in_the_american_order_are_seen_from_the_column(tmp_path: Path) -> None:
    path = _table(tmp_path, "name,email,start date\nA,a@x.nl,02/03/2020\nB,b@x.nl,12/31/2019\n")
    assert [row[7] for row in _of(Affiliation, _read(path))] == [
        parse_date("2020-02-03"),
        parse_date("2019-12-31"),
    ]


def test_dates_still_to_come_count_as_unknown(tmp_path: Path) -> None:
    path = _table(tmp_path, "name,email,unit,end date\nA,a@x.nl,Lab,31-12-2099\nB,b@x.nl,Lab,heden\n")
    assert [row[8] for row in _of(Affiliation, _read(path))] == [None, None]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Python:4|SQL", [("Python", 4), ("SQL", None)]),
        ("Python (expert); C++ = 2", [("Python", 5), ("C++", 2)]),
        ("python, sql , ", [("python", None), ("sql", None)]),
        ("Excel:0|R: gevorderd", [("R", 4)]),
        ("Data: cleaning (3/5)", [("Data: cleaning", 3)]),
        ("ISO 9001:2015", [("ISO 9001:2015", None)]),
        ("Python|python|Python:3", [("Python", None), ("python", None)]),
        ("", []),
    ],
)
def test_skills_in_a_cell(text: str, wanted: list[tuple[str, int | None]]) -> None:
    assert list(skills(text)) == wanted


def test_levels() -> None:
    assert [level(each) for each in ("1", "5/5", "0", "6", "Expert", "gevorderd", "85%", "")] == [
        1,
        5,
        0,
        None,
        5,
        4,
        None,
        None,
    ]
    with pytest.raises(ValueError, match="501 skills"):
        skills("|".join("abc" for _ in range(501)))


@pytest.mark.parametrize(
    "title",
    [
        "Salary",
        "salaris",
        "DOB",
        "Geboortedatum",
        "RaceDesc",
        "MaritalDesc",
        "Sex",
        "BSN",
        "Ziektedagen",
        "PerfScoreID",
    ],
)
def test_sensitive_titles(title: str) -> None:
    assert is_sensitive(title)
    assert guess([title, "name"], {}) == {"name": 1}


@pytest.mark.parametrize("title", ["Operating Unit", "Terras", "Team", "Start Date", "Role", "Trace"])
def test_titles_that_only_sound_sensitive(title: str) -> None:
    assert not is_sensitive(title)


def test_real_tables(shared_data: Path, tmp_path: Path) -> None:
    import os
    import subprocess

    environment = os.environ | {"EXPERTGRAPH_TEST_DATA": str(tmp_path)}
    subprocess.run([shared_data / "data" / "get", "hr"], env=environment, check=True, capture_output=True)
    outcomes = _read(tmp_path / "hr" / "HRDataset_v14.csv")
    assert len(outcomes) == 310
    assert all(isinstance(each, Found) for each in outcomes)
    assert sum(row[8] is not None for row in _of(Affiliation, outcomes)) > 90
    assert not any(word in repr(outcomes) for word in ("White", "Married", "Fully Meets"))
    capstone = _read(tmp_path / "hr" / "hr-capstone")
    assert len({row[0] for row in _of(Identity, capstone)}) == 60
    assert len({row[0] for row in _of(Claim, capstone)}) > 150
    with pytest.raises(Unreadable, match="no column with names"):
        _read(tmp_path / "hr" / "WA_Fn-UseC_-HR-Employee-Attrition.csv")

"""Networks as lists of edges: which column is what, what a row becomes, and which tables are none."""

import random
import shutil
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Identity, Interaction
from importers.graph_csv import GraphCsvImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = GraphCsvImporter()
HERE = DATA / "graph_csv"
MAY = 1_714_521_600


def _acts(path: Path, **options: object) -> list[tuple[str, str, str, int | None, float]]:
    acts = rows_of(outcomes_of(IMPORTER, path, **options), Interaction)
    return sorted(
        (
            (act.kind, act.actor.partition(":")[2], act.target.partition(":")[2], act.at, act.share)
            for act in acts.values()
        ),
        key=str,
    )


def test_weighted_ties_and_the_people_beside_them() -> None:
    assert _acts(HERE / "advies") == [
        ("tie", "1", "2", None, 1.0),
        ("tie", "1", "3", None, 0.5),
        ("tie", "2", "1", None, 0.25),
    ]
    outcomes = outcomes_of(IMPORTER, HERE / "advies")
    assert counts_of(outcomes) == {"found": 3 + 3, "noise": 1, "missing-field": 1}
    people = {each.native_id: each for each in rows_of(outcomes, Identity).values()}
    assert {native: (each.name, each.email, each.handle) for native, each in people.items()} == {
        "1": ("Ann de Vries", "ann@example.org", None),
        "2": ("Bob & co", None, "bob.c"),
        "3": ("3", None, None),
    }
    assert {row.identity: row[2:6] for row in rows_of(outcomes, Affiliation).values()} == {
        "advies:1": (None, "Onderzoek", "Utrecht", "Adviseur"),
        "advies:2": ("Extern BV", "7", None, None),
    }
    assert not any(each.verified for each in people.values())
    assert "CANARY" not in str(outcomes)


def test_triples_with_a_time_are_messages_and_one_time_is_one() -> None:
    assert _acts(HERE / "contacts.txt") == [
        ("message", "1", "2", MAY, 1.0),
        ("message", "2", "1", MAY, 1.0),
        ("message", "2", "3", MAY + 100, 1.0),
    ]
    assert counts_of(outcomes_of(IMPORTER, HERE / "contacts.txt")) == {"found": 4, "noise": 1}


def test_addresses_as_ids_and_times_before_1990() -> None:
    outcomes = outcomes_of(IMPORTER, HERE / "mail.csv")
    assert _acts(HERE / "mail.csv") == [
        ("message", "ann@example.org", "bob@example.org", 1_714_557_600, 1.0),
        ("message", "bob@example.org", "carol", None, 1.0),
        ("message", "carol", "bob@example.org", None, 1.0),
    ]
    people = rows_of(outcomes, Identity).values()
    assert {(each.email, each.stub) for each in people} == {
        ("ann@example.org", True),
        ("bob@example.org", True),
    }


def test_columns_of_ties_are_relations_of_their_own() -> None:
    acts = rows_of(outcomes_of(IMPORTER, HERE / "dyads.csv"), Interaction)
    assert sorted(acts) == ["dyads:1>2|tie|advice", "dyads:1>2|tie|friendship", "dyads:2>1|tie|friendship"]
    assert counts_of(outcomes_of(IMPORTER, HERE / "dyads.csv")) == {"found": 2, "noise": 1, "empty": 1}


def test_meetings_begin_with_the_time_and_go_both_ways() -> None:
    assert _acts(HERE / "tij_floor.dat") == [
        ("meeting", "181", "826", None, 1.0),
        ("meeting", "492", "938", None, 1.0),
        ("meeting", "492", "938", None, 1.0),
        ("meeting", "826", "181", None, 1.0),
        ("meeting", "938", "492", None, 1.0),
        ("meeting", "938", "492", None, 1.0),
    ]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("1 2\n2 3\n3 1\n", {("tie", None)}),
        ("1 2 0.5\n2 3 0.25\n3 1 1\n", {("tie", None)}),
        ("1\t2\t1714521600\n2\t3\t1714521500\n", {("message", MAY), ("message", MAY - 100)}),
        ("1,2,1714521600\n2,3,1714521600\n", {("message", MAY)}),
        ("582 364 0\n168 472 2797\n168 912 3304\n", {("message", None)}),
        ("% asym\n1 2 3 1714521600\n2 3 1 1714521600\n", {("message", MAY)}),
        ("source target when\n1 2 2024-05-01\n", {("message", MAY)}),
        ("ann bob\nbob carol\n", {("tie", None)}),
        ("Sender,Recipient,Date\nann,bob,1 May 2024\n", {("message", MAY)}),
        ("sep=;\nfrom_id;to_id\n1;2\n", {("tie", None)}),
    ],
)
def test_lists_and_headers_of_many_kinds(
    tmp_path: Path, text: str, acts: set[tuple[str, int | None]]
) -> None:
    (tmp_path / "edges.txt").write_text(text)
    assert {(kind, at) for kind, _, _, at, _ in _acts(tmp_path / "edges.txt")} == acts


def test_columns_may_be_named() -> None:
    columns = {"source": "Time", "target": "Topic"}
    acts = _acts(HERE / "mail.csv", columns=columns)
    assert ("tie", "1979-12-31 21:00:00", "CANARY", None, 1.0) in acts


@pytest.mark.parametrize(
    "table",
    [
        "name,email,department,manager\nAnn,a@example.org,Onderzoek,Bob\n",
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAnn,Vries,,,X,Y,1 Jan 2024\n",
        "name,role,from,to\nAnn,Adviseur,2019-01-01,2020-01-01\n",
        "from,to\n2019-01-01,2020-01-01\n2020-01-01,2021-01-01\n",
        "From,To,Sent At,Message,Direction\nAnn,Bob,1/8/24,Hello,OUTGOING\n",
        "id,name,department\n1,Ann,Onderzoek\n",
        "Name,Email,Attended\nAnn,a@example.org,yes\n",
        "Dear Ann, see you\nat the meeting\n",
        "one two\nthree four\nfive six\n",
        "1\n2\n3\n",
        "",
    ],
)
def test_other_tables_are_left_alone(tmp_path: Path, table: str) -> None:
    (tmp_path / "table.csv").write_text(table)
    for path in (tmp_path, tmp_path / "table.csv"):
        with Source.open(path) as source:
            assert IMPORTER.sniff(source) == 0


def test_what_was_taken_for_what_is_told() -> None:
    with Source.open(HERE / "advies") as source:
        assert IMPORTER.notes(source, Options()) == [
            (
                "personen.csv: people; column 1 is id, column 2 is name, column 3 is unit, column 4 is role, "
                "column 5 is site, column 6 is organisation, column 7 is email; not read: Leeftijd, Geslacht."
            ),
            "relaties.csv: edges; column 1 is source, column 2 is target, column 3 is weight.",
        ]


def test_hostile_rows_cost_themselves() -> None:
    outcomes = outcomes_of(IMPORTER, HERE / "hostile-edges.csv")
    assert [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("2", "bad-date"),
        ("3", "bad-field"),
        ("4", "bad-field"),
        ("5", "bad-field"),
        ("6", "bad-field"),
        ("7", "missing-field"),
        ("8", "ragged"),
        ("9", "unclosed-quote"),
        ("10", "bad-field"),
    ]
    assert {(actor, share) for _, actor, _, _, share in _acts(HERE / "hostile-edges.csv")} == {
        ("=cmd()", 1.0),
        ("a", 0.5),
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"1 2", "ragged"),
        (b"1 2 3 4", "ragged"),
        (b"1 2 \xff", "bad-encoding"),
        (b"1 \0 3", "control-characters"),
        (b"1 2 " + b"9" * 200_000, "too-long"),
        (b"1 " + b"9" * 300 + b" 3", "too-long"),
        (b"1 2 3 " * 1_000_000, "too-long"),
    ],
)
def test_hostile_lines_cost_themselves(tmp_path: Path, line: bytes, code: str) -> None:
    good = b"".join(b"%d %d 0.5\n" % (each, each + 1) for each in range(10_000))
    (tmp_path / "edges.txt").write_bytes(good + line + b"\n7 8 1\n")
    outcomes = outcomes_of(IMPORTER, tmp_path / "edges.txt")
    assert counts_of(outcomes) == {"found": 10_001, code: 1}
    assert [each.place for each in outcomes if isinstance(each, Rejected)] == ["10001"]


def test_ids_that_look_alike_when_joined_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("source,target\na>b,c\na,b>c\n")
    assert len(rows_of(outcomes_of(IMPORTER, tmp_path / "e.csv"), Interaction)) == 2


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    for name in ("advies/relaties.csv", "mail.csv", "dyads.csv"):
        header, *rows = (HERE / name).read_text().splitlines()
        straight = graph_of(outcomes_of(IMPORTER, HERE / name))
        for seed in range(10):
            random.Random(seed).shuffle(rows)
            path = tmp_path / Path(name).name
            path.write_text("\n".join([header, *rows]))
            assert graph_of(outcomes_of(IMPORTER, path)) == straight


def test_networks_in_folders_of_their_own_are_several(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(HERE / "advies", tmp_path / name)
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0


def test_people_of_other_ids_beside_edges_do_not_make_a_network_surer(tmp_path: Path) -> None:
    shutil.copytree(HERE / "advies", tmp_path / "fits")
    shutil.copytree(HERE / "advies", tmp_path / "other")
    table = (HERE / "advies" / "personen.csv").read_text().replace("\n", "\n10")
    (tmp_path / "other" / "personen.csv").write_text(table)
    with Source.open(tmp_path / "fits") as fits, Source.open(tmp_path / "other") as other:
        assert (IMPORTER.sniff(fits), IMPORTER.sniff(other)) == (0.9, 0.6)


def test_no_edges_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name;mail;city\nAnn;a@example.org;Zwolle\n")
    with pytest.raises(Unreadable, match="--column source"):
        outcomes_of(IMPORTER, tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("name", "counts", "acts", "people", "units"),
    [
        ("krackhardt-hightech", {"found": 253, "empty": 188, "noise": 21}, 312, 21, 21),
        ("ukfaculty", {"found": 817 + 81}, 817, 81, 81),
        ("workplace-InVS13", {"found": 9_827 + 92}, 2 * 9_827, 92, 92),
        ("collegemsg", {"found": 59_835}, 59_798, 0, 0),
        ("enron", {"found": 125_409 - 16_483 + 184, "noise": 16_483}, 34_469, 184, 0),
    ],
)
def test_real_networks(
    shared_data: Path, name: str, counts: dict[str, int], acts: int, people: int, units: int
) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "graphs") / name)
    assert counts_of(outcomes) == counts
    assert len(rows_of(outcomes, Interaction)) == acts
    assert len(rows_of(outcomes, Identity)) == people
    assert len(rows_of(outcomes, Affiliation)) == units

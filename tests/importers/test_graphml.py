"""A network in GraphML: nodes are people, edges ties, and only what is known is read."""

import shutil
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Identity, Interaction
from importers.graphml import GraphmlImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = GraphmlImporter()
ADVICE = DATA / "graphml" / "advice.graphml"
YED = DATA / "graphml" / "yed.graphml"
HOSTILE = DATA / "graphml" / "hostile-edges.graphml"


def _ties(path: Path) -> dict[tuple[str, str, int | None], float]:
    acts = rows_of(outcomes_of(IMPORTER, path), Interaction).values()
    assert {act.kind for act in acts} == {"tie"}
    return {(act.actor.partition(":")[2], act.target.partition(":")[2], act.at): act.share for act in acts}


def test_nodes_are_people_with_the_attributes_that_are_known() -> None:
    outcomes = outcomes_of(IMPORTER, ADVICE)
    people = {each.native_id: each for each in rows_of(outcomes, Identity).values()}
    assert {native: (each.name, each.email) for native, each in people.items()} == {
        "ann": ("Ann de Vries", "ann@example.org"),
        "bob": ("Bob & co", None),
        "3": ("3", None),
    }
    assert not any(each.verified for each in people.values())
    where = {row.identity: row[2:6] for row in rows_of(outcomes, Affiliation).values()}
    assert where == {
        "advice:ann": (None, "Onderzoek", None, None),
        "advice:bob": ("Extern BV", "Staf", "Zwolle", "Adviseur"),
        "advice:3": (None, "Staf", None, None),
    }
    assert "CANARY" not in str(outcomes)


def test_edges_are_ties_weighted_by_the_heaviest() -> None:
    assert _ties(ADVICE) == {
        ("ann", "bob", None): 1.0,
        ("bob", "3", None): 0.25,
        ("3", "bob", None): 0.25,
        ("ann", "3", 1_714_521_600): 1.0,
        ("ann", "3", 1_714_644_000): 1.0,
        ("ann", "dee", None): 1.0,
    }
    assert counts_of(outcomes_of(IMPORTER, ADVICE)) == {"found": 8, "noise": 1}


def test_groups_and_labels_of_yed() -> None:
    people = {each.native_id: each.name for each in rows_of(outcomes_of(IMPORTER, YED), Identity).values()}
    assert people == {"n0::n0": "Ann", "n0::n1": "Bob"}
    assert counts_of(outcomes_of(IMPORTER, YED)) == {"found": 3, "noise": 1}
    assert _ties(YED) == {("n0::n0", "n0::n1", None): 1.0, ("n0::n1", "n0::n0", None): 1.0}


def test_what_was_taken_for_what_is_told() -> None:
    with Source.open(ADVICE) as source:
        notes = IMPORTER.notes(source, Options())
    assert notes == [
        (
            "Attributes: Naam as name, afdeling as unit, E-mail as email, Weight as weight, date as time, "
            "Functie as role, Organisatie as organisation, locatie as site."
        ),
        "Attributes that are not read: birth date.",
        "Weights count as parts of the greatest, 4.",
    ]


def test_hostile_edges_cost_themselves_and_a_fault_the_rest() -> None:
    outcomes = outcomes_of(IMPORTER, HOSTILE)
    assert [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("4", "missing-field"),
        ("6", "bad-field"),
        ("7", "bad-field"),
        ("8", "bad-field"),
        ("9", "missing-field"),
        ("10", "bad-date"),
        ("12.rest", "control-characters"),
    ]
    assert set(rows_of(outcomes, Identity)) == {"hostile-edges:a", "hostile-edges:b"}
    assert len(rows_of(outcomes, Interaction)) == 2


def test_the_order_of_elements_does_not_matter(tmp_path: Path) -> None:
    lines = ADVICE.read_text().splitlines()
    inside = [line for line in lines if line.startswith("    <")]
    start, end = lines.index(inside[0]), lines.index(inside[-1]) + 1
    (tmp_path / "advice.graphml").write_text("\n".join(lines[:start] + inside[::-1] + lines[end:]))
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "advice.graphml")) == graph_of(
        outcomes_of(IMPORTER, ADVICE)
    )


def test_all_on_one_line_has_places_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "advice.graphml").write_text("".join(ADVICE.read_text().splitlines()))
    outcomes = outcomes_of(IMPORTER, tmp_path / "advice.graphml")
    assert graph_of(outcomes) == graph_of(outcomes_of(IMPORTER, ADVICE))
    assert len({each.place for each in outcomes}) == 9  # type: ignore[union-attr]


def test_several_networks_in_a_folder_are_several(tmp_path: Path) -> None:
    for path in (ADVICE, YED):
        shutil.copy(path, tmp_path)
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0
    with pytest.raises(Unreadable, match="2 GraphML files"):
        outcomes_of(IMPORTER, tmp_path)


@pytest.mark.parametrize(
    "start", ["<!DOCTYPE graphml>", '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]>']
)
def test_a_document_type_is_refused(tmp_path: Path, start: str) -> None:
    (tmp_path / "a.graphml").write_text(start + "<graphml><graph/></graphml>")
    with pytest.raises(Unreadable):
        outcomes_of(IMPORTER, tmp_path / "a.graphml")

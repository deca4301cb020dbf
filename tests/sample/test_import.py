"""The way a user goes: import the whole folder, link what is the same person, analyse, and find what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
import pytest

from expertgraph import policy, sample
from expertgraph.analysis.run import analyse
from expertgraph.answers.find import find
from expertgraph.edition import Edition
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.report import Report
from expertgraph.sample import Who
from expertgraph.workspace import Workspace
from tests.sample.conftest import UNTIL, Written


class Imported(NamedTuple):
    """The sample in a store, linked as a careful human would, and analysed."""

    workspace: Workspace
    report: Report
    again: Report
    edition: Edition
    place: dict[str, int]


@pytest.fixture(scope="module")
def imported(written: Written, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    file = tmp_path_factory.mktemp("store") / "sample.db"
    workspace = Workspace.open(f"sqlite:///{file}")
    workspace.change_settings(sample.SETTINGS)
    store = workspace.store
    try:
        report = import_paths(store, [written.folder], clock=lambda: UNTIL)
        again = import_paths(store, [written.folder], clock=lambda: UNTIL)
        sample.review(store, written.truth, at=UNTIL)
        edition = analyse(workspace, as_of=UNTIL)
        places = _places(store.frame("link", ["id", "person"]), edition)
        yield Imported(workspace, report, again, edition, places)
    finally:
        store.close()


def _places(links: pd.DataFrame, edition: Edition) -> dict[str, int]:
    """Identity -> row of its person."""
    row = {person: place for place, person in enumerate(edition.table("people")["person"])}
    return {each: row[person] for each, person in zip(links["id"], links["person"], strict=True)}


def _rows(imported: Imported, who: Who) -> pd.DataFrame:
    places = sorted({imported.place[each] for each in who.identities if each in imported.place})
    return imported.edition.table("people").iloc[places]


def _ring(imported: Imported, who: Who) -> int:
    return int(_rows(imported, who)["ring"].min())


def test_everything_is_read_and_the_report_adds_up(imported: Imported, written: Written) -> None:
    report = imported.report
    assert report.quarantined == 0
    assert report.found == report.read + sum(report.skipped.values())
    assert report.new == report.read
    assert len(report.sources) == 9
    assert report.read > sum(written.truth.messages.values())


def test_a_second_import_changes_nothing(imported: Imported) -> None:
    assert (imported.again.new, imported.again.changed) == (0, 0)
    assert imported.again.found == imported.report.found


def test_linking_leaves_little_apart(imported: Imported, written: Written) -> None:
    known = [who for who in written.truth.people if len(_rows(imported, who))]
    assert len(known) > 550
    assert sum(len(_rows(imported, who)) == 1 for who in known) / len(known) > 0.95


def test_rings_are_as_planted(imported: Imported, written: Written) -> None:
    truth = written.truth
    assert {_ring(imported, who) for who in truth.core} == {0}
    assert {_ring(imported, who) for who in truth.active} == {1}
    assert {_ring(imported, who) for who in truth.rising} == {1}
    assert {_ring(imported, who) for who in truth.outposts_only} <= {3, 4}
    rings = imported.edition.table("people")["ring"].value_counts()
    assert rings[0] == len(truth.core)
    assert rings[4] > 0.8 * len(truth.outposts_only)


def test_the_silo_stands_out(imported: Imported, written: Written) -> None:
    units = imported.edition.table("units")
    groups = units[(units["by"] == "unit") & (units["level"] == "group")].sort_values("excess")
    assert groups.iloc[0]["group"] == written.truth.silo
    assert groups.iloc[0]["excess"] < 2 * groups.iloc[1]["excess"] < 0


def test_the_bridge_person_is_among_the_widest(imported: Imported, written: Written) -> None:
    people = imported.edition.table("people")
    busy = people[(people["ring"].isin([0, 1])) & (people["degree"] >= 50)]
    bridge = float(_rows(imported, written.truth.bridge)["participation"].max())
    assert (busy["participation"] > bridge).sum() <= 1


def test_the_skill_of_one_is_red(imported: Imported, written: Written) -> None:
    skills = imported.edition.table("skills")
    row = skills[skills["label"] == written.truth.sole_skill["nl"]].iloc[0]
    assert (row["absence_factor"], row["risk"]) == (1, "red")
    assert row["demand"] > 0
    held = imported.edition.table("person_skills")
    held = held[held["skill"] == row.name].sort_values("expertise", ascending=False)
    assert held.iloc[0]["person"] == _rows(imported, written.truth.sole_holder).index[0]


@pytest.mark.parametrize(
    ("need", "topic"),
    [
        ("Kubernetes ingress", "kubernetes-ingress"),
        ("data warehouse", "data-warehouse"),
        ("warmtepomp", "heat-pumps"),
        ("heat pump", "heat-pumps"),
        ("laadpalen", "ev-charging"),
        ("AVG", "privacy-gdpr"),
    ],
)
def test_a_search_finds_who_knows(imported: Imported, written: Written, need: str, topic: str) -> None:
    expertise = next(each for each in written.truth.expertise if each.key == topic)
    known = {
        imported.place[each] for who in expertise.experts for each in who.identities if each in imported.place
    }
    people = list(imported.edition.table("people")["person"])
    found = [people.index(each.person) for each in find(imported.workspace, policy.OWNER, need).results]
    # Of the experts' own threads that nobody answered one counts, so that helpers come close to them.
    assert known & set(found[:5])
    assert len(known & set(found[:10])) >= 2


def test_the_leave_is_declared_and_some_suggestions_remain(imported: Imported, written: Written) -> None:
    store = imported.workspace.store
    declared = store.frame("declaration", ["subject", "name", "value"])
    assert list(declared["name"]) == ["leave"]
    people = imported.edition.table("people")
    assert people.loc[people["person"] == declared["subject"][0], "name"].item() == (
        written.truth.on_leave.name
    )
    assert 10 <= len(store.frame("suggestion", ["id"])) <= 60


def test_the_bot_is_in_no_ring(imported: Imported, written: Written) -> None:
    people = imported.edition.table("people")
    assert list(people[people["kind"] == "bot"]["name"]) == [written.truth.bot]
    assert list(people[people["kind"] == "bot"]["ring"]) == [-1]

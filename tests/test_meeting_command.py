"""coverage and peers on the command line: the list goes to where it is read, what is missing beside it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from expertgraph.cli import expertgraph
from tests.answers.crowd import workspace


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("crowd")
    space = workspace(folder)
    space.store.close()
    return f"sqlite:///{folder / 'world.db'}"


def run(store: str, *arguments: str) -> Result:
    return CliRunner().invoke(expertgraph, ["--store", store, *arguments], catch_exceptions=False)


def test_the_list_as_a_table_and_what_is_missing_beside_it(store: str) -> None:
    done = run(store, "coverage", "--role", "manager", "--without", "Hub B0", "--with", "Member C7")
    assert "Hub A0" in done.stdout
    assert "Hub B0" not in done.stdout
    assert "'Member C7' is nobody who may be named" in done.stderr
    assert "Nobody from unit Unit E: nobody there has ties and may be named." in done.stderr
    assert "Not reached, unit: Unit B, 10 people." in done.stderr


def test_the_list_for_other_programs(store: str) -> None:
    rows = orjson.loads(run(store, "coverage", "--json", "--most", "3", "--from", "Hub A0").stdout)
    assert len(rows) == 3
    assert {"person", "name", "unit", "site", "adds", "reached", "why"} <= set(rows[0])
    table = list(csv.DictReader(io.StringIO(run(store, "coverage", "--format", "csv").stdout)))
    assert table[0]["name"] == "Hub A0"


def test_peers_of_somebody_and_circles(store: str) -> None:
    rows = orjson.loads(run(store, "peers", "--json", "--of", "Member A1").stdout)
    assert {row["name"] for row in rows} == {"Member A1"}
    (circle,) = orjson.loads(run(store, "peers", "--circles", "--json", "--role", "leadership").stdout)
    assert (circle["label"], len(circle["people"]), circle["tied"]) == ("Site manager", 15, 0.05)
    assert "Delft 5, Leiden 5, Utrecht 5" in run(store, "peers", "--circles").stdout

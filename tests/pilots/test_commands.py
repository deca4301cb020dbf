"""Pilots from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from expertgraph.cli import main
from expertgraph.workspace import Workspace
from tests.pilots.community import person


class Terminal:
    """Somebody at a terminal."""

    def __init__(self, space: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.capsys = space.store.url, capsys

    def __call__(self, *words: str) -> str:
        main(["--store", self.url, "pilots", *words])
        return self.capsys.readouterr().out

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))

    def fails(self, *words: str) -> str:
        with pytest.raises(SystemExit):
            main(["--store", self.url, "pilots", *words])
        return self.capsys.readouterr().err


HEAT = ("start", "Heat pilot", "--theme", "heat pumps", "--goal", "All take part", "--target", "0.6")
SINCE = ("--from", "2026-07-27")


@pytest.fixture
def terminal(space: Workspace, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(space, capsys)


def test_without_a_pilot_it_says_what_to_do(terminal: Terminal) -> None:
    told = terminal("list")
    assert "There is no pilot yet. Start one with expertgraph pilots start." in told
    assert "worth it: channel Forum" in told
    assert terminal.json("list") == []
    assert {each["sort"] for each in terminal.json("suggest")} == {"channel", "trade", "community"}


def test_a_pilot_is_set_up_looked_at_and_ended(terminal: Terminal) -> None:
    made = terminal.json(*HEAT, *SINCE, "--unit", "Heat")["id"]
    told = terminal("show", made)
    assert "Heat pilot: All take part (running, since 2026-07-27)" in told
    assert "Measure: people who contribute in a week, target 60 %." in told
    assert "Verdict: reached: the last four weeks are at the target." in told
    assert terminal.json("show", made)["evaluation"]["people"] == 13
    terminal("change", made, "--target", "0.99", "--until", "2026-12-31")
    assert "on the way" in terminal("show", made)
    assert made in terminal("list")
    assert f"Pilot {made} is over." in terminal("end", made)
    assert terminal.json("list")[0]["state"] == "ended"


def test_people_come_and_go(terminal: Terminal) -> None:
    made = terminal.json(*HEAT, "--person", "Heat 00", "--person", person("Heat", 1))["id"]
    assert "2 added." in terminal("add", made, "Data 00", "data01@own.example")
    assert terminal.json("remove", made, "Data 00") == {"removed": 1}
    members = terminal.json("show", made)["members"]
    assert [each["name"] for each in members] == ["Data 01", "Heat 00", "Heat 01"]
    assert "a channel or a unit" in terminal.fails("add", made, "--new")
    assert "over" in terminal("end", made)


def test_one_that_has_not_begun_is_called_off(terminal: Terminal) -> None:
    made = terminal.json(*HEAT, "--from", "2099-01-01", "--unit", "Heat")["id"]
    assert "called off" in terminal("end", made)
    assert terminal.json("list") == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((*HEAT,), "Say who takes part."),
        ((*HEAT, "--unit", "Heat", "--channel", "Forum"), "Say who takes part."),
        ((*HEAT, "--unit", "Heat", "--from", "soon"), "'soon' is no day. Write it as 2026-09-01."),
        ((*HEAT, "--unit", "Heat", "--role", "employee"), "not for your role"),
        (("show", "nope"), "There is no pilot 'nope'. See expertgraph pilots list."),
        (("add", "nope"), "Say who is to take part."),
        (("list", "--role", "external"), "not for your role"),
    ],
)
def test_what_cannot_be_says_what_to_do(terminal: Terminal, words: tuple[str, ...], error: str) -> None:
    assert error in terminal.fails(*words)

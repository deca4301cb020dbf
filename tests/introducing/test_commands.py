"""Introductions from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from expertgraph.cli import main
from expertgraph.workspace import Workspace
from tests.introducing.community import ANNA, BOB, DIRK, PIET, ZOE


class Terminal:
    """Somebody at a terminal."""

    def __init__(self, space: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.capsys = space.store.url, capsys

    def __call__(self, who: str, *words: str) -> str:
        main(["--store", self.url, *words, "--role", "employee", "--viewer", who])
        return self.capsys.readouterr().out

    def json(self, who: str, *words: str) -> Any:
        return json.loads(self(who, *words, "--json"))


@pytest.fixture
def terminal(space: Workspace, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(space, capsys)


def test_the_ways_say_why(terminal: Terminal) -> None:
    told = terminal(DIRK, "path", DIRK, BOB)
    assert "1. Dirk Jansen -> Anna Jansen -> Bob Jansen" in told
    assert "Anna Jansen: Answers in a forum, last in September 2026" in told


def test_asking_answering_and_what_is_left(terminal: Terminal) -> None:
    name = terminal.json(DIRK, "introduce", "ask", BOB, "--via", ANNA, "--need", "Buffers")["id"]
    assert f"{name}  Dirk Jansen -> Bob Jansen (Anna Jansen: waits for an answer): Buffers" in terminal(
        ANNA, "introduce", "list"
    )
    assert "1 waiting for an answer" in terminal(DIRK, "path", DIRK, BOB)
    assert "agreed" in terminal(ANNA, "introduce", "agree", name, "--note", "Gladly")
    assert terminal.json(BOB, "introduce", "list")["to_me"][0]["id"] == name
    again = terminal.json(DIRK, "introduce", "ask", BOB, "--via", ANNA, "--need", "More")["id"]
    assert "withdrawn" in terminal(DIRK, "introduce", "withdraw", again)
    third = terminal.json(DIRK, "introduce", "ask", BOB, "--via", ANNA, "--need", "Still")["id"]
    assert "declined" in terminal(ANNA, "introduce", "decline", third)


def test_without_introductions_it_says_so(terminal: Terminal) -> None:
    assert "none waits for your answer" in terminal(ZOE, "introduce", "list")


def test_sharing_contacts(terminal: Terminal) -> None:
    assert [row["shared"] for row in terminal.json(ANNA, "introduce", "contacts")] == [False, False]
    assert "1 shared" in terminal(ANNA, "introduce", "share", PIET)
    assert "Dirk Jansen -> Anna Jansen -> Piet Pieters" in terminal(DIRK, "path", DIRK, "somebody at Acme")
    assert "not shared" in terminal(ANNA, "introduce", "share", PIET, "--off")
    assert "no way" in terminal(DIRK, "path", DIRK, "somebody at Acme")


@pytest.mark.parametrize(
    "words",
    [
        ("introduce", "agree", "NAME"),
        ("introduce", "decline", "NAME"),
        ("introduce", "withdraw", "NAME"),
        ("introduce", "share", PIET),
    ],
)
def test_what_is_others_is_not_there(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    name = terminal.json(DIRK, "introduce", "ask", BOB, "--via", ANNA, "--need", "Buffers")["id"]
    for who, called in ((ZOE, name), (ZOE, "0" * 16)):
        with pytest.raises(SystemExit) as ended:
            terminal(who, *(called if word == "NAME" else word for word in words))
        assert ended.value.code == 2
        assert "no" in capsys.readouterr().err
    assert terminal.json(ZOE, "introduce", "list")["of_me"] == []

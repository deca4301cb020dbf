"""``expertgraph ask`` and ``expertgraph questions``, as somebody types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from expertgraph.cli import main
from expertgraph.policy import Viewer
from tests.asking.world import TITLE, World
from tests.servers.smtp_server import SmtpServer


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command on the world's store, as somebody; returns what it printed."""

    def command(*arguments: str, viewer: Viewer | None = None, code: int = 0) -> str:
        looking = ["--viewer", str(viewer.person)] if viewer else []
        ended = 0
        try:
            main(["--store", world.space.store.url, *arguments, *looking])
        except SystemExit as end:
            ended = int(str(end.code))
        captured = capsys.readouterr()
        assert ended == code, captured.err
        return captured.out if code == 0 else captured.err

    return command


def test_a_question_from_the_command_line_to_its_end(
    world: World, run: Callable[..., str], smtp: Callable[..., SmtpServer], tmp_path: Path
) -> None:
    server = smtp()
    told = run(
        "ask", "How loud is a heat pump?", "--customer", "Jo Klant <jo@klant.example>", viewer=world.dirk
    )
    assert "is put to Anna de Vries, " in told
    assert "the best who can be asked now" in told
    assert "https://people.own.example/c/" in told
    question = json.loads(run("questions", "list", "mine", "--json", viewer=world.dirk))["rows"][0]["id"]
    assert question in run("questions", "list", "to-me", viewer=world.anna)
    run("questions", "forward", question, str(world.carla.person), "--text", "You too?", viewer=world.anna)
    run("questions", "cannot-help", question, "No idea.", viewer=world.bob)
    run("questions", "answer", question, "40 dB.", viewer=world.anna)
    run("questions", "accept", question, viewer=world.dirk)
    run("questions", "thank", question, viewer=world.dirk)
    shown = run("questions", "show", question, viewer=world.dirk)
    assert "[closed]" in shown
    assert "For the customer Jo Klant jo@klant.example." in shown
    assert "Dirk Smit thanked Anna de Vries." in shown
    assert json.loads(run("ask", "--follow-up", "--json"))["mail"]["sent"] > 5
    assert "Nothing" not in run("questions", "unsent", "--json")
    assert any("jo@klant.example" in mail["To"] for mail in server.mails())
    run("questions", "calendar", question, str(tmp_path / "q.ics"), viewer=world.dirk)
    assert (tmp_path / "q.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_named_people_and_a_channel_are_asked_as_said(world: World, run: Callable[..., str]) -> None:
    to = ["--to", str(world.bob.person), "--to", str(world.anna.person)]
    asked = json.loads(run("ask", "How loud?", *to, "--channel", "Forum", "--json", viewer=world.dirk))
    assert asked["to"] == [world.bob.person, world.anna.person]
    assert not asked["proposed"]
    assert asked["key"] is None


def test_a_link_is_shown_renewed_and_revoked(world: World, run: Callable[..., str]) -> None:
    asked = json.loads(run("ask", TITLE, "--customer", "Jo", "--json", viewer=world.dirk))
    assert run("questions", "link", asked["question"], viewer=world.dirk).strip() == f"/c/{asked['key']}"
    assert asked["key"] not in run("questions", "link", asked["question"], "--renew", viewer=world.dirk)
    assert "no link" in run("questions", "link", asked["question"], "--revoke", viewer=world.dirk)


def test_what_cannot_be_is_said_in_words(world: World, run: Callable[..., str]) -> None:
    assert "Say what you want to know" in run("ask", viewer=world.dirk, code=2)
    error = run("questions", "show", "nothing", viewer=world.dirk, code=2)
    assert "There is no question 'nothing'. See expertgraph questions list." in error
    assert "not for your role" in run("ask", "--follow-up", viewer=world.dirk, code=2)
    assert "no mail address" in run("ask", "How?", "--customer", "Jo <jo>", viewer=world.dirk, code=2)
    asked = json.loads(run("ask", TITLE, "--json", viewer=world.dirk))["question"]
    assert "There is no question" in run("questions", "close", asked, viewer=world.carla, code=2)
    assert "less than 12 hours" in (
        run("questions", "remind", asked, viewer=world.dirk)
        + run("questions", "remind", asked, viewer=world.dirk, code=2)
    )


def test_nothing_that_was_said_steers_the_terminal(world: World, run: Callable[..., str]) -> None:
    asked = json.loads(run("ask", "How \x1b[2Jloud?", "--text", "a\x1b]0;b\x07", "--json", viewer=world.dirk))
    shown = run("questions", "show", asked["question"], viewer=world.dirk)
    assert "\x1b" not in shown
    assert "\x07" not in shown

"""The pages and their twins: one answer, what a role may not see, and a page that explains itself when empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.analysis.run import analyse
from expertgraph.answers.where import ORDERS
from expertgraph.cli import expertgraph
from expertgraph.commands.where import where as command
from tests.analysis.world import NOW, community, workspace
from tests.where.community import FORUM, GROUP, SECRET, SECRET_NAME, made
from web import create_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    space = made(tmp_path_factory.mktemp("pages"))
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    space.store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def seen(client: FlaskClient, path: str, role: str = "owner") -> tuple[int, str]:
    client.post("/view-as", data={"as": role})
    answer = client.get(path)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_page_says_in_words_what_the_picture_shows(client: FlaskClient) -> None:
    status, text = seen(client, "/where")
    assert status == 200
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "Of 32 people first seen there, 13 later contributed on one of our own channels" in words
    assert "48 % were first seen on an outpost" in words
    assert text.count('class="stream"') == 1, "an arrow from the group"
    assert text.count('class="dry"') == 1, "a dotted line from the corner"
    assert f'href="/channel/{quote(GROUP)}"' in text


def test_the_table_sorts_by_links_alone(client: FlaskClient) -> None:
    _, text = seen(client, "/where?order=name")
    assert re.findall(r'aria-sort="(\w+)"', text) == ["ascending"]
    table = text.partition('id="table"')[2]
    assert table.index("A corner") < table.index("The group")
    _, text = seen(client, "/where")
    table = text.partition('id="table"')[2]
    assert table.index("The group") < table.index("A corner")
    assert seen(client, "/where?order=salary")[0] == 400


@pytest.mark.parametrize(
    ("role", "where", "forum"),
    [
        ("owner", 200, 200), ("employee", 200, 200), ("manager", 200, 200), ("leadership", 200, 200),
        ("admin", 200, 200), ("council", 200, 200), ("external", 403, 404),
    ],
)  # fmt: skip
def test_each_role_gets_what_is_its_own(client: FlaskClient, role: str, where: int, forum: int) -> None:
    for prefix in ("", "/api/v1"):
        assert seen(client, f"{prefix}/where", role)[0] == where
        assert seen(client, f"{prefix}/channel/{FORUM}", role)[0] == forum


@pytest.mark.parametrize("role", ["employee", "leadership", "council"])
def test_a_closed_channel_answers_like_none(client: FlaskClient, role: str) -> None:
    for prefix in ("", "/api/v1"):
        closed = seen(client, f"{prefix}/channel/{SECRET}", role)
        absent = seen(client, f"{prefix}/channel/x:absent", role)
        assert closed[0] == 404
        assert closed[1].replace("secret", "absent") == absent[1]
        assert SECRET_NAME not in closed[1]


def test_channels_lead_to_their_pages_and_these_to_the_onion(client: FlaskClient) -> None:
    assert f'href="/channel/{quote(FORUM)}"' in seen(client, "/channels")[1]
    assert f'href="/onion?channel={quote(FORUM)}"' in seen(client, f"/channel/{FORUM}")[1]
    assert "/onion?channel=" not in seen(client, f"/channel/{FORUM}", "admin")[1]


def test_without_outposts_the_page_says_what_to_do(tmp_path: Path) -> None:
    space = workspace(tmp_path, [row for row in community() if "linkedin" not in str(row)])
    analyse(space, as_of=NOW)
    text = create_app(space).test_client().get("/where").get_data(as_text=True)
    assert "No outposts yet" in text
    assert 'href="/channels"' in text
    space.store.close()


def test_the_command_sorts_by_what_the_page_sorts_by() -> None:
    (option,) = [each for each in command.params if each.name == "order"]
    assert tuple(option.type.choices) == tuple(ORDERS)


def test_the_command_prints_the_same(app: Flask) -> None:
    store = app.extensions["expertgraph.workspace"].folder.with_suffix("")
    address = f"sqlite:///{store}"
    run = CliRunner().invoke(expertgraph, ["--store", address, "where"])
    assert run.exit_code == 0, run.output
    assert "The group: Worth being there: 13 of 32 people" in run.output
    assert (
        "First seen on an outpost: 32 people, 13 contributed on an own channel, 41% within 26 weeks"
        in run.output
    )
    told = CliRunner().invoke(
        expertgraph, ["--store", address, "where", "--role", "employee", "--format", "csv"]
    )
    assert told.output.splitlines()[1].startswith("The group,feeds,30,1,")

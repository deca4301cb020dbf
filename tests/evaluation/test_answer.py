"""The evaluation as people get it: command, page and JSON, for each role what is for it, and nobody's name."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph.answers import plain
from expertgraph.answers.evaluation import evaluation, folder
from expertgraph.cli import main
from expertgraph.errors import Denied
from expertgraph.evaluation.keeping import keep, kept
from expertgraph.evaluation.replaying import evaluate
from expertgraph.evaluation.report import Report
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.community import workspace
from web import create_app

EMPLOYEE = Viewer(Role.EMPLOYEE)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Half a year of questions that two people answer, with a third who does so now and then."""
    made = workspace(tmp_path_factory.mktemp("evaluation"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def report(space: Workspace) -> Report:
    return evaluate(space)


@pytest.fixture
def app(space: Workspace) -> Iterator[Flask]:
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    for file in folder(space).glob("*.json"):
        file.unlink()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def published(space: Workspace, report: Report, helpers: int = 40) -> None:
    """Keep the report, as if that many people had helped."""
    keep(folder(space), replace(report, helpers=helpers))


def test_what_is_kept_comes_back_the_same(report: Report, tmp_path: Path) -> None:
    assert kept(tmp_path, frozen=False) is None
    keep(tmp_path, report)
    keep(tmp_path, replace(report, frozen=True, questions=3))
    assert kept(tmp_path, frozen=False) == report
    assert kept(tmp_path, frozen=True) == replace(report, frozen=True, questions=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["frozen.json", "rolling.json"]


def test_what_another_version_kept_is_not_read(report: Report, tmp_path: Path) -> None:
    keep(tmp_path, report)
    file = tmp_path / "rolling.json"
    file.write_bytes(file.read_bytes().replace(b'"format": 2', b'"format": 1'))
    assert kept(tmp_path, frozen=False) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXTERNAL])
def test_every_role_but_outsiders_may_know_how_well_it_finds(
    space: Workspace, client: FlaskClient, report: Report, role: Role
) -> None:
    published(space, report)
    assert evaluation(space, Viewer(role)).state == "told"
    client.post("/view-as", data={"as": str(role)})
    assert client.get("/evaluation").status_code == 200


def test_an_outsider_may_not(space: Workspace, client: FlaskClient, report: Report) -> None:
    published(space, report)
    with pytest.raises(Denied):
        evaluation(space, Viewer(Role.EXTERNAL))
    client.post("/view-as", data={"as": "external"})
    assert client.get("/evaluation").status_code == client.get("/api/v1/evaluation").status_code == 403


def test_what_few_people_make_is_for_the_owner_alone(space: Workspace, app: Flask, report: Report) -> None:
    k = space.settings["privacy.k"]
    assert report.helpers < k
    published(space, report, helpers=k - 1)
    hidden = plain(evaluation(space, EMPLOYEE))
    assert (hidden["state"], hidden["outcomes"], hidden["questions"]) == ("few-people", [], 0)
    assert evaluation(space, OWNER).state == "told"
    published(space, report, helpers=k)
    assert evaluation(space, EMPLOYEE).state == "told"
    assert app


def test_nobody_is_named(space: Workspace, client: FlaskClient, report: Report) -> None:
    published(space, report)
    people = space.edition().table("people")
    said = client.get("/api/v1/evaluation").get_data(as_text=True) + orjson.dumps(plain(report)).decode()
    page = client.get("/evaluation").get_data(as_text=True)
    assert report.questions > 0
    for text in (said, page):
        assert not [each for each in people["person"] if each in text]
        assert not [each for each in people["name"] if each in text]


def test_the_page_says_it_in_one_sentence(space: Workspace, client: FlaskClient, report: Report) -> None:
    published(space, report)
    page = client.get("/evaluation").get_data(as_text=True)
    search, popular = (report.outcomes[0].system(code).figure("s1").mean for code in ("search", "popularity"))
    assert (
        f"On the last {report.questions} answered questions, the first person named was one of those who helped in "
        f"{search:.0%} of cases; asking whoever answers most would have been right in {popular:.0%}."
    ).replace("%", " %") in page
    twin = client.get("/api/v1/evaluation").get_json()
    assert twin["outcomes"] == plain(report)["outcomes"]
    assert [each["opponent"] for each in twin["verdicts"]] == ["popularity", "profile", "bm25"]


def test_too_few_questions_are_said_with_how_many_would_do(
    space: Workspace, client: FlaskClient, report: Report
) -> None:
    few = [replace(report.outcomes[0], questions=12, view=view) for view in ("all", "long-tail")]
    published(space, replace(report, questions=12, outcomes=few))
    page = client.get("/evaluation").get_data(as_text=True)
    assert page.count("too few answered questions to tell. There are 12, and at least 30 are needed") == 3


def test_before_it_was_measured_the_page_says_how(client: FlaskClient) -> None:
    page = client.get("/evaluation").get_data(as_text=True)
    assert "Not measured yet" in page
    assert "expertgraph evaluate" in page
    assert 'action="/evaluation"' in page
    client.post("/view-as", data={"as": "employee"})
    page = client.get("/evaluation").get_data(as_text=True)
    assert "Not measured yet" in page
    assert 'action="/evaluation"' not in page
    assert client.post("/evaluation").status_code == 403


def test_measuring_from_the_page_is_a_job_whose_end_is_on_the_page(
    client: FlaskClient, space: Workspace
) -> None:
    started = client.post("/evaluation", data={"variant": "frozen"})
    assert started.status_code == 303
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join()
    job = client.get(started.location).get_data(as_text=True)
    assert 'href="/evaluation"' in job
    told = client.get("/api/v1/evaluation?variant=frozen").get_json()
    assert (told["state"], told["frozen"], told["current"]) == ("told", True, True)
    assert told["questions"] == evaluate(space, frozen=True).questions > 0
    assert client.get("/api/v1/evaluation").get_json()["state"] == "none"


def test_a_variant_that_there_is_not_is_refused(client: FlaskClient) -> None:
    for answered in (
        client.get("/evaluation?variant=zz"),
        client.post("/evaluation", data={"variant": "zz"}),
    ):
        assert answered.status_code == 400
        assert "There is no variant &#39;zz&#39;. Variants: rolling, frozen." in " ".join(
            re.sub(r"<[^>]+>", " ", answered.get_data(as_text=True)).split()
        )


def test_the_command_prints_keeps_and_gives_json(
    space: Workspace, app: Flask, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", space.address]
    main([*store, "evaluate"])
    text = capsys.readouterr().out
    assert f"On the last {report.questions} answered questions" in text
    assert "this search" in text
    assert "most answers, 90 days" in text
    assert kept(folder(space), frozen=False) == report
    main([*store, "evaluate", "--json", "--questions", "5", "--as-of", "2026-08-01", "--frozen"])
    said = orjson.loads(capsys.readouterr().out)
    assert (said["questions"], said["frozen"]) == (5, True)
    assert kept(folder(space), frozen=True) is None, "a look at an earlier date replaces nothing"
    assert app


@pytest.mark.parametrize("role", ["external", "employee", "manager", "leadership", "council"])
def test_the_command_is_for_those_who_import_everything(
    space: Workspace, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--store", space.address, "evaluate", "--role", role])
    assert ended.value.code == 2
    assert "not for your role" in capsys.readouterr().err

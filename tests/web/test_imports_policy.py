"""Who may import what: employees and managers only archives of their own, and they meet nothing of others."""

import csv
import io
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from expertgraph import linking
from expertgraph.frames import columns_of
from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.registry import importer
from expertgraph.policy import OWN_UPLOADS
from expertgraph.records import Identity
from expertgraph.schema import TABLES
from expertgraph.store import Store
from tests.community import ANNA, BOB, person_of, workspace
from tests.importers.reading import DATA, outcomes_of
from tests.test_cli import MESSAGE
from tests.web.test_routes import look_as
from web import create_app
from web.jobs import Job

OWN = f"upload:{person_of(ANNA)}"
STAFF = "employee_id,name,email\n7,Anna de Vries,bob@own.example\n"
CARD = "BEGIN:VCARD\nVERSION:4.0\nFN:Zoë Zand\nEMAIL:zoe@far.example\nEND:VCARD\n"
PERSONS = [f"employee:{person_of(ANNA)}", f"manager:{person_of(ANNA)}"]
EVERYTHING = ["owner", "admin"]
NOTHING = ["external", "leadership", "council", f"external:{person_of(ANNA)}"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    space = workspace(tmp_path)
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    space.store.close()


@pytest.fixture
def store(app: Flask) -> Store:
    return app.extensions["expertgraph.workspace"].store  # type: ignore[no-any-return]


@pytest.fixture
def started(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The options of each import that would start: nothing runs."""
    calls: list[dict[str, str]] = []

    def instead(job: Job) -> None:
        command = job.commands[0]
        calls.append(
            dict(each[2:].split("=", 1) for each in command if each.startswith("--") and "=" in each)
        )

    monkeypatch.setattr(app.extensions["expertgraph.jobs"], "_run", instead)
    return calls


def upload(client: FlaskClient, name: str, text: str, **form: str) -> Any:
    return client.post("/imports", data={"file": (io.BytesIO(text.encode()), name), **form})


def uploads(app: Flask) -> list[Path]:
    folder = app.extensions["expertgraph.workspace"].folder / "uploads"
    return [each for each in folder.rglob("*") if each.is_file()]


def wait_for(calls: list[dict[str, str]]) -> dict[str, str]:
    """What the one import was started with; jobs start in a thread."""
    until = time.monotonic() + 10
    while not calls and time.monotonic() < until:
        time.sleep(0.01)
    (call,) = calls
    return call


@pytest.mark.parametrize("viewer", PERSONS)
@pytest.mark.parametrize("named", ["", "hr_csv", "no_such_format"])
def test_a_personnel_list_is_not_ones_own(app: Flask, client: FlaskClient, viewer: str, named: str) -> None:
    look_as(client, viewer)
    refused = upload(client, "staff.csv", STAFF, format=named, source="hr")
    assert refused.status_code == 403
    assert "archives of your own" in refused.get_data(as_text=True)
    assert uploads(app) == [], "what is refused is not kept"
    assert client.get("/api/v1/imports").get_json()["jobs"] == []


def test_the_refusal_is_said_in_dutch(client: FlaskClient) -> None:
    look_as(client, PERSONS[0])
    file = (io.BytesIO(STAFF.encode()), "staff.csv")
    page = client.post(
        "/imports", data={"file": file}, headers={"Accept-Language": "nl", "Accept": "text/html"}
    )
    assert "archieven van jezelf" in page.get_data(as_text=True)


@pytest.mark.parametrize("role", ["employee", "manager"])
def test_an_upload_of_ones_own_needs_a_person(app: Flask, client: FlaskClient, role: str) -> None:
    look_as(client, role)
    assert upload(client, "me.vcf", CARD).status_code == 403
    assert uploads(app) == []


@pytest.mark.parametrize("viewer", PERSONS)
def test_ones_own_archive_gets_a_source_of_ones_own(
    client: FlaskClient, started: list[dict[str, str]], viewer: str
) -> None:
    look_as(client, viewer)
    assert upload(client, "me.vcf", CARD, source="hr").status_code == 303
    assert wait_for(started) == {"as": "vcard", "source": OWN, "owner": "anna@own.example"}


def test_whose_it_is_cannot_be_somebody_else(client: FlaskClient, started: list[dict[str, str]]) -> None:
    look_as(client, PERSONS[0])
    assert upload(client, "me.vcf", CARD, owner="bob@own.example").status_code == 403
    assert upload(client, "me.vcf", CARD, owner="Anna@own.example").status_code == 303
    assert wait_for(started)["owner"] == "Anna@own.example"


@pytest.mark.parametrize("viewer", EVERYTHING)
def test_who_imports_everything_says_how(
    client: FlaskClient, started: list[dict[str, str]], viewer: str
) -> None:
    look_as(client, viewer)
    assert upload(client, "staff.csv", STAFF, format="hr_csv", source="hr").status_code == 303
    assert wait_for(started) == {"as": "hr_csv", "source": "hr"}


@pytest.mark.parametrize("viewer", NOTHING)
def test_the_rest_uploads_nothing(client: FlaskClient, store: Store, viewer: str) -> None:
    held = set_aside(store)
    look_as(client, viewer)
    assert upload(client, "me.vcf", CARD).status_code == 403
    assert client.get("/quarantine").status_code == 403
    assert client.post("/quarantine/drop", data={"id": held["own"]}).status_code == 403
    assert client.post("/analyse").status_code == 403
    assert len(store.frame("quarantine", ["id"])) == 3


@pytest.mark.parametrize("name", sorted(OWN_UPLOADS))
def test_no_format_of_ones_own_states_what_joins_people(name: str) -> None:
    exports = list((DATA / name).iterdir())
    rows = [
        row
        for path in exports
        for outcome in outcomes_of(importer(name), path, owner="anna@own.example")
        for row in getattr(outcome, "rows", ())
        if isinstance(row, Identity)
    ]
    assert rows
    assert [row for row in rows if row.verified or row.hr_id] == []


def test_what_a_member_says_of_an_address_joins_nobody(store: Store, tmp_path: Path) -> None:
    mail = Identity("mail:zoe@far.example", "mail", "zoe@far.example", "Z.", email="zoe@far.example")
    store.upsert("identity", columns_of(TABLES["identity"], [mail]))
    card = tmp_path / "me.vcf"
    card.write_text(CARD)
    for source in (OWN, "book"):
        import_paths(store, [card], format="vcard", options=Options(source=source))
    linking.apply(store)
    links = store.frame("link", ["identity", "person"])
    person = dict(zip(links["identity"], links["person"], strict=True))
    assert person["book:zoe@far.example"] == person[mail.id], "an administrator's import does"
    assert person[f"{OWN}:zoe@far.example"] != person[mail.id]
    linking.suggest(store)
    assert f"{OWN}:zoe@far.example" in set(store.frame("suggestion", ["a"])["a"]) | set(
        store.frame("suggestion", ["b"])["b"]
    )


def set_aside(store: Store) -> dict[str, str]:
    """A record in quarantine of Anna's upload, of Bob's, and of the personnel system, by whose it is."""
    sources = {"own": OWN, "bob": f"upload:{person_of(BOB)}", "hr": "hr"}
    for whose, source in sources.items():
        store.upsert(
            "quarantine",
            {
                "id": [f"{source}|{whose}.txt|1|bad-field|0"], "source": [source], "file": [f"{whose}.txt"],
                "place": ["1"], "code": ["bad-field"], "reason": ["why"], "raw": [f"secret of {whose}"],
                "format": ["vcard"], "root": [f"/nowhere/{whose}.txt"], "at": [1],
            },
        )  # fmt: skip
    return {whose: f"{source}|{whose}.txt|1|bad-field|0" for whose, source in sources.items()}


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        *[(each, {"own"}) for each in PERSONS],
        (f"employee:{person_of(BOB)}", {"bob"}),
        *[(each, set()) for each in ("employee", "manager")],
        *[(each, {"own", "bob", "hr"}) for each in EVERYTHING],
    ],
)
def test_the_quarantine_shows_and_drops_only_ones_own(
    client: FlaskClient, store: Store, viewer: str, sees: set[str]
) -> None:
    held = set_aside(store)
    look_as(client, viewer)
    told = client.get("/api/v1/quarantine").get_json()
    assert {each["id"] for each in told["records"]} == {held[each] for each in sees}
    assert (told["total"], sum(told["by_code"].values())) == (len(sees), len(sees))
    assert client.get("/api/v1/imports").get_json()["quarantined"] == len(sees)
    page = client.get("/quarantine").get_data(as_text=True)
    assert {each for each in held if f"secret of {each}" in page} == sees
    assert client.post("/quarantine/drop", data={"id": list(held.values())}).status_code == 303
    assert set(store.frame("quarantine", ["id"])["id"]) == {held[each] for each in set(held) - sees}


def test_others_work_is_as_if_it_were_not_there(app: Flask, client: FlaskClient, started: list[Any]) -> None:
    look_as(client, PERSONS[0])
    own = upload(client, "me.vcf", CARD).headers["Location"]
    look_as(client, "owner")
    other = upload(client, "staff.csv", STAFF).headers["Location"]
    for viewer, status in (("owner", 200), ("admin", 200), (PERSONS[0], 404), ("employee", 404)):
        look_as(client, viewer)
        assert client.get(other).status_code == status, viewer
        assert client.get("/api/v1" + other).status_code == status, viewer
    for viewer, status in ((PERSONS[0], 200), ("admin", 200), (f"employee:{person_of(BOB)}", 404)):
        look_as(client, viewer)
        assert client.get(own).status_code == status, viewer
        assert (own.rpartition("/")[2] in client.get("/imports").get_data(as_text=True)) is (status == 200)
    look_as(client, PERSONS[0])
    assert client.post(other + "/stop").status_code == 404
    jobs = app.extensions["expertgraph.jobs"]
    assert jobs.get(other.rpartition("/")[2]).state == "waiting"
    assert client.post(own + "/stop").status_code == 303
    assert jobs.get(own.rpartition("/")[2]).state == "stopped"


@pytest.mark.parametrize("viewer", [*PERSONS, "employee"])
def test_what_touches_everybody_is_for_who_imports_everything(client: FlaskClient, viewer: str) -> None:
    look_as(client, viewer)
    assert client.post("/analyse").status_code == 403
    assert client.post("/channels", data={"channel": "x:chat", "ownership": "core"}).status_code == 403
    page = client.get("/imports").get_data(as_text=True)
    assert "/analyse" not in page
    formats = {each["name"] for each in client.get("/api/v1/imports").get_json()["formats"]}
    assert formats == OWN_UPLOADS


def run(store: Store, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "expertgraph.cli", "--store", store.url, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_line_keeps_to_the_same_rule(store: Store, tmp_path: Path) -> None:
    held = set_aside(store)
    looking = ("--role", "employee", "--viewer", person_of(ANNA))
    staff, card = tmp_path / "staff.csv", tmp_path / "me.vcf"
    staff.write_text(STAFF)
    card.write_text(CARD)
    assert run(store, "import", str(staff), "--source", "hr", *looking).returncode == 2
    assert run(store, "import", str(card), "--source", "hr", *looking).returncode == 0
    assert "Zoë Zand" in set(store.frame("identity", ["name"], {"source": OWN})["name"])
    assert len(store.frame("identity", ["id"], {"source": "hr"})) == 0
    listed = run(store, "quarantine", "list", "--format", "csv", *looking).stdout
    assert [each["raw"] for each in csv.DictReader(io.StringIO(listed))] == ["secret of own"]
    retried = run(store, "quarantine", "retry", *looking)
    assert "/nowhere/own.txt" in retried.stderr
    assert "/nowhere/hr.txt" not in retried.stderr
    assert run(store, "quarantine", "drop", held["hr"], *looking).returncode == 2
    assert run(store, "quarantine", "drop", "--all", *looking).stdout.startswith("1 records")
    assert run(store, "settings", "items.private=true", *looking).returncode == 2
    assert set(store.frame("quarantine", ["id"])["id"]) == {held["bob"], held["hr"]}


def test_dropping_what_is_not_there_is_a_wrong_call(store: Store) -> None:
    held = set_aside(store)
    done = run(store, "quarantine", "drop", held["hr"], "typo")
    assert done.returncode == 2
    assert "typo" in done.stderr
    assert held["hr"] not in done.stderr
    assert len(store.frame("quarantine", ["id"])) == 3, "nothing is dropped of a call that is off"


def test_retrying_ends_with_1_while_something_stays(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(MESSAGE + "{oops\n")
    import_paths(store, [file], format="messages")
    assert run(store, "quarantine", "retry").returncode == 1
    file.write_text(MESSAGE)
    assert run(store, "quarantine", "retry", "--json").returncode == 0
    assert run(store, "quarantine", "retry").returncode == 0

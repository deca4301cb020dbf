"""Which exports lie at a path: nothing is taken for what it is not, and nothing is left without being named."""

import shutil
import zipfile
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest import finding
from expertgraph.ingest.finding import units
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.registry import names
from expertgraph.store import open_store

DATA = Path(__file__).resolve().parent.parent / "data"


def put(folder: Path, what: str, name: str | None = None) -> None:
    """Copy a fixture into a folder."""
    source, target = DATA / what, folder / (name or Path(what).name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def found(folder: Path) -> dict[str, str]:
    exports = {}
    for source, chosen in units(folder):
        with source:
            exports[source.path.relative_to(folder.resolve()).as_posix()] = chosen.name
    return exports


def notes(folder: Path, tmp_path: Path) -> str:
    report = import_paths(open_store(f"sqlite:///{tmp_path}/a.db"), [folder], dry_run=True)
    return "\n".join(note for each in report.sources for note in each["notes"])


MIXED = {
    "telegram/account/result.json": "telegram",
    "mattermost/bulk/import.jsonl": "mattermost",
    "vcard/contacts.vcf": "vcard",
    "ical/team.ics": "ical",
    "graphml/advice.graphml": "graphml",
    "hr_csv/staff.csv": "hr_csv",
    "mbox/personal.mbox": "mbox",
    "github/2024-01-01-15.json": "github",
    "gitlog/kettle-numstat.txt": "gitlog",
    "graph_csv/mail.csv": "graph_csv",
    "attendees/signups.csv": "attendees",
    "discord/hostile-channel.json": "discord",
}


def test_a_folder_of_different_exports_loses_none(tmp_path: Path) -> None:
    for what in MIXED:
        put(tmp_path, what)
    assert sorted(found(tmp_path).values()) == sorted(MIXED.values())


def test_every_format_is_found_beside_every_other(tmp_path: Path) -> None:
    for name in names():
        for path in (DATA / name).glob("[!h]*"):
            put(tmp_path, f"{name}/{path.name}", f"{name}/{path.name}")
    assert {*found(tmp_path).values()} == {*names()}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"slack/workspace": "slack", "hr_csv/staff.csv": "staff.csv"},
            {"slack": "slack", "staff.csv": "hr_csv"},
        ),
        ({"zulip/realm": "zulip", "mbox/personal.mbox": "a.mbox"}, {"zulip": "zulip", "a.mbox": "mbox"}),
        ({"linkedin/archive": "ada", "linkedin/archive/": "bob"}, {"ada": "linkedin", "bob": "linkedin"}),
        ({"graph_csv/advies": "a", "graph_csv/advies/": "b"}, {"a": "graph_csv", "b": "graph_csv"}),
        ({"hr_csv/normalised": "a", "hr_csv/normalised/": "b"}, {"a": "hr_csv", "b": "hr_csv"}),
        ({"slack/workspace": ".", "hr_csv/staff.csv": "staff.csv"}, {".": "slack", "staff.csv": "hr_csv"}),
        ({"graph_csv/advies": ".", "ical/team.ics": "team.ics"}, {".": "graph_csv", "team.ics": "ical"}),
        ({"telegram/account": ".", "vcard/book": "contacts"}, {".": "telegram"}),
        ({"mattermost/bulk": ".", "hr_csv/staff.csv": "data/staff.csv"}, {".": "mattermost"}),
        (
            {
                "slack/workspace": "slack",
                "graphml/yed.graphml": "g/1.graphml",
                "graphml/advice.graphml": "g/2.graphml",
            },
            {"slack": "slack", "g/1.graphml": "graphml", "g/2.graphml": "graphml"},
        ),
    ],
    ids=lambda value: "+".join(value.values()),
)
def test_what_belongs_together_stays_together(
    parts: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    for what, name in parts.items():
        put(folder, what, name)
    assert found(folder) == expected


def test_an_archive_is_an_export_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "hr_csv/staff.csv")
    shutil.make_archive(str(tmp_path / "slack"), "zip", DATA / "slack" / "workspace")
    assert found(tmp_path) == {"slack.zip": "slack", "staff.csv": "hr_csv"}


def test_an_export_does_not_read_what_is_not_part_of_it(tmp_path: Path) -> None:
    for what in ("telegram/account/result.json", "hr_csv/staff.csv", "slack/workspace/channels.json"):
        put(tmp_path / "exports", what)
    read = {
        chosen.name: [each.name for each in source.files()] for source, chosen in units(tmp_path / "exports")
    }
    assert "staff.csv" not in read["telegram"]
    assert read["hr_csv"] == ["staff.csv"]


def test_what_is_in_no_format_is_named_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    put(folder, "gitlog/kettle-numstat.txt")
    put(folder, "mbox/personal.mbox")
    (folder / "LICENSE").write_text("Do as you please.")
    (folder / "photos").mkdir()
    (folder / "photos" / "a.bin").write_bytes(b"\0\1")
    (folder / "broken.zip").write_bytes(b"PK\3\4 no more")
    assert {"gitlog", "mbox"} == {*found(folder).values()}
    said = notes(folder, tmp_path)
    assert all(name in said for name in ("LICENSE", "photos", "broken.zip"))


def test_what_an_export_does_not_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    put(folder, "telegram/account/result.json")
    for number in range(7):
        (folder / f"picture-{number}.bin").write_bytes(b"\0")
    with zipfile.ZipFile(tmp_path / "telegram.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    for path in (folder, tmp_path / "telegram.zip"):
        said = notes(path, tmp_path)
        assert "Not read: picture-0.bin, " in said
        assert "(7 in all)" in said
        assert "result.json" not in said


def test_a_folder_of_nothing_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("Do as you please.")
    with pytest.raises(Unreadable, match="no format"):
        found(tmp_path)


def test_of_many_entries_the_rare_ones_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST", 5)
    folder = tmp_path / "exports"
    for number in range(20):
        put(folder, "mbox/personal.mbox", f"{number:02}.mbox")
    put(folder, "hr_csv/staff.csv")
    assert found(folder) == {".": "mbox", "staff.csv": "hr_csv"}
    assert "Of 21 entries of exports, 5 were looked at" in notes(folder, tmp_path)


@pytest.mark.parametrize(
    "format", ["slack", "discourse", "mattermost", "zulip", "discord", "messages", "telegram"]
)
def test_an_input_that_holds_nothing_of_the_named_format_is_refused(format: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable):
        import_paths(open_store(f"sqlite:///{tmp_path}/a.db"), [tmp_path / "empty"], format=format)

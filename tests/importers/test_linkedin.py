"""A LinkedIn archive: whose it is, whom they know, who endorsed whom, and that private messages stay out."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable, WrongCall
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_date
from expertgraph.records import Affiliation, Channel, Claim, Identity, Interaction, Item, Membership
from importers.linkedin import LinkedinImporter

DATA = Path(__file__).resolve().parent.parent / "data" / "linkedin"
NOW = 1_760_000_000
IMPORTER = LinkedinImporter()


ME, BO = "ada@example.com:owner", "ada@example.com:in/bo-smit"


def _read(path: Path, owner: str | None = None, *, private: bool = False) -> list[Outcome]:
    options = Options(now=NOW, owner=owner, include_private=private)
    with Source.open(path) as source:
        return list(IMPORTER.read(source, IMPORTER.default_source(source, options), options))


def _of(kind: type, outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    return [
        row
        for each in outcomes
        if isinstance(each, Found | Context)
        for row in each.rows
        if isinstance(row, kind)
    ]


def _connections(tmp_path: Path, *rows: str, header: str = "First Name,Last Name,URL,Connected On") -> Path:
    path = tmp_path / "Connections.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_the_owner_is_named_by_the_profile_and_the_primary_address() -> None:
    (owner,) = [row for row in _of(Identity, _read(DATA / "archive")) if row[2] == "owner"]
    assert owner == Identity(
        "ada@example.com:owner", "ada@example.com", "owner", "Ada Aalbers", email="ada@example.com"
    )
    (owner,) = [row for row in _of(Identity, _read(DATA / "archive", "Me@Example.com")) if row[2] == "owner"]
    assert (owner[0], owner[5], owner[6]) == ("me@example.com:owner", "me@example.com", False)
    with pytest.raises(WrongCall, match="not an e-mail address"):
        _read(DATA / "archive", "Ada")


def test_connections_become_contacts_that_join_nobody_by_themselves() -> None:
    outcomes = _read(DATA / "archive")
    people = {row[2]: row for row in _of(Identity, outcomes) if not row[13]}
    assert {"in/bo-smit", "in/carol-clark", "dirk@example.com"} < set(people)
    assert not any(row[6] for row in people.values())
    assert people["in/bo-smit"][9:11] == ("Voorbeeld BV", "https://www.linkedin.com/in/Bo-Smit")
    contacts = {row[3]: row for row in _of(Interaction, outcomes) if row[1] == "contact"}
    bo = contacts["ada@example.com:in/bo-smit"]
    assert bo[:5] == (
        "ada@example.com:owner|contact|ada@example.com:in/bo-smit",
        "contact",
        "ada@example.com:owner",
        "ada@example.com:in/bo-smit",
        parse_date("2021-06-17"),
    )
    assert contacts["ada@example.com:dirk@example.com"][4] is None
    (eva,) = [row for row in people.values() if row[3] == "Eva Egmond"]
    assert contacts[eva[0]][4] is None
    roles = {row[1]: row[5] for row in _of(Affiliation, outcomes)}
    assert roles["ada@example.com:in/carol-clark"] == "Analyst, senior"


def test_every_row_is_accounted_for() -> None:
    outcomes = _read(DATA / "archive")
    assert [(each.file, each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("Connections.csv", "10", "bad-date"),
        ("Invitations.csv", "6", "missing-field"),
        ("Invitations.csv", "7", "bad-date"),
    ]
    assert sorted((each.file, each.rule) for each in outcomes if isinstance(each, Skipped)) == [
        ("Connections.csv", "empty"),
        ("Endorsement_Received_Info.csv", "not-accepted"),
        ("Invitations.csv", "empty"),
        ("Recommendations_Received.csv", "not-accepted"),
        *[("messages.csv", "direct")] * 7,
    ]


def test_skills_endorsements_and_positions() -> None:
    outcomes = _read(DATA / "archive")
    me, bo = "ada@example.com:owner", "ada@example.com:in/bo-smit"
    claims = {(row[1], row[2], row[3], row[5]) for row in _of(Claim, outcomes)}
    assert claims == {
        (me, "skill:python", "declared", None),
        (me, "skill:statistics, applied", "declared", None),
        (me, "skill:python", "endorsed", bo),
        (bo, "skill:drawing", "endorsed", me),
    }
    positions = [row[2:] for row in _of(Affiliation, outcomes) if row[1] == me]
    assert positions[0][:4] == ("Voorbeeld BV", None, "Utrecht", "Researcher")
    assert positions[1][5:7] == (parse_date("2019-07-01"), parse_date("2022-09-01"))


def test_private_messages_and_private_columns_never_come_in() -> None:
    everything = repr(_read(DATA / "archive"))
    assert not any(secret in everything for secret in ("CANARY", "Dorpsstraat", "Jan 1"))
    assert "CANARY-NOTE" not in repr(_read(DATA / "archive", private=True))


def test_invitations_and_recommendations_are_acts_without_their_words() -> None:
    outcomes = _read(DATA / "archive")
    acts = {(row[1], row[2], row[3], row[4]) for row in _of(Interaction, outcomes) if row[1] != "contact"}
    gus, hal = "ada@example.com:in/gus", [row[0] for row in _of(Identity, outcomes) if row[3] == "Hal Hofman"]
    assert acts == {
        ("invitation", ME, BO, parse_date("2021-06-16 08:00:00 UTC")),
        ("invitation", ME, BO, parse_date("2021-06-17 08:00:00 UTC")),
        ("invitation", gus, ME, parse_date("2018-01-08") + 65_640),  # type: ignore[operator]
        ("recommendation", ME, BO, parse_date("2021-08-05")),
        ("recommendation", hal[0], ME, parse_date("2022-02-03")),
    }
    assert all(row[5:7] == (None, None) for row in _of(Interaction, outcomes))


def test_somebody_named_without_an_address_is_the_one_connection_of_that_name(tmp_path: Path) -> None:
    shutil.copytree(DATA / "archive", tmp_path / "copy")
    header = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
    file = tmp_path / "copy" / "Recommendations_Given.csv"

    def recommended(company: str) -> str:
        file.write_text(f"{header}Bo,Smit,{company},,x,05 Aug 2021,VISIBLE\n")
        (act,) = [
            row
            for row in _of(Interaction, _read(tmp_path / "copy"))
            if (row[1], row[2]) == ("recommendation", ME)
        ]
        return str(act[3])

    assert recommended("Voorbeeld BV") == recommended("") == BO
    elsewhere = recommended("Elsewhere")
    assert elsewhere not in {BO, ME}
    with (tmp_path / "copy" / "Connections.csv").open("a") as connections:
        connections.write("Bo,Smit,https://www.linkedin.com/in/bo-smit-2,,Voorbeeld BV,,\n")
    assert recommended("Voorbeeld BV") not in {BO, elsewhere}


def test_private_conversations_where_they_may_be_read() -> None:
    outcomes = _read(DATA / "archive", private=True)
    messages = [each for each in outcomes if getattr(each, "file", "") == "messages.csv"]
    assert [(each.place, each.rule) for each in messages if isinstance(each, Skipped)] == [
        ("7", "draft"),
        ("8", "noise"),
    ]
    items = {str(row[8]): row for row in _of(Item, outcomes)}
    assert set(items) == {
        "Hello,\n\nCANARY-DM of two lines",
        "CANARY-DM thanks",
        "Fine & well",
        "I left",
        "I left too",
    }
    first = items["CANARY-DM thanks"]
    conversation = "ada@example.com:conversation/c1"
    assert first[2:7] == (ME, conversation, conversation, "post", parse_date("2021-06-18 09:14:00 UTC"))
    assert {row[4] for row in _of(Channel, outcomes)} == {"private"}
    members = {row[2] for row in _of(Membership, outcomes) if row[1] == conversation}
    assert members == {ME, BO}
    sent = {(row[2], row[3]): row for row in _of(Interaction, outcomes) if row[6] == items["Fine & well"][0]}
    carol, gus = "ada@example.com:in/carol-clark", "ada@example.com:in/gus"
    assert set(sent) == {(carol, ME), (carol, gus)}
    assert {row[7] for row in sent.values()} == {0.5}
    left = {row[0] for row in _of(Identity, outcomes) if row[3] == "LinkedIn Member"}
    assert len(left) == 2
    assert {items["I left"][2], items["I left too"][2]} == left


def test_messages_of_old_archives_have_fewer_columns(tmp_path: Path) -> None:
    shutil.copytree(DATA / "archive", tmp_path / "copy")
    (tmp_path / "copy" / "messages.csv").write_text(
        "From,To,Date,Subject,Content,Direction,Folder\n"
        'Bo Smit,Ada Aalbers,"1/8/18, 6:14 PM",,Hi,INCOMING,INBOX\n'
        'Ada Aalbers,Bo Smit,"1/25/18, 6:15 PM",,Hi,OUTGOING,SENT\n'
    )
    items = _of(Item, _read(tmp_path / "copy", private=True))
    assert [row[2] for row in items] == [BO, ME]
    assert len({row[3] for row in items}) == 1
    assert items[0][6] == parse_date("2018-01-08 18:14:00")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("17 Jun 2021", "2021-06-17"),
        ("5-Jan-26", "2026-01-05"),
        ("16.09.2021", "2021-09-16"),
        ('"1/8/18, 6:14 PM"', "2018-01-08"),
        ("", None),
    ],
)
def test_dates_in_the_wild(tmp_path: Path, written: str, day: str | None) -> None:
    path = _connections(tmp_path, f"Bo,Smit,https://www.linkedin.com/in/bo,{written}")
    source = Source.open(path)
    outcomes = list(IMPORTER.read(source, "x", Options(now=1_780_000_000)))
    ((_, _, _, _, at, *_),) = _of(Interaction, outcomes)
    assert at == (None if day is None else parse_date(day) + (65_640 if "PM" in written else 0))  # type: ignore[operator]


@pytest.mark.parametrize("preamble", ["", 'Notes:\n"When exporting, ""some"" are missing."\n\n'])
@pytest.mark.parametrize(
    "titles", ["URL,Email Address,Connected On", "Email Address,Connected on", "Connected On"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "mac-roman", "utf-16"])
@pytest.mark.parametrize(("separator", "ends"), [(",", "\n"), (";", "\r\n"), ("\t", "\r")])
def test_every_shape_of_the_table(
    tmp_path: Path, preamble: str, titles: str, encoding: str, separator: str, ends: str
) -> None:
    cells = {"URL": "https://www.linkedin.com/in/zoe", "Email Address": "zoe@example.com"}
    rest = [cells.get(title, "16.09.2021") for title in titles.split(",")]
    lines = [["First Name", "Last Name", *titles.split(",")], ["Zoë", "Jäger", *rest], ["René", "Bos", *rest]]
    text = preamble + "".join(separator.join(line) + "\n" for line in lines)
    path = tmp_path / "Connections.csv"
    path.write_bytes(text.replace("\n", ends).encode(encoding))
    assert IMPORTER.sniff(Source.open(path)) == 0.95
    outcomes = _read(path)
    assert [row[3] for row in _of(Identity, outcomes)][1:] == ["Zoë Jäger", "René Bos"]
    assert {row[4] for row in _of(Interaction, outcomes)} == {parse_date("2021-09-16")}


def test_the_order_of_day_and_month_follows_the_column(tmp_path: Path) -> None:
    rows = [f"P{n},X,https://linkedin.com/in/p{n},{text}" for n, text in enumerate(["1/8/18", "1/25/18"])]
    times = [row[4] for row in _of(Interaction, _read(_connections(tmp_path, *rows)))]
    assert times == [parse_date("2018-01-08"), parse_date("2018-01-25")]


def test_semicolons_and_the_mac_encoding() -> None:
    outcomes = _read(DATA / "mac_roman.csv")
    assert [row[3] for row in _of(Identity, outcomes)][1:] == ["Zoë Jäger", "René Bos"]


def test_a_script_for_an_address_is_dropped() -> None:
    outcomes = _read(DATA / "hostile-preamble.csv")
    people = {row[3]: row for row in _of(Identity, outcomes)}
    assert people["Bob"][10] is None
    assert people["Bob"][2] == "bob@example.com"
    assert people['<b>Eve</b> O\'Hara "the fox"'][10] == "https://www.linkedin.com/in/eve"
    assert [each.code for each in outcomes if isinstance(each, Rejected)] == ["bad-date"]


def test_one_person_in_two_spellings_of_the_address_is_one_identity(tmp_path: Path) -> None:
    rows = (
        "A,B,https://www.linkedin.com/in/Ab-1/,",
        "A,B,http://nl.linkedin.com/in/ab%2D1?trk=mail,",
        "A,B,https://evil.example/linkedin.com/in/ab-1,",
    )
    natives = [row[2] for row in _of(Identity, _read(_connections(tmp_path, *rows)))]
    assert natives[1] == natives[2] == "in/ab-1"
    assert natives[3] != "in/ab-1"


def test_more_than_one_archive_or_none_is_refused(tmp_path: Path) -> None:
    for name in ("ada", "bo"):
        shutil.copytree(DATA / "archive", tmp_path / "both" / name)
    both = Source.open(tmp_path / "both")
    assert IMPORTER.sniff(both) == 0
    with pytest.raises(Unreadable, match="more than one archive"):
        list(IMPORTER.read(both, "x", Options(now=NOW)))
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "Votes.csv").write_text("Date,Link\n")
    (tmp_path / "none" / "Events.csv").write_text("Event Name,Time\n")
    with pytest.raises(Unreadable, match="holds no Connections"):
        _read(tmp_path / "none")


def test_an_archive_in_a_folder_of_its_own_is_found(tmp_path: Path) -> None:
    shutil.copytree(DATA / "archive", tmp_path / "export" / "Basic_LinkedInDataExport")
    assert IMPORTER.sniff(Source.open(tmp_path / "export")) == 0.95
    assert len(_of(Claim, _read(tmp_path / "export"))) == 4


def test_a_broken_file_in_an_archive_is_set_aside(tmp_path: Path) -> None:
    shutil.copytree(DATA / "archive", tmp_path / "copy")
    (tmp_path / "copy" / "Profile.csv").write_bytes(b"")
    (tmp_path / "copy" / "Skills.csv").write_text("Foo\nbar\n")
    outcomes = _read(tmp_path / "copy")
    rejected = [(each.file, each.place) for each in outcomes if isinstance(each, Rejected)]
    assert [each for each in rejected if each[0] != "Invitations.csv"] == [
        ("Profile.csv", "file"),
        ("Connections.csv", "10"),
        ("Skills.csv", "file"),
    ]
    assert [row[3] for row in _of(Identity, outcomes) if row[2] == "owner"] == ["ada@example.com"]


def test_the_notes_say_what_was_assumed() -> None:
    notes = IMPORTER.notes(Source.open(DATA / "archive"), Options())
    assert notes[0] == "The archive of Ada Aalbers (ada@example.com)."
    nameless = IMPORTER.notes(Source.open(DATA / "archive" / "Connections.csv"), Options())
    assert any("--owner" in note for note in nameless)


def test_a_complete_archive(shared_data: Path, tmp_path: Path) -> None:
    import os
    import subprocess

    environment = os.environ | {"EXPERTGRAPH_TEST_DATA": str(tmp_path)}
    subprocess.run(
        [shared_data / "data" / "get", "linkedin"], env=environment, check=True, capture_output=True
    )
    (path,) = (tmp_path / "linkedin").glob("*.zip")
    outcomes = _read(path)
    assert sum(isinstance(each, Skipped) for each in outcomes) == 20_000
    kinds = Counter(row[1] for row in _of(Interaction, outcomes))
    assert kinds == {"contact": 2_000, "invitation": 162, "recommendation": 48}
    assert len(_of(Claim, outcomes)) == 2_260
    assert not any(isinstance(each, Rejected) for each in outcomes)
    everything = _read(path, private=True)
    assert [each.rule for each in everything if isinstance(each, Skipped)] == ["draft"] * 41
    assert len({row[0] for row in _of(Item, everything)}) <= 20_000 - 41
    assert len({row[0] for row in _of(Channel, everything)}) == 463

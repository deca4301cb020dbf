"""The files are what the systems would export, the same each time, and hold what the truth says they hold."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from expertgraph import sample
from expertgraph.settings import Settings
from tests.sample.conftest import UNTIL, Written
from tests.sample.reading import opened, table

_DIGEST = """
import hashlib, pathlib, sys
from expertgraph import sample
folder = pathlib.Path(sys.argv[1])
sample.write(folder, people=150, years=0.6, until=1771977600)
for file in sorted(each for each in folder.rglob("*") if each.is_file()):
    print(file.relative_to(folder), hashlib.sha256(file.read_bytes()).hexdigest())
"""


def _digest(folder: Path, hash_seed: str) -> str:
    surroundings = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": f"Etc/GMT+{hash_seed}", "LC_ALL": "C"}
    call = [sys.executable, "-c", _DIGEST, str(folder)]
    return subprocess.run(call, env=surroundings, check=True, capture_output=True, text=True).stdout


def test_the_same_arguments_give_the_same_bytes_whatever_the_process(tmp_path: Path) -> None:
    first, second = _digest(tmp_path / "a", "1"), _digest(tmp_path / "b", "9")
    assert first == second
    assert len(first.splitlines()) == 11


def test_another_seed_gives_other_people_and_other_words(tmp_path: Path) -> None:
    digests = []
    for seed in (1, 2):
        sample.write(tmp_path / str(seed), seed=seed, people=150, years=0.6, until=UNTIL)
        hr = (tmp_path / str(seed) / "hr" / "people.csv").read_bytes()
        digests.append(hashlib.sha256(hr).hexdigest())
    assert digests[0] != digests[1]


@pytest.mark.parametrize(
    ("arguments", "says"), [({"people": 50}, "at least 120 people"), ({"years": 0.1}, "half a year")]
)
def test_arguments_that_cannot_hold_the_stories_are_refused(
    tmp_path: Path, arguments: dict[str, float], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        sample.write(tmp_path, until=UNTIL, **arguments)
    assert not list(tmp_path.iterdir())


def test_the_files_hold_the_messages_that_were_promised(written: Written) -> None:
    importer = {"forum": "discourse", "mail": "mbox", "public": "messages", "social": "messages"}
    bot = {each["id"] for each in _users(written) if each["is_bot"]}
    counts = Counter(
        importer.get(each.system, each.system) for each in written.said if each.author not in bot
    )
    assert dict(counts) == dict(written.truth.messages)
    assert 20_000 <= counts.total() <= 30_000
    assert 2_000 <= sum(each.author in bot for each in written.said) <= 4_500


def test_nothing_is_said_outside_the_sample(written: Written) -> None:
    truth = written.truth
    assert truth.start <= min(each.at for each in written.said)
    assert UNTIL - 2 * 86_400 < max(each.at for each in written.said) < UNTIL


def test_no_two_longer_texts_are_alike(written: Written) -> None:
    bodies = Counter(each.text for each in written.said if each.system != "mail" and len(each.text) > 50)
    assert bodies.most_common(1)[0][1] == 1


def test_the_community_is_as_hybrid_as_promised(written: Written) -> None:
    people = written.truth.people
    assert len(people) == 600
    outside = [each for each in people if each.organisation != "Stadsnet"]
    assert len(outside) == 240
    assert len({each.organisation for each in people}) == 5
    staff = table(written.folder / "hr" / "people.csv")
    assert len({row["Locatie"] for row in staff}) == 5
    assert len(written.truth.communities) == 8
    assert {row["E-mail"] for row in staff} == {p.email for p in people if p.organisation == "Stadsnet"}


def test_personnel_rows_fit_together(written: Written) -> None:
    staff = table(written.folder / "hr" / "people.csv")
    names = {row["Naam"] for row in staff}
    assert sum(not row["Leidinggevende"] for row in staff) == 1
    assert {row["Leidinggevende"] for row in staff} - {""} <= names
    levels = [pair.rpartition(":")[2] for row in staff for pair in row["Vaardigheden"].split("|") if pair]
    assert set(levels) == set("12345")
    assert len({row["Personeelsnummer"] for row in staff}) == len(staff)


def _users(written: Written) -> list[dict[str, object]]:
    return list(opened(next((written.folder / "slack").glob("*.zip")))["users.json"])


def test_slack_joins_personnel_by_address_and_knows_its_guests(written: Written) -> None:
    own = {p.email for p in written.truth.people if p.organisation == "Stadsnet"}
    kinds = Counter()
    for user in _users(written):
        if not user["is_bot"]:
            assert (user["profile"]["email"] not in own) == user["is_restricted"]
            kinds["guest" if user["is_restricted"] else "own"] += 1
            kinds["deleted"] += user["deleted"]
    assert kinds["guest"] > 40
    assert kinds["own"] > 250
    assert kinds["deleted"] >= 5


def test_slack_threads_point_at_messages_that_are_there(written: Written) -> None:
    slack = [each for each in written.said if each.system == "slack"]
    assert len({(each.channel, each.at) for each in slack}) == len(slack)
    opening = {each.thread for each in slack if each.opens}
    assert {each.thread for each in slack} == opening


def test_private_places_are_there_to_be_left_out(written: Written) -> None:
    found = opened(next((written.folder / "slack").glob("*.zip")))
    for place in (found["groups.json"][0]["name"], found["dms.json"][0]["id"]):
        assert sum(len(found[name]) for name in found if name.startswith(f"{place}/")) >= 20


def test_mail_comes_in_every_encoding(written: Written) -> None:
    raw = b"".join(each.read_bytes() for each in sorted((written.folder / "lists").glob("*.mbox")))
    for mark in (b"iso-8859-1", b"utf-8", b"8bit", b"quoted-printable", b"base64", b"multipart/alternative"):
        assert mark in raw
    mails = [each.text for each in written.said if each.system == "mail"]
    assert sum("\n> " in each for each in mails) > len(mails) / 3
    assert all("\n-- \n" in each for each in mails)


def test_archives_of_three_members_have_linkedins_layout(written: Written) -> None:
    archives = sorted((written.folder / "linkedin").glob("*.zip"))
    assert len(archives) == 3
    for archive in archives:
        with zipfile.ZipFile(archive) as packed:
            text = packed.read("Connections.csv").decode()
            preamble, _, rest = text.partition("\r\n\r\n")
            assert preamble.startswith("Notes:")
            contacts = list(csv.DictReader(io.StringIO(rest)))
            assert len(contacts) > 40
            assert sum(bool(each["Email Address"]) for each in contacts) < len(contacts) / 2
            assert packed.read("Endorsement_Received_Info.csv").count(b"ACCEPTED") > 5


def test_the_settings_are_settings(written: Written) -> None:
    settings = Settings(sample.SETTINGS)
    channels = {each.channel for each in written.said}
    assert set(settings["channels.core"]) <= channels
    assert set(settings["channels.outposts"]) <= channels
    assert settings["organisation.domains"] == ("stadsnet.example",)


def test_every_name_is_under_a_reserved_domain(written: Written) -> None:
    assert all(each.email.endswith(".example") for each in written.truth.people)
    lines = (written.folder / "vragen.jsonl").read_text("utf-8").splitlines()
    assert set(json.loads(lines[0])) == set("id thread channel title author time pos reply_to text".split())

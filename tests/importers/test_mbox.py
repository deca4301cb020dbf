"""Mail: threads over files, garbled addresses, the author's own words, and that nothing is lost or invented."""

import gzip
import io
import random
import time
import zipfile
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Rejected
from expertgraph.records import Channel, Identity, Interaction, Item
from importers.mail_addresses import Repair, sender
from importers.mail_headers import bare_subject, decode_text, decoded, message_ids, title
from importers.mail_split import split
from importers.mail_text import own_words
from importers.mbox import MboxImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = MboxImporter()
LIST = DATA / "mbox" / "ontwerp"
PERSONAL = DATA / "mbox" / "personal.mbox"


def _replies(outcomes: list[object]) -> set[tuple[str, str]]:
    acts = rows_of(outcomes, Interaction).values()  # type: ignore[arg-type]
    return {
        (act.item.removeprefix("mail:"), act.target.removeprefix("mail:"))
        for act in acts
        if act.kind == "reply"
    }


def test_a_thread_runs_over_files_and_missing_messages() -> None:
    items = rows_of(outcomes_of(IMPORTER, LIST), Item)
    thread = items["mail:a1@example.org"].thread
    places = {
        item.id.removeprefix("mail:").partition("@")[0]: (item.kind, item.position)
        for item in items.values()
        if item.thread == thread
    }
    assert places == {
        "a1": ("question", 0),
        "b1": ("answer", 1),
        "c1": ("answer", 2),
        "b2": ("answer", 3),
        "s1": ("answer", 4),
    }
    assert items["mail:b2@example.org"].reply_to == "mail:c1@example.org"


def test_a_reply_goes_to_the_author_it_names() -> None:
    assert _replies(outcomes_of(IMPORTER, LIST)) == {
        ("b1@example.org", "ann@example.org"),
        ("c1@example.org", "bob.smith@example.org"),
        ("b2@example.org", "carol@example.org"),
        ("s1@example.org", "ann@example.org"),
        ("s2@example.org", "bob.smith@example.org"),
    }


def test_garbled_addresses_are_repaired_only_when_one_fits() -> None:
    outcomes = outcomes_of(IMPORTER, LIST)
    people = rows_of(outcomes, Identity)
    assert {each.native_id: (each.name, each.email) for each in people.values()} == {
        "ann@example.org": ("Ann Jansén", "ann@example.org"),
        "bob.smith@example.org": ("Bob Smith", "bob.smith@example.org"),
        "carol@example.org": ("Carol Clark", "carol@example.org"),
        "@om@one at e|@ewhere@org": ("Some One", None),
    }
    authors = {item.id[5:7]: item.author[5:] for item in rows_of(outcomes, Item).values()}
    assert authors["b2"] == authors["b3"] == "bob.smith@example.org"
    assert authors["s1"] == authors["s2"] == "@om@one at e|@ewhere@org"


def test_two_addresses_that_look_alike_garbled_repair_neither() -> None:
    repair = Repair(["ann.s@example.org", "anna.@example.org", "bob@example.org"])
    assert repair.native("@ending from @nn@@ ex@mple@org") == ("@nn@@ at ex@mp|e@org", False)
    assert repair.native("@ending from bob ex@mple@org") == ("bob@example.org", True)


@pytest.mark.parametrize(
    ("header", "key", "name"),
    [
        ('"Jansen, Ann" <Ann@Example.org>, bob@x.nl', "ann@example.org", "Ann Jansen"),
        ('"Ann Jansen, PhD" <ann@example.org>', "ann@example.org", "Ann Jansen, PhD"),
        ("ann at example.org (Ann)", "ann@example.org", "Ann"),
        ("Ann <ann at example.org>", "ann@example.org", "Ann"),
        ("=?utf-8?q?Ann_Jans=C3=A9n?= <a@x.nl>", "a@x.nl", "Ann Jansén"),
        ("=?x-nope?B?w6k=?= <a@x.nl>", "a@x.nl", "é"),
        ("a@x.nl (a at x.nl)", "a@x.nl", ""),
        ("ann@x.nl", "ann@x.nl", ""),
        ("Ann via list <list@x.nl>", "via ann", "Ann"),
    ],
)
def test_from_headers(header: str, key: str, name: str) -> None:
    found = sender(header)
    assert found is not None
    assert (found.key, found.name) == (key, name)


def test_nobody_is_nobody() -> None:
    assert sender("") is None
    assert sender("Ann via list <list@x.nl>", ["list@x.nl", "Ann <ann@y.nl>"]) == ("ann@y.nl", "Ann", False)


def test_only_the_authors_own_words_stay() -> None:
    texts = {item.id[5:7]: item.text for item in rows_of(outcomes_of(IMPORTER, LIST), Item).values()}
    assert texts["a1"] == "Which index do you use for this?\n\nFrom what I know there are two."
    assert texts["b1"] == "An inverted one.\n\nFrom here on it is easy."
    assert texts["s1"] == "No references at all."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("> quote\nown\n> more\nwords", "own\nwords"),
        ("x\n\nOn Tue, Ann <a@b.nl> wrote:\n\n> y", "x"),
        ("x\n\nOp di 1 jan. 2019 om 10:00 schreef Ann Jansen van der\nBerg <a@b.nl>:\n> y", "x"),
        ("x\n\n2016-04-14 11:06 GMT+02:00 Ann <ann at b.nl>:\n> y", "x"),
        ("On balance, a good start.\nI wrote this:\n> y", "On balance, a good start."),
        ("Ann wrote a book:\nit is good", "Ann wrote a book:\nit is good"),
        ("x\n-- \nsignature", "x"),
        ("x\n--flag is an option", "x\n--flag is an option"),
        ("x\n-----Original Message-----\ny", "x"),
        ("x\nVan: Ann\nVerzonden: maandag\nAan: Eve\ny", "x"),
        ("From: is a header\nso they say", "From: is a header\nso they say"),
        (
            "x\nA non-text attachment was scrubbed...\nName: a.png\nType: image/png\nURL: <http://x>\ny",
            "x\ny",
        ),
        ("x\n______________________________\nlist footer", "x"),
    ],
)
def test_quotes_and_signatures(text: str, kept: str) -> None:
    assert own_words(text) == kept


def test_a_mailbox_with_lists_html_and_missing_headers() -> None:
    outcomes = outcomes_of(IMPORTER, PERSONAL)
    assert counts_of(outcomes) == {"found": 4, "missing-field": 1}
    items = rows_of(outcomes, Item)
    first, second = items["mail:p1@example.org"], items["mail:p2@example.org"]
    assert (first.title, first.text) == ("Café plannen", "Café om tien uur")
    assert first.channel == second.channel == "mail:list-a.lists.example.org"
    assert (second.title, second.text, second.kind) == ("Café plannen", "Goed & wel", "answer")
    assert items["mail:p5@example.org"].text == "Kijk even."
    (nameless,) = [item for item in items.values() if item.id.startswith("mail:hash-")]
    assert (nameless.author, nameless.at) == ("mail:dee@example.org", None)
    (bad,) = [each for each in outcomes if isinstance(each, Rejected)]
    assert bad.place.startswith("message 4, byte ")
    assert bad.raw.startswith("Subject: nobody wrote this")


def test_named_recipients_share_one_act_and_the_list_is_nobody() -> None:
    acts = rows_of(outcomes_of(IMPORTER, PERSONAL), Interaction).values()
    assert {(act.kind, act.item[5:7], act.target[5:], act.share) for act in acts} == {
        ("message", "p1", "bob@example.org", 0.5),
        ("message", "p1", "carol@example.org", 0.5),
        ("reply", "p2", "ann@example.org", 1.0),
    }
    people = rows_of(outcomes_of(IMPORTER, PERSONAL), Identity)
    assert people["mail:carol@example.org"].stub
    assert not people["mail:bob@example.org"].stub
    assert not any(each.verified for each in people.values())


def test_line_ends_and_packing_make_no_difference(tmp_path: Path) -> None:
    plain = rows_of(outcomes_of(IMPORTER, PERSONAL), Item)
    crlf = rows_of(outcomes_of(IMPORTER, DATA / "mbox" / "hostile-crlf.mbox"), Item)
    assert {item.text for item in crlf.values()} == {item.text for item in plain.values()}
    folder = tmp_path / "ontwerp"
    folder.mkdir()
    for file in LIST.glob("*.txt"):
        (folder / (file.name + ".gz")).write_bytes(gzip.compress(file.read_bytes()))
    assert graph_of(outcomes_of(IMPORTER, folder)) == graph_of(outcomes_of(IMPORTER, LIST))
    with zipfile.ZipFile(tmp_path / "ontwerp.zip", "w") as archive:
        for file in LIST.glob("*.txt"):
            archive.write(file, file.name)
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "ontwerp.zip")) == graph_of(outcomes_of(IMPORTER, LIST))


def test_the_order_of_files_never_matters(tmp_path: Path) -> None:
    whole = b"".join(file.read_bytes() for file in sorted(LIST.glob("*.txt")))
    messages = [b"From x at y  Mon Jan  1 00:00:00 2018\n" + each.data for each in split(io.BytesIO(whole))]
    assert len(messages) == 8
    expected = graph_of(outcomes_of(IMPORTER, LIST))
    folder = tmp_path / "ontwerp"
    folder.mkdir()
    random_ = random.Random(5)
    for _ in range(200):
        random_.shuffle(messages)
        for number, message in enumerate(messages):
            (folder / f"20{number:02}.txt").write_bytes(message)
        assert graph_of(outcomes_of(IMPORTER, folder)) == expected


def test_the_list_is_named_by_its_header_or_its_folder(tmp_path: Path) -> None:
    assert set(rows_of(outcomes_of(IMPORTER, LIST), Channel)) == {"mail:ontwerp"}
    assert set(rows_of(outcomes_of(IMPORTER, LIST / "2018-09.txt"), Channel)) == {"mail:ontwerp"}
    (tmp_path / "Inbox.mbox").write_bytes((LIST / "2018-09.txt").read_bytes())
    assert set(rows_of(outcomes_of(IMPORTER, tmp_path / "Inbox.mbox"), Channel)) == {"mail:Inbox"}


def test_only_a_real_separator_separates() -> None:
    text = (
        b"From a@b Mon Jan  1 00:00:00 2024\nSubject: one\n\n"
        b"From this day on\nFrom Monday at 10:00 we work\n\nFrom here Mon 10:00 on\n"
        b"From c@d Mon Jan  1 00:00:00 +0100 2024\nSubject: two\n\nend"
    )
    found = list(split(io.BytesIO(text)))
    assert (found[0].offset, found[0].data[:12]) == (0, b"Subject: one")
    assert len(found) == 2
    assert found[-1].data == b"Subject: two\n\nend\n"
    assert found[-1].offset == text.index(b"From c@d")


def test_a_message_over_the_limit_is_cut_and_the_next_is_whole() -> None:
    head = b"From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\n"
    text = head + b"y" * (3 << 20) + b"\n\n" + head + b"z\n"
    first, second = split(io.BytesIO(text), most=1 << 20)
    assert (first.cut, len(first.data)) == (True, 1 << 20)
    assert (second.cut, second.data) == (False, b"Subject: x\n\nz\n")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_where_a_block_ends_does_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PERSONAL.read_bytes()
    expected = list(split(io.BytesIO(text)))
    monkeypatch.setattr("importers.mail_split.CHUNK", 1 << 10)

    class Small(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            return super().read(size)

    assert list(split(Small(text))) == expected


def test_headers_in_whatever_encoding() -> None:
    assert decoded("=?iso-8859-1?Q?Caf=E9?= =?utf-8?B?w6k=?=") == "Caféé"
    assert decoded("=?utf-8?B?!!!?=") == ""
    assert decode_text(b"\xe9", "x-unknown-8bit") == decode_text(b"\xe9", "utf-8") == "é"
    assert decode_text(b"abc", "punycode") == decode_text(b"abc", "hex") == "abc"
    assert decode_text("ж".encode("koi8-r"), "koi8-r") == "ж"
    assert message_ids("<a@b>\n <c@d>") == ["a@b", "c@d"]
    assert message_ids("<a@ua.ac. be> (message of today)") == ["a@ua.ac.be"]
    assert message_ids("Ann's message of Monday") == []
    assert bare_subject("Re: [list] AW: Antw: A  Title") == bare_subject("a title")
    assert title("[list] Re: A title") == "A title"


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("dates.mbox", {"found": 14}),
        ("broken_mime.mbox", {"found": 12}),
        ("nested_mime_1500.mbox", {"too-deep": 1}),
        ("crlf.mbox", {"found": 1}),
    ],
)
def test_hostile_mail(shared_data: Path, name: str, counts: dict[str, int]) -> None:
    started = time.process_time()
    outcomes = outcomes_of(IMPORTER, shared_data / "nasty" / "mbox" / name)
    assert counts_of(outcomes) == counts
    assert time.process_time() - started < 2
    assert "alert(1)" not in str([item.text for item in rows_of(outcomes, Item).values()])
    if name == "dates.mbox":
        dated = {item.id for item in rows_of(outcomes, Item).values() if item.at is not None}
        assert dated == {f"mail:d{number}@x" for number in (2, 7, 8, 12)}


def test_a_mail_alone_is_no_mailbox(shared_data: Path) -> None:
    with pytest.raises(Unreadable, match="is not a mailbox"):
        outcomes_of(IMPORTER, shared_data / "nasty" / "mbox" / "no_from_line.mbox")


@pytest.mark.parametrize(
    ("name", "messages", "distinct", "replies"),
    [
        ("r-sig-mixed-models", 18_619, 17_916, 10_000),
        ("r-announce", 699, 684, 20),
        ("mbox-variants", 26, 18, 3),
    ],
)
def test_real_lists(shared_data: Path, name: str, messages: int, distinct: int, replies: int) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "mailinglist") / name)
    assert counts_of(outcomes) == {"found": messages}
    assert len(rows_of(outcomes, Item)) == distinct
    assert len(_replies(outcomes)) >= replies

"""The digest: what any employee may see of a week, whoever makes it, and the same bytes each time."""

from __future__ import annotations

import email
import re
from email.policy import default
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from expertgraph import policy
from expertgraph.analysis.run import analyse
from expertgraph.answers import plain
from expertgraph.answers.digest import Digest, digest
from expertgraph.declaring import declare
from expertgraph.desk.digest_file import SUFFIXES, digest_file
from expertgraph.desk.digest_words import sections
from expertgraph.desk.scene import Scene
from expertgraph.desk.thanking import entered
from expertgraph.edition import Edition
from expertgraph.errors import Denied, WrongCall
from expertgraph.frames import columns_of
from expertgraph.policy import OWNER, Data, Role, Viewer
from expertgraph.records import Item
from expertgraph.schema import TABLES
from expertgraph.workspace import Workspace
from tests.desk.world import DAY, EMPLOYEE, MANAGER, NAMES, NOW, PASSERS, SECRET, WEEK, of, opened

LAST = "2025-W23"
"""The week before NOW, a Monday."""


kept = Edition.table
"""Before any test puts another in its place."""


def text(found: Digest) -> str:
    return repr(plain(found))


def test_the_last_whole_week_is_told_in_numbers(seen: Workspace) -> None:
    found = digest(seen, EMPLOYEE)
    assert (found.week, found.begin, found.end) == (LAST, NOW - WEEK, NOW)
    figures = {figure.name: figure for figure in found.figures}
    people = figures["people"]
    assert (people.now, people.before, people.usual) == (10, 10, 10), (
        "about 8 regulars, the riser and a newcomer"
    )
    assert figures["newcomers"].now is None, "one person is not told"
    answered = figures["answered"].now
    assert answered is not None
    assert 0.8 <= answered <= 1


def test_what_is_worth_reading_and_what_waits(seen: Workspace) -> None:
    found = digest(seen, EMPLOYEE)
    assert [each.title for each in found.waiting] == ["Grounding a pole"]
    assert len(found.answered) == 5
    assert all(each.title.endswith("?") for each in found.answered)
    before = digest(seen, EMPLOYEE, "2025-W22")
    assert {each.item for each in before.answered}.isdisjoint({each.item for each in found.answered})


def test_who_came_closer_is_named_in_the_week_it_happened(seen: Workspace) -> None:
    weeks = ["2025-W21", "2025-W22", LAST]
    entered = [[each.name for each in digest(seen, EMPLOYEE, week).entered] for week in weeks]
    assert [NAMES["riser"] in each for each in entered].count(True) == 1
    ring = dict(zip(*(seen.edition().array("people", name) for name in ("person", "ring")), strict=True))
    for week in weeks:
        assert all(ring[each.person] == each.ring for each in digest(seen, EMPLOYEE, week).entered)


@pytest.mark.parametrize(
    ("rings", "today", "told"),
    [
        ([3, 1, 0], 0, [None, 1, 0]),
        ([3, 0, 1], 1, [None, 1, None]),
        ([1, 0, 1], 1, [1, None, None]),
        ([1, 2, 1], 1, [1, None, None]),
        ([2, 0, 2], 2, [None, None, None]),
    ],
)
def test_no_week_beside_another_or_beside_today_says_who_fell_back(
    seen: Workspace, monkeypatch: pytest.MonkeyPatch, rings: list[int], today: int, told: list[int | None]
) -> None:
    edition, row = seen.edition(), seen.edition().row_of(of("riser"))
    changes = [NOW - back * WEEK for back in (3, 2, 1)]
    table = {name: edition.table(name) for name in ("ring_history", "people")}
    table["ring_history"] = pd.DataFrame({"person": row, "week": changes, "ring": rings})
    table["people"] = table["people"].assign(
        ring=np.where(np.arange(len(table["people"])) == row, today, table["people"]["ring"])
    )
    monkeypatch.setattr(Edition, "table", lambda _, name: table.get(name, kept(edition, name)))
    monkeypatch.setattr(Edition, "array", lambda self, name, of: self.table(name)[of].to_numpy())
    weeks = ["2025-W21", "2025-W22", LAST]
    found = [[each.ring for each in digest(seen, EMPLOYEE, week).entered] for week in weeks]
    assert found == [[] if ring is None else [ring] for ring in told]
    thanked = [lead.about["ring"] for lead in entered(Scene(seen, MANAGER))]
    assert thanked == [ring for ring in told[-1:] if ring is not None]


def test_thanks_are_in_the_order_of_the_alphabet(seen: Workspace) -> None:
    names = [each.name for each in digest(seen, EMPLOYEE).thanks]
    assert names == sorted(names, key=str.casefold)
    assert NAMES["regular1"] in names


def test_a_channel_that_grew(seen: Workspace) -> None:
    grown = digest(seen, EMPLOYEE).grown
    assert [(each.name, each.now, each.before) for each in grown] == [("Chat", 15, 10)]


@pytest.mark.parametrize(
    "viewer", [OWNER, MANAGER, Viewer(Role.EMPLOYEE, of("shy")), Viewer(Role.LEADERSHIP)]
)
def test_it_is_the_same_whoever_makes_it(seen: Workspace, viewer: Viewer) -> None:
    assert digest(seen, viewer) == digest(seen, EMPLOYEE)


@pytest.mark.parametrize("week", [LAST, "2025-W22", "2025-W10"])
def test_everything_in_it_is_what_an_employee_may_see(seen: Workspace, week: str) -> None:
    found, edition = digest(seen, MANAGER, week), seen.edition()
    ids = edition.array("people", "person")
    named = {each.person for each in (*found.entered, *found.thanks)}
    assert named <= set(ids[policy.people(EMPLOYEE, Data.RING_INNER, edition)])
    shown = set(edition.array("channels", "channel")[policy.channels(EMPLOYEE, edition)])
    assert {each.channel.channel for each in (*found.answered, *found.waiting)} <= shown
    assert {each.channel for each in found.grown} <= shown
    k = int(seen.settings["privacy.k"])
    told = [figure for figure in found.figures if figure.name in {"people", "newcomers"}]
    counts = [
        value for figure in told for value in (figure.now, figure.before, figure.usual) if value is not None
    ]
    counts += [value for each in found.grown for value in (each.now, each.before) if value is not None]
    assert all(value >= k and value % 5 == 0 for value in counts)
    said = text(found)
    assert "canary" not in said.casefold()
    assert not [name for name in (*PASSERS, "hidden", "shy", "returner", "newbie") if NAMES[name] in said]


def test_what_is_written_in_a_closed_channel_changes_nothing(space: Workspace) -> None:
    before = digest(space, MANAGER)
    more = [
        Item(f"x:s{n}", "x", "x:regular0", SECRET, f"s{n}", "question", NOW - DAY + n, "Shh", "Who knows?", 0)
        for n in range(40)
    ]
    space.store.upsert("item", columns_of(TABLES["item"], more))
    analyse(space, as_of=NOW)
    after = digest(space, MANAGER)
    assert after.edition == before.edition + 1
    assert plain(after) | {"edition": 0} == plain(before) | {"edition": 0}


@pytest.mark.parametrize("role", [Role.EXTERNAL, Role.ADMIN, Role.COUNCIL])
def test_who_may_not_see_all_of_it_has_none(seen: Workspace, role: Role) -> None:
    with pytest.raises(Denied):
        digest(seen, Viewer(role))


@pytest.mark.parametrize("week", ["2025-W24", "2030-W01", "2025-W60", "last", "2025-23", ""])
def test_a_week_that_is_none_or_not_over(seen: Workspace, week: str) -> None:
    with pytest.raises(WrongCall):
        digest(seen, EMPLOYEE, week)


def test_too_few_people_are_not_told_at_all(seen: Workspace) -> None:
    seen.settings, before = seen.settings.with_({"privacy.k": 50}), seen.settings
    try:
        found = digest(seen, EMPLOYEE)
    finally:
        seen.settings = before
    assert all(each.now is None and each.before is None and each.usual is None for each in found.figures)
    assert not found.grown
    assert "In numbers" not in [part.title for part in sections(found, "en")]


def test_a_week_before_everything_says_so(seen: Workspace) -> None:
    found = digest(seen, EMPLOYEE, "2020-W10")
    (part,) = sections(found, "nl")
    assert part.title == "Een rustige week"
    assert found.earlier is None


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_week_gives_the_same_bytes(seen: Workspace, suffix: str, language: str) -> None:
    first, second = (
        digest_file(seen, digest(seen, viewer), suffix, language) for viewer in (OWNER, EMPLOYEE)
    )
    assert first == second
    assert b"Grounding a pole" in first


def test_two_stores_with_the_same_content_give_the_same_mail(seen: Workspace, tmp_path: Path) -> None:
    for other in opened(tmp_path):
        mails = [digest_file(each, digest(each, EMPLOYEE), ".eml", "en") for each in (seen, other)]
        assert mails[0] == mails[1]


def test_the_mail_can_be_read_by_a_mail_program(seen: Workspace) -> None:
    found = digest(seen, EMPLOYEE)
    mail = email.message_from_bytes(digest_file(seen, found, ".eml", "nl"), policy=default)
    assert mail["Subject"] == "De community in week 23 (2 juni tot en met 8 juni 2025)"
    assert mail["X-Unsent"] == "1"
    assert mail["To"] is None
    plain_part, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain_part is not None
    assert page is not None
    for title in ("In cijfers", "Wie weet het?", "Met dank aan"):
        assert title.upper() in plain_part.get_content()
        assert title in page.get_content()
    tree = LexborHTMLParser(page.get_content())
    assert {link.attributes["href"] for link in tree.css("a")} >= {
        each.url for each in found.answered if each.url
    }
    assert not tree.css("script, link, img, style"), "nothing is fetched, nothing can be hidden"


def test_the_mail_has_no_colours_of_its_own(seen: Workspace) -> None:
    page = digest_file(seen, digest(seen, EMPLOYEE), ".html", "en").decode()
    styles = " ".join(re.findall(r'style="([^"]*)"', page))
    assert not re.search(r"background|(?<!-)\bcolor:(?!inherit)", styles)
    assert 'content="light dark"' in page


def test_links_to_people_need_an_address(seen: Workspace) -> None:
    found = digest(seen, EMPLOYEE)
    assert "/p/" not in digest_file(seen, found, ".md", "en").decode()
    seen.settings, before = seen.settings.with_({"web.address": "https://who.example"}), seen.settings
    try:
        assert (
            f"https://who.example/p/{found.thanks[0].person}"
            in digest_file(seen, found, ".md", "en").decode()
        )
    finally:
        seen.settings = before


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) | `a` \x1b[31m\r\nBcc: all@own.example?"


def test_hostile_titles_stay_words(space: Workspace) -> None:
    item = Item(
        "x:bad", "x", "x:regular0", "x:forum", "t-bad", "question", NOW - 3 * DAY, HOSTILE, HOSTILE, 0,
        url="javascript:alert(1)",
    )  # fmt: skip
    broken = item._replace(
        id="x:bad2", thread="t-bad2", url="https://forum.example/2\r\nBcc: all@own.example"
    )
    space.store.upsert("item", columns_of(TABLES["item"], [item, broken]))
    analyse(space, as_of=NOW)
    found = digest(space, EMPLOYEE)
    assert any("script" in each.title for each in found.waiting)
    files = {suffix: digest_file(space, found, suffix, "en").decode() for suffix in SUFFIXES}
    assert "<script>" not in files[".html"]
    assert "\\<script\\>" in files[".md"]
    assert "\\[x\\](" in files[".md"], "no link: the marks are written as they are"
    for written in files.values():
        assert "\x1b" not in written
        assert "\nBcc:" not in written


def test_the_numbers_are_those_of_the_tables(seen: Workspace) -> None:
    """Contributions of the week, counted once more by hand: open own channels, people who take part."""
    edition = seen.edition()
    weeks = edition.table("person_weeks")
    people, channels = edition.table("people"), edition.table("channels")
    takes_part = ~people["opted_out"].to_numpy(bool) & (people["kind"] != "bot").to_numpy(bool)
    counts = (channels["visibility"] == "open") & (channels["ownership"] != "outpost")
    rows = (weeks["week"] == NOW - WEEK) & takes_part[weeks["person"]] & counts.to_numpy()[weeks["channel"]]
    figure = next(each for each in digest(seen, EMPLOYEE).figures if each.name == "contributions")
    assert figure.now == int(np.sum(weeks["contributions"][rows]))


def test_numbers_before_and_after_somebody_opts_out_do_not_tell_what_they_did(space: Workspace) -> None:
    before = digest(space, EMPLOYEE)
    regular = next(name for name in before.thanks if name.person)
    declare(space.store, regular.person, "opted-out", "yes", at=NOW)
    after = digest(space, EMPLOYEE)
    assert after.figures == before.figures, "sums follow with the next edition"
    assert regular.name not in text(after), "the name is gone at once"

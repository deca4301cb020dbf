"""Bringing data in and keeping it right: upload, quarantine, who is who, whose a channel is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from expertgraph import linking
from expertgraph.frames import columns_of
from expertgraph.ingest.pipeline import import_paths
from expertgraph.records import Identity
from expertgraph.schema import TABLES
from tests.browser.site import Site
from tests.community import NOW

PATIENCE = 180_000
"""Milliseconds for an import and an analysis in processes of their own, on a machine that is busy."""


def _line(number: int, author: str, reply_to: str | None) -> str:
    told = {
        "id": str(number), "thread": "t", "channel": "tips", "title": "Insulating a roof", "author": author,
        "time": NOW - 9_000 + number, "pos": number, "reply_to": reply_to, "text": "Insulate the roof first.",
    }  # fmt: skip
    return json.dumps(told)


def test_an_upload_from_choosing_to_quarantine(bench: Site, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "tips.jsonl"
    lines = [
        _line(0, "Fatima Bos", None),
        _line(1, "Gerrit Kok", "Fatima Bos"),
        '{"id": "2", "text": "by nobody"}',
    ]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    page.goto(bench.url + "/imports")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.locator("h1")).to_contain_text("tips.jsonl")
    expect(page.locator(".notice.good")).to_be_visible(timeout=PATIENCE)
    counts = [int(each) for each in page.locator(".adds b").all_inner_texts()]
    assert counts == [3, 2, 0, 1, 0], "found = new + same + in quarantine + skipped"
    page.get_by_role("link", name="See what was set aside, and why").click()
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("tips.jsonl")
    expect(row.locator("td").nth(2)).to_have_text("3")
    expect(row).to_contain_text("author")
    page.goto(bench.url + "/find?q=insulate+roof")
    expect(page.locator("ol.results")).to_contain_text("Gerrit Kok")


def test_forgetting_what_was_set_aside(bench: Site, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(_line(0, "Fatima Bos", None) + "\nnot json\n", "utf-8")
    import_paths(bench.space.store, [file])
    page.goto(bench.url + "/quarantine")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Forget the chosen ones").click()
    expect(page.get_by_role("heading", name="Nothing is set aside")).to_be_visible()


@pytest.mark.browser_allows("400")
def test_no_file_is_told_as_such(bench: Site, page: Page) -> None:
    page.goto(bench.url + "/imports")
    page.locator("input[type=file]").evaluate("each => each.required = false")
    page.get_by_role("button", name="Import").click()
    expect(page.locator("h1")).to_have_text("No file was chosen.")


def _doubles(site: Site) -> None:
    """Two of the community's people once more, as another system knows them."""
    also = [
        Identity("y:1", "y", "1", "Anna de Vries", "anna"),
        Identity("y:2", "y", "2", "Bob Jansen", "bob"),
    ]
    site.space.store.upsert("identity", columns_of(TABLES["identity"], also))


def _suggestions(page: Page) -> Locator:
    return page.locator("[data-suggestion]")


def test_who_is_who_by_keyboard_and_taken_back(bench: Site, page: Page) -> None:
    _doubles(bench)
    page.goto(bench.url + "/links")
    with page.expect_navigation():
        page.get_by_role("button", name="Look for pairs").click()
    expect(_suggestions(page)).to_have_count(2)
    page.keyboard.press("j")
    expect(_suggestions(page).nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(_suggestions(page).nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(_suggestions(page).nth(0)).to_be_focused()
    kept = _suggestions(page).nth(1).get_attribute("aria-label")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(_suggestions(page)).to_have_count(1)
    expect(_suggestions(page)).to_have_attribute("aria-label", kept or "")
    decided = page.locator("[data-journal] li")
    expect(decided).to_contain_text("=")
    assert len(bench.space.store.frame("decision")) == 1
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("r")
    expect(_suggestions(page)).to_have_count(0)
    expect(decided).to_have_count(2)
    expect(decided.first).to_contain_text("≠")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("aside .badge", has_text="taken back")).to_have_count(1)
    assert bench.space.store.frame("decision")["undone"].tolist().count(True) == 1


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        with page.expect_navigation():
            page.keyboard.press(key)


def test_whoever_decides_by_keyboard_never_leaves_it(bench: Site, page: Page) -> None:
    _doubles(bench)
    linking.apply(bench.space.store)
    linking.suggest(bench.space.store)
    page.goto(bench.url + "/links")
    expect(_suggestions(page)).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    first = _suggestions(page).nth(0).get_attribute("aria-label")
    _press(page, "u")
    expect(_suggestions(page)).to_have_count(1)
    expect(_suggestions(page)).to_be_focused()
    expect(_suggestions(page)).to_have_attribute("aria-label", first or "")
    expect(page.locator("[data-journal] li")).to_contain_text("?")
    _press(page, "a")
    expect(_suggestions(page)).to_have_count(0)
    _press(page, "z", "z")
    expect(_suggestions(page)).to_have_count(2)
    assert bench.space.store.frame("decision")["undone"].all()


def test_all_of_a_kind_by_hand_and_taken_back(bench: Site, page: Page) -> None:
    _doubles(bench)
    linking.apply(bench.space.store)
    linking.suggest(bench.space.store)
    page.goto(bench.url + "/links")
    page.locator("[data-alike] summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="All one person").click()
    expect(_suggestions(page)).to_have_count(0)
    expect(page.locator("[data-journal]")).to_contain_text("Bob Jansen")
    with page.expect_navigation():
        page.get_by_role("button", name="Take back all 2 decisions").click()
    expect(_suggestions(page)).to_have_count(2)


def test_whose_a_channel_is(bench: Site, page: Page) -> None:
    page.goto(bench.url + "/channels")
    chat = page.get_by_label("Whose is Chat")
    expect(chat).to_have_value("own")
    chat.select_option("outpost")
    expect(page.locator(".notice")).to_contain_text("Noted")
    page.reload()
    kept = bench.space.store.frame("declaration")
    assert kept[["subject", "value"]].to_numpy().tolist() == [["x:chat", "outpost"]]
    expect(page.get_by_label("Whose is Chat")).to_have_value("outpost")

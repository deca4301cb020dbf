"""The desk by keyboard alone: done, later, undo, words to copy; and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import site as sites
from tests.browser.site import Site
from tests.browser.test_every_page import violations
from tests.desk.world import opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """The desk's community, served."""
    for space in opened(tmp_path):
        with sites.served(space) as site:
            yield site


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def handled(site: Site) -> list[tuple[str, str]]:
    rows = site.space.store.frame("handled", ["kind", "verdict"])
    return sorted(rows.itertuples(index=False, name=None))


def test_a_day_by_keyboard(desk: Site, page: Page) -> None:
    page.goto(desk.url + "/desk")
    entries = page.locator("[data-entry]")
    before = entries.count()
    assert violations(page) == []
    page.keyboard.press("j")
    expect(entries.nth(0)).to_be_focused()
    expect(entries.nth(0)).to_contain_text("Hello from the water board")
    press(page, "d")
    expect(entries).to_have_count(before - 1)
    expect(page.get_by_role("status")).to_contain_text("Noted: done.")
    expect(entries.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    press(page, "l")
    assert handled(desk) == [("unanswered", "later"), ("welcome", "done")]
    press(page, "z")
    press(page, "z")
    expect(entries).to_have_count(before)
    assert handled(desk) == []
    assert violations(page) == []


def test_tab_and_enter_do(desk: Site, page: Page) -> None:
    page.goto(desk.url + "/desk")
    button = page.get_by_role("button", name="Not needed").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("each => each === document.activeElement"):
            break
    expect(button).to_be_focused()
    press(page, "Enter")
    assert handled(desk) == [("welcome", "no")]
    page.get_by_role("button", name="Undo: Newbie Jansen").focus()
    press(page, "Enter")
    assert handled(desk) == []


def test_words_to_begin_with_are_changed_and_copied(desk: Site, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(desk.url + "/desk?lang=nl")
    entry = page.locator("[data-entry]").first
    entry.locator("summary").press("Enter")
    words = entry.get_by_label("Nederlands")
    expect(words).to_have_value(
        re.compile("^Welkom, Newbie! Fijn dat je over .Hello from the water board. schreef")
    )
    words.fill("Hoi Newbie!")
    entry.locator("[data-copy-words]").first.press("Enter")
    assert page.evaluate("navigator.clipboard.readText()") == "Hoi Newbie!"


def test_typing_a_letter_into_the_words_deals_with_nothing(desk: Site, page: Page) -> None:
    page.goto(desk.url + "/desk")
    entry = page.locator("[data-entry]").first
    entry.locator("summary").press("Enter")
    entry.get_by_label("English").press_sequentially("dln")
    assert handled(desk) == []


def test_without_javascript(desk: Site, scriptless: Page) -> None:
    scriptless.goto(desk.url + "/desk")
    with scriptless.expect_navigation():
        scriptless.get_by_role("button", name="Later").first.click()
    assert handled(desk) == [("welcome", "later")]
    expect(scriptless.locator(".desk-handled")).to_contain_text("may come back on 16 Jun 2025")
    expect(scriptless.locator("[data-copy-words]:visible")).to_have_count(0)


def test_the_digest_is_taken_home(desk: Site, page: Page) -> None:
    page.goto(desk.url + "/digest")
    expect(page.get_by_role("heading", level=1)).to_have_text("The community in week 23")
    with page.expect_download() as download:
        page.get_by_role("link", name="Mail").press("Enter")
    assert download.value.suggested_filename == "digest-2025-W23.eml"
    page.get_by_role("link", name="Week before").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The community in week 22")

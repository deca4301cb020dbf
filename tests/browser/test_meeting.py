"""Whom to talk to and who should meet, with the keyboard, without JavaScript and on paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site


def test_the_list_is_edited_with_the_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/conversations")
    page.get_by_label("At most so many people").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator("table.talks tbody tr")).to_have_count(12)
    first = page.locator("table.talks tbody tr").first.locator("strong").inner_text()
    leave = page.get_by_role("link", name=re.compile(f"Leave out.*{re.escape(first)}"))
    leave.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edits a.chip")).to_contain_text(first)
    expect(page.locator("table.talks tbody")).not_to_contain_text(first)
    assert "most=12" in page.url, "what was chosen before is kept"
    page.locator(".edits a.chip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.talks tbody")).to_contain_text(first)


def test_without_javascript_somebody_can_be_asked_for(site: Site, scriptless: Page) -> None:
    scriptless.goto(f"{site.url}/conversations")
    name = scriptless.locator("table.talks tbody tr strong").last.inner_text()
    scriptless.get_by_label("Somebody who must be among them").fill(name)
    scriptless.get_by_role("button", name="Choose").click()
    expect(scriptless.locator("table.talks tbody tr").first).to_contain_text(name)
    expect(scriptless.locator("table.talks tbody tr").first).to_contain_text("asked for")
    expect(scriptless.get_by_role("button", name="Print")).to_be_hidden()


def test_the_picture_says_what_the_table_says(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/conversations")
    rows = page.locator("table.talks tbody tr")
    expect(page.locator("svg.curve circle")).to_have_count(rows.count() + 1)
    expect(page.get_by_role("img", name="Share of the people with ties reached")).to_be_visible()


def test_on_paper_the_list_has_no_buttons(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/conversations")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Table (CSV)")).to_be_hidden()
    expect(page.locator("table.talks tbody tr a.btn").first).to_be_hidden()
    expect(page.locator("table.talks tbody tr strong").first).to_be_visible()


def test_from_a_circle_to_its_people_and_from_a_pair_to_an_introduction(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/peers")
    circle = page.locator("article.circle").first
    circle.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(circle.locator("details li").first).to_be_visible()
    page.goto(f"{site.url}/peers?of={site.person()}")
    page.get_by_role("link", name="Who can introduce them?").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/path?*")
    expect(page.locator("h1")).to_contain_text("The way to")

"""The rings' page in a real browser: by keyboard alone, and the table that says what the picture says."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site


def test_the_flows_are_read_as_a_table_by_keyboard_alone(site: Site, page: Page) -> None:
    page.goto(site.url + "/rings")
    table = page.get_by_role("table", name=re.compile("went from one ring to another"))
    expect(table).to_be_hidden()
    page.locator("#flows").locator("..").locator("details > summary").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    told = page.locator("svg.alluvial path > title").all_text_contents()
    assert told
    for each in told:
        source, target, people = re.fullmatch(r"(\w+) → (\w+): about (\d+)", each).groups()  # type: ignore[union-attr]
        words = "stays" if source == target else target
        row = table.get_by_role("row").filter(has_text=re.compile(rf"^{source}\s*{words}", re.DOTALL))
        expect(row.first).to_contain_text(people)


def test_steps_change_by_keyboard_and_stay_in_the_address(site: Site, page: Page) -> None:
    page.goto(site.url + "/rings")
    page.get_by_role("link", name="Per four weeks").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/rings\?step=weeks$"))
    expect(page.get_by_role("link", name="Per four weeks")).to_have_attribute("aria-current", "page")


def test_somebody_finds_their_own_ring_from_their_own_page(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/p/{site.person(1)}")
    page.get_by_role("button", name="Look as this person").click()
    page.get_by_role("link", name="All about your ring").click()
    expect(page.get_by_role("heading", name="Your own ring")).to_be_visible()
    expect(page.get_by_role("img", name="How it went")).to_be_visible()
    expect(page.get_by_role("list").filter(has_text="Regular visits")).to_contain_text("Ownership")

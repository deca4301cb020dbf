"""Where to be, with the keyboard and without script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site, look

GROUP = "LinkedIn-groep Energiesteden"


def test_the_picture_is_walked_with_the_keyboard_and_leads_to_an_outpost(site: Site, page: Page) -> None:
    look(page, site)
    page.goto(site.url + "/where")
    first = page.locator(".aquarium a").first
    expect(first).to_contain_text(GROUP)
    first.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".aquarium a").nth(1)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=GROUP, level=1)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Contributions a week over"))).to_be_visible()
    page.get_by_role("link", name="Its people in the onion").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/onion\?channel=linkedin-groep"))


def test_the_table_is_sorted_without_script(site: Site, scriptless: Page) -> None:
    page = scriptless
    look(page, site)
    page.goto(site.url + "/where")
    table = page.get_by_role("region", name="The outposts in numbers")
    expect(table.get_by_role("rowheader").first).to_have_text(GROUP)
    table.get_by_role("link", name="Outpost").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("order=name"))
    expect(table.get_by_role("columnheader", name="Outpost")).to_have_attribute("aria-sort", "ascending")


def test_a_channel_is_reached_from_the_list_of_channels(site: Site, scriptless: Page) -> None:
    page = scriptless
    look(page, site)
    page.goto(site.url + "/channels")
    page.get_by_role("link", name="Warmte en energie").click()
    expect(page.get_by_role("heading", name="Warmte en energie", level=1)).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.get_by_role("columnheader", name="Week from")).to_be_visible()

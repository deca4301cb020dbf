"""From a list of skills to somebody who is known for one, and saying so, with the keyboard and without script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site, look
from tests.community import ANNA, DIRK, person_of


def test_the_list_narrows_while_one_types_and_leads_to_people(bench: Site, page: Page) -> None:
    look(page, bench)
    page.goto(bench.url + "/skills")
    page.get_by_label("Look for a skill").fill("zzz")
    expect(page.get_by_role("heading", name="No such skill")).to_be_visible()
    expect(page).to_have_url(re.compile("q=zzz"))
    page.get_by_label("Look for a skill").fill("heat")
    link = page.get_by_role("link", name="Heat pumps")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Heat pumps", level=1)).to_be_visible()
    expect(page.locator(".knows h3").first).to_have_text("Anna de Vries")


def test_a_colleague_says_so_and_takes_it_back_without_script(bench: Site, scriptless: Page) -> None:
    page = scriptless
    look(page, bench)
    page.goto(f"{bench.url}/p/{person_of(DIRK)}")
    page.get_by_role("button", name="Look as this person").click()
    page.goto(f"{bench.url}/p/{person_of(ANNA)}")
    page.get_by_role("link", name="Heat pumps").click()
    page.get_by_role("button", name="Anna de Vries knows this").click()
    expect(page.get_by_role("status")).to_contain_text("Noted")
    expect(page.locator(".knows").first).to_contain_text("Dirk Smit: knows this")
    page.get_by_role("button", name="Take back that Anna de Vries knows this").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(page.locator(".knows").first).not_to_contain_text("Dirk Smit")

"""A champions programme from its start to its first active champion, by keyboard alone, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site, look
from tests.browser.test_every_page import DESK, PHONE, overflow, violations
from tests.community import ANNA, DIRK, person_of


def press(what: Locator, key: str = "Enter") -> None:
    what.focus()
    what.press(key)


def whole(page: Page) -> None:
    """Accessible and within its width, on a desk and a telephone."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0
        assert violations(page) == []


def be(page: Page, site: Site, person: str) -> None:
    page.goto(f"{site.url}/p/{person}")
    press(page.locator("form", has=page.locator(f"input[value$='{person}']")).get_by_role("button"))


def lead_and_answer(page: Page, site: Site) -> None:
    page.goto(site.url + "/champions")
    page.get_by_label("Name of the programme").fill("Spark")
    page.get_by_label("Shows passion").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press(page.get_by_role("button", name="Begin the programme"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Spark")
    candidates = page.get_by_role("listitem").filter(has=page.get_by_role("checkbox"))
    expect(candidates.first).to_contain_text("Contributed in 26 of 26 weeks")
    for name in ("Anna de Vries", "Dirk Smit"):
        press(page.get_by_role("checkbox", name=name), "Space")
    page.get_by_label("Cohort (not needed)").fill("spring")
    press(page.get_by_role("button", name="Invite the chosen people"))
    expect(page.get_by_text("They are invited.")).to_be_visible()
    press(page.get_by_role("button", name="Anna de Vries: Says yes"))
    press(page.get_by_role("button", name="Anna de Vries: Is active now"))
    expect(page.get_by_role("button", name="Anna de Vries: Leaves")).to_be_visible()


def test_by_keyboard_without_javascript(bench: Site, scriptless: Page) -> None:
    lead_and_answer(scriptless, bench)
    be(scriptless, bench, person_of(DIRK))
    scriptless.goto(bench.url + "/champions")
    press(scriptless.get_by_role("button", name="No, thank you"))
    expect(scriptless.get_by_role("heading", name="You said no")).to_be_visible()
    expect(scriptless.get_by_text("Anna de Vries")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_is_accessible_and_fits_a_telephone(bench: Site, page: Page, theme: str) -> None:
    look(page, bench, theme=theme)
    page.goto(bench.url + "/champions")
    whole(page)
    lead_and_answer(page, bench)
    whole(page)
    press(page.get_by_text("As a table"))
    press(page.get_by_text("Change or end the programme"))
    whole(page)
    be(page, bench, person_of(DIRK))
    page.goto(bench.url + "/champions")
    whole(page)
    page.goto(bench.url + "/onboarding")
    page.get_by_label("What you work on, or want to learn").fill("heat pump")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Anna de Vries")).to_be_visible()
    whole(page)
    page.get_by_role("link", name="Anna de Vries").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{bench.url}/p/{person_of(ANNA)}")

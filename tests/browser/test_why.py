"""From a card to its reasons, with the keyboard and without script; taking a message out and back in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.site import NEED, Site
from tests.community import ANNA, person_of

NAMES = "ol.results h2"


def test_from_the_card_to_what_each_part_means(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/find?q={NEED}")
    page.locator("ol.results details summary").first.click()
    page.locator("ol.results details a[href*='/why?']").first.click()
    expect(page).to_have_url(re.compile(rf"/why\?q={NEED}"))
    amounts = page.locator("section[aria-labelledby=parts] tbody td:nth-of-type(2)").all_inner_texts()
    total = page.locator("section[aria-labelledby=parts] tfoot strong").inner_text()
    assert abs(sum(map(float, amounts)) - float(total)) <= 0.0005 * (len(amounts) + 1)
    page.locator("a.def").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dl :target")).to_be_visible()


def test_the_topic_alone_ranks_by_the_topic(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/find?q={NEED}")
    page.get_by_text("The topic alone", exact=True).click()
    expect(page.locator(".lead")).to_contain_text("topic alone")
    expect(page).to_have_url(re.compile("view=topical"))
    page.locator("ol.results details summary").first.click()
    expect(page.locator("ol.results details").first).not_to_contain_text("Recent answers")


def test_a_message_is_taken_out_and_back_without_script(bench: Site, scriptless: Page) -> None:
    where = f"{bench.url}/p/{person_of(ANNA)}/why?q=heat+pump"
    scriptless.goto(where)
    threads = scriptless.locator("li.thread")
    before = threads.count()
    scriptless.locator("details.object summary").first.click()
    scriptless.locator("details.object input[name=reason]").first.fill("That was a test")
    scriptless.locator("details.object button[value=hide]").first.click()
    expect(threads).to_have_count(before - 1)
    expect(scriptless.locator("main")).to_contain_text("That was a test")
    scriptless.get_by_role("button", name="Let it count again").click()
    expect(threads).to_have_count(before)

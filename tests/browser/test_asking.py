"""A whole question as people live it: typed in a real browser, told by a real mail server, settled by the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from expertgraph.asking.following import follow_up
from tests.browser.site import Site
from tests.browser.test_every_page import violations
from tests.community import ANNA, BOB, DIRK, person_of
from tests.servers.smtp_server import SmtpServer
from tests.servers.watched_page import Watch

QUESTION = "How do I size a heat pump for a house of 1900?"
CUSTOMER = "jansen@far.example"
LINK = re.compile(r"https?://\S+")
FAR = 120
"""More steps with the Tab key than any of these pages has."""


@pytest.fixture
def post(bench: Site, tmp_path: Path) -> Iterator[SmtpServer]:
    """A mail server that the small community sends through."""
    with SmtpServer(tmp_path / "mail") as server:
        bench.space.change_settings({**server.settings, "web.address": bench.url})
        yield server


def look_as(page: Page, site: Site, identity: str) -> None:
    page.goto(f"{site.url}/p/{person_of(identity)}")
    page.get_by_role("button", name="Look as this person").click()
    expect(page.get_by_text("This is you")).to_be_visible()


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on with the Tab key until the wanted part has the focus."""
    for _ in range(FAR):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def sent(site: Site, post: SmtpServer, to: str) -> list[EmailMessage]:
    """What this address has got by now, after everything that is due went out."""
    assert follow_up(site.space).mail.failed == 0
    return [mail for mail in post.mails() if to in str(mail["To"])]


def words(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    found = LINK.search(words(mail))
    assert found, words(mail)
    return found[0]


def box_of(page: Page, identity: str) -> Locator:
    return page.locator(f'.pick input[value="{person_of(identity)}"]')


def ask_by_keyboard(page: Page, site: Site) -> None:
    """Dirk types the question, is shown who knows, chooses Anna, names the customer and asks: without a pointer."""
    look_as(page, site, DIRK)
    page.goto(site.url + "/ask")
    expect(page.locator("#title")).to_be_focused()
    page.keyboard.type(QUESTION, delay=5)
    expect(box_of(page, ANNA)).to_be_visible()
    expect(page.locator("#beside [role=status]")).to_contain_text("who could answer")
    expect(page.locator(".threads")).to_contain_text("Heat pump advice")
    assert violations(page) == []
    tab_to(page, page.locator("#text"))
    page.keyboard.type("It has single glazing.", delay=5)
    tab_to(page, box_of(page, ANNA))
    page.keyboard.press("Space")
    expect(page.locator("#going .nd")).to_have_text(["Anna de Vries"])
    expect(box_of(page, ANNA)).to_be_checked()
    tab_to(page, page.locator("details.customer > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#customer_name"))
    page.keyboard.type("Mevrouw Jansen")
    tab_to(page, page.locator("#customer_email"))
    page.keyboard.type(CUSTOMER)
    page.locator("#customer_language").select_option("en")
    tab_to(page, page.get_by_role("button", name="Ask", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(QUESTION)


def test_a_question_from_typing_to_the_customers_closing_mail(
    bench: Site, post: SmtpServer, page: Page, browser: Browser
) -> None:
    ask_by_keyboard(page, bench)
    expect(page.locator(".notice.good")).to_contain_text("on its way")
    expect(page.locator(".q-state")).to_contain_text("It waits for an answer of Anna de Vries")
    asked = page.url
    (received,) = sent(bench, post, CUSTOMER)
    assert QUESTION in f"{received['Subject']} {words(received)}"
    assert "/c/" in link_in(received)

    (to_anna,) = sent(bench, post, "anna@own.example")
    look_as(page, bench, ANNA)
    page.goto(link_in(to_anna))
    page.locator("#pass-name").press_sequentially("bob", delay=20)
    box_of(page, BOB).check()
    page.locator("#pass-text").fill("You did one last year.")
    page.get_by_role("button", name="Hand it over").click()
    expect(page.locator(".timeline")).to_contain_text("Anna de Vries handed it over to Bob Jansen.")
    expect(page.get_by_label("Your answer")).to_have_count(0)

    (to_bob,) = sent(bench, post, "bob@own.example")
    look_as(page, bench, BOB)
    page.goto(link_in(to_bob))
    expect(page.locator(".timeline")).to_contain_text("You did one last year.")
    page.get_by_label("Your answer").fill("Size it on the heat loss of the coldest day.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("the coldest day")

    assert violations(page) == []
    answered = sent(bench, post, CUSTOMER)[-1]
    assert "the coldest day" in words(answered)
    settle(browser, bench, link_in(answered))
    closing = sent(bench, post, CUSTOMER)[-1]
    assert "closed" in f"{closing['Subject']} {words(closing)}".lower()
    assert len(sent(bench, post, CUSTOMER)) == 3, "nothing is told twice"

    look_as(page, bench, DIRK)
    page.goto(asked)
    expect(page.locator(".badge.q-closed")).to_be_visible()
    assert violations(page) == []
    expect(page.locator(".timeline")).to_contain_text("The customer says that it helped.")


def settle(browser: Browser, site: Site, link: str) -> None:
    """The customer, in a browser of their own, follows the link, reads and says that it helped."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 390, "height": 800})
    theirs = context.new_page()
    watch = Watch(theirs)
    theirs.goto(link)
    expect(theirs.locator("h1")).to_have_text(QUESTION)
    expect(theirs.locator("html")).to_have_attribute("lang", "en")
    expect(theirs.locator(".answer")).to_contain_text("Size it on the heat loss")
    assert violations(theirs) == []
    assert "Anna" not in theirs.locator("body").inner_text()
    inside = [each.get_attribute("href") or "" for each in theirs.locator("a").all()]
    assert all(each.startswith(("/c/", "#")) for each in inside), inside
    tab_to(theirs, theirs.get_by_role("button", name="It helped", exact=True))
    theirs.keyboard.press("Enter")
    expect(theirs.locator(".c-state")).to_contain_text("Your question is closed")
    assert theirs.url.startswith(site.url + "/c/")
    context.close()
    assert watch.faults == []


def test_the_same_without_script(bench: Site, scriptless: Page) -> None:
    look_as(scriptless, bench, DIRK)
    scriptless.goto(bench.url + "/ask")
    scriptless.locator("#title").fill(QUESTION)
    scriptless.keyboard.press("Enter")
    expect(box_of(scriptless, ANNA)).to_be_visible()
    expect(scriptless.locator("#title")).to_have_value(QUESTION)
    box_of(scriptless, ANNA).check()
    scriptless.get_by_role("button", name="Ask", exact=True).click()
    expect(scriptless.locator("h1")).to_have_text(QUESTION)
    look_as(scriptless, bench, ANNA)
    scriptless.goto(bench.url + "/questions?which=to-me")
    scriptless.get_by_role("link", name=QUESTION).click()
    scriptless.locator("#by-name").fill("bob")
    scriptless.get_by_role("button", name="Look", exact=True).click()
    box_of(scriptless, BOB).check()
    scriptless.get_by_role("button", name="Hand it over").click()
    expect(scriptless.locator(".q-state")).to_contain_text("Bob Jansen")


def test_enter_in_the_question_asks_nobody_yet(bench: Site, page: Page) -> None:
    page.goto(bench.url + "/ask")
    page.keyboard.type("heat pump")
    expect(box_of(page, ANNA)).to_be_visible()
    with page.expect_response("**/ask/look"):
        page.keyboard.press("Enter")
    expect(page).to_have_url(bench.url + "/ask")
    expect(page.locator("#title")).to_be_focused()
    page.goto(bench.url + "/questions")
    expect(page.get_by_text("You asked nothing yet")).to_be_visible()


def test_who_is_chosen_stays_chosen_while_one_types_on(bench: Site, page: Page) -> None:
    page.goto(bench.url + "/ask?q=heat+pump")
    box_of(page, ANNA).check()
    expect(page.locator("#going .nd")).to_have_text(["Anna de Vries"])
    page.locator("#title").fill("ladders")
    expect(page.locator(".threads")).to_have_count(0)
    expect(box_of(page, ANNA)).to_be_checked()
    page.locator("#name").press_sequentially("bob", delay=20)
    expect(box_of(page, BOB)).to_be_visible()
    expect(page.locator("#name")).to_be_focused()
    box_of(page, BOB).check()
    expect(page.locator("#going .nd")).to_have_text(["Anna de Vries", "Bob Jansen"])


def test_from_what_was_found_to_asking(bench: Site, page: Page) -> None:
    page.goto(bench.url + "/find?q=heat+pump")
    page.get_by_role("link", name="Ask: Anna de Vries").click()
    expect(page.locator("#title")).to_have_value("heat pump")
    expect(box_of(page, ANNA)).to_be_checked()

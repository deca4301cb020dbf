"""Asking to be introduced, and answering, by hand: without JavaScript's help, by keyboard, accessible in every state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from expertgraph.analysis.run import analyse
from expertgraph.answers.contacts import share
from tests.browser.site import Site, look, served
from tests.browser.test_every_page import DESK, PHONE, overflow, violations
from tests.introducing.community import ANNA, BOB, DIRK, PIET, contact, employee, mails, opened


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Site]:
    for space in opened(tmp_path):
        with served(space) as site:
            yield site


def be(page: Page, site: Site, person: str) -> None:
    """Look as somebody, from their page."""
    page.goto(f"{site.url}/p/{person}")
    page.locator("form", has=page.locator(f"input[value$='{person}']")).get_by_role("button").click()


def whole(page: Page) -> None:
    """Accessible and within its width, on a desk and a telephone."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0
        assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_from_asking_to_being_introduced(small: Site, page: Page, theme: str) -> None:
    look(page, small, theme=theme)
    be(page, small, DIRK)
    page.goto(small.url + "/path")
    page.get_by_label("To whom").fill("Bob Jansen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The way to Bob Jansen")
    way = page.get_by_role("article").first
    expect(way).to_contain_text("Answers in a forum, last in September 2026")
    way.get_by_text("Ask Anna Jansen for an introduction").focus()
    page.keyboard.press("Enter")
    way.get_by_label("What for?").fill("How do you size a buffer?")
    whole(page)
    way.get_by_role("button", name="Ask Anna Jansen").click()
    expect(page.get_by_text("It is asked.")).to_be_visible()
    whole(page)
    be(page, small, ANNA)
    page.goto(small.url + "/introductions")
    page.get_by_label("Something to add (not needed)").fill("He listens.")
    whole(page)
    page.get_by_role("button", name="I introduce them").click()
    expect(page.get_by_text("You said yes.")).to_be_visible()
    be(page, small, BOB)
    page.goto(small.url + "/introductions")
    expect(page.get_by_role("heading", name="Introduced to me")).to_be_visible()
    expect(page.get_by_text("He listens.")).to_be_visible()
    whole(page)
    assert len(mails(small.space)) == 3


def test_a_contact_is_shared_by_hand_and_found_by_a_colleague(small: Site, page: Page) -> None:
    be(page, small, ANNA)
    page.goto(small.url + "/contacts")
    whole(page)
    page.get_by_role("button", name="Share Piet Pieters").click()
    expect(page.get_by_text("2 contacts, 1 shared")).to_be_visible()
    be(page, small, DIRK)
    page.goto(small.url + "/path?to=somebody+at+Acme")
    expect(page.get_by_role("heading", name="Anna Jansen knows somebody at Acme")).to_be_visible()
    whole(page)


def test_a_name_that_is_a_script_is_a_name(small: Site, page: Page) -> None:
    hostile = "<img src=x onerror=document.title='owned'>"
    small.space.store.upsert("identity", renamed(small, hostile))
    analyse(small.space, as_of=small.space.clock())
    share(small.space, employee(ANNA), [PIET], shared=True)
    be(page, small, DIRK)
    page.goto(small.url + "/path?to=somebody+at+Acme")
    expect(page.get_by_text(hostile).first).to_be_visible()
    assert "owned" not in page.title()


def renamed(small: Site, name: str) -> pd.DataFrame:
    row = small.space.store.frame("identity", where={"id": contact("piet")})
    return row.drop(columns="version").assign(name=name, edited=small.space.clock())

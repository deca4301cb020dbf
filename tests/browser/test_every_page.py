"""Every page, in both languages and themes, on a telephone and a desk: whole, within its width, accessible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PAGES, Site, look

AXE = Path(__file__).with_name("vendor") / "axe-core-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = 360, 1440
MAIN = {"start", "find", "person", "onion"}
LOOKS = [("en", "light"), ("nl", "dark"), ("en", "dark"), ("nl", "light")]
VARIANTS = [
    pytest.param(name, language, theme, id=f"{name}-{language}-{theme}")
    for name in PAGES
    for number, (language, theme) in enumerate(LOOKS)
    if number < 2 or name in MAIN
]


def violations(page: Page) -> list[str]:
    """What axe-core holds against the page: the rule, where, and why."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """CSS pixels by which the document is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_list_of_pages_is_whole(site: Site) -> None:
    assert tuple(site.pages()) == PAGES


@pytest.mark.parametrize(("name", "language", "theme"), VARIANTS)
def test_a_page(site: Site, page: Page, name: str, language: str, theme: str) -> None:
    look(page, site, language=language, theme=theme)
    page.set_viewport_size({"width": DESK, "height": 900})
    answer = page.goto(site.url + site.pages()[name])
    assert answer is not None
    assert answer.status == 200
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("h1").inner_text().strip()
    assert page.title().endswith(" · expertgraph")
    assert violations(page) == []
    assert overflow(page) <= 0
    page.set_viewport_size({"width": PHONE, "height": 740})
    assert overflow(page) <= 0, _widest(page)
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_a_telephone_is_accessible(site: Site, page: Page, name: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 740})
    page.goto(site.url + site.pages()[name])
    assert violations(page) == []


def _widest(page: Page) -> str:
    """The elements that stick out, for whoever reads the failure."""
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll('body *')]
                .map(each => [each.tagName, each.getAttribute('class'), each.getBoundingClientRect().right])
                .filter(each => each[2] > innerWidth + 1).slice(0, 12)"""
        )
    )


def test_the_examiner_is_awake(page: Page) -> None:
    page.set_content("<p style='color: #aaa; background: #fff'>pale</p><img src='data:,'>")
    found = {each.partition(":")[0] for each in violations(page)}
    assert {"html-has-lang", "document-title", "color-contrast", "image-alt"} <= found

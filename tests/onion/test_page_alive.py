"""The onion under keys, pointer and finger: all of it explains itself, and the address keeps what was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from expertgraph.workspace import Workspace
from tests.browser.site import served
from tests.onion.conftest import publish_in
from tests.servers.watched_page import Watch


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return publish_in(tmp_path_factory.mktemp("onion"))


@pytest.fixture(scope="module")
def address(space: Workspace) -> Iterator[str]:
    with served(space) as site:
        yield site.url


def _somebodys_page(route: Route) -> None:
    """What a link leads to is tested elsewhere: the made-up edition has no columns for it."""
    route.fulfill(status=200, content_type="text/html", body="<title>somebody</title>")


def opened(page: Page, address: str, query: str = "") -> Page:
    """The page, once its script answers."""
    page.goto(f"{address}/onion{query}")
    expect(page.locator("#onion[data-ready]")).to_be_visible()
    return page


def press(page: Page, *keys: str) -> str:
    """What a screen reader is told after these keys."""
    for key in keys:
        page.keyboard.press(key)
    return page.locator("#live").inner_text()


def shown(page: Page) -> str | None:
    """What the card explains now: person, channel, ring, sector, cell or hub."""
    return page.locator("#panel").get_attribute("data-shows")


def test_walking_reaches_everything_that_the_picture_holds(address: str, page: Page) -> None:
    opened(page, address).locator("#onion").focus()
    first = press(page, "Home")
    assert ", Core, " in first
    assert shown(page) == "person"
    press(page, "ArrowDown")
    assert shown(page) == "hub"
    seen: dict[str, set[str]] = {}
    for _ in range(6):
        said = press(page, "ArrowUp")
        start, steps = said, 0
        while steps < 400:
            seen.setdefault(shown(page) or "", set()).add(said)
            said = press(page, "ArrowRight")
            steps += 1
            if said == start:
                break
        assert said == start, "a ring is a circle"
    marks, channels = page.locator("#onion a.m"), page.locator("#onion a.ch")
    assert len(seen["person"]) == marks.count()
    assert len(seen["channel"]) == channels.count()
    assert len(seen["ring"]) == page.locator(".ringlab > g").count()
    assert len(seen["sector"]) == page.locator(".seclab text").count()
    assert len(seen["cell"]) == len({*seen["cell"]}) > 0


def test_every_sentence_says_what_it_is_about(address: str, page: Page) -> None:
    opened(page, address).locator("#onion").focus()
    assert re.search(r"(internal|external|side not known), Core, .*, people reached: \d", press(page, "Home"))
    assert "The core: the organisation's own forum." in press(page, "ArrowDown")
    ring = press(page, "ArrowUp")
    assert ring.startswith("The ring Core, ")
    assert "at least 17 of the last 26 weeks" in ring
    assert "People: " in ring
    assert "in: " in ring
    rim = press(page, "End")
    assert shown(page) == "sector"
    assert re.match(r".+, \d+ people, ", rim)


def test_home_end_pages_and_escape(address: str, page: Page) -> None:
    opened(page, address).locator("#onion").focus()
    home = press(page, "Home")
    elsewhere = press(page, "PageDown")
    assert home.split(", ")[-2:] != elsewhere.split(", ")[-2:]
    assert press(page, "PageUp").split(", Core, ")[1].split(",")[0] == home.split(", Core, ")[1].split(",")[0]
    assert press(page, "End") != home
    assert press(page, "Home") == home
    press(page, "Escape")
    expect(page.locator("#live")).to_be_empty()
    expect(page.locator("#panel h2")).to_have_text("Point at anything, or press the arrow keys")
    assert page.locator(".focus .focusring").get_attribute("d") == ""


def test_enter_opens_somebodys_page(address: str, page: Page) -> None:
    page.route("**/p/*", _somebodys_page)
    opened(page, address).locator("#onion").focus()
    press(page, "Home")
    href = page.locator("#panel a.btn").get_attribute("href")
    with page.expect_request(lambda request: request.url.endswith(href or "?")):
        page.keyboard.press("Enter")


def test_focus_is_to_be_seen(address: str, page: Page) -> None:
    opened(page, address).locator("#onion").focus()
    assert page.evaluate("getComputedStyle(document.getElementById('onion')).outlineStyle") != "none"
    press(page, "Home")
    box = page.locator(".focus .focusring").bounding_box()
    assert box is not None
    assert box["width"] >= 8


def test_pointing_explains_marks_groups_rings_and_the_core(address: str, page: Page) -> None:
    opened(page, address)
    mark = page.locator("a.m").first
    mark.locator(".d").hover()
    expect(page.locator(".tip")).to_contain_text(mark.get_attribute("data-name") or "")
    expect(page.locator("#panel h2")).to_have_text(mark.get_attribute("data-name") or "")
    for target, words in (
        (".hub", "Community forum"), (".ringlab .l1", "The ring Active"), ("a.ch.outpost", "LinkedIn"),
    ):  # fmt: skip
        page.locator(target).first.hover(force=True)
        expect(page.locator("#panel h2")).to_contain_text(words)
    assert page.locator(".cell a, .cell title, .cell [id]").count() == 0


def test_a_channel_dims_the_rest_stands_in_the_address_and_lets_go(address: str, page: Page) -> None:
    opened(page, address)
    page.locator("a.ch", has_text="#data").click()
    expect(page.locator("#onion")).to_have_class(re.compile("dim"))
    expect(page.locator("#panel h2")).to_have_text("#data")
    lit = page.locator("a.m.hit").count()
    assert 0 < lit < page.locator("a.m").count()
    assert "lit=data" in page.url
    page.reload()
    expect(page.locator("#onion[data-ready]")).to_have_class(re.compile("dim"))
    assert page.locator("a.m.hit").count() == lit
    page.locator("#onion").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#onion")).not_to_have_class(re.compile("dim"))
    assert "lit=" not in page.url


def test_a_channel_by_keys_first_lights_up_then_opens(address: str, page: Page) -> None:
    opened(page, address)
    page.get_by_role("button", name="#data: show").press("Enter")
    expect(page.locator("#onion")).to_have_class(re.compile("dim"))
    page.locator("#onion").focus()
    page.route("**/channel/*", _somebodys_page)
    with page.expect_request(lambda request: request.url.endswith("/channel/data")):
        page.keyboard.press("Enter")


def test_toggles_by_keys_stay_in_the_address_and_in_what_is_kept(address: str, page: Page) -> None:
    opened(page, address)
    external = page.get_by_role("button", name="External")
    external.press("Space")
    expect(external).to_have_attribute("aria-pressed", "false")
    expect(page.locator("a.m.k1").first).to_be_hidden()
    assert page.url.endswith("?hide=external")
    page.locator(".o-keep summary").press("Enter")
    assert page.locator(".o-keep a").first.get_attribute("href") == address + "/onion.svg?hide=external"
    page.reload()
    expect(page.locator("a.m.k1").first).to_be_hidden()
    page.locator("#onion").focus()
    said = [press(page, "Home"), *(press(page, "ArrowRight") for _ in range(12))]
    assert not [words for words in said if ", external, " in words], "nobody is walked to who is not shown"


def test_a_filter_by_keys_and_letting_go_of_it(address: str, page: Page) -> None:
    opened(page, address, "?hide=names")
    page.locator(".o-filter summary").press("Enter")
    page.get_by_label("Organisation").select_option("TU Delft")
    page.locator(".o-filter .pop button").press("Enter")
    page.wait_for_url("**/onion?hide=names&organisation=TU+Delft")
    expect(page.locator(".o-count")).to_contain_text("1")
    page.locator(".o-active a").press("Enter")
    page.wait_for_url("**/onion?hide=names")


def test_a_finger_is_told_first_and_led_on_by_its_second_tap(address: str, browser: Browser) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 768, "height": 1000}, locale="en-GB")
    page = context.new_page()
    watch = Watch(page)
    page.route("**/p/*", _somebodys_page)
    opened(page, address)
    mark = page.locator("a.m").first
    href = mark.get_attribute("href") or "?"
    mark.locator(".d").tap()
    expect(page.locator("#panel h2")).to_have_text(mark.get_attribute("data-name") or "")
    assert page.url.endswith("/onion")
    with page.expect_request(lambda request: request.url.endswith(href)):
        mark.locator(".d").tap()
    page.wait_for_load_state()
    context.close()
    assert watch.faults == []


def test_playing_through_time_and_stopping(address: str, page: Page) -> None:
    opened(page, address)
    slider, date = page.locator("#onion-time input"), page.locator("#onion-time output")
    now, people = date.inner_text(), page.locator("a.m").count()
    slider.press("Home")
    expect(page.locator("#onion-time")).to_have_attribute("data-shown", "0")
    assert date.inner_text() != now
    assert slider.get_attribute("aria-valuetext") == date.inner_text()
    assert page.locator("a.m").count() < people
    assert "on=" in page.url
    frame = "[...document.querySelectorAll('.band, .guide')].map(e => e.getAttribute('r') || e.getAttribute('d')).join()"
    drawn = page.evaluate(frame)
    play = page.locator("[data-play]")
    play.press("Enter")
    expect(play).to_have_text("Stop")
    expect(page.locator("#onion-time")).to_have_attribute("data-shown", "1")
    play.press("Enter")
    expect(play).to_have_text("Play")
    stopped = slider.input_value()
    assert page.evaluate(frame) == drawn, "only marks move"
    slider.press("End")
    expect(page.locator("#onion-time")).to_have_attribute("data-shown", slider.get_attribute("max") or "")
    assert int(stopped) < int(slider.input_value())
    assert page.locator("a.m").count() == people
    assert "on=" not in page.url
    page.locator("#onion").focus()
    assert press(page, "Home"), "the walk goes on in the picture that was put in place"


def test_without_motion_nothing_glides(address: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, address)
    page.evaluate(
        """() => { window.moved = 0; new MutationObserver((all) => { window.moved += all.length; })
            .observe(document.getElementById('onion'),
                     {subtree: true, attributes: true, attributeFilter: ['transform']}); }"""
    )
    page.locator("#onion-time [data-step='-1']").press("Enter")
    expect(page.locator("#onion-time")).to_have_attribute("data-shown", re.compile(r"\d"))
    assert page.evaluate("window.moved") == 0


def test_a_picture_of_thousands_is_painted_on_one_canvas(browser: Browser, address: str, page: Page) -> None:
    """The painter alone, held to what the elements of a small picture say."""
    opened(page, address)
    counted = page.evaluate(
        """async () => {
            const { Painter } = await import('/static/js/onion_canvas.js');
            const { State } = await import('/static/js/onion_state.js');
            const svg = document.getElementById('onion');
            const state = new State(svg, JSON.parse(document.getElementById('panel').dataset.words));
            const some = state.marks;
            state.marks = Array.from({length: 900}, (_, at) => some[at % some.length]);
            const painter = new Painter(state);
            painter.paint();
            const { width, height } = painter.canvas;
            const pixels = painter.canvas.getContext('2d').getImageData(0, 0, width, height).data;
            const drawn = pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
            painter.remove();
            return [svg.querySelectorAll('a.m').length, drawn];
        }"""
    )
    assert counted[0] == 0, "the elements have made room"
    assert counted[1] > 1000
    assert page.locator(".stage canvas").count() == 0


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_runs_off_the_page(address: str, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/onion", "/onion?community=4&organisation=TU+Delft", "/onion/table"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_telephone_gets_the_lists_first(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, address)
    tops = [
        (page.locator(each).bounding_box() or {})["y"]
        for each in (".o-rings", ".o-moving", ".stage", "#panel")
    ]
    assert tops == sorted(tops)
    expect(page.locator("a.ch").first).to_be_hidden()
    page.get_by_role("button", name="#data: show").press("Enter")
    expect(page.locator("a.ch.on")).to_be_visible()
    expect(page.locator("a.ch:not(.on)").first).to_be_hidden()


def test_paper_gets_the_picture_its_legend_and_hollow_externals(address: str, page: Page) -> None:
    opened(page, address)
    page.emulate_media(media="print")
    for gone in (".o-bar", "#panel", "#onion-time", ".o-below", ".top .nav"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("#onion", ".o-legend", ".o-rings"):
        expect(page.locator(kept)).to_be_visible()
    hollow = "getComputedStyle(document.querySelector('#onion .k1 .d')).fill"
    assert page.evaluate(hollow) == "rgb(255, 255, 255)"


def test_theme_is_remembered(address: str, page: Page) -> None:
    opened(page, address)
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"

"""Names, titles and texts that try to be more than text stay text, on every page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from expertgraph.analysis.run import analyse
from expertgraph.asking import Customer, act, ask, customer_link
from expertgraph.frames import columns_of
from expertgraph.ingest.pipeline import import_paths
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.records import Identity
from expertgraph.schema import TABLES
from expertgraph.workspace import Workspace
from tests.browser.site import Site, served
from tests.community import NOW

IMAGE = "<img src=x onerror=window.__xss=1>"
SCRIPT = '"></script></title><script>window.__xss=1</script>'
QUOTES = "'\" onfocus=window.__xss=1 autofocus x='"
BIDI = "Ana\u202egnp.exe\u2066 Smit"
BIDI_SHOWN = "Anagnp.exe Smit"
TEMPLATE = "{{7*7}} ${7*7} javascript:window.__xss=1"
NAMES = (IMAGE, SCRIPT, QUOTES, "ana", TEMPLATE)
_WEEK = 7 * 86_400
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _lines() -> Iterator[str]:
    number = 0
    for week in range(26):
        for at, author in enumerate(NAMES):
            for place, who in enumerate((author, NAMES[(at + 1) % len(NAMES)])):
                yield json.dumps(
                    {
                        "id": f"{number}{IMAGE}", "thread": f"{week}-{at}{SCRIPT}", "channel": f"{IMAGE}{at % 2}",
                        "title": f"heat pump {SCRIPT}", "author": who, "time": NOW - (26 - week) * _WEEK + number,
                        "pos": place, "reply_to": author if place else None,
                        "text": f"heat pump {IMAGE} {SCRIPT} {BIDI}",
                    }
                )  # fmt: skip
                number += 1
    yield IMAGE


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A community in which everything that has a name has a hostile one."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "hostile'><img src=x onerror=window.__xss=1>.jsonl"
    file.write_text("\n".join(_lines()) + "\n", "utf-8")
    space = Workspace.open(f"sqlite:///{folder / 'h.db'}", clock=lambda: NOW)
    space.change_settings({"organisation.name": IMAGE, "privacy.k": 5})
    import_paths(space.store, [file], clock=lambda: NOW)
    who = space.store.frame("identity", ["id", "source"], where={"native_id": "ana"}).iloc[0]
    turned = Identity(str(who["id"]), str(who["source"]), "ana", BIDI, edited=NOW)
    space.store.upsert("identity", columns_of(TABLES["identity"], [turned]))
    analyse(space, as_of=NOW)
    customer = Customer(SCRIPT, "klant@far.example")
    asked = ask(space, OWNER, f"heat pump {IMAGE}", f"{SCRIPT} {BIDI}", customer=customer)
    helper = Viewer(Role.EMPLOYEE, asked.to[0])
    act(space, helper, asked.question, "answered", text=f"{IMAGE} {SCRIPT} {BIDI}")
    with served(space) as site:
        yield site
    space.store.close()


def _paths(site: Site) -> list[str]:
    people = site.space.edition().table("people")["person"].tolist()
    asking = [f"/ask?q=heat+pump&name={IMAGE[:4]}", f"/ask?q={SCRIPT}", "/questions", f"/q/{site.question()}"]
    asking.append(f"/c/{customer_link(site.space, OWNER, site.question())}")
    return [
        "/", "/find?q=heat+pump", f"/find?q={IMAGE}", f"/find?q={SCRIPT}", *[f"/p/{each}" for each in people],
        f"/p/{people[0]}?need=heat+pump", f"/p/{people[0]}?need={IMAGE}", "/onion", "/onion/table", "/map",
        *[f"/map?of={each}" for each in people], "/channels", "/imports", "/links", "/quarantine", "/about", *asking,
    ]  # fmt: skip


def test_there_is_something_to_be_hurt_by(hostile: Site) -> None:
    people = hostile.space.edition().table("people")
    assert len(people) == len(NAMES)
    assert {IMAGE, SCRIPT, BIDI} <= set(people["name"])
    assert (people["ring"] <= 1).all(), "or the onion would show none of the names"
    assert len(hostile.space.store.frame("quarantine")) == 1


def test_no_page_runs_or_swallows_them(hostile: Site, page: Page) -> None:
    seen = ""
    for path in _paths(hostile):
        answer = page.goto(hostile.url + path)
        assert answer is not None
        assert answer.status == 200, path
        page.wait_for_load_state()
        text = page.locator("body").inner_text()
        seen += text
        assert page.evaluate("window.__xss") is None, path
        assert page.locator("img, [onerror], [onfocus]").count() == 0, path
        assert page.locator("script:not([src])").count() == 0, path
        assert not set(_TURNS) & set(text), f"{path}: the order of what is read can be turned"
    for name in (IMAGE, SCRIPT, QUOTES, TEMPLATE, BIDI_SHOWN):
        assert name in seen


def test_the_onion_under_the_pointer_and_the_keys(hostile: Site, page: Page) -> None:
    page.goto(hostile.url + "/onion")
    page.locator("#onion[data-ready]").focus()
    page.keyboard.press("Home")
    for _ in NAMES:
        page.keyboard.press("ArrowRight")
        assert page.locator("#panel h2").inner_text()
    for mark in page.locator("a.m .d").all():
        mark.hover(force=True)
    assert page.evaluate("window.__xss") is None
    assert page.locator("img").count() == 0


def test_a_map_to_share_is_as_safe(hostile: Site, page: Page, tmp_path: Path) -> None:
    person = hostile.space.edition().table("people")["person"].iloc[0]
    text = page.request.get(f"{hostile.url}/map/file?of={person}").text()
    file = tmp_path / "map.html"
    file.write_text(text, "utf-8")
    page.goto(file.as_uri())
    page.wait_for_selector("canvas")
    assert page.evaluate("window.__xss") is None
    assert page.locator("img").count() == 0

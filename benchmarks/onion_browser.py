"""How long the onion takes in the browser: from the request to the picture, a hover, and lighting up a channel.

    python -m benchmarks.onion_browser [PEOPLE...]

Communities made from numbers (300, 2,000, 5,000 and 20,000 people and 200 channels unless named), published as an
analysis publishes them, with the onion laid out and kept; served as ``expertgraph serve`` does; opened in a headless
Chromium without a graphics card.  A first request finds a server that has nothing in memory yet; the others are
the median of several.  ``picture``: from the request until the marks answer to the pointer, with script and fonts.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.site import served
from tests.onion.publishing import publish_in
from tests.servers.chromium import find_chromium

SIZES = (300, 2_000, 5_000, 20_000)
CHANNELS = 200
TIMES = 5
HOVERS = """
async (count) => {
  const svg = document.getElementById('onion'), box = svg.getBoundingClientRect(), spent = [];
  const frame = () => new Promise(requestAnimationFrame);
  for (let at = 0; at < count; at++) {
    const turn = at * 2.39996, away = box.height * 0.46 * Math.sqrt((at + 1) / count);
    const x = box.x + box.width / 2 + away * Math.sin(turn), y = box.y + box.height / 2 + away * Math.cos(turn);
    const where = {clientX: x, clientY: y};
    await frame();
    const began = performance.now();
    svg.dispatchEvent(new PointerEvent('pointermove', {...where, bubbles: true, pointerType: 'mouse'}));
    await frame(); await frame();
    spent.push(performance.now() - began);
  }
  return spent;
}
"""
SELECT = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const button = document.querySelector('[data-channel]'), spent = [];
  for (let at = 0; at < 6; at++) {
    await frame();
    const began = performance.now();
    button.click();
    await frame(); await frame();
    spent.push(performance.now() - began);
  }
  return spent;
}
"""


def opened(browser: Browser, address: str, width: int = 1440) -> tuple[Page, float]:
    """A fresh page and the seconds until its marks answer."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#onion[data-ready]")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page, time.perf_counter() - began


def size_of(address: str) -> tuple[int, int]:
    """Bytes of the page, as they are and compressed."""
    with urllib.request.urlopen(address) as answer:
        body = answer.read()
    return len(body), len(gzip.compress(body))


def measured(browser: Browser, people: int, folder: Path) -> dict[str, Any]:
    """Everything that is measured of one size."""
    space = publish_in(folder, people=people, channels=CHANNELS, keep=True)
    with served(space) as site:
        address = site.url + "/onion"
        first_page, first = opened(browser, address)
        first_page.context.close()
        loads = []
        for _ in range(TIMES):
            page, seconds = opened(browser, address)
            loads.append(seconds)
            page.context.close()
        page, _ = opened(browser, address)
        hovers, chosen = page.evaluate(HOVERS, 60), page.evaluate(SELECT)
        marks = page.evaluate("JSON.parse(document.getElementById('panel').dataset.words).cells.length")
        canvas = page.locator(".stage canvas").count()
        page.context.close()
        whole, packed = size_of(address)
    space.store.close()
    return {
        "people": people, "first": first, "picture": statistics.median(loads), "hover": statistics.median(hovers),
        "hover95": sorted(hovers)[int(0.95 * len(hovers))], "select": statistics.median(chosen), "html": whole,
        "gz": packed, "cells": marks, "canvas": canvas,
    }  # fmt: skip


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("people", nargs="*", type=int, default=list(SIZES))
    sizes = parser.parse_args().people
    print("| people | first request | picture | hover p50 / p95 | select | HTML | gz | dots |")
    print("|---|---|---|---|---|---|---|---|")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=find_chromium(driver.chromium.executable_path).path,
            args=["--no-sandbox", "--disable-gpu"],
        )
        for people in sizes:
            with tempfile.TemporaryDirectory() as folder:
                m = measured(browser, people, Path(folder))
            print(
                f"| {m['people']:,} | {m['first']:.2f} s | {m['picture']:.2f} s | {m['hover']:.0f} / {m['hover95']:.0f} ms "
                f"| {m['select']:.0f} ms | {m['html'] / 1e3:.0f} KB | {m['gz'] / 1e3:.0f} KB "
                f"| {'canvas' if m['canvas'] else 'elements'} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()

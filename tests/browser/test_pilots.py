"""A pilot is started and ended with the keyboard alone, and its page says as much without script."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from expertgraph.pilots.keeping import read_pilots
from tests.browser.site import Site


def reach(page: Page, role: str, name: str, most: int = 80) -> None:
    """Press Tab until the element is focused."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{role} {name!r} is not reached by {most} tabs")


def test_a_pilot_is_started_and_ended_by_keyboard_alone(bench: Site, page: Page) -> None:
    page.goto(f"{bench.url}/pilots")
    expect(page.get_by_role("heading", name="No pilot yet")).to_be_visible()
    reach(page, "link", "Start a pilot")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Start a pilot", level=1)).to_be_visible()
    for field, typed in (
        ("Name", "By keyboard"),
        ("Theme", "heat pumps"),
        ("Goal", "Answers"),
        ("Target", "70"),
    ):
        reach(page, "textbox", field)
        page.keyboard.type(typed)
    reach(page, "textbox", "These people")
    page.keyboard.type("Anna de Vries")
    page.keyboard.press("Enter")
    page.keyboard.type("Bob Jansen")
    reach(page, "button", "Start the pilot")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By keyboard", level=1)).to_be_visible()
    expect(page.get_by_text("2 members")).to_be_visible()
    expect(page.get_by_text("Cannot be said").first).to_be_visible()
    reach(page, "button", "Remove Bob Jansen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 member", exact=True)).to_be_visible()
    reach(page, "button", "End the pilot")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Over", exact=True)).to_be_visible()
    assert [(each.plan.measure, each.plan.target) for each in read_pilots(bench.space.store)] == [
        ("active", 0.7)
    ]


def test_the_table_says_what_the_line_says_without_script(site: Site, scriptless: Page) -> None:
    scriptless.goto(f"{site.url}/pilot/{site.pilot()}")
    scriptless.get_by_text("As table").click()
    weeks = scriptless.get_by_role("region", name="Week by week: Active in a week").locator("tbody tr")
    expect(weeks.first).to_be_visible()
    assert weeks.count() == scriptless.locator(".plot .dot").count() > 10
    expect(scriptless.get_by_role("heading", name="Is the goal reached?")).to_be_visible()

"""Counts the tests that really used a server or a browser, and lets nothing be skipped in silence.

With EXPERTGRAPH_REQUIRE_ALL=1 a skipped test is a failed one, unless what it misses is the external data
folder, which only the project's own machines have.
"""

import os
from collections.abc import Generator
from typing import Any

import pytest

REAL = {"neo4j_url": "real Neo4j server", "browser": "real browser"}
MAY_BE_ABSENT = "../shared"


def require_all() -> bool:
    """True where everything that tests need must be there."""
    return os.environ.get("EXPERTGRAPH_REQUIRE_ALL", "") not in {"", "0"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one database in one process, when tests run in several."""
    for item in items:
        if "neo4j_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("neo4j"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note which real things the test used; turn a skip into a failure where that is asked for."""
    report = yield
    if report.when == "call":
        used = set(getattr(item, "fixturenames", ())) | set(item._request._fixture_defs)  # type: ignore[attr-defined]
        report.user_properties.extend(("used", name) for name in REAL if name in used)
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that skips itself is a skip like any other."""
    report = yield
    if report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not require_all():
        return
    reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if MAY_BE_ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: may not be skipped here. {reason}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests really used what they claim to be tested against."""
    reports = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])
    ]
    for name, label in REAL.items():
        count = sum(("used", name) in getattr(report, "user_properties", []) for report in reports)
        terminalreporter.write_line(f"tests that used a {label}: {count}")

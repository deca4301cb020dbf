"""What the long runs write down, and that a part which is done is not done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.soak import AGAIN, Row, Soak, fingerprint, read, write

DONE = Row("test_x.py::test_long[200]", "200 orders", "12", "2026-11-27", "abc1234", "0123456789ab")


def test_the_page_is_read_as_it_was_written(tmp_path: Path) -> None:
    page = tmp_path / "soak.md"
    assert read(page) == {}
    write({DONE.part: DONE}, page)
    assert read(page) == {DONE.part: DONE}
    assert page.read_text().count("\n| ") == 2


def test_another_byte_of_code_is_another_code(tmp_path: Path) -> None:
    (tmp_path / "expertgraph").mkdir()
    (tmp_path / "expertgraph" / "a.py").write_text("x")
    before = fingerprint(tmp_path, ("expertgraph",))
    (tmp_path / "expertgraph" / "a.py").write_text("y")
    assert fingerprint(tmp_path, ("expertgraph",)) != before
    assert len(before) == 12


class _Item:
    def __init__(self, nodeid: str, long: bool) -> None:
        self.nodeid = nodeid
        self.long = long

    def get_closest_marker(self, name: str) -> object:
        return self.long or None


class _Config:
    def __init__(self) -> None:
        self.hook = self
        self.left_out: list[str] = []

    def pytest_deselected(self, items: list[_Item]) -> None:
        self.left_out = [item.nodeid for item in items]


@pytest.mark.parametrize(("code", "left_out"), [(DONE.code, ["tests/" + DONE.part]), ("another-code", [])])
def test_what_is_done_for_this_code_is_left_out(
    code: str, left_out: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({DONE.part: DONE}, tmp_path / "soak.md")
    config, items = (
        _Config(),
        [_Item("tests/" + DONE.part, True), _Item("tests/test_y.py::test_short", False)],
    )
    plugin = Soak(tmp_path / "soak.md", code, "abc1234")
    plugin.pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    assert config.left_out == left_out
    assert len(items) == 2 - len(left_out)
    monkeypatch.setenv(AGAIN, "1")
    again = [_Item("tests/" + DONE.part, True)]
    plugin.pytest_collection_modifyitems(config, again)  # type: ignore[arg-type]
    assert len(again) == 1

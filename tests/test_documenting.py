"""The reference pages say what the code says."""

from pathlib import Path

import pytest

from expertgraph.documenting import PAGES

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run python -m expertgraph.documenting"

"""One spelling of an address; none for an address that only looks like another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.ingest.addresses import normalise_email


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Admin@x.nl", "admin@x.nl"),
        (" admin@X.NL\n", "admin@x.nl"),
        ("<a@b.c>", "a@b.c"),
        ("mailto:a@b.c", "a@b.c"),
        ("admin+tag@x.nl", "admin+tag@x.nl"),
        ("zoë@x.nl", "zoë@x.nl"),
        ("a@münchen.de", "a@xn--mnchen-3ya.de"),
        ("привет@почта.рф", "привет@xn--80a1acny.xn--p1ai"),
    ],
)
def test_accepted(text: str, wanted: str) -> None:
    assert normalise_email(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "\u0430dmin@x.nl",
        "admin@x.nl\u200b",
        "ad\u200dmin@x.nl",
        "ADM\u0130N@x.nl",
        "a@p\u0430ypal.com",
        "admin@\uff58.nl",
        "\uff41dmin@x.nl",
        "admin@x.nl, b@x.nl",
        "a@b@c",
        "a b@c.nl",
        "a@",
        "@b",
        "a",
        "a@x..nl",
        "a" * 300 + "@x.nl",
        "",
        None,
    ],
)
def test_counts_as_none(text: str | None) -> None:
    assert normalise_email(text) is None


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    for candidate in (text, f"{text}@x.nl", f"a@{text}"):
        once = normalise_email(candidate)
        assert once is None or normalise_email(once) == once


@given(st.text(st.characters(min_codepoint=0x80), min_size=1, max_size=3), st.integers(0, 5))
def test_nothing_foreign_comes_out_as_the_plain_address(extra: str, place: int) -> None:
    disguised = "admin"[:place] + extra + "admin"[place:] + "@x.nl"
    assert normalise_email(disguised) != "admin@x.nl"

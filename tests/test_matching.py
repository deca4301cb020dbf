"""Which identities are suggested as one person, why, and who is never taken for another."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expertgraph.matching import PARTS, Known, Match, find
from expertgraph.matching.blocking import MOST_PAIRS
from expertgraph.matching.spelling import full_spellings, local_part, own_domain, read_account, read_name
from expertgraph.matching.weights import COMPARISONS


def both(one: Known, other: Known, least: float = 0.0001) -> Match | None:
    """The match of two identities, if any."""
    found = find([one, other], least=least).matches
    return found[0] if found else None


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Jan Jansen", "Jánsen, Jan", "same-name"),
        ("Jan Jansen", "JANSEN Jan (Utrecht)", "same-name"),
        ("Søren Łukasik", "Soren Lukasik", "same-name"),
        ("Анна Иванова", "Иванова Анна", "same-name"),
        ("Anna de Vries", "Anna Maria de Vries", "same-first-and-family-name"),
        ("Dr. Anna de Vries", "Anna Vries", "same-first-and-family-name"),
        ("A. de Vries", "Anna de Vries", "initials-fit"),
        ("Willemijn Schouten", "Willemijn Schoten", "similar-name"),
        ("Jan Jansen", "Piet Jansen", None),
        ("Jan", "Jan", None),
        ("J\u0430n Jansen", "Jan Jansen", None),
        ("Jan\u200b Jansen", "Jan Jansen", None),
        ("jan.jansen@x.nl", "Jan Jansen", None),
    ],
)
def test_names(one: str, other: str, reason: str | None) -> None:
    match = both(Known("a:1", "a", one), Known("b:1", "b", other))
    reasons = (
        set(match.reasons) & {"same-name", "same-first-and-family-name", "initials-fit", "similar-name"}
        if match
        else set()
    )
    assert reasons == ({reason} if reason else set())


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Jan", "jjansen77", None), ("J", "JJansen77", None), "same-handle"),
        (("", "jjansen77", None), ("", None, "jjansen77@x.nl"), "handle-is-address"),
        (("", None, "jjansen77@x.nl"), ("", None, "jjansen77+lists@y.nl"), "same-local-part"),
        (("", None, "12345+octo-cat@users.noreply.github.com"), ("", "octo-cat", None), "handle-is-address"),
        (("", "devriesanna", None), ("Anna de Vries", None, None), "handle-is-name"),
        (("", None, "anna.de.vries@x.nl"), ("Anna de Vries", None, None), "address-is-name"),
        (("", "avries", None), ("Anna de Vries", None, None), "account-is-initials"),
        (("Anna de Vries", "annavries", None), ("Anna de Vries", "annavries", None), "account-made-of-name"),
        (("Anna de Vries", None, "a@x.nl"), ("A. V.", None, "a@x.nl"), "same-address"),
        (("", "admin", None), ("", "admin", None), None),
        (("", "bob", None), ("", "bob", None), None),
        (("", "jj\u0430nsen77", None), ("", "jjansen77", None), None),
    ],
)
def test_accounts(
    one: tuple[str, str | None, str | None], other: tuple[str, str | None, str | None], reason: str | None
) -> None:
    match = both(Known("a:1", "a", *one), Known("b:1", "b", *other))
    assert (reason in match.reasons) if match else reason is None


def test_the_score_is_what_its_named_parts_make() -> None:
    match = both(
        Known("a:1", "a", "Jan Jansen", "kermit77", None, "X", places=("Sewing",)),
        Known("b:1", "b", "Jan Jansen", "kermit77", None, "X", places=("sewing", "Rowing")),
    )
    assert match
    assert set(match.reasons) == {"same-name", "same-handle", "same-organisation", "same-place"}
    parts = dict(match.parts)
    assert parts["same-name"] == pytest.approx(PARTS["same-name"], abs=0.01)
    assert parts["same-organisation"] < PARTS["same-organisation"], "everybody here is of X"
    assert match.bits == pytest.approx(sum(parts.values()), abs=0.01)
    assert match.score == pytest.approx(1 / (1 + 2 ** (12 - match.bits)), abs=1e-4)


def test_a_name_that_many_have_says_less() -> None:
    crowd = [Known(f"a:{each}", "a", "Jan Jansen", f"crowd{each}of") for each in range(8)]
    single = [Known("a:x", "a", "Iris Blom"), Known("b:x", "b", "Iris Blom"), Known("b:1", "b", "Jan Jansen")]
    found = {(match.a, match.b): dict(match.parts) for match in find([*crowd, *single], least=0.0001).matches}
    assert found["a:0", "b:1"]["same-name"] == pytest.approx(found["a:x", "b:x"]["same-name"] - 3, abs=0.01)


def test_a_value_is_as_rare_for_every_reason_that_looks_at_it() -> None:
    rare = {(level.rarity, level.u) for each in COMPARISONS for level in each.levels if level.rarity}
    assert len(rare) == len({column for column, _ in rare})


def test_two_accounts_in_one_system_are_rarely_one_person() -> None:
    again = both(Known("a:1", "a", "Jan Jansen"), Known("a:2", "a", "Jan Jansen"))
    assert again
    assert dict(again.parts)["two-accounts-in-one-system"] < 0
    mail = [
        Known(f"m:{each}@x.nl", "m", "Jan Jansen", None, f"{each}@x.nl", mailbox=True)
        for each in ("jan", "work")
    ]
    addresses = both(*mail)
    assert addresses
    assert "two-accounts-in-one-system" not in addresses.reasons
    assert addresses.score > again.score


def test_another_account_in_the_same_system_that_fits_far_better_excludes_a_match() -> None:
    hr = Known("hr:1", "hr", "Anna Jansen", None, "anna@x.nl")
    right = Known("f:1", "f", "Anna Jansen", "annaj", "anna@x.nl")
    wrong = Known("f:2", "f", "Anna Jansen", "other7", "aj@y.nl")
    assert [(match.a, match.b) for match in find([hr, wrong]).matches] == [("f:2", "hr:1")]
    assert ("f:2", "hr:1") not in [(match.a, match.b) for match in find([hr, right, wrong]).matches]


def test_two_personnel_numbers_are_two_people() -> None:
    one = Known("hr:1", "hr", "Anna Jansen", None, "anna@x.nl", hr_id="1")
    assert both(one, Known("b:2", "b", "Anna Jansen", None, "anna@x.nl", hr_id="2")) is None
    assert both(one, Known("b:2", "b", "Anna Jansen", None, "anna@x.nl"))


def test_a_block_that_explodes_is_split_and_what_stays_out_is_told() -> None:
    many = [
        Known(f"{'ab'[each % 2]}:{each}", "ab"[each % 2], "Jan Jansen", None, None, f"Firm {each // 2}")
        for each in range(120)
    ]
    found = find(many, least=0.0001)
    assert found.pairs < MOST_PAIRS, "each firm's two, not all with all"
    assert {match.a[2:] for match in found.matches} == {str(each) for each in range(0, 120, 2)}
    assert ("name", "jan jansen", 120) in [(each.kind, each.key, each.identities) for each in found.capped]


SOMEBODY = st.builds(
    Known,
    id=st.uuids().map(str),
    source=st.sampled_from("abc"),
    name=st.sampled_from(("Anna de Vries", "A. de Vries", "Vries, Anna", "Bob Smit", "\u0430nna")) | st.text(max_size=20),
    handle=st.none() | st.sampled_from(("annadevries", "bsmit", "x")) | st.text(max_size=9),
    email=st.none() | st.sampled_from(("anna@x.nl", "bobsmit@gmail.com")),
    organisation=st.none() | st.sampled_from(("X", "Y")),
    mailbox=st.booleans(),
    places=st.lists(st.sampled_from(("p", "q", "r")), max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(SOMEBODY, max_size=12, unique_by=lambda each: each.id), st.randoms(use_true_random=False))
def test_the_order_of_identities_never_matters_and_any_text_is_taken(who: list[Known], dice: object) -> None:
    turned = list(who)
    dice.shuffle(turned)  # type: ignore[attr-defined]
    found, again = find(who, least=0.001), find(turned, least=0.001)
    assert repr(found) == repr(again)
    assert all(match.a < match.b and 0 < match.score <= 1 for match in found.matches)


def test_matching_opens_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    assert both(Known("a:1", "a", "Jan Jansen"), Known("b:1", "b", "Jan Jansen"))


def test_the_matching_libraries_load_only_when_something_is_matched() -> None:
    script = "import sys, expertgraph.linking, expertgraph.commands.linking as _; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"splink", "duckdb"} & set(done.stdout.split())


def test_spellings() -> None:
    assert read_name("Jan") == read_name("a\u0430 b") == ("", "", "")
    assert read_name("El Idrissi, Mohammed").first == "mohammed"
    assert set(full_spellings(read_name("Anna de Vries"))) == {
        "annadevries",
        "devriesanna",
        "annavries",
        "vriesanna",
    }
    assert read_account("J.Jansen+news") == "jjansen"
    assert read_account("12345") == ""
    assert local_part("1+octocat@users.noreply.github.com") == "octocat"
    assert (own_domain("a@x.nl"), own_domain("a@gmail.com")) == ("x.nl", "")

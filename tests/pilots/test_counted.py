"""The group that figures are about: no two that are told of differ by fewer than k people."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from expertgraph.pilots.counted import counted, groups, too_alike
from expertgraph.pilots.keeping import Member, Pilot
from tests.pilots.community import plan

K = 5


def people(*names: str, joined: int = 0, left: int | None = None) -> list[Member]:
    return [Member(name, joined, left) for name in names]


def test_the_group_is_held_until_k_people_changed() -> None:
    there = people(*"abcdef")
    few = [*there, *people(*"ghij", joined=10)]
    assert counted(few, 0, K).people == set("abcdef")
    assert (counted(few, 0, K).since, counted(few, 0, K).waiting) == (0, 4)
    enough = [*few, *people("k", joined=20)]
    assert counted(enough, 0, K).people == set("abcdefghijk")
    assert (counted(enough, 0, K).since, counted(enough, 0, K).waiting) == (20, 0)


def test_leaving_counts_as_much_as_joining() -> None:
    there = [*people(*"abcdefgh"), *people(*"ij", left=5), *people(*"klm", joined=7)]
    assert counted(there, 0, K).people == set("abcdefghklm")


def test_a_group_that_nothing_is_told_of_grows_at_once() -> None:
    grown = [*people(*"abc"), *people(*"de", joined=4)]
    assert counted(grown, 0, K).people == set("abcde")


def test_who_leaves_and_comes_back_waits_for_nothing() -> None:
    there = [*people(*"abcde"), *people("f", left=5), *people("f", joined=9)]
    assert counted(there, 0, K).waiting == 0
    assert counted(there, 0, K).people == set("abcdef")


def test_going_and_coming_back_in_another_guise_tells_nothing_new() -> None:
    there = [
        *people(*"abcdef"),
        *people(*"ghijk", left=5),
        *people(*"ghij", joined=9),
        *people("x", joined=9),
    ]
    assert [group for _, group in groups(there, 0, K)] == [set("abcdefghijk"), set("abcdef")]


STAYS = st.tuples(st.sampled_from("abcdefghijklmnop"), st.integers(0, 30), st.none() | st.integers(1, 30))


@given(st.lists(STAYS, max_size=40), st.integers(2, 6))
def test_no_two_groups_that_are_told_of_differ_by_fewer_than_k(
    stays: list[tuple[str, int, int | None]], k: int
) -> None:
    members = [Member(name, at, None if more is None else at + more) for name, at, more in stays]
    told = [group for _, group in groups(members, 0, k) if len(group) >= k]
    assert all(one == other or len(one ^ other) >= k for one, other in combinations(told, 2))


@given(st.lists(STAYS, max_size=25), st.integers(2, 5), st.integers(0, 60))
def test_what_was_told_stays_told_whatever_happens_later(
    stays: list[tuple[str, int, int | None]], k: int, moment: int
) -> None:
    members = [Member(name, at, None if more is None else at + more) for name, at, more in stays]
    earlier = [
        Member(each.person, each.joined, None if each.left is None or each.left > moment else each.left)
        for each in members
        if each.joined <= moment
    ]
    then = [found for found in groups(earlier, 0, k) if found[0] <= moment]
    assert groups(members, 0, k)[: len(then)] == then


def pilot(id: str, at: int) -> Pilot:
    return Pilot(id, plan(started=0), "people", None, at)


def test_a_pilot_that_is_too_like_an_earlier_one_is_found() -> None:
    first, second = pilot("a", 1), pilot("b", 2)
    one, other = people(*"abcdefgh"), people(*"abcdefgx")
    assert too_alike(second, frozenset("abcdefgx"), [(first, one)], K)
    assert not too_alike(first, frozenset("abcdefgh"), [(second, other)], K), "the earlier one is told of"
    assert not too_alike(second, frozenset("abcdefgh"), [(first, one)], K), "the same people tell nothing new"
    assert not too_alike(second, frozenset("abcvwxyz"), [(first, one)], K)
    assert not too_alike(second, frozenset("abcd"), [(first, people(*"abc"))], K), "nothing is told of three"


def test_groups_that_were_told_of_before_count_too() -> None:
    changed = [*people(*"abc"), *people(*"defgh", left=5), *people(*"ijklm", joined=5)]
    alike = frozenset("abcdefgx")
    assert not any(len(alike ^ group) < K for group in [counted(changed, 0, K).people])
    assert too_alike(pilot("b", 9), alike, [(pilot("a", 1), changed)], K)

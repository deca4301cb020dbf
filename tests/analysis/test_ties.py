"""Tie strength, sum by sum."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.population import UNDATED
from expertgraph.analysis.ties import Ties, make_ties
from expertgraph.kinds import INTERACTIONS
from tests.analysis.made import DAY, NOBODY, NOW, acts, items, people

H = DEFAULTS.half_life


def ties_of(rows: list[tuple[int, int, str, int | None]], n: int = 3, **others: object) -> Ties:
    written = others.pop("items", items())
    members = others.pop("members", NOBODY)
    bots = others.pop("bots", ())
    share = others.pop("share", 1.0)
    return make_ties(n, acts(*rows, share=share), written, members, people(n, bots), NOW)


def test_a_mutual_tie() -> None:
    ties = ties_of([(0, 1, "reply", NOW - H), (1, 0, "answer", NOW), (1, 0, "reaction", NOW - 2 * H)])
    assert (ties.a.tolist(), ties.b.tolist()) == ([0], [1])
    assert ties.s_ab[0] == pytest.approx(0.5)
    assert ties.s_ba[0] == pytest.approx(1 + 0.2 / 4)
    total = 1.55
    r = 2 * 0.5 / total
    assert ties.reciprocity[0] == pytest.approx(r)
    assert ties.strength[0] == pytest.approx(total * (0.25 + 0.75 * r))
    assert ties.last_at[0] == NOW


def test_a_one_sided_tie_keeps_a_quarter() -> None:
    assert ties_of([(2, 0, "mention", NOW)]).strength[0] == pytest.approx(0.25)


def test_co_recipients_share_the_weight() -> None:
    assert ties_of([(0, 1, "message", NOW)], share=0.25).s_ab[0] == pytest.approx(0.25)


def test_an_act_without_a_date_does_not_age_and_dates_nothing() -> None:
    ties = ties_of([(0, 1, "reply", None)])
    assert ties.s_ab[0] == 1.0
    assert ties.last_at[0] == UNDATED


def test_a_contact_is_a_tie_of_its_own_kind() -> None:
    ties = ties_of([(0, 1, "contact", None), (0, 2, "contact", NOW), (2, 0, "reply", NOW)])
    assert ties.contact.tolist() == [True, False]
    assert ties.strength[0] == DEFAULTS.contact_prior
    assert ties.s_ab[0] == ties.s_ba[0] == 0
    assert ties.strength[1] == pytest.approx(0.25), "the contact adds nothing to the reply"
    assert ties.graph().matrix.nnz == 2, "contacts are not part of the graph"


def test_a_common_thread_counts_once_from_the_last_common_date() -> None:
    written = items((0, 0, 7, NOW - 3 * H), (1, 0, 7, NOW - H), (0, 0, 7, NOW - 2 * H), (1, 0, 7, NOW))
    ties = ties_of([], items=written)
    assert ties.s_ab[0] + ties.s_ba[0] == pytest.approx(0.3 / 4), "person 0 was last there two half-lives ago"
    assert ties.strength[0] == pytest.approx(0.3 / 4)
    assert ties.threads[0] == 1


@pytest.mark.parametrize(("size", "pairs"), [(30, 30 * 29 // 2), (31, 0)])
def test_threads_of_more_than_thirty_people_tie_nobody(size: int, pairs: int) -> None:
    assert len(ties_of([], n=size, items=items(*((who, 0, 0, NOW) for who in range(size)))).a) == pairs


def members(*rows: tuple[int, int, int | None]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Members from (person, channel, last contribution there)."""
    person, channel, last = zip(*rows, strict=True)
    at = [UNDATED if each is None else each for each in last]
    return np.array(person, dtype=np.int32), np.array(channel, dtype=np.int32), np.array(at, dtype=np.int64)


def test_a_common_channel_counts_only_beside_a_directed_act() -> None:
    there = members((0, 0, None), (1, 0, None), (2, 0, None), (0, 1, NOW), (1, 1, NOW - H))
    ties = ties_of([(0, 1, "reply", NOW)], members=there)
    assert len(ties.a) == 1
    assert ties.s_ab[0] + ties.s_ba[0] == pytest.approx(1 + 0.05 / 3 + 0.05 / 2 / 2)
    assert ties.channels[0] == 2


def test_bots_have_no_ties() -> None:
    written = items((1, 0, 0, NOW), (0, 0, 0, NOW))
    assert len(ties_of([(0, 1, "reply", NOW), (1, 2, "reply", NOW)], bots=[1], items=written).a) == 0


def test_ties_of_long_ago_are_kept_but_are_no_longer_part_of_the_graph() -> None:
    ties = ties_of([(0, 1, "reply", NOW), (1, 2, "reply", NOW - 25 * H)])
    assert ties.living().tolist() == [True, False]
    assert ties.graph().degree.tolist() == [1, 1, 0]
    archive = ties_of([(0, 1, "reply", NOW - 60 * H), (1, 2, "reply", NOW - 61 * H)])
    assert archive.living().tolist() == [True, True], "only silence compared with the others counts"


def test_nobody_and_nothing() -> None:
    ties = ties_of([], n=0)
    assert len(ties.a) == 0
    assert ties.graph().n == 0


def test_the_main_channel_is_the_one_that_carried_most() -> None:
    low, high = acts((0, 1, "reply", NOW), channel=0), acts((0, 1, "reaction", NOW), channel=1)
    both = type(low)(*(np.concatenate([getattr(low, f), getattr(high, f)]) for f in low.__slots__))
    assert make_ties(2, both, items(), NOBODY, people(2), NOW).channel.tolist() == [0]


PEOPLE = st.integers(0, 4)
ROWS = st.lists(
    st.tuples(
        PEOPLE,
        PEOPLE,
        st.sampled_from(sorted(INTERACTIONS)),
        st.one_of(st.none(), st.integers(NOW - 900 * DAY, NOW - 1)),
    ).filter(lambda row: row[0] != row[1]),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_equal_to_the_definition_summed_by_hand(rows: list[tuple[int, int, str, int | None]]) -> None:
    ties = ties_of(rows, n=5)
    found = {(a, b): row for row, (a, b) in enumerate(zip(ties.a.tolist(), ties.b.tolist(), strict=True))}
    for u, v in combinations(range(5), 2):
        between = [row for row in rows if {row[0], row[1]} == {u, v}]
        assert ((u, v) in found) == bool(between)
        if not between:
            continue
        s = {u: 0.0, v: 0.0}
        for actor, _, kind, at in between:
            s[actor] += INTERACTIONS[kind].weight * 2 ** (-(0 if at is None else NOW - at) / H)
        row = found[u, v]
        assert (ties.s_ab[row], ties.s_ba[row]) == pytest.approx((s[u], s[v]))
        if all(kind == "contact" for _, _, kind, _ in between):
            assert ties.contact[row]
        else:
            total = s[u] + s[v]
            assert ties.strength[row] == pytest.approx(total * (0.25 + 0.75 * 2 * min(s.values()) / total))

"""The onion's rules: rings by rule, radius by rank, nobody unnamed told apart, the same bytes every time."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from expertgraph.errors import WrongCall
from expertgraph.onion import Onion, OnionInput, layout
from expertgraph.onion.beside import MOST_CHANNELS
from expertgraph.onion.cells import told
from expertgraph.onion.geometry import circular_order, sector_edges
from expertgraph.onion.model import HUB, RADIUS
from expertgraph.onion.own import Own, with_me
from expertgraph.onion.svg import picture
from tests.onion.community import community
from tests.onion.labelling import labels, overlapping


@pytest.fixture(scope="module")
def people() -> OnionInput:
    return community(600)


@pytest.fixture(scope="module")
def onion(people: OnionInput) -> Onion:
    return layout(people)


def _spots(onion: Onion) -> np.ndarray:
    marks = [(m.x, m.y, m.r) for m in onion.marks]
    return np.array(marks + [(x, y, onion.dot) for cell in onion.cells for x, y, _ in cell.dots])


def test_same_input_same_bytes(people: OnionInput, onion: Onion) -> None:
    assert picture(layout(people)) == picture(onion)


def test_marks_stand_in_their_ring_and_sector(onion: Onion) -> None:
    for mark in onion.marks:
        ring, sector = onion.rings[mark.ring], onion.sectors[mark.sector]
        radius, angle = np.hypot(mark.x, mark.y), np.arctan2(mark.x, -mark.y) % (2 * np.pi)
        assert ring.inner < radius < ring.outer
        assert sector.start < angle < sector.end
    assert onion.rings[0].inner == HUB
    assert onion.rings[-1].outer == RADIUS


@pytest.mark.parametrize("n", [40, 300, 2000, 20000])
def test_no_mark_covers_another(n: int) -> None:
    spots = _spots(layout(community(n)))
    pairs = cKDTree(spots[:, :2]).query_pairs(2 * spots[:, 2].max(), output_type="ndarray")
    apart = np.hypot(*(spots[pairs[:, 0], :2] - spots[pairs[:, 1], :2]).T)
    assert (apart >= 0.8 * (spots[pairs[:, 0], 2] + spots[pairs[:, 1], 2])).all()


def test_closer_means_more_engaged(people: OnionInput, onion: Onion) -> None:
    rank = dict(zip(people.person_ids, people.rank, strict=True))
    for ring in (0, 1):
        inside = [m for m in onion.marks if m.ring == ring]
        given, away = [rank[m.person] for m in inside], [np.hypot(m.x, m.y) for m in inside]
        order = np.argsort(np.argsort(given)), np.argsort(np.argsort(away))
        assert np.corrcoef(*order)[0, 1] < -0.6


def test_nobody_unnamed_leaves_a_trace(people: OnionInput, onion: Onion) -> None:
    shown = {mark.person for mark in onion.marks}
    assert shown == {p for p, named in zip(people.person_ids, people.named, strict=True) if named}
    drawn = picture(onion)
    only_hidden = set(people.names) - {m.name for m in onion.marks}
    assert only_hidden
    assert not [name for name in only_hidden if name in drawn]


def test_swapping_two_hidden_people_changes_nothing(people: OnionInput, onion: Onion) -> None:
    """Two inputs that differ only in who is who among the unnamed of one cell draw the same picture."""
    hidden = np.flatnonzero(~people.named & (people.ring == 2) & (people.community == 0) & (people.kind == 0))
    order = np.arange(len(people.ring))
    order[hidden] = hidden[::-1]
    assert len(hidden) > 2
    swapped = replace(
        people,
        reach=np.where(np.isin(order, hidden), 7, people.reach),
        rank=people.rank[order],
        use=people.use[order],
        names=[people.names[i] for i in order],
    )
    assert picture(layout(swapped)) == picture(onion)


def test_every_cell_holds_k_people_in_steps_of_five(people: OnionInput, onion: Onion) -> None:
    order = {c: s.number for s in onion.sectors for c in s.communities}
    hidden = ~people.named
    sector = np.array([order.get(int(c), -1) for c in people.community])
    pooled = next((s.number for s in onion.sectors if not s.label), -1)
    sector[sector < 0] = pooled
    for cell in onion.cells:
        true = int((hidden & (people.ring == cell.ring) & np.isin(sector, cell.sectors)).sum())
        assert true >= people.k
        assert cell.people % 5 == 0
        assert abs(cell.people - true) <= 7
        assert len(cell.dots) == cell.people == cell.internal + cell.external + cell.unknown


def test_a_sector_does_not_tell_of_a_few_beside_those_with_a_name(people: OnionInput) -> None:
    few = np.flatnonzero(people.named | (np.arange(len(people.ring)) < 12))
    use = csr_array((len(few), len(people.channels)))
    lists = {
        name: [getattr(people, name)[row] for row in few] for name in ("person_ids", "names", "organisations")
    }
    arrays = {
        name: getattr(people, name)[few] for name in ("ring", "kind", "community", "reach", "rank", "named")
    }
    for group in np.unique(arrays["community"]):
        assert ((arrays["community"] == group) & ~arrays["named"]).sum() < people.k
    drawn = layout(replace(people, **lists, **arrays, use=use, lean=None))
    for sector in drawn.sectors:
        assert sector.people in {sum(mark.sector == sector.number for mark in drawn.marks), None}


def test_a_ring_s_number_is_the_one_that_every_page_tells(people: OnionInput, onion: Onion) -> None:
    for ring in onion.rings:
        inside = people.ring == ring.number
        named = int((inside & people.named).sum())
        assert ring.people == told(named, int(inside.sum()) - named, people.k)


def test_a_core_of_a_few_without_a_name_is_not_told_as_nobody() -> None:
    base = community(300)
    core = layout(replace(base, named=np.zeros(300, dtype=bool))).rings[0]
    assert 0 < (base.ring == 0).sum() < base.k
    assert core.people is None


def test_small_rings_are_left_out_like_empty_ones() -> None:
    base = community(300)
    few = np.flatnonzero(base.ring == 4)[:6]
    ring = base.ring.copy()
    ring[base.ring == 4] = 3
    emptied = layout(replace(base, ring=ring))
    ring = ring.copy()
    ring[few] = 4
    small = layout(replace(base, ring=ring))
    assert emptied.rings[4].people is None
    assert small.rings[4].people is None
    assert not [cell for cell in small.cells if cell.ring == 4]


def test_a_channel_with_one_hidden_user_does_not_point_at_them(people: OnionInput) -> None:
    lone = int(np.flatnonzero(~people.named & (people.ring == 2))[0])
    use = people.use.tolil()
    use[:, 3] = 0
    empty = layout(replace(people, use=csr_array(use)))
    use[lone, 3] = 50
    onion = layout(replace(people, use=csr_array(use)))
    channel = next(c for c in onion.channels if c.number == 3)
    assert channel.arc is None
    assert not channel.everywhere
    assert channel.people is None
    assert set(channel.levels) == {0}
    assert not [c for c in empty.channels if c.number == 3]


def test_own_core_is_the_hub_and_outposts_lie_outside(onion: Onion) -> None:
    assert [channel.id for channel in onion.hubs] == ["forum"]
    for channel in onion.channels:
        away = np.hypot(channel.x, channel.y)
        assert (away > RADIUS) == (channel.ownership == "outpost"), channel.name


def test_pills_and_names_do_not_overlap(onion: Onion) -> None:
    boxes = [(c.x - c.width / 2, c.y - 11.5, c.x + c.width / 2, c.y + 11.5) for c in onion.channels]
    for at, a in enumerate(boxes):
        for b in boxes[at + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert 0 < len(onion.labels) <= 18


def test_everybody_named_is_drawn_exactly() -> None:
    onion = layout(community(300, everyone=True))
    assert len(onion.marks) == 300
    assert not onion.cells
    assert all(ring.exact for ring in onion.rings)
    assert onion.people == 300


def test_my_own_mark_is_laid_over_the_picture_and_moves_nobody(onion: Onion) -> None:
    own = Own("me", "Mina de Boer", "", ring=3, kind=0, reach=9, community=2)
    mine = with_me(onion, own)
    assert mine.marks[:-1] == onion.marks
    assert (mine.cells, mine.rings) == (onion.cells, onion.rings)
    mark = mine.marks[-1]
    assert (mark.person, mark.ring, mark.me) == ("me", 3, True)
    assert onion.rings[3].inner < np.hypot(mark.x, mark.y) < onion.rings[3].outer
    assert 2 in onion.sectors[mark.sector].communities


def test_nobody_and_nothing_still_draws() -> None:
    empty = OnionInput(
        ring=np.empty(0, np.int8), kind=np.empty(0, np.int8), community=np.empty(0, np.int32),
        reach=np.empty(0, np.int64), rank=np.empty(0), named=np.empty(0, bool), person_ids=[], names=[],
        communities=[], ties=np.empty((0, 0)), channels=[], use=csr_array((0, 0)),
    )  # fmt: skip
    onion = layout(empty)
    assert onion.people == 0
    assert len(onion.rings) == 4


def test_lengths_that_do_not_match_are_told() -> None:
    people = community(30)
    with pytest.raises(WrongCall, match="names has 29"):
        replace(people, names=people.names[:-1])


def test_neighbours_on_the_circle_are_those_with_ties() -> None:
    for count in (7, 14):
        hidden = np.random.default_rng(2).permutation(count)
        ties = np.zeros((count, count))
        for a in range(count):
            ties[hidden[a], hidden[(a + 1) % count]] = ties[hidden[(a + 1) % count], hidden[a]] = 1.0
        order = circular_order(ties)
        assert all(ties[order[i], order[(i + 1) % count]] == 1 for i in range(count))


def test_many_people_become_tiles() -> None:
    onion = layout(community(9000))
    assert onion.density
    outer = [cell for cell in onion.cells if cell.ring >= 2]
    assert all(cell.tiles and not cell.dots for cell in outer)
    assert {cell.shade for cell in outer} <= {1, 2, 3, 4, 5}
    for cell in outer:
        share = sum(tile[4] == 1 for tile in cell.tiles) / len(cell.tiles)
        assert share == pytest.approx(cell.external / cell.people, abs=0.6 / len(cell.tiles) + 0.02)


@pytest.mark.parametrize("seed", range(10))
def test_no_two_of_the_largest_labels_overlap(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = community(int(rng.integers(40, 2500)), seed=seed, channels=int(rng.integers(11, 80)))
    drawn = layout(people)
    assert len(labels(drawn)) >= 20
    assert overlapping(drawn) == []


@pytest.mark.parametrize("seed", range(10))
def test_the_planted_core_channel_is_innermost(seed: int) -> None:
    """Nobody says that the forum is the core: where its use sits does."""
    people = community(300 + 90 * seed, seed=seed)
    channels = [replace(each, ownership="own") if each.id == "forum" else each for each in people.channels]
    drawn = layout(replace(people, channels=channels))
    assert min(drawn.channels, key=lambda channel: channel.radius).id == "forum"


@pytest.mark.parametrize("count", [4, 6, 9])
def test_up_to_nine_communities_the_order_is_the_best_there_is(count: int) -> None:
    ties = np.random.default_rng(count).random((count, count))
    ties = ties + ties.T
    np.fill_diagonal(ties, 0.0)

    def worth(order: tuple[int, ...]) -> float:
        near = sum(ties[order[i], order[(i + 1) % count]] for i in range(count))
        return float(near + 0.4 * sum(ties[order[i], order[(i + 2) % count]] for i in range(count)))

    best = max(worth((0, *rest)) for rest in permutations(range(1, count)))
    assert worth(tuple(circular_order(ties))) == pytest.approx(best)


def test_a_sector_is_as_wide_as_what_is_told_of_it(onion: Onion) -> None:
    told = sector_edges(np.array([sector.people or 0 for sector in onion.sectors]))
    assert [sector.end for sector in onion.sectors] == pytest.approx(told[1:].tolist())


def test_a_sector_grows_with_the_three_quarter_power_of_its_people() -> None:
    edges = sector_edges(np.array([1600, 400, 100]))
    wide = np.diff(edges)
    assert wide[0] / wide[1] == pytest.approx(4**0.75)
    assert wide[1] / wide[2] == pytest.approx(4**0.75)


def test_of_two_hundred_channels_the_most_used_are_drawn_and_the_rest_named() -> None:
    drawn = layout(community(2000, channels=200))
    assert len(drawn.channels) == MOST_CHANNELS
    assert len(drawn.hubs) + len(drawn.channels) + len(drawn.more_channels) <= 200
    assert len(drawn.more_channels) > 150


def test_another_moment_keeps_what_stood(people: OnionInput, onion: Onion) -> None:
    ring = people.ring.copy()
    gone = np.flatnonzero(people.named)[::2]
    ring[gone] = 3
    then = layout(replace(people, ring=ring, named=people.named & (ring <= 1)), onion)
    before = {mark.person: mark for mark in onion.marks}
    assert 0 < len(then.marks) < len(onion.marks)
    for mark in then.marks:
        assert mark.r == before[mark.person].r
        assert mark.sector == before[mark.person].sector
    assert [ring.outer for ring in then.rings] == [ring.outer for ring in onion.rings]


def test_outposts_are_drawn_however_quiet_they_are() -> None:
    people = community(400, channels=60)
    quiet = [at for at, channel in enumerate(people.channels) if channel.ownership == "outpost"]
    scale = np.ones(len(people.channels))
    scale[quiet] = 1e-3
    drawn = layout(replace(people, use=csr_array(people.use.multiply(scale))))
    assert {channel.id for channel in drawn.channels} >= {people.channels[at].id for at in quiet}
    assert len(drawn.channels) == MOST_CHANNELS

"""What people do instead of a search, held against the plain definition on the messages themselves."""

from collections import Counter
from collections.abc import Iterator
from math import log

import numpy as np
import pytest

from expertgraph.evaluation.opponents import POPULARITY, Popularity, Profiles, plain
from expertgraph.records import Item
from expertgraph.search import words
from expertgraph.search.build import searcher
from expertgraph.search.index import K1, B
from expertgraph.search.replay import replies
from tests.evaluation.history import analysed
from tests.search.community import DAY, NOW, Community, item

NAMES = ("anna", "bram", "carl", "dora")
VOCABULARY = "pump motor valve sensor cable panel invoice ledger torch argon".split()
MOMENTS = [NOW - days * DAY for days in (400, 200, 95, 30, 0)]


def messages() -> list[Item]:
    """Threads of one to five messages over two years, by a fixed draw."""
    dice = np.random.default_rng(5)
    items: list[Item] = []
    for thread in range(60):
        ago = float(dice.uniform(1, 730))
        for place in range(int(dice.integers(1, 6))):
            said = " ".join(dice.choice(VOCABULARY, int(dice.integers(3, 12))))
            items.append(
                item(
                    len(items), NAMES[int(dice.integers(4))], f"t{thread}", said, days_ago=ago - place * 0.1,
                    opens=place == 0, title=f"{VOCABULARY[thread % 10]} question" if place == 0 else None,
                )
            )  # fmt: skip
    return items


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    made = analysed(tmp_path_factory.mktemp("community"), messages())
    yield made
    made.store.close()


def row(message: Item) -> int:
    return NAMES.index(message.author.split(":")[1])


def openers() -> dict[str, str]:
    return {each.thread: each.author for each in messages() if each.position == 0}


@pytest.mark.parametrize("time", MOMENTS)
def test_popularity_counts_the_threads_that_somebody_answered_in(community: Community, time: int) -> None:
    found = Popularity(replies(searcher(community.space.edition()).index), len(NAMES)).scores(time)
    last: dict[tuple[int, str], int] = {}
    for each in messages():
        assert each.at is not None
        if each.author != openers()[each.thread] and each.at < time:
            last[row(each), each.thread] = max(each.at, last.get((row(each), each.thread), 0))
    counts = {code: np.zeros(len(NAMES)) for code in POPULARITY}
    for (person, _), at in last.items():
        counts["popularity-90"][person] += at >= time - 90 * DAY
        counts["popularity-365"][person] += at >= time - 365 * DAY
        counts["popularity-halving"][person] += 2 ** ((at - time) / DAY / 90)
    assert found["popularity-halving"] == pytest.approx(counts["popularity-halving"])
    for code in ("popularity-90", "popularity-365"):
        assert np.floor(found[code]).tolist() == counts[code].tolist()
    ties = np.argsort(-(counts["popularity-365"] + 1e-6 * counts["popularity-halving"]), kind="stable")
    order = np.argsort(-found["popularity-365"], kind="stable")
    assert order.tolist() == ties.tolist(), "of equal numbers the more recent one comes first"


@pytest.mark.parametrize("time", MOMENTS)
def test_a_profile_is_everything_somebody_wrote_before(community: Community, time: int) -> None:
    index = searcher(community.space.edition()).index
    wrote: list[Counter[str]] = [Counter() for _ in NAMES]
    for each in messages():
        assert each.at is not None
        if each.at < time:
            text = f"{each.title or ''} {each.text}"
            wrote[row(each)].update(t for match in words.tokens(text) for t in words.terms_of(match[0]))
    need = {"pump": 1.0, "argon": 2.0}
    known = {index.number_of(term): weight for term, weight in need.items()}
    assert -1 not in known
    found = Profiles(index, len(NAMES)).scores(known, time)
    assert found == pytest.approx([bm25(wrote, person, need) for person in range(len(NAMES))])
    assert found.max() > 0


def bm25(wrote: list[Counter[str]], person: int, need: dict[str, float]) -> float:
    written = [sum(each.values()) for each in wrote]
    count = sum(length > 0 for length in written)
    score = 0.0
    for term, weight in need.items():
        holders = sum(term in each for each in wrote)
        idf = log(1 + (count - holders + 0.5) / (holders + 0.5))
        tf = wrote[person][term]
        norm = K1 * (1 - B + B * written[person] / (sum(written) / count))
        score += weight * idf * (K1 + 1) * tf / (tf + norm)
    return score


def test_plain_bm25_adds_up_the_documents_of_the_allowed(community: Community) -> None:
    opened = searcher(community.space.edition())
    need = {opened.index.number_of("pump"): 1.0}
    view = opened.view(NOW)
    allowed = np.array([True, True, False, True])
    scores = opened.index.bm25(view, need)
    expected = [scores[opened.index.documents.person == person].sum(dtype=float) for person in range(4)]
    assert expected[2] > 0
    assert plain(opened.index, view, need, allowed) == pytest.approx(
        [*expected[:2], 0, expected[3]], rel=1e-6
    )


def test_before_anybody_wrote_nobody_is_anything(community: Community) -> None:
    index = searcher(community.space.edition()).index
    assert not Profiles(index, len(NAMES)).scores({0: 1.0}, NOW - 5_000 * DAY).any()
    popular = Popularity(replies(index), len(NAMES)).scores(NOW - 5_000 * DAY)
    assert not any(scores.any() for scores in popular.values())

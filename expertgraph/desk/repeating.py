"""What people asked twice: two questions of different people in nearly the same words."""

from __future__ import annotations

from itertools import combinations

from expertgraph.desk.posts import read_posts
from expertgraph.desk.scene import Lead, Post, Scene
from expertgraph.search.words import terms


def asked_twice(scene: Scene) -> list[Lead]:
    """Pairs of alike questions on open channels, those most alike first; each question stands in one pair.

    The lead is about the later of the two; ``about`` has the id of the earlier, and whether that was answered.
    """
    table, rules = scene.threads, scene.rules
    asked = table[table["question"] & (table["at"] >= scene.since(rules.twice_within))].tail(rules.twice_most)
    answered = dict(zip(asked["item"], asked["first_answer_at"] > 0, strict=True))
    found = (post for post in read_posts(scene, asked["item"]).values() if post.asks)
    posts = sorted(found, key=lambda post: (post.at, post.item))
    words = {post.item: frozenset(terms(post.title)) for post in posts}
    pairs = []
    for earlier, later in combinations(posts, 2):
        share = _alike(scene, words[earlier.item], words[later.item])
        if share and earlier.person != later.person:
            pairs.append((share, earlier, later))
    pairs.sort(key=lambda pair: (-pair[0], -pair[2].at, pair[2].item, pair[1].item))
    return [_lead(earlier, later, bool(answered[earlier.item])) for earlier, later in _once(pairs)]


def _alike(scene: Scene, one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common words, 0 below what counts as alike."""
    common = len(one & other)
    if common < scene.rules.twice_words:
        return 0.0
    share = common / len(one | other)
    return share if share >= scene.rules.twice_share else 0.0


def _once(pairs: list[tuple[float, Post, Post]]) -> list[tuple[Post, Post]]:
    taken: set[str] = set()
    kept = []
    for _, earlier, later in pairs:
        if not taken & {earlier.item, later.item}:
            taken |= {earlier.item, later.item}
            kept.append((earlier, later))
    return kept


def _lead(earlier: Post, later: Post, answered: bool) -> Lead:
    about = {"earlier": earlier.item, "answered": answered}
    return Lead("twice", later.item, later.item, later.person, later.channel, later.at, about=about)

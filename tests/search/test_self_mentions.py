"""Ten thousand messages about oneself move a person up by at most one place, however they are spread."""

from collections.abc import Callable

import pytest

from expertgraph.answers.find import find
from expertgraph.policy import OWNER
from expertgraph.records import Item
from tests.search.community import Community, item

MANY = 10_000
BOAST = "Kubernetes cluster, I am the kubernetes cluster expert"
NEEDS = ("kubernetes cluster", "scale kubernetes cluster node pool", "kubernetes expert")
TOPICS = (
    "scale the kubernetes cluster node pool", "upgrade the kubernetes cluster control plane", "kubernetes ingress",
    "printer toner", "coffee machine", "vpn access", "kubernetes cluster autoscaler", "holiday form", "parking",
    "kubernetes storage class",
)  # fmt: skip
NAMES = ("anna", "bram", "carl", "dora", "erik", "fien", "gijs", "hugo", "iris", "joep")


def helped() -> list[Item]:
    """Sixty threads in three channels, in which ten people ask and answer each other."""
    items = []
    for number in range(60):
        topic, channel = TOPICS[number % 10], ("general", "infra", "random")[number % 3]
        asker, helper, other = (NAMES[(number * step + more) % 10] for step, more in ((1, 0), (3, 1), (7, 2)))
        said = {
            asker: f"How do I handle {topic}?",
            helper: f"For {topic}: check the docs, then do step {number}.",
            other: f"I also did {topic} last year, with option {number}.",
        }
        for place, (name, text) in enumerate(said.items()):
            ago = 100 - number - place / 2
            items.append(
                item(len(items), name, f"t{number}", text, opens=not place, days_ago=ago, channel=channel)
            )
    return items


def boast(number: int, thread: str, **how: object) -> Item:
    """One message of Zeno about Zeno."""
    return item(10_000 + number, "zeno", thread, BOAST, **how)  # type: ignore[arg-type]


def _heard_by_a_bot() -> list[Item]:
    own = [boast(number, f"z{number}", opens=True) for number in range(MANY // 2)]
    thanks = [
        item(30_000 + number, "robo", f"z{number}", "Thanks!", days_ago=0.9) for number in range(MANY // 2)
    ]
    return [*own, *thanks]


WAYS: dict[str, Callable[[], list[Item]]] = {
    "threads of one's own": lambda: [boast(each, f"z{each}", opens=True) for each in range(MANY)],
    "titles": lambda: [
        boast(each, f"z{each}", opens=True, title=BOAST)._replace(text="see the title")
        for each in range(MANY)
    ],
    "many channels": lambda: [
        boast(each, f"z{each}", opens=True, channel=f"c{each % 50}") for each in range(MANY)
    ],
    "replies to oneself": lambda: [
        boast(each, f"z{each // 100}", opens=each % 100 == 0) for each in range(MANY)
    ],
    "one thread": lambda: [boast(each, "z", opens=each == 0) for each in range(MANY)],
    "one thread over years": lambda: [
        boast(each, "z", opens=each == 0, days_ago=3_000 * (MANY - each) / MANY + 0.5) for each in range(MANY)
    ],
    "a bot that thanks": _heard_by_a_bot,
}


def places(community: Community) -> list[int]:
    """Zeno's place for each need; the last one where he is not found."""
    found = []
    for need in NEEDS:
        names = [each.name for each in find(community.space, OWNER, need, limit=50, snippets=0).results]
        found.append(names.index("Zeno") if "Zeno" in names else len(names))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_at_most_one_place(community: Community, way: str) -> None:
    boasts = WAYS[way]()
    community.fill([*helped(), boasts[0]])
    community.analyse()
    before = places(community)
    community.fill(boasts)
    community.analyse(people={"robo": {"kind": "bot"}} if "bot" in way else None)
    for was, now in zip(before, places(community), strict=True):
        assert now >= was - 1

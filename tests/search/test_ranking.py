"""The formula: what the parts are, and what cannot be bought by saying it often."""

import numpy as np
import pytest

from expertgraph.answers.find import find
from expertgraph.policy import OWNER
from expertgraph.search.batch import run_lines
from expertgraph.search.build import searcher
from expertgraph.search.ranking import DEFAULT
from tests.search.community import NOW, Community, item

HELP = [
    item(1, "anna", "t1", "How do I scale the kubernetes cluster?", opens=True, days_ago=5),
    item(2, "bram", "t1", "Scale the kubernetes node pool first.", days_ago=4),
    item(3, "carl", "t2", "Kubernetes cluster upgrade?", opens=True, days_ago=9),
    item(4, "dora", "t2", "Drain every kubernetes node, then upgrade.", days_ago=8),
]


def ranked(community: Community, need: str) -> list[str]:
    return [each.name for each in find(community.space, OWNER, need).results]


def test_ten_thousand_self_mentions_move_nobody_past_who_helped(community: Community) -> None:
    boasts = [
        item(
            1000 + number, "zeno", f"z{number}", "Kubernetes cluster, I am the kubernetes expert", opens=True
        )
        for number in range(10_000)
    ]
    one = [*HELP, *boasts[:1]]
    community.fill(one)
    community.analyse()
    before = ranked(community, "kubernetes cluster").index("Zeno")
    community.fill(boasts)
    community.analyse()
    after = ranked(community, "kubernetes cluster")
    assert before - after.index("Zeno") <= 1
    assert set(after[:2]) == {"Bram", "Dora"}


def test_one_person_cannot_crowd_others_out(community: Community) -> None:
    """Of one person at most so many documents count, and the rest leaves room for others'."""
    threads = DEFAULT.documents[1] + 50
    flood = [
        each
        for number in range(threads)
        for each in (
            item(10_000 + number, "anna", f"f{number}", f"kubernetes ask{number}", opens=True),
            item(20_000 + number, "zeno", f"f{number}", f"kubernetes kubernetes step{number}"),
        )
    ]
    community.fill([*HELP, *flood])
    community.analyse()
    results = find(community.space, OWNER, "kubernetes node").results
    assert {"Bram", "Dora"} <= {each.name for each in results}
    zeno = next(each for each in results if each.name == "Zeno")
    assert len(zeno.evidence) == DEFAULT.documents_each


def test_recent_answers_are_a_part_without_items(community: Community) -> None:
    community.fill(HELP)
    community.analyse()
    parts = {part.code: part for part in find(community.space, OWNER, "kubernetes").results[0].parts}
    assert set(parts) == {"evidence-90", "evidence-180", "activity", "declared", "standing"}
    assert (parts["activity"].items, parts["evidence-90"].items) == (False, True)
    assert parts["activity"].amount > 0


def test_recent_answers_halve_in_ninety_days(community: Community) -> None:
    community.fill(
        [item(1, "anna", "t", "?", opens=True, days_ago=200), item(2, "bram", "t", "!", days_ago=180)]
    )
    community.analyse()
    _, _, count = searcher(community.space.edition()).activity.before(NOW, None)
    np.testing.assert_allclose(count, [0.25])


def test_a_tie_to_the_asker_counts_only_where_switched_on(community: Community) -> None:
    community.fill(HELP)
    community.analyse()

    def ties() -> list[float]:
        best = find(community.space, OWNER, "node", asker="forum:anna").results[0]
        return [part.amount for part in best.parts if part.code == "asker"]

    assert ties() == []
    community.space.change_settings({"search.asker": True})
    assert ties() == [pytest.approx(0.15)]


def test_the_channel_of_a_question_counts_only_where_switched_on(community: Community) -> None:
    community.fill(
        [
            *HELP,
            item(5, "erik", "t3", "Node?", opens=True, channel="ops"),
            item(6, "fien", "t3", "Node.", channel="ops"),
        ]
    )
    community.analyse()
    file = community.folder / "queries.jsonl"
    file.write_text('{"qid": "q", "text": "node", "channel": "ops"}')

    def score() -> float:
        runs = (line.split() for line in run_lines(community.space, OWNER, file, tag="t"))
        return next(float(line[4]) for line in runs if line[2] == "fien")

    before = score()
    community.space.change_settings({"search.channel": True})
    assert score() == pytest.approx(before + 0.3)

"""A moment in the past: only what was written strictly before it counts, and nothing later can be felt."""

import orjson
import pytest

from expertgraph.answers.find import find
from expertgraph.errors import Unreadable
from expertgraph.policy import OWNER
from expertgraph.search.batch import run_lines
from expertgraph.search.build import searcher
from tests.search.community import DAY, NOW, Community, item

ITEMS = [
    item(1, "anna", "t1", "How do I calibrate the sensor?", title="Sensor", opens=True, days_ago=50),
    item(2, "bram", "t1", "Calibrate the sensor with the reference lamp.", days_ago=49),
    item(3, "bram", "t1", "And check the sensor drift.", days_ago=30),
    item(4, "carl", "t1", "Sensor drift is temperature.", days_ago=29),
    item(5, "dora", "t2", "Which lamp is the reference?", title="Lamp", opens=True, days_ago=40),
    item(6, "carl", "t2", "The tungsten lamp.", days_ago=39),
    item(7, "anna", "t3", "Sensor order numbers are on the wiki.", days_ago=None, opens=True),
]


@pytest.mark.parametrize("meaning", [False, True])
def test_later_messages_change_nothing(meaning: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Asking for a moment is the same as having only what was written before it."""
    moment = NOW - 35 * DAY
    full, cut = (Community(tmp_path_factory.mktemp(name), meaning=meaning) for name in ("full", "cut"))
    full.fill(ITEMS)
    cut.fill([each for each in ITEMS if each.at is None or each.at < moment])
    for each in (full, cut):
        each.analyse(people={})
    found, expected = (
        [
            (each.name, each.score, [(i.item, i.amount, i.messages) for i in each.evidence])
            for each in find(some.space, OWNER, "sensor drift lamp", time=moment).results
        ]
        for some in (full, cut)
    )
    assert found == expected
    assert [name for name, _, _ in found] == ["Bram", "Carl", "Anna", "Dora"]
    full.store.close()
    cut.store.close()


def test_the_moment_itself_does_not_count(community: Community) -> None:
    community.fill(ITEMS)
    community.analyse()
    at = NOW - 39 * DAY
    assert "Carl" not in [each.name for each in find(community.space, OWNER, "tungsten", time=at).results]
    assert "Carl" in [each.name for each in find(community.space, OWNER, "tungsten", time=at + 1).results]


def test_a_message_without_a_date_never_ages_and_is_never_cut(community: Community) -> None:
    community.fill(ITEMS)
    community.analyse()
    early = find(community.space, OWNER, "wiki order", time=NOW - 4_000 * DAY).results
    assert [(each.name, each.evidence[0].at) for each in early] == [("Anna", None)]


def test_a_recent_message_weighs_more_than_an_old_one(community: Community) -> None:
    community.fill(
        [
            item(1, "anna", "t1", "Grafana dashboards", opens=True, days_ago=300),
            item(2, "bram", "t1", "Use a Grafana folder.", days_ago=299),
            item(3, "carl", "t2", "Grafana dashboards", opens=True, days_ago=3),
            item(4, "dora", "t2", "Use a Grafana folder.", days_ago=2),
        ]
    )
    community.analyse()
    results = {each.name: each for each in find(community.space, OWNER, "grafana folder").results}
    bram, dora = (
        next(part.amount for part in results[name].parts if part.code == "evidence-90")
        for name in ("Bram", "Dora")
    )
    assert bram / dora == pytest.approx(2 ** (-297 / 90))


def test_coming_back_after_a_month_is_a_new_document(community: Community) -> None:
    community.fill(
        [
            item(1, "anna", "t1", "Firewall rules", opens=True, days_ago=200),
            item(2, "bram", "t1", "Open the firewall port.", days_ago=199),
            item(3, "bram", "t1", "Close the firewall port.", days_ago=190),
            item(4, "bram", "t1", "Another firewall change.", days_ago=20),
        ]
    )
    community.analyse()
    bram = next(each for each in find(community.space, OWNER, "firewall").results if each.name == "Bram")
    assert sorted(each.messages for each in bram.evidence) == [1, 2]


def test_the_same_messages_give_the_same_bytes(tmp_path_factory: pytest.TempPathFactory) -> None:
    folders = []
    for name in ("one", "two"):
        made = Community(tmp_path_factory.mktemp(name))
        made.fill(ITEMS, [("bram", "Sensors", 3)])
        made.analyse()
        folders.append(made.space.edition().folder / "search")
        made.store.close()
    files = sorted(path.name for path in folders[0].iterdir())
    assert files == sorted(path.name for path in folders[1].iterdir())
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in files)


def test_a_batch_is_a_trec_run_that_names_native_ids(community: Community) -> None:
    community.fill(ITEMS)
    community.analyse(people={"dora": {"identities": ["forum:dora", "mail:dora@veldwerk.example"]}})
    file = community.folder / "queries.jsonl"
    queries = [
        {"qid": "q1", "title": "Sensor", "text": "sensor drift", "asker": "bram", "channel": "general"},
        {"qid": "q2", "text": "lamp", "time": NOW - 39 * DAY},
    ]
    file.write_bytes(b"\n".join(map(orjson.dumps, queries)))
    lines = [line.split() for line in run_lines(community.space, OWNER, file, tag="ours")]
    assert all(len(line) == 6 and line[1] == "Q0" and line[5] == "ours" for line in lines)
    first = [line for line in lines if line[0] == "q1"]
    assert [int(line[3]) for line in first] == list(range(1, len(first) + 1))
    assert [float(line[4]) for line in first] == sorted((float(line[4]) for line in first), reverse=True)
    assert "bram" not in {line[2] for line in first}
    assert first[0][2] == "carl"
    # Before Carl had answered, only the question about the lamp and Bram's answer speak for anybody.
    assert {line[2] for line in lines if line[0] == "q2"} == {"bram", "person:forum:dora"}


def test_an_index_without_messages_finds_nobody(community: Community) -> None:
    community.fill([item(1, "anna", "t1", "", opens=True)])
    community.analyse(as_of=NOW - 900 * DAY)
    assert len(searcher(community.space.edition()).index.documents) == 0
    assert find(community.space, OWNER, "anything").results == []


@pytest.mark.parametrize(
    "line", ["{bad", '{"qid": "q"}', "[]", "7", '{"qid": "q", "text": "x", "time": "noon"}']
)
def test_a_line_that_is_no_query_is_named_before_anything_is_ranked(community: Community, line: str) -> None:
    community.fill(ITEMS)
    community.analyse()
    file = community.folder / "queries.jsonl"
    file.write_text('{"qid": "q1", "text": "lamp"}\n' + line)
    with pytest.raises(Unreadable, match="Line 2"):
        next(run_lines(community.space, OWNER, file, tag="t"))

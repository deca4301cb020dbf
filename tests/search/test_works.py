"""Works of several authors count for each of them; what is asked by its name finds whoever stands for it."""

from expertgraph.analysis.run import analyse
from expertgraph.answers.find import find
from expertgraph.frames import columns_of
from expertgraph.policy import OWNER
from expertgraph.records import Identity, Item
from expertgraph.schema import TABLES
from expertgraph.search.framing import unframed
from expertgraph.search.works import ANSWERERS, AUTHORS
from tests.search.community import NOW, Community, item


def papers() -> list[Item]:
    """Twenty people publish about concrete; Anna alone, and Bram with Carl, about timber."""
    found = [
        item(number, f"p{number}", f"c{number}", f"concrete mix w{number}", opens=True)
        for number in range(AUTHORS)
    ]
    found.append(item(100, "anna", "timber1", "timber joints in frames", opens=True))
    found += [
        item(101 + n, name, "timber2", "timber joints in frames", opens=True)
        for n, name in enumerate(("bram", "carl"))
    ]
    return found


def scores(community: Community, need: str) -> dict[str, float]:
    return {each.name: each.score for each in find(community.space, OWNER, need).results}


def test_authors_of_works_share_what_a_work_counts(community: Community) -> None:
    community.fill(papers())
    community.analyse()
    found = scores(community, "timber joints")
    assert found["Anna"] > found["Bram"] == found["Carl"] > 0


def test_a_channel_in_which_bots_alone_wrote_breaks_no_search(community: Community) -> None:
    community.fill(
        [
            item(1, "anna", "t1", "timber joints in frames", opens=True),
            item(2, "bot", "t2", "timber prices today", channel="zz-news", opens=True),
            item(3, "bot", "t2", "timber prices fell", channel="zz-news"),
        ]
    )
    bot = Identity("forum:bot", "forum", "bot", "bot", kind="bot")
    community.store.upsert("identity", columns_of(TABLES["identity"], [bot]))
    analyse(community.space, as_of=NOW)
    found = find(community.space, OWNER, "timber prices")
    assert [each.name for each in found.results] == ["anna"]


def test_where_people_answer_who_opens_a_thread_asks(community: Community) -> None:
    answers = [item(200 + n, f"a{n}", f"c{n}", f"use less water w{n}") for n in range(ANSWERERS + 1)]
    community.fill([*papers(), *answers])
    community.analyse()
    found = find(community.space, OWNER, "timber joints").results
    assert {each.name: each.score for each in found} == dict.fromkeys(
        ("Anna", "Bram", "Carl"), found[0].score
    )
    assert all(item.asked for each in found for item in each.evidence)


def test_who_stands_for_a_name_is_found_however_long_ago(community: Community) -> None:
    """Dora explained snowflake in depth three years ago; Erik mentioned it in passing last week."""
    old = [
        each
        for number in range(5)
        for each in (
            item(2 * number, "anna", f"o{number}", f"Snowflake q{number}?", opens=True, days_ago=1100),
            item(2 * number + 1, "dora", f"o{number}", f"Snowflake snowflake s{number}", days_ago=1099),
        )
    ]
    passing = [
        item(50, "anna", "n", "Which of our many tools for data are slow on mondays, snowflake?", opens=True, days_ago=8),
        item(51, "erik", "n", "All of them are slow when the reports of the weekend run at once", days_ago=7),
    ]  # fmt: skip
    community.fill([*old, *passing])
    community.analyse()
    assert next(iter(scores(community, "snowflake"))) == "Dora"
    assert next(iter(scores(community, "Who knows about Snowflake?"))) == "Dora"
    assert next(iter(scores(community, "snowflake tools slow on mondays"))) == "Erik"


def test_words_around_a_need_are_left_out_where_something_is_left() -> None:
    assert unframed(["wie", "weet", "iets", "Kubernetes"]) == ["iets", "Kubernetes"]
    assert unframed(["expert", "help"]) == ["expert", "help"]

"""Find: a need in words -> people with evidence that adds up."""

import pytest

from expertgraph import policy
from expertgraph.answers.find import FindAnswer, find
from expertgraph.errors import WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from tests.search.community import DAY, NOW, Community, identity, item

ITEMS = [
    item(
        1, "anna", "t1", "How do I tune the heat pump simulation?", title="Heat pump", opens=True, days_ago=20
    ),
    item(2, "bram", "t1", "Set the simulation step of the heat pump to one minute.", days_ago=19),
    item(3, "carl", "t1", "I think so too.", days_ago=19),
    item(
        4, "anna", "t2", "Which warehouse holds the sales tables?", title="Snowflake", opens=True, days_ago=9
    ),
    item(5, "dora", "t2", "The Snowflake warehouse of finance has them.", days_ago=8),
    item(6, "erik", "t3", "Heat pump noise at night", opens=True, days_ago=400),
    item(7, "dora", "t3", "Heat pump noise comes from the fan.", days_ago=399),
    item(8, "fien", "t4", "Heat pump in the closed project", opens=True, channel="board", days_ago=3),
    item(9, "gijs", "t4", "Heat pump answers nobody else may read.", channel="board", days_ago=2),
]
CLAIMS = [("hugo", "Heat pump (technology)", 4), ("bram", "Python", None)]


@pytest.fixture
def filled(community: Community) -> Community:
    community.fill(ITEMS, CLAIMS, closed=["board"])
    community.analyse(
        people={"carl": {"kind": "bot"}, "erik": {"ring": 3, "kind": "external", "organisation": "Zon"}},
        ties=[("anna", "bram", 1.0), ("bram", "dora", 2.0), ("anna", "erik", 0.5)],
        members=[("fien", "board"), ("gijs", "board"), ("anna", "general")],
    )
    return community


def names(answer: FindAnswer) -> list[str]:
    return [each.name for each in answer.results]


def test_who_answered_comes_before_who_asked_and_who_only_claims(filled: Community) -> None:
    found = names(find(filled.space, OWNER, "heat pump simulation"))
    assert found[0] == "Bram"
    assert found.index("Bram") < found.index("Anna")
    assert "Hugo" in found


def test_parts_add_up_to_the_score_and_evidence_to_its_parts(filled: Community) -> None:
    answer = find(filled.space, OWNER, "heat pump simulation warehouse")
    assert len(answer.results) >= 5
    for each in answer.results:
        assert sum(part.amount for part in each.parts) == pytest.approx(each.score, abs=1e-9)
        by_items = sum(part.amount for part in each.parts if part.items)
        assert sum(item.amount for item in each.evidence) == pytest.approx(by_items, abs=1e-9)


def test_evidence_is_the_persons_own_message_with_its_matches_marked(filled: Community) -> None:
    bram = find(filled.space, OWNER, "heat pump simulation").results[0]
    best = bram.evidence[0]
    assert (best.item, best.channel, best.at) == ("forum:0002", "general", NOW - 19 * DAY)
    assert best.url == "https://forum.example/2"
    assert {best.snippet[a:b] for a, b in best.marks} == {"simulation", "heat", "pump"}


def test_somebody_who_only_claims_is_said_to(filled: Community) -> None:
    hugo = next(each for each in find(filled.space, OWNER, "heat pump").results if each.name == "Hugo")
    assert (hugo.claimed, hugo.standing, hugo.evidence) == (True, "claimed", [])


def test_nobody_without_evidence_or_claim_is_returned(filled: Community) -> None:
    assert names(find(filled.space, OWNER, "snowflake")) == ["Dora", "Anna"]
    assert names(find(filled.space, OWNER, "zeppelin")) == []
    assert names(find(filled.space, OWNER, "")) == []


def test_bots_and_the_asker_never_appear(filled: Community) -> None:
    assert "Carl" not in names(find(filled.space, OWNER, "think so too"))
    assert "Bram" not in names(find(filled.space, OWNER, "heat pump", asker=identity("bram")))
    assert "Bram" not in names(find(filled.space, Viewer(Role.EMPLOYEE, identity("bram")), "heat pump"))


def test_who_opted_out_appears_to_nobody(filled: Community) -> None:
    filled.analyse(people={"bram": {"opted_out": True}})
    assert "Bram" not in names(find(filled.space, OWNER, "heat pump simulation"))


def test_a_closed_channel_counts_for_its_members_only(filled: Community) -> None:
    member = find(filled.space, Viewer(Role.EMPLOYEE, identity("fien")), "heat pump answers")
    outsider = find(filled.space, Viewer(Role.EMPLOYEE, identity("anna")), "heat pump answers")
    assert names(member)[0] == "Gijs"
    assert "Gijs" not in names(outsider)
    assert "Fien" not in names(outsider)


def test_what_may_not_be_seen_cannot_be_felt(
    filled: Community, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Communities that differ only in a closed channel give an outsider the same answer, to the bit."""
    other = Community(tmp_path_factory.mktemp("other"))
    secret = [
        item(
            number,
            "gijs",
            f"s{number}",
            "Heat pump simulation in the board room",
            channel="board",
            days_ago=1,
        )
        for number in range(20, 60)
    ]
    # What Bram says in the open he had said behind the door, word for word.
    said = "Set the simulation step of the heat pump to one minute."
    secret.append(item(60, "bram", "s60", said, channel="board", days_ago=300))
    other.fill([*ITEMS, *secret], CLAIMS, closed=["board"])
    same = {"carl": {"kind": "bot"}, "erik": {"ring": 3, "kind": "external", "organisation": "Zon"}}
    members = [("fien", "board"), ("gijs", "board"), ("anna", "general")]
    other.analyse(
        people=same,
        members=members,
        ties=[("anna", "bram", 1.0), ("bram", "dora", 2.0), ("anna", "erik", 0.5)],
    )
    anna = Viewer(Role.EMPLOYEE, identity("anna"))
    assert find(other.space, anna, "heat pump simulation") == find(filled.space, anna, "heat pump simulation")
    other.store.close()


def test_the_ring_is_shown_where_policy_allows(filled: Community) -> None:
    def ring_of(name: str, viewer: Viewer) -> str | None:
        results = find(filled.space, viewer, "heat pump noise").results
        return next(each.ring for each in results if each.name == name)

    anna = Viewer(Role.EMPLOYEE, identity("anna"))
    assert ring_of("Dora", anna) == "active"
    assert ring_of("Erik", anna) is None
    assert ring_of("Erik", OWNER) == "known"


def test_steps_and_the_first_person_on_the_way(filled: Community) -> None:
    results = find(filled.space, Viewer(Role.EMPLOYEE, identity("anna")), "heat pump warehouse").results
    found = {each.name: (each.steps, each.via) for each in results}
    assert found["Bram"] == (1, None)
    assert found["Dora"] == (2, "Bram")
    assert found["Hugo"] == (None, None)


def test_facets_narrow_results_and_leave_scores_alone(filled: Community) -> None:
    everybody = find(filled.space, OWNER, "heat pump")
    zon = find(filled.space, OWNER, "heat pump", organisation="Zon")
    assert names(zon) == ["Erik"]
    assert zon.results[0].score == next(each.score for each in everybody.results if each.name == "Erik")
    assert (zon.total, zon.found) == (1, everybody.total)
    assert {each.value: each.count for each in everybody.facets["kind"]} == {"employee": 6, "external": 1}
    assert names(find(filled.space, OWNER, "heat pump", channel="board")) == ["Gijs", "Fien"]
    assert names(find(filled.space, OWNER, "heat pump", ring="known")) == ["Erik"]
    with pytest.raises(WrongCall):
        find(filled.space, OWNER, "heat pump", ring="sixth")


def test_pages_follow_each_other(filled: Community) -> None:
    whole = names(find(filled.space, OWNER, "heat pump"))
    assert names(find(filled.space, OWNER, "heat pump", limit=2, offset=2)) == whole[2:4]


def test_the_same_question_twice_gives_the_same_answer(filled: Community) -> None:
    assert find(filled.space, OWNER, "heat pump noise") == find(filled.space, OWNER, "heat pump noise")


@pytest.mark.parametrize("role", [Role.COUNCIL])
def test_roles_without_profiles_are_denied(filled: Community, role: Role) -> None:
    with pytest.raises(policy.Denied):
        find(filled.space, Viewer(role), "heat pump")

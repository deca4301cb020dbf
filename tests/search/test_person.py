"""A person's page, through the whole analysis: what is shown, and to whom."""

import pytest

from expertgraph.analysis.run import analyse
from expertgraph.answers.person import PersonAnswer, person
from expertgraph.errors import NotFound
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.search.vocabulary import suggest
from tests.search.community import NOW, Community, identity, item

ITEMS = [
    item(1, "anna", "t1", "How do I model a heat pump?", title="Heat pump", opens=True, days_ago=30),
    item(2, "bram", "t1", "The heat pump model needs a defrost cycle.", days_ago=29),
    item(3, "carl", "t1", "A heat pump also needs a buffer tank.", days_ago=28),
    item(
        4, "anna", "t2", "Heat pump prices", title="Heat pump prices", opens=True, channel="board", days_ago=9
    ),
    item(5, "bram", "t2", "The heat pump budget is secret.", channel="board", days_ago=8),
    item(6, "dora", "t3", "Which snowflake role?", title="Snowflake role", opens=True, days_ago=7),
    item(7, "bram", "t3", "The Snowflake reader role.", days_ago=6),
]
CLAIMS = [
    ("bram", "heat pump", 4),
    ("carl", "heat pump", None),
    ("erik", "heat pump", 2),
    ("bram", "snowflake", 1),
]


@pytest.fixture
def analysed(community: Community) -> Community:
    community.fill(ITEMS, CLAIMS, closed=["board"])
    analyse(community.space, as_of=NOW)
    return community


def page(community: Community, viewer: Viewer, name: str = "bram") -> PersonAnswer:
    return person(community.space, viewer, identity(name))


CARL = Viewer(Role.EMPLOYEE, identity("carl"))
ANNA = Viewer(Role.EMPLOYEE, identity("anna"))
BRAM = Viewer(Role.EMPLOYEE, identity("bram"))


def test_a_skill_is_its_prior_and_its_evidence(analysed: Community) -> None:
    skills = {each.label: each for each in page(analysed, OWNER).skills}
    assert list(skills) == ["heat pump", "snowflake"]
    for each in skills.values():
        assert each.prior + sum(item.amount for item in each.evidence) == pytest.approx(
            each.expertise, abs=1e-9
        )
        assert each.claimed
        assert not each.claimed_only
    assert {item.item for item in skills["heat pump"].evidence} == {"forum:0002", "forum:0005"}
    best = skills["snowflake"].evidence[0]
    assert [best.snippet[a:b] for a, b in best.marks] == ["Snowflake"]


def test_evidence_from_a_closed_channel_is_gone_with_its_weight(analysed: Community) -> None:
    member, outsider = (
        next(each for each in page(analysed, viewer).skills if each.label == "heat pump")
        for viewer in (ANNA, CARL)
    )
    assert (member.items, outsider.items) == (2, 1)
    assert outsider.evidence[0].item == "forum:0002"
    assert outsider.expertise == pytest.approx(outsider.prior + outsider.evidence[0].amount, abs=1e-9)
    assert outsider.confirmers is None
    assert "board" not in {each.name for each in page(analysed, CARL).channels}


def test_who_only_says_so_is_told_apart(analysed: Community) -> None:
    erik = page(analysed, OWNER, "erik").skills[0]
    assert (erik.claimed_only, erik.items, erik.evidence) == (True, 0, [])


def test_ties_reasons_and_counts_are_ones_own(analysed: Community) -> None:
    own, other = page(analysed, BRAM), page(analysed, CARL)
    assert own.me
    assert own.standing is not None
    assert own.standing.reasons
    assert {each.name for each in own.ties or []} >= {"anna"}
    assert all(each.contributions for each in own.channels)
    assert other.ties is None
    assert other.standing is None
    assert {each.contributions for each in other.channels} == {None}
    assert other.identities == []


def test_similar_people_share_what_is_named(analysed: Community) -> None:
    similar = {each.name: each for each in page(analysed, OWNER).similar}
    assert set(similar) >= {"carl", "erik"}
    assert similar["carl"].shared == ["heat pump"]
    assert 0 < similar["carl"].similarity < 1


def test_the_way_from_the_viewer(analysed: Community) -> None:
    assert page(analysed, CARL).steps == 1
    assert page(analysed, BRAM).steps is None


def test_nobody_there_and_hidden_look_the_same(analysed: Community) -> None:
    outsider = Viewer(Role.EXTERNAL, identity("erik"))
    messages = set()
    for subject in ("forum:nobody", identity("bram")):
        with pytest.raises(NotFound) as caught:
            person(analysed.space, outsider, subject)
        messages.add(str(caught.value).replace(subject, "X"))
    assert len(messages) == 1


def test_suggestions_begin_at_any_word_and_know_the_viewer(analysed: Community) -> None:
    edition = analysed.space.edition()
    assert [each.label for each in suggest(edition, OWNER, "pum")] == ["heat pump"]
    assert [(each.kind, each.label) for each in suggest(edition, OWNER, "Br")] == [("person", "bram")]
    assert suggest(edition, OWNER, "b") == []
    outsider = Viewer(Role.EXTERNAL, identity("erik"))
    assert suggest(edition, outsider, "bram") == []

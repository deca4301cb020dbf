"""From a store to a published edition: people, rings, skills that add up, and the same bytes twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from expertgraph.analysis.run import Stopped, analyse
from expertgraph.answers.ring_words import sentence
from expertgraph.edition import Edition
from expertgraph.errors import NoEdition, WrongCall
from expertgraph.records import Channel, Identity, Interaction, Item
from tests.analysis.world import NOW, WEEK, community, put, talk, workspace


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return analyse(workspace(tmp_path_factory.mktemp("world"), community()))


def row(edition: Edition, name: str) -> dict[str, object]:
    table = edition.table("people")
    return table[table["name"] == name].iloc[0].to_dict()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Anna", "employee"), ("Gast", "external"), ("Botty", "bot"), ("Jo Outpost", "external")],
)
def test_which_side_everybody_is_on(edition: Edition, name: str, kind: str) -> None:
    assert row(edition, name)["kind"] == kind


def test_identities_are_joined_and_places_known(edition: Edition) -> None:
    anna = row(edition, "Anna")
    assert list(anna["identities"]) == ["hr:0", "slack:anna"]
    assert (anna["unit"], anna["site"], anna["role"], anna["organisation"]) == (
        "Data",
        "Utrecht",
        "engineer",
        "Stadsnet",
    )
    assert row(edition, "Bas")["manager"] == edition.row_of("hr:0")


def test_people_are_in_order_of_their_id(edition: Edition) -> None:
    assert list(edition.table("people")["person"]) == sorted(edition.table("people")["person"])


@pytest.mark.parametrize(
    ("name", "ring"), [("Anna", 0), ("Gast", 0), ("Hugo", 2), ("Ilse", 3), ("Jo Outpost", 4), ("Botty", -1)]
)
def test_rings(edition: Edition, name: str, ring: int) -> None:
    assert row(edition, name)["ring"] == ring


def test_nobody_without_a_reason_and_every_reason_can_be_said(edition: Edition) -> None:
    reasons = edition.table("reasons")
    for code, params in zip(reasons["code"], reasons["params"], strict=True):
        for language in ("en", "nl"):
            assert "{" not in sentence(code, orjson.loads(params), language)
    explained = set(reasons[reasons["code"].str.startswith("rests")]["person"])
    assert explained == set(range(len(edition.table("people"))))


def test_bots_have_no_ties_no_skills_no_community(edition: Edition) -> None:
    bot = edition.row_of("slack:bot")
    ties = edition.table("ties")
    assert not ((ties["a"] == bot) | (ties["b"] == bot)).any()
    assert bot not in set(edition.table("person_skills")["person"])
    assert edition.array("people", "community")[bot] == -1


def test_expertise_is_prior_and_evidence_to_the_last_digit(edition: Edition) -> None:
    pairs, evidence = edition.table("person_skills"), edition.table("skill_evidence")
    sums = evidence.groupby(["person", "skill"])["amount"].sum()
    for each in pairs.itertuples():
        assert each.expertise == pytest.approx(
            each.prior + sums.get((each.person, each.skill), 0.0), abs=1e-9
        )
    assert (evidence["amount"] > 0).all()


def test_who_answers_knows_more_than_who_asks(edition: Edition) -> None:
    skills = edition.table("skills")
    python = int(np.flatnonzero(skills["label"] == "Python")[0])
    pairs = edition.table("person_skills")
    held = pairs[pairs["skill"] == python].set_index("person")
    anna, gast = edition.row_of("hr:0"), edition.row_of("slack:gast")
    assert held.loc[anna, "expertise"] > 3 * held.loc[gast, "expertise"]
    assert held.loc[anna, "level"] == 4
    assert held.loc[anna, "confirmers"] == 2, "Hugo thanked, Gast endorsed"


def test_a_skill_that_is_only_claimed_is_said_to_be(edition: Edition) -> None:
    pairs, skills = edition.table("person_skills"), edition.table("skills")
    bees = pairs[pairs["skill"] == int(np.flatnonzero(skills["label"] == "Beekeeping")[0])]
    assert bees["claimed_only"].tolist() == [True]
    assert bees["items"].tolist() == [0]
    assert "Go" not in set(skills["label"]), "nobody holds it: 'go' the verb is not the language"


def test_everything_adds_up_in_the_counts(edition: Edition) -> None:
    counts = edition.meta["counts"]
    assert counts["people"] == len(edition.table("people")) == 11
    assert counts["bots"] == 1
    assert edition.meta["window_weeks"] == 26
    assert edition.meta["betweenness"] == {"method": "exact"}


def test_the_same_data_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    one = analyse(workspace(first, community()), as_of=NOW)
    two = analyse(workspace(second, reversed(community())), as_of=NOW)
    assert one.meta == two.meta
    names = sorted(path.relative_to(one.folder) for path in one.folder.rglob("*") if path.is_file())
    assert names
    for name in names:
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name


def test_nothing_at_or_after_the_moment_is_seen(tmp_path: Path) -> None:
    space = workspace(tmp_path, community())
    before = analyse(space, as_of=NOW - 10 * WEEK)
    put(space.store, talk("ilse", "dina", NOW - 5 * WEEK, 9_999, "Python"))
    after = analyse(space, as_of=NOW - 10 * WEEK)
    assert before.meta["digests"] == after.meta["digests"]
    assert after.number == before.number + 1


def test_items_without_a_time_are_evidence_but_no_activity(tmp_path: Path) -> None:
    space = workspace(tmp_path, community() + talk("ilse", "dina", None, 9_999, "Python"))
    found = analyse(space)
    dina = row(found, "Dina")
    assert (dina["ring"], dina["active_weeks"], dina["last_at"]) == (3, 0, 0)
    assert dina["degree"] == 1
    assert found.row_of("hr:3") in set(found.table("person_skills")["person"])


def test_who_opts_out_is_in_no_inference(tmp_path: Path) -> None:
    space = workspace(tmp_path, community())
    person = analyse(space).table("people").set_index("name").loc["Anna", "person"]
    space.store.upsert(
        "declaration",
        {
            "id": [f"{person}|opted-out"],
            "subject": [person],
            "name": ["opted-out"],
            "value": ["yes"],
            "at": [NOW],
        },
    )
    found = analyse(space)
    anna = found.row_of("hr:0")
    assert bool(found.table("people")["opted_out"].iloc[anna])
    for table in ("person_skills", "skill_evidence", "peers"):
        assert anna not in set(found.table(table)["person"]), table


def test_an_empty_store_gives_an_empty_edition(tmp_path: Path) -> None:
    found = analyse(workspace(tmp_path, []))
    assert len(found.table("people")) == 0
    assert len(found.table("ties")) == 0


def test_stopping_leaves_what_was_there(tmp_path: Path) -> None:
    space = workspace(tmp_path, community())
    told: list[str] = []
    with pytest.raises(Stopped):
        analyse(space, progress=lambda what, _: told.append(what), stop=lambda: "ties" in told)
    assert told[-1] == "ties"
    with pytest.raises(NoEdition):
        space.edition()
    assert list(space.editions.iterdir()) == [], "the draft is gone"


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="no engine"):
        analyse(workspace(tmp_path, []), engine="spark")


@pytest.mark.parametrize(("visibility", "told"), [("private", False), ("open", True)])
def test_what_a_community_is_called_says_nothing_of_a_closed_channel(
    tmp_path: Path, visibility: str, told: bool
) -> None:
    rows: list[Any] = [
        Channel("x:away", "x", "Takeover", "chat", visibility),
        Channel("x:f", "x", "Hall", "forum"),
    ]
    for group, channel in (("a", "x:away"), ("b", "x:f")):
        names = [f"x:{group}{n}" for n in range(6)]
        rows += [Identity(each, "x", each, each.title()) for each in names]
        for n in range(60):
            asks, says = names[n % 6], names[(n + 1 + n // 6) % 6]
            thread, at = f"{channel}{n}", NOW - (n + 1) * 86_400
            if asks != says:
                rows.append(
                    Item(f"{thread}q", "x", asks, channel, thread, "question", at, None, "canaries sing", 0)
                )
                rows.append(
                    Item(f"{thread}a", "x", says, channel, thread, "answer", at + 9, None, "canaries fly", 1)
                )
                rows.append(Interaction(f"{thread}r", "reply", says, asks, at + 9, channel, f"{thread}a"))
    space = workspace(tmp_path, rows)
    communities = analyse(space, as_of=NOW).table("communities")
    assert len(communities) >= 2
    said = repr(communities[["label", "channels", "words"]].to_dict("list"))
    assert ("Takeover" in said) == told
    assert "Hall" in said
    space.store.close()

"""An answer is evidence: the next analysis counts it, for those who may see it and for nobody else."""

import pytest

from expertgraph.analysis.run import analyse
from expertgraph.answers.find import find
from expertgraph.asking import Customer, customer_act
from expertgraph.policy import OWNER, Viewer
from tests import community
from tests.asking.world import World

NEED = "zeppelin mooring"


def answered(world: World, **more: str) -> str:
    """Carla answers Dirk about something that nobody wrote of before; returns the question."""
    asked = world.ask(*([] if more else [world.carla]), title="How do I moor a zeppelin?", **more)
    number = world.act(asked, world.carla, "answered", text="A zeppelin mooring needs a mast.")
    world.act(asked, world.dirk, "accepted", answer=number)
    world.act(asked, world.dirk, "thanked")
    world.now += 3_600
    analyse(world.space, as_of=world.now)
    return asked.question


def found(world: World, viewer: Viewer) -> list[str]:
    """Who is found with words about zeppelins that this viewer may read, best first."""
    results = find(world.space, viewer, NEED).results
    return [
        each.name for each in results if any("zeppelin" in item.snippet.lower() for item in each.evidence)
    ]


def test_put_to_people_it_counts_for_those_who_took_part(world: World) -> None:
    assert found(world, OWNER) == []
    question = answered(world)
    assert found(world, OWNER)[0] == "Carla Peeters"
    assert found(world, world.dirk) == ["Carla Peeters"]
    assert found(world, world.bob) == []
    channel = world.space.store.frame("channel", where={"source": "ask"}).iloc[0]
    assert (channel["id"], channel["visibility"], channel["kind"]) == (f"ask:{question}", "members", "forum")
    assert "zeppelin" not in channel["name"].lower()


def test_taking_part_in_one_question_opens_no_other(world: World) -> None:
    answered(world)
    other = world.ask(world.bob, by=world.anna, title="What is a dirigible?")
    world.act(other, world.bob, "answered", text="An airship, like the zeppelin at its mooring.")
    world.now += 3_600
    analyse(world.space, as_of=world.now)
    assert "Carla Peeters" not in found(world, world.bob)
    assert "Bob Jansen" not in found(world, world.dirk)


def test_put_to_an_open_channel_it_counts_for_everybody_there(world: World) -> None:
    answered(world, channel="Forum")
    assert "Carla Peeters" in found(world, world.bob)
    items = world.space.store.frame("item", ["channel"], {"source": "ask"})
    assert set(items["channel"]) == {"x:forum"}


def test_put_to_a_closed_channel_it_makes_nobody_a_member_there(world: World) -> None:
    asked = world.ask(world.bob, channel="Secret", by=world.anna, title="How do I moor a zeppelin?")
    world.act(asked, world.bob, "forwarded", target=world.carla.person)
    world.act(asked, world.carla, "answered", text="A mast.")
    items = world.space.store.frame("item", ["channel"], {"source": "ask"})
    assert set(items["channel"]) == {f"ask:{asked.question}"}


def test_answer_acceptance_and_thanks_are_stored_as_acts(world: World) -> None:
    question = answered(world)
    acts = world.space.store.frame("interaction", where={"item": [f"ask:{question}", f"ask:{question}-3"]})
    said = {(row.kind, row.actor, row.target) for row in acts.itertuples()}
    assert said == {
        ("answer", community.CARLA, community.DIRK),
        ("thanks", community.DIRK, community.CARLA),
    }
    items = world.space.store.frame("item", where={"source": "ask"}).set_index("id")
    answer = items.loc[f"ask:{question}-3"]
    assert (answer["accepted"], answer["reply_to"], answer["position"]) == (True, f"ask:{question}", 1)
    assert items.loc[f"ask:{question}", "kind"] == "question"


def test_opened_again_nothing_is_accepted_until_it_is_anew(world: World) -> None:
    asked = world.ask(world.anna, world.bob, customer=Customer("Jo"))

    def accepted() -> list[str]:
        rows = world.space.store.frame("item", ["text", "kind", "accepted"], {"source": "ask"})
        return list(rows["text"][rows["accepted"]])

    world.act(asked, world.anna, "answered", text="40 dB.")
    assert accepted() == []
    world.act(asked, world.dirk, "accepted")
    assert accepted() == ["40 dB."]
    customer_act(world.space, str(asked.key), "customer-reopened", text="That is loud.")
    assert accepted() == []
    world.act(asked, world.bob, "answered", text="35 dB at night.")
    customer_act(world.space, str(asked.key), "customer-helped")
    assert accepted() == ["35 dB at night."]


@pytest.mark.parametrize("address", ["", "https://people.own.example/"])
def test_evidence_links_to_its_question_where_the_pages_have_an_address(world: World, address: str) -> None:
    world.space.change_settings({"web.address": address})
    asked = world.ask(world.anna)
    world.act(asked, world.anna, "answered", text="40 dB.")
    wanted = f"https://people.own.example/q/{asked.question}" if address else None
    assert set(world.space.store.frame("item", ["url"], {"source": "ask"})["url"]) == {wanted}

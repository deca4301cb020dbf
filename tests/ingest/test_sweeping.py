"""What an import declared complete removes, and what it leaves alone."""

from pathlib import Path

import pytest

from expertgraph.ingest.importer import Covers
from expertgraph.ingest.sweeping import Seen
from expertgraph.records import (
    Affiliation,
    Channel,
    Claim,
    Identity,
    Interaction,
    Item,
    Membership,
    Record,
    Skill,
    SkillLabel,
    SkillRelation,
)
from expertgraph.store import Store, open_store
from tests.contract.rows import put

DAY = 86_400


def person(name: str, source: str = "s") -> Identity:
    return Identity(f"{source}:{name}", source, name, name)


def post(number: int, author: str, channel: str = "c", day: int = 0) -> Item:
    return Item(f"s:{number}", "s", f"s:{author}", f"s:{channel}", f"s:t{number}", "post", day * DAY)


def act(item: Item, kind: str, actor: str, target: str) -> Interaction:
    identifier = f"{item.id}|{kind}|s:{target}"
    return Interaction(identifier, kind, f"s:{actor}", f"s:{target}", item.at, item.channel, item.id)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    channels = [Channel("s:c", "s", "c", "chat"), Channel("s:d", "s", "d", "chat")]
    put(store, *map(person, ("ann", "bob", "cat", "dan")), *channels)
    put(store, post(1, "ann", day=1), post(2, "bob", day=9), post(3, "bob", "d", day=1))
    put(
        store,
        act(post(1, "ann", day=1), "reaction", "cat", "ann"),
        act(post(2, "bob", day=9), "mention", "bob", "dan"),
    )
    return store


def sweep(store: Store, *rows: Record, span: Covers | None = None, source: str = "s") -> dict[str, int]:
    seen = Seen(source)
    seen.add(rows)
    if span:
        seen.cover(span)
    with store.transaction():
        return seen.sweep(store).counts


def ids(store: Store, table: str) -> list[str]:
    return store.frame(table, ["id"])["id"].tolist()


def test_only_channels_that_the_export_names(store: Store) -> None:
    gone = sweep(store, person("ann"), post(1, "ann", day=1))
    assert gone == {"item": 1, "interaction": 2, "identity": 2}
    assert ids(store, "item") == ["s:1", "s:3"]
    assert ids(store, "identity") == ["s:ann", "s:bob"]


def test_only_the_span_that_the_export_covers(store: Store) -> None:
    put(store, post(4, "ann"), post(5, "ann")._replace(at=None))
    gone = sweep(store, post(1, "ann", day=1), span=Covers(0, 5 * DAY))
    assert gone == {"item": 1, "interaction": 1}
    assert ids(store, "item") == ["s:1", "s:2", "s:3", "s:5"]


def test_a_reaction_that_was_taken_back_goes(store: Store) -> None:
    kept = post(1, "ann", day=1), post(2, "bob", day=9), act(post(2, "bob", day=9), "mention", "bob", "dan")
    assert sweep(store, *kept) == {"interaction": 1}


def test_what_hangs_on_people_who_are_still_there(store: Store) -> None:
    put(store, Affiliation("s:ann|A|1", "s:ann", "A"), Affiliation("s:bob|B|1", "s:bob", "B"))
    put(store, Skill("skill:x", "X", "s"), Claim("s:ann|skill:x|declared|", "s:ann", "skill:x", "declared"))
    gone = sweep(store, person("ann"))
    assert (gone["affiliation"], gone["claim"]) == (1, 1)
    assert ids(store, "affiliation") == ["s:bob|B|1"]


def test_memberships_only_where_the_export_tells_them(store: Store) -> None:
    member = Membership("s:c|s:ann", "s:c", "s:ann"), Membership("s:c|s:bob", "s:c", "s:bob")
    put(store, *member)
    assert "membership" not in sweep(store, Channel("s:c", "s", "c", "chat"), span=Covers(0, 0))
    assert sweep(store, Channel("s:c", "s", "c", "chat"), member[0], span=Covers(0, 0))["membership"] == 1


def test_another_source_whose_name_begins_the_same(store: Store) -> None:
    put(store, person("ann", "s:owner"), person("bob", "s:owner"))
    contact = Interaction("s:owner:ann|contact|s:owner:bob", "contact", "s:owner:ann", "s:owner:bob", None)
    put(store, contact)
    run = {"id": "1", "format": "x", "source": "s:owner", "root": "r", "state": "done", "report": "{}"}
    store.upsert("run", {name: [value] for name, value in run.items()})
    sweep(store, person("ann"), person("ann", "s:owner"))
    assert contact.id in ids(store, "interaction")
    assert "s:owner:bob" in ids(store, "identity")


def test_of_a_vocabulary_only_the_languages_and_relations_that_the_export_tells_of(store: Store) -> None:
    skills = [Skill("v:1", "Welding", "v"), Skill("v:2", "Joining", "v", kind="group")]
    english, dutch = (SkillLabel(f"v:1|{each}|x", "v:1", each, "x") for each in ("en", "nl"))
    put(store, *skills, english, dutch, SkillRelation("v:1|broader|v:2", "v:1", "v:2"))
    assert sweep(store, *skills, dutch, source="v") == {}
    assert sweep(store, *skills, SkillLabel("v:1|nl|y", "v:1", "nl", "y"), source="v") == {"skill_label": 1}
    assert ids(store, "skill_label") == [english.id]

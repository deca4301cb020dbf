"""A graph small enough to answer every named question by hand."""

from expertgraph.records import Affiliation, Claim, Membership, Record, Skill
from expertgraph.store import Store
from tests.contract.rows import act, channel, columns, identity, item, put

LINKS = {
    "person:hr:anna": ("hr:anna", "s:anna"),
    "person:hr:bas": ("hr:bas", "s:bas"),
    "person:s:carla": ("s:carla",),
    "person:s:dirk": ("s:dirk", "mail:dirk@acme.example"),
    "person:s:eva": ("s:eva",),
    "person:s:gerda": ("s:gerda",),
    "person:hr:fleur": ("hr:fleur",),
    "person:s:robot": ("s:robot",),
}


def build(store: Store) -> None:
    """Anna and Bas are employees with two identities; Carla, Dirk, Gerda are outsiders; Fleur is alone."""
    put(store, *_people(), *_places(), *_skills(), *_acts())
    for row in _affiliations():
        store.upsert("affiliation", columns(row))
    store.upsert("person", {"id": list(LINKS), "minted": [key.removeprefix("person:") for key in LINKS]})
    own = [(identity, person) for person, identities in LINKS.items() for identity in identities]
    keys = [identity for identity, _ in own]
    persons = [person for _, person in own]
    store.upsert("link", {"id": keys, "identity": keys, "person": persons, "rule": ["minted"] * len(own)})


def _people() -> list[Record]:
    return [
        identity("anna", "hr", name="Anna Ångström", kind="employee", organisation="Water"),
        identity("anna", name="anna"),
        identity("bas", "hr", name="Bas Bakker", kind="employee", organisation="Water"),
        identity("bas", name="bas"),
        identity("carla", name="Carla", kind="external", organisation="Acme"),
        identity("dirk", name="Dirk", kind="external"),
        identity("dirk@acme.example", "mail", name="Dirk D."),
        identity("eva", name="Eva"),
        identity("gerda", name="Gerda", kind="external", organisation="ACME"),
        identity("fleur", "hr", name="Fleur", kind="employee", organisation="Water"),
        identity("robot", name="Robot", kind="bot"),
    ]


def _places() -> list[Record]:
    return [
        channel("c", name="Sensors"),
        channel("d", name="Dijken"),
        channel("list", "mail", name="acme-list"),
        Membership("s:c|s:anna", "s:c", "s:anna", joined=5),
        Membership("s:d|s:anna", "s:d", "s:anna"),
        item(
            "1",
            "anna",
            100,
            thread="s:t1",
            kind="question",
            position=0,
            title="Écluse?",
            text="Which sluis gate 🧭",
        ),
        item(
            "2", "bas", 110, thread="s:t1", kind="answer", position=1, accepted=True, text="the SLUIS at km 4"
        ),
        item("3", "dirk", 120, thread="s:t1", kind="answer", position=2, text="no"),
        item("4", "anna", 130, thread="s:t1", kind="reply", position=3, text="thanks"),
        item("5", "carla", 140, thread="s:t2", kind="question", position=0, title="Anyone?"),
        item("6", "carla", 150, thread="s:t2", kind="reply", position=1, text="nobody?"),
        item("7", "eva", None, thread="s:t3", kind="question", position=0, title="Undated"),
        item("8", "anna", None, channel="d", thread="s:t4", kind="post", text="dijk, ÉCLUSE"),
        item("9", "robot", 160, thread="s:t5", kind="post", text="beep"),
        item(
            "10", "dirk", 170, channel="d", thread="s:t6", kind="question", position=0, title="Old", text="x"
        ),
    ]


def _skills() -> list[Record]:
    def claim(person: str, skill: str, kind: str, level: int | None = None, by: str | None = None) -> Claim:
        return Claim(f"{person}|skill:{skill}|{kind}|{by or ''}", person, f"skill:{skill}", kind, level, by)

    return [
        Skill("skill:gis", "GIS", "hr"),
        Skill("skill:python", "Python", "hr"),
        Skill("skill:écluses", "Écluses", "s"),
        claim("hr:anna", "gis", "declared", 4),
        claim("s:anna", "gis", "declared", 2),
        claim("s:anna", "gis", "endorsed", by="s:bas"),
        claim("hr:bas", "gis", "declared"),
        claim("s:dirk", "gis", "endorsed", by="s:bas"),
        claim("mail:dirk@acme.example", "gis", "endorsed", by="s:anna"),
        claim("hr:anna", "python", "declared", 3),
        claim("hr:bas", "python", "declared", 5),
        claim("hr:fleur", "python", "declared", 1),
        claim("s:dirk", "écluses", "declared", 2),
    ]


def _acts() -> list[Record]:
    return [
        act("bas", "anna", 110, "answer"),
        act("bas", "anna", 111, "answer"),
        act("anna", "bas", 130),
        act("dirk", "anna", None, "contact"),
        act("eva", "anna", 10),
        act("dirk", "bas", 50),
        act("bas", "dirk", 60),
        act("carla", "dirk", 70),
        act("dirk", "carla", 71),
        act("carla", "dirk", 72),
        act("eva", "dirk", 80),
        act("carla", "bas", 90),
        act("gerda", "carla", 95),
        act("gerda", "carla", 96),
        act("robot", "robot", 1),
    ]


def _affiliations() -> list[Affiliation]:
    return [
        Affiliation("hr:anna|Water|0", "hr:anna", "Water", "IT", started=0, ended=9),
        Affiliation("hr:anna|Water|9", "hr:anna", "Water", "Dikes", started=9),
        Affiliation("s:anna|Water|", "s:anna", "Water", "Unknown when"),
        Affiliation("hr:bas|Water|1", "hr:bas", "Water", "IT", started=1),
        Affiliation("hr:fleur|Water|1", "hr:fleur", "Water", "IT", started=1),
        Affiliation("s:carla|Acme|", "s:carla", "Acme", None, role="adviser"),
        Affiliation("s:dirk|acme|", "s:dirk", "acme", "IT"),
        Affiliation("s:eva||", "s:eva", None, "Dikes"),
    ]

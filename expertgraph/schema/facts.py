"""What exports say: people, places, what they wrote and did, and what they know."""

from __future__ import annotations

from expertgraph.schema.table import EDITED, ROW_VERSION, STUB, Column, Table, identity_ref, key

IDENTITY = Table(
    "identity",
    (
        key("<source>:<native id>"),
        Column("source", "text", "name of the source", null=False),
        Column("native_id", "text", "the id within the source", null=False),
        Column("name", "text", "display name", null=False),
        Column("handle", "text", "user name"),
        Column("email", "text", "normalised e-mail address"),
        Column("verified", "bool", "the address comes from an administrator's export", null=False),
        Column("hr_id", "text", "personnel number"),
        Column("kind", "text", "employee | external | bot | unknown, as the source states it", null=False),
        Column("organisation", "text", "organisation as the source states it"),
        Column("url", "text", "profile page"),
        Column("deleted", "bool", "the source marks the account as deleted", null=False),
        EDITED,
        STUB,
        ROW_VERSION,
    ),
    "Somebody as one source knows them.",
    label="Identity",
)
AFFILIATION = Table(
    "affiliation",
    (
        key("<identity>|<organisation>|<start>"),
        identity_ref("identity", "whose", rel="AFFILIATED"),
        Column("organisation", "text", "organisation"),
        Column("unit", "text", "department or team"),
        Column("site", "text", "place of work"),
        Column("role", "text", "job title"),
        Column("manager", "text", "identity or name of the manager, as stated"),
        Column("started", "time", "first day"),
        Column("ended", "time", "last day"),
        EDITED,
        ROW_VERSION,
    ),
    "Where an identity belonged, and when.",
    label="Affiliation",
)
CHANNEL = Table(
    "channel",
    (
        key("<source>:<native id>"),
        Column("source", "text", "name of the source", null=False),
        Column("name", "text", "display name", null=False),
        Column("kind", "text", "forum | chat | mail | social | event | meeting | code | crm", null=False),
        Column("visibility", "text", "open | members | private", null=False),
        Column("url", "text", "address"),
        Column("parent", "text", "id of the broader place"),
        EDITED,
        STUB,
        ROW_VERSION,
    ),
    "A place where people meet.",
    label="Channel",
)
MEMBERSHIP = Table(
    "membership",
    (
        key("<channel>|<identity>"),
        Column("channel", "text", "where", null=False, refs="channel"),
        identity_ref("identity", "who"),
        Column("joined", "time", "since"),
        Column("left", "time", "until"),
        EDITED,
        ROW_VERSION,
    ),
    "An identity is in a channel.",
    edge=("MEMBER_OF", "identity", "channel"),
)
ITEM = Table(
    "item",
    (
        key("<source>:<native id>"),
        Column("source", "text", "name of the source", null=False),
        identity_ref("author", "who wrote it", rel="WROTE"),
        Column("channel", "text", "where", null=False, refs="channel", rel="IN"),
        Column("thread", "text", "groups items", null=False),
        Column("kind", "text", "question | answer | post | reply | edit", null=False),
        Column("at", "time", "when it was written"),
        Column("title", "text", "title of the thread or message"),
        Column("text", "text", "the words, without quotes and signatures"),
        Column("position", "int", "place in the thread, 0 opens it"),
        Column("reply_to", "text", "id of the item answered"),
        Column("accepted", "bool", "marked as the answer", null=False),
        Column("url", "text", "address"),
        EDITED,
        ROW_VERSION,
    ),
    "Something somebody wrote.",
    label="Item",
)
INTERACTION = Table(
    "interaction",
    (
        key("<item>|<kind>|<target>"),
        Column("kind", "text", "see kinds.py", null=False),
        identity_ref("actor", "who acted"),
        identity_ref("target", "towards whom"),
        Column("at", "time", "when"),
        Column("channel", "text", "id of the channel it happened in"),
        Column("item", "text", "id of the item it happened with"),
        Column("share", "real", "part of the kind's weight that this act carries, 0..1", null=False),
        EDITED,
        ROW_VERSION,
    ),
    "A directed act of one identity towards another.",
    edge=("INTERACTED", "actor", "target"),
)
SKILL = Table(
    "skill",
    (
        key("skill:<label>, or <source>:<native id> of a vocabulary"),
        Column("label", "text", "display name", null=False),
        Column("source", "text", "name of the source", null=False),
        Column("url", "text", "address"),
        EDITED,
        STUB,
        Column("kind", "text", "skill | group | occupation", null=False, since=2, default="skill"),
        ROW_VERSION,
    ),
    "A skill.",
    label="Skill",
)
SKILL_LABEL = Table(
    "skill_label",
    (
        key("<skill>|<language>|<label>"),
        Column("skill", "text", "of which skill", null=False, refs="skill", rel="NAMES"),
        Column("language", "text", "ISO 639-1 code; mul for a word that the community added", null=False),
        Column("label", "text", "the name", null=False),
        Column("kind", "text", "preferred | alternative | hidden", null=False),
        EDITED,
        ROW_VERSION,
    ),
    "Another name of a skill, from a vocabulary or added by the community.",
    label="SkillLabel",
)
SKILL_RELATION = Table(
    "skill_relation",
    (
        key("<skill>|<kind>|<other>"),
        Column("skill", "text", "which skill", null=False, refs="skill"),
        Column(
            "other", "text", "the broader skill, or the occupation that needs it", null=False, refs="skill"
        ),
        Column("kind", "text", "broader | essential | optional | technology", null=False),
        EDITED,
        ROW_VERSION,
    ),
    "How skills hang together, from a vocabulary.",
    edge=("RELATED", "skill", "other"),
)
CLAIM = Table(
    "claim",
    (
        key("<identity>|<skill>|<kind>|<by>"),
        identity_ref("identity", "whose"),
        Column("skill", "text", "which", null=False, refs="skill"),
        Column("kind", "text", "declared | endorsed", null=False),
        Column("level", "int", "1..5 where the source has levels"),
        Column("by", "text", "identity or name of who endorsed it"),
        Column("at", "time", "when"),
        EDITED,
        ROW_VERSION,
    ),
    "Somebody is said to have a skill.",
    edge=("CLAIMS", "identity", "skill"),
)
DELETION = Table(
    "deletion",
    (
        key("id of the item"),
        Column("source", "text", "name of the source", null=False),
        EDITED,
        ROW_VERSION,
    ),
    "Items that their source deleted: an older copy does not bring them back.",
    label="Deletion",
)

"""The tables as data: columns, types, what they refer to.  DDL, upsert text and docs/schema.md derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "int", "real", "bool", "time"]

VERSION = 3
"""Raised with every change of the schema; a store with a higher number is refused."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.  ``refs`` names the node table it points at; ``rel`` the Neo4j relationship for that.

    ``since`` is the schema version that brought it; a store of an older version gets it with ``default``, which
    one that may not be null must have.
    """

    name: str
    type: Type
    doc: str
    null: bool = True
    refs: str | None = None
    rel: str | None = None
    since: int = 1
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table; its key is always the text column ``id``.

    ``fact``: belongs to the store's digest.  ``label``: a Neo4j node.  ``edge``: (type, from-column,
    to-column), a Neo4j relationship instead.  ``merged``: rows carry ``edited`` and ``version`` and the later
    edit (else the greater version) wins; otherwise the last write wins.  ``clock``: columns that hold when
    this program did something; left out of the digest.
    """

    name: str
    columns: tuple[Column, ...]
    doc: str
    label: str | None = None
    edge: tuple[str, str, str] | None = None
    fact: bool = True
    merged: bool = True
    clock: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def references(self) -> tuple[Column, ...]:
        """The columns that point at another table and whose target must exist."""
        return tuple(column for column in self.columns if column.refs)


def _id(doc: str) -> Column:
    return Column("id", "text", doc, null=False)


_EDITED = Column("edited", "time", "when the source last changed the record")
_VERSION = Column("version", "int", "first 63 bits of the SHA-256 of the canonical record", null=False)
_STUB = Column("stub", "bool", "known only because another record refers to it", null=False)


def _identity_ref(name: str, doc: str, *, null: bool = False, rel: str | None = None) -> Column:
    return Column(name, "text", doc, null=null, refs="identity", rel=rel)


IDENTITY = Table(
    "identity",
    (
        _id("<source>:<native id>"),
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
        _EDITED,
        _STUB,
        _VERSION,
    ),
    "Somebody as one source knows them.",
    label="Identity",
)
AFFILIATION = Table(
    "affiliation",
    (
        _id("<identity>|<organisation>|<start>"),
        _identity_ref("identity", "whose", rel="AFFILIATED"),
        Column("organisation", "text", "organisation"),
        Column("unit", "text", "department or team"),
        Column("site", "text", "place of work"),
        Column("role", "text", "job title"),
        Column("manager", "text", "identity or name of the manager, as stated"),
        Column("started", "time", "first day"),
        Column("ended", "time", "last day"),
        _EDITED,
        _VERSION,
    ),
    "Where an identity belonged, and when.",
    label="Affiliation",
)
CHANNEL = Table(
    "channel",
    (
        _id("<source>:<native id>"),
        Column("source", "text", "name of the source", null=False),
        Column("name", "text", "display name", null=False),
        Column("kind", "text", "forum | chat | mail | social | event | meeting | code | crm", null=False),
        Column("visibility", "text", "open | members | private", null=False),
        Column("url", "text", "address"),
        Column("parent", "text", "id of the broader place"),
        _EDITED,
        _STUB,
        _VERSION,
    ),
    "A place where people meet.",
    label="Channel",
)
MEMBERSHIP = Table(
    "membership",
    (
        _id("<channel>|<identity>"),
        Column("channel", "text", "where", null=False, refs="channel"),
        _identity_ref("identity", "who"),
        Column("joined", "time", "since"),
        Column("left", "time", "until"),
        _EDITED,
        _VERSION,
    ),
    "An identity is in a channel.",
    edge=("MEMBER_OF", "identity", "channel"),
)
ITEM = Table(
    "item",
    (
        _id("<source>:<native id>"),
        Column("source", "text", "name of the source", null=False),
        _identity_ref("author", "who wrote it", rel="WROTE"),
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
        _EDITED,
        _VERSION,
    ),
    "Something somebody wrote.",
    label="Item",
)
INTERACTION = Table(
    "interaction",
    (
        _id("<item>|<kind>|<target>"),
        Column("kind", "text", "see kinds.py", null=False),
        _identity_ref("actor", "who acted"),
        _identity_ref("target", "towards whom"),
        Column("at", "time", "when"),
        Column("channel", "text", "id of the channel it happened in"),
        Column("item", "text", "id of the item it happened with"),
        Column("share", "real", "part of the kind's weight that this act carries, 0..1", null=False),
        _EDITED,
        _VERSION,
    ),
    "A directed act of one identity towards another.",
    edge=("INTERACTED", "actor", "target"),
)
SKILL = Table(
    "skill",
    (
        _id("skill:<label>, or <source>:<native id> of a vocabulary"),
        Column("label", "text", "display name", null=False),
        Column("source", "text", "name of the source", null=False),
        Column("url", "text", "address"),
        _EDITED,
        _STUB,
        Column("kind", "text", "skill | group | occupation", null=False, since=2, default="skill"),
        _VERSION,
    ),
    "A skill.",
    label="Skill",
)
SKILL_LABEL = Table(
    "skill_label",
    (
        _id("<skill>|<language>|<label>"),
        Column("skill", "text", "of which skill", null=False, refs="skill", rel="NAMES"),
        Column("language", "text", "ISO 639-1 code; mul for a word that the community added", null=False),
        Column("label", "text", "the name", null=False),
        Column("kind", "text", "preferred | alternative | hidden", null=False),
        _EDITED,
        _VERSION,
    ),
    "Another name of a skill, from a vocabulary or added by the community.",
    label="SkillLabel",
)
SKILL_RELATION = Table(
    "skill_relation",
    (
        _id("<skill>|<kind>|<other>"),
        Column("skill", "text", "which skill", null=False, refs="skill"),
        Column(
            "other", "text", "the broader skill, or the occupation that needs it", null=False, refs="skill"
        ),
        Column("kind", "text", "broader | essential | optional | technology", null=False),
        _EDITED,
        _VERSION,
    ),
    "How skills hang together, from a vocabulary.",
    edge=("RELATED", "skill", "other"),
)
CLAIM = Table(
    "claim",
    (
        _id("<identity>|<skill>|<kind>|<by>"),
        _identity_ref("identity", "whose"),
        Column("skill", "text", "which", null=False, refs="skill"),
        Column("kind", "text", "declared | endorsed", null=False),
        Column("level", "int", "1..5 where the source has levels"),
        Column("by", "text", "identity or name of who endorsed it"),
        Column("at", "time", "when"),
        _EDITED,
        _VERSION,
    ),
    "Somebody is said to have a skill.",
    edge=("CLAIMS", "identity", "skill"),
)
DELETION = Table(
    "deletion",
    (
        _id("id of the item"),
        Column("source", "text", "name of the source", null=False),
        _EDITED,
        _VERSION,
    ),
    "Items that their source deleted: an older copy does not bring them back.",
    label="Deletion",
)
QUARANTINE = Table(
    "quarantine",
    (
        _id("<source>|<file>|<place>|<code>|<digest of reason and record>"),
        Column("source", "text", "name of the source", null=False),
        Column("file", "text", "path relative to the import root", null=False),
        Column("place", "text", "line, record number or offset", null=False),
        Column("code", "text", "reason code", null=False),
        Column("reason", "text", "reason in words", null=False),
        Column("raw", "text", "start of the record, escaped"),
        Column("format", "text", "importer", null=False),
        Column("root", "text", "path that was imported"),
        Column("at", "time", "when it was set aside"),
    ),
    "Records that could not be used, and why.",
    label="Quarantine",
    merged=False,
    clock=("at", "root", "raw", "format", "source"),
)
PERSON = Table(
    "person",
    (
        _id("person:<identity it was minted from>"),
        Column("minted", "text", "identity it was minted from", null=False),
    ),
    "One human being (or bot): what identities are linked to.",
    label="Person",
    fact=False,
    merged=False,
)
LINK = Table(
    "link",
    (
        _id("identity"),
        _identity_ref("identity", "which identity"),
        Column("person", "text", "belongs to whom", null=False, refs="person"),
        Column("rule", "text", "minted | e-mail | hr-id | mail-address | human", null=False),
    ),
    "Which person an identity belongs to.",
    edge=("IS", "identity", "person"),
    fact=False,
    merged=False,
)
SUGGESTION = Table(
    "suggestion",
    (
        _id("<identity>|<identity>"),
        Column("number", "int", "short number for the command line", null=False),
        Column("a", "text", "identity", null=False),
        Column("b", "text", "identity", null=False),
        Column("score", "real", "0..1", null=False),
        Column("reasons", "text", "codes of the reasons, JSON", null=False),
        Column("parts", "text", "each reason and what it adds in bits, JSON", since=2),
    ),
    "Pairs of identities that may be one person, for a human to decide.",
    label="Suggestion",
    fact=False,
    merged=False,
)
DECISION = Table(
    "decision",
    (
        _id("<running number>"),
        Column("number", "int", "running number", null=False),
        Column("a", "text", "identity", null=False),
        Column("b", "text", "identity", null=False),
        Column("verdict", "text", "accept | refuse | unsure", null=False),
        Column("undone", "bool", "taken back", null=False),
        Column("by", "text", "who decided"),
        Column("at", "time", "when"),
        Column("batch", "int", "number of the first decision that was taken together with this one", since=2),
        Column("rule", "text", "what chose the pairs of the batch, in words", since=2),
        Column("score", "real", "the suggestion's score", since=2),
        Column("parts", "text", "the suggestion's reasons and what each added, JSON", since=2),
        Column("about", "text", "fingerprint of what both sides said about themselves", since=2),
    ),
    "What humans decided about suggestions: a journal, never rewritten, only marked undone.",
    label="Decision",
    merged=False,
    clock=("at",),
)
DECLARATION = Table(
    "declaration",
    (
        _id("<channel or person>|<name>"),
        Column("subject", "text", "id of the channel or person", null=False),
        Column("name", "text", "ownership | opted-out | coached | leave | away | busy", null=False),
        Column("value", "text", "what was declared", null=False),
        Column("at", "time", "when"),
    ),
    "What people declare about channels and themselves; outlives every import.",
    label="Declaration",
    merged=False,
    clock=("at",),
)
QUESTION = Table(
    "question",
    (
        _id("a random name, which stands in links"),
        Column("asker", "text", "person id of who asked; empty for the owner of the store"),
        Column("title", "text", "the question in a line", null=False),
        Column("text", "text", "the question in full", null=False),
        Column("channel", "text", "id of the channel that it was put to"),
        Column("at", "time", "when", null=False),
        Column("customer_name", "text", "the customer who stands behind it"),
        Column("customer_email", "text", "the customer's address"),
        Column("customer_key", "text", "SHA-256 of the key in the customer's private link"),
        Column("language", "text", "language of mails about it: en | nl"),
    ),
    "A question that was put to people and is followed until it is answered.",
    label="Question",
    merged=False,
)
QUESTION_STEP = Table(
    "question_step",
    (
        _id("<question>|<running number>"),
        Column("question", "text", "which", null=False),
        Column("number", "int", "running number within the question, from 1", null=False),
        Column("kind", "text", "see asking/steps.py", null=False),
        Column("at", "time", "when", null=False),
        Column("actor", "text", "person id of who did it; empty for the program, the customer or the owner"),
        Column("target", "text", "person id (or channel id) of whom it concerns"),
        Column("text", "text", "what was said with it"),
        Column("item", "text", "id of the item that an answer became"),
    ),
    "What happened to a question: a journal, never rewritten; the state of a question follows from it.",
    label="QuestionStep",
    merged=False,
)
INTRODUCTION = Table(
    "introduction",
    (
        _id("a random name"),
        Column("asker", "text", "person id of who wants to be introduced", null=False),
        Column("middle", "text", "person id of who is asked to introduce", null=False),
        Column("target", "text", "person id of whom to; or identity id of an uploaded contact", null=False),
        Column("need", "text", "what for, in the asker's words", null=False),
        Column("state", "text", "asked | agreed | declined | withdrawn", null=False),
        Column("asked_at", "time", "when", null=False),
        Column("decided_at", "time", "when the one in the middle answered"),
        Column("note", "text", "what the one in the middle said"),
    ),
    "Somebody asked somebody else to be introduced; the target learns of it when the one in the middle agreed.",
    label="Introduction",
    merged=False,
)
OBJECTION = Table(
    "objection",
    (
        _id("<person>|<kind>|<what>"),
        Column("person", "text", "person id of whom it is about, who objects", null=False),
        Column("kind", "text", "hide (an item) | wrong (an item) | not-mine (a skill)", null=False),
        Column("what", "text", "id of the item or skill", null=False),
        Column("reason", "text", "why, in the person's words"),
        Column("at", "time", "when", null=False),
    ),
    "What a person says must not count as evidence about themselves.",
    label="Objection",
    merged=False,
    clock=("at",),
)
SHARE = Table(
    "share",
    (
        _id("<person>|<identity>"),
        Column("person", "text", "person id of who knows the contact", null=False),
        Column("identity", "text", "id of the contact's identity", null=False),
        Column("at", "time", "when", null=False),
    ),
    "An uploaded contact whom its owner is willing to introduce colleagues to.",
    label="Share",
    merged=False,
    clock=("at",),
)
OUTBOX = Table(
    "outbox",
    (
        _id("a name made of what it tells, so that nothing is told twice"),
        Column("kind", "text", "mail | webhook", null=False),
        Column("target", "text", "mail or web address", null=False),
        Column("content", "text", "what is sent, JSON", null=False),
        Column("at", "time", "when it was to be told", null=False),
        Column("due", "time", "not before", null=False),
        Column("tries", "int", "how often it was tried", null=False),
        Column("sent", "time", "when it went out"),
        Column("problem", "text", "why the last try failed"),
    ),
    "What is to be told outside: written with what it tells of, sent afterwards, tried again until it went.",
    label="Outbox",
    fact=False,
    merged=False,
)
RUN = Table(
    "run",
    (
        _id("<running number>"),
        Column("format", "text", "importer", null=False),
        Column("source", "text", "name of the source", null=False),
        Column("root", "text", "path that was imported", null=False),
        Column("state", "text", "running | done | failed | stopped", null=False),
        Column("report", "text", "the report, JSON", null=False),
        Column("started", "time", "when"),
        Column("ended", "time", "when"),
    ),
    "Imports that ran.",
    label="Run",
    fact=False,
    merged=False,
)
CHECKPOINT = Table(
    "checkpoint",
    (
        _id("<source>|<file>"),
        Column("fingerprint", "text", "size and SHA-256 of the file's first megabyte", null=False),
        Column("done", "int", "outcomes of this file that are committed", null=False),
        Column("counts", "text", "report counts so far, JSON", null=False),
    ),
    "How far an interrupted import had come; committed with the data.",
    label="Checkpoint",
    fact=False,
    merged=False,
)

ALL: tuple[Table, ...] = (
    IDENTITY,
    AFFILIATION,
    CHANNEL,
    MEMBERSHIP,
    ITEM,
    INTERACTION,
    SKILL,
    SKILL_LABEL,
    SKILL_RELATION,
    CLAIM,
    DELETION,
    QUARANTINE,
    PERSON,
    LINK,
    SUGGESTION,
    DECISION,
    DECLARATION,
    QUESTION,
    QUESTION_STEP,
    INTRODUCTION,
    OBJECTION,
    SHARE,
    OUTBOX,
    RUN,
    CHECKPOINT,
)
TABLES: dict[str, Table] = {table.name: table for table in ALL}
"""In an order in which every table comes after those it refers to."""


def added(version: int) -> list[tuple[Table, Column]]:
    """The columns that a store written by that version of the schema lacks, in tables that it may have."""
    return [(table, column) for table in ALL for column in table.columns if column.since > version]

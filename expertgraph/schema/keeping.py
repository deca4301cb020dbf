"""What the program keeps beside the facts: who is who, what was set aside, what ran, what is to be sent."""

from __future__ import annotations

from expertgraph.schema.table import Column, Table, identity_ref, key

QUARANTINE = Table(
    "quarantine",
    (
        key("<source>|<file>|<place>|<code>|<digest of reason and record>"),
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
        key("person:<identity it was minted from>"),
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
        key("identity"),
        identity_ref("identity", "which identity"),
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
        key("<identity>|<identity>"),
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
        key("<running number>"),
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
        key("<channel or person>|<name>"),
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
OUTBOX = Table(
    "outbox",
    (
        key("a name made of what it tells, so that nothing is told twice"),
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
        key("<running number>"),
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
        key("<source>|<file>"),
        Column("fingerprint", "text", "size and SHA-256 of the file's first megabyte", null=False),
        Column("done", "int", "outcomes of this file that are committed", null=False),
        Column("counts", "text", "report counts so far, JSON", null=False),
    ),
    "How far an interrupted import had come; committed with the data.",
    label="Checkpoint",
    fact=False,
    merged=False,
)

"""What people ask of each other through the program."""

from __future__ import annotations

from expertgraph.schema.table import Column, Table, key

QUESTION = Table(
    "question",
    (
        key("a random name, which stands in links"),
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
        key("<question>|<running number>"),
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
        key("a random name"),
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
        key("<person>|<kind>|<what>"),
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
        key("<person>|<identity>"),
        Column("person", "text", "person id of who knows the contact", null=False),
        Column("identity", "text", "id of the contact's identity", null=False),
        Column("at", "time", "when", null=False),
    ),
    "An uploaded contact whom its owner is willing to introduce colleagues to.",
    label="Share",
    merged=False,
    clock=("at",),
)

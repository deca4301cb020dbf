"""What a community manager keeps: a champions programme, pilots, and what was done with the day's list."""

from __future__ import annotations

from expertgraph.schema.table import Column, Table, key

PROGRAMME = Table(
    "programme",
    (
        key("a random name"),
        Column("name", "text", "what it is called", null=False),
        Column("criteria", "text", "the criteria that candidates are chosen by, JSON", null=False),
        Column("target", "real", "share of the people that shall be active, 0..1"),
        Column("target_at", "time", "by when"),
        Column("started", "time", "from when on", null=False),
        Column("ended", "time", "until when"),
    ),
    "A champions programme.",
    label="Programme",
    merged=False,
)
PROGRAMME_STEP = Table(
    "programme_step",
    (
        key("<programme>|<running number>"),
        Column("programme", "text", "which", null=False),
        Column("number", "int", "running number within the programme, from 1", null=False),
        Column("person", "text", "person id of whom it concerns", null=False),
        Column("kind", "text", "invited | accepted | declined | training | active | left", null=False),
        Column("cohort", "text", "the group that is invited together"),
        Column("at", "time", "when", null=False),
        Column("actor", "text", "person id of who did it; empty for the owner"),
        Column("text", "text", "what was said with it"),
    ),
    "What happened in a champions programme: a journal, never rewritten.",
    label="ProgrammeStep",
    merged=False,
)
PILOT = Table(
    "pilot",
    (
        key("a random name"),
        Column("name", "text", "what it is called", null=False),
        Column("theme", "text", "what it is about, in words", null=False),
        Column("goal", "text", "what it is for, in words", null=False),
        Column("measure", "text", "the measure that tells whether the goal is reached", null=False),
        Column("target", "real", "the value of that measure to reach"),
        Column("by", "text", "who takes part: people | channel | unit | community", null=False),
        Column("of", "text", "id of the channel, name of the unit, or label of the community"),
        Column("started", "time", "from when on", null=False),
        Column("ends", "time", "until when"),
        Column("at", "time", "when it was set up", null=False),
    ),
    "A community that is started small: one group, one theme.",
    label="Pilot",
    merged=False,
    clock=("at",),
)
PILOT_MEMBER = Table(
    "pilot_member",
    (
        key("<pilot>|<person>|<number>"),
        Column("pilot", "text", "which", null=False),
        Column("person", "text", "person id", null=False),
        Column("joined", "time", "from when on", null=False),
        Column("left", "time", "until when"),
    ),
    "Who takes part in a pilot.",
    label="PilotMember",
    merged=False,
)
HANDLED = Table(
    "handled",
    (
        key("<kind>|<what>"),
        Column("kind", "text", "which sort of entry of the desk", null=False),
        Column(
            "what", "text", "id of the item, thread, channel, question or person that it is about", null=False
        ),
        Column("verdict", "text", "done | later | no", null=False),
        Column("until", "time", "when it may come back"),
        Column("at", "time", "when", null=False),
        Column("actor", "text", "person id of who did it; empty for the owner"),
    ),
    "Entries of the community manager's desk that were dealt with.",
    label="Handled",
    merged=False,
    clock=("at",),
)

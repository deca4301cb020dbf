"""Questions that wait: those put through the program that nobody took, and those asked on open channels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

from expertgraph import policy
from expertgraph.answers.questions import questions
from expertgraph.desk.posts import which_ask
from expertgraph.desk.scene import Lead, Scene
from expertgraph.policy import Data, Rule


def questions_nobody_took(scene: Scene) -> list[Lead]:
    """Questions of the program's own that the viewer may see and nobody took, the oldest first."""
    if policy.rule(scene.viewer, Data.QUESTIONS) not in {Rule.ALLOW, Rule.OPEN}:
        return []
    rows = sorted(questions(scene.space, scene.viewer, "open").rows, key=lambda each: (each.at, each.id))
    return [Lead("question", each.id, at=each.at, title=each.title) for each in rows]


def unanswered(scene: Scene) -> list[Lead]:
    """Questions on open channels that nobody else wrote under: the newest, the oldest, the next newest and so on."""
    table, rules = scene.threads, scene.rules
    waits = table["question"] & (table["first_answer_at"] == 0)
    waits &= (table["at"] >= scene.since(rules.unanswered_within)) & (
        table["at"] <= scene.since(rules.unanswered_after)
    )
    found = table[waits]
    columns = zip(found["item"], found["opener"], found["channel"], found["at"], strict=True)
    leads = [
        Lead(
            "unanswered",
            str(item),
            str(item),
            int(who),
            int(channel),
            int(at),
            about={"days": _days(scene, at)},
        )
        for item, who, channel, at in columns
    ]
    return which_ask(scene, list(_from_both_ends(leads)), asking=True)


def _days(scene: Scene, at: int) -> int:
    return int((scene.now - at) // 86_400)


def _from_both_ends(leads: list[Lead]) -> Iterator[Lead]:
    """Newest, oldest, second newest, second oldest, ... of leads in order of time."""
    half = (len(leads) + 1) // 2
    newest, oldest = leads[::-1][:half], leads[: len(leads) - half]
    return (lead for lead in chain.from_iterable(zip_longest(newest, oldest)) if lead is not None)

"""Threads that cool down: conversations of many in which nothing was written of late."""

from __future__ import annotations

from expertgraph.desk.scene import Lead, Scene
from expertgraph.onion.cells import told_size


def threads_that_cool(scene: Scene) -> list[Lead]:
    """Threads of open channels with several writers and nothing new for a week, those with the most people first.

    It is about a thread: who wrote in it is not told, and how many only from ``privacy.k`` on.
    """
    table, rules = scene.threads, scene.rules
    cools = (table["people"] >= rules.cool_people) & ~table["accepted"]
    cools &= (table["last_at"] < scene.since(rules.cool_after)) & (
        table["last_at"] >= scene.since(rules.cool_within)
    )
    found = table[cools].sort_values(["people", "last_at", "item"], ascending=[False, False, True])
    least = int(scene.space.settings["privacy.k"])
    columns = zip(found["item"], found["channel"], found["last_at"], found["people"], strict=True)
    return [
        Lead(
            "cool", str(item), str(item), channel=int(channel), at=int(at),
            about={"people": told_size(int(people), least)},
        )
        for item, channel, at, people in columns
    ]  # fmt: skip

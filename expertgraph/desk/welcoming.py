"""First contributions to welcome."""

from __future__ import annotations

from expertgraph.desk.scene import Lead, Scene


def first_contributions(scene: Scene) -> list[Lead]:
    """People whose first contribution on a channel of the organisation's own, an open one, is of late: newest first.

    Community staff is not welcomed.
    """
    table = scene.edition.table("arrivals")
    person = table["person"].to_numpy()
    new = table["first_own_at"].to_numpy() >= scene.since(scene.rules.welcome_within)
    new &= scene.on_open(table["first_own_channel"].to_numpy()) & scene.seen[person]
    new &= ~scene.edition.array("people", "staff")[person]
    found = table[new].sort_values(["first_own_at", "person"], ascending=[False, True])
    columns = zip(found["person"], found["first_own_channel"], found["first_own_at"], strict=True)
    return [
        Lead("welcome", scene.id_of(int(who)), None, int(who), int(channel), int(at))
        for who, channel, at in columns
    ]

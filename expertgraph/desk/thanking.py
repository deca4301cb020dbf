"""People of the inner rings: who just entered one, and who is ready for the next step of a champions programme."""

from __future__ import annotations

from expertgraph import policy
from expertgraph.analysis.constants import DAY
from expertgraph.answers.champions import candidates
from expertgraph.desk.entering import entries
from expertgraph.desk.scene import Lead, Scene
from expertgraph.policy import Data, Role, Rule, Viewer
from expertgraph.programme.journal import journal, running
from expertgraph.programme.state import Standing, standings
from expertgraph.programme.steps import ACCEPTED, TRAINING


def entered(scene: Scene) -> list[Lead]:
    """People who lately came into ring 1 or 0 for the first time and are there still, the core first, then the
    latest."""
    found = entries(scene.edition)
    new = found["last"] & (found["week"] >= scene.since(scene.rules.thank_within))
    found = found[new & scene.inner[found["person"]]]
    found = found.sort_values(["ring", "week", "person"], ascending=[True, False, True])
    return [
        Lead("thank", scene.id_of(person), None, person, at=int(week), about={"ring": int(ring)})
        for person, week, ring in zip(
            found["person"].tolist(), found["week"].tolist(), found["ring"].tolist(), strict=True
        )
    ]


def next_steps(scene: Scene) -> list[Lead]:
    """Members of the running programme who said yes and wait for a training, or whose training began some time ago,
    who waits longest first; then those of the inner rings whom the programme suggests to invite, the best fit first."""
    programme = running(scene.space.store)
    if programme is None or policy.rule(scene.viewer, Data.PROGRAMME) not in {Rule.ALLOW, Rule.CONSENTED}:
        return []
    found = []
    for standing in standings(journal(scene.space.store, programme.id)).values():
        row = scene.row_of(standing.person)
        if row >= 0 and scene.seen[row] and _is_due(scene, standing):
            about = {"step": standing.state, "programme": programme.name}
            found.append(Lead("step", scene.id_of(row), None, row, at=standing.since, about=about))
    return [*sorted(found, key=lambda lead: (lead.at, lead.what)), *_to_invite(scene, programme.name)]


def _to_invite(scene: Scene, programme: str) -> list[Lead]:
    """Told from open channels, whatever the viewer is a member of."""
    found = []
    for each in candidates(scene.space, Viewer(Role.MANAGER)).candidates:
        row = scene.row_of(each.person)
        if each.suggested and scene.inner[row]:
            about = {"step": "candidate", "programme": programme}
            found.append(Lead("step", each.person, None, row, about=about))
    return found


def _is_due(scene: Scene, standing: Standing) -> bool:
    wait = scene.rules.training_after if standing.state == TRAINING else 0
    return standing.state in {ACCEPTED, TRAINING} and standing.since <= scene.space.clock() - wait * DAY

"""What a step says, with names in it."""

from __future__ import annotations

from collections.abc import Mapping

from expertgraph.asking.mails import SOMEBODY
from expertgraph.asking.state import Step
from expertgraph.asking.steps import STEPS


def sentences(step: Step, names: Mapping[str, str], target: str | None = None) -> dict[str, str]:
    """What a step says, by language, with names in it; the owner of the store is somebody."""
    return {
        language: text.format(
            actor=names.get(step.actor or "", SOMEBODY[language]),
            target=target or names.get(step.target or "", SOMEBODY[language].lower()),
        )
        for language, text in STEPS[step.kind].says.items()
    }

"""Who is told of a step outside the pages: mails and news for the webhook, written with the step."""

from __future__ import annotations

from collections.abc import Sequence

from expertgraph.asking.case import Case
from expertgraph.asking.state import Step
from expertgraph.workspace import Workspace


def tell(space: Workspace, before: Case, after: Case, steps: Sequence[Step]) -> None:
    """Write the mails and news of these steps into the outbox, within the caller's transaction."""

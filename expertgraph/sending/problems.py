"""Why something could not be told."""

from __future__ import annotations


class Unsent(Exception):
    """A message that did not go; its text says why."""


class Refused(Unsent):
    """It will never be taken: trying again would not help."""


class Postponed(Unsent):
    """This one is not taken now; others may be."""


class Unreachable(Unsent):
    """The server, or the way to it, is at fault: another try may help."""

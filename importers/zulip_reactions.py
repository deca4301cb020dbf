"""Who reacted to which message: sixteen bytes a reaction, looked up by message."""

from __future__ import annotations

from array import array

import numpy as np


class Reactions:
    """message -> the people who reacted to it, each once, by number."""

    def __init__(self) -> None:
        self._messages = array("q")
        self._users = array("q")
        self._sorted = np.empty((0, 2), np.int64)

    def add(self, message: int, user: int) -> None:
        """Note a reaction."""
        self._messages.append(message)
        self._users.append(user)

    def seal(self) -> None:
        """Sort; call it once, after the last reaction and before the first question."""
        pairs = np.column_stack([np.array(self._messages, np.int64), np.array(self._users, np.int64)])
        self._sorted = np.unique(pairs, axis=0)
        self._messages, self._users = array("q"), array("q")

    def of(self, message: int) -> list[int]:
        """Those who reacted."""
        first, last = np.searchsorted(self._sorted[:, 0], [message, message + 1])
        return [int(user) for user in self._sorted[first:last, 1]]

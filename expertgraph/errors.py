"""One error family: each error knows its exit code, its HTTP status, and speaks to the person who can act."""

from __future__ import annotations


class ExpertgraphError(Exception):
    """Base of every error that a person may see.  ``message`` says what happened, ``advice`` what to do."""

    exit_code = 2
    status = 400
    code = "error"

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class WrongCall(ExpertgraphError):
    """The call itself is off: an unknown name, a bad value, a missing argument."""

    code = "wrong-call"


class NotFound(ExpertgraphError):
    """What was asked for does not exist, or is not for this viewer (the two look the same)."""

    status = 404
    code = "not-found"


class Denied(ExpertgraphError):
    """The policy does not allow it."""

    status = 403
    code = "denied"


class NoEdition(ExpertgraphError):
    """Nothing was analysed yet."""

    status = 409
    code = "no-edition"

    def __init__(self, message: str = "There are no results yet.") -> None:
        super().__init__(message, "Once something is imported, run expertgraph analyse.")


class Unreadable(ExpertgraphError):
    """An input that cannot be used as a whole (not a zip, a bomb, no known format, ...)."""

    exit_code = 3
    status = 422
    code = "unreadable"


class TooLarge(Unreadable):
    """An input beyond a limit; says which."""

    status = 413
    code = "too-large"


class StoreUnavailable(ExpertgraphError):
    """The store is absent, too old, locked, or refuses the password."""

    exit_code = 4
    status = 503
    code = "store-unavailable"


class StoreNewer(StoreUnavailable):
    """The store was written by a newer version of this program."""

    code = "store-newer"

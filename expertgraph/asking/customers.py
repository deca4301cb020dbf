"""The customer's private link: a key of 192 bits, of which the store holds the SHA-256 only.

The key is drawn from a secret of this installation, the question's random name and how often the link was
renewed.  So every mail to the customer can carry the link, and a copy of the store opens none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from expertgraph.asking.state import Question, Step
from expertgraph.store import Store
from expertgraph.workspace import Workspace

_LENGTH = 24
_SECRET = 32


def make_key(space: Workspace, question: str, renewed: int = 0) -> str:
    """The key of a question's customer after so many renewals."""
    drawn = hmac.digest(_secret(space.folder), f"customer|{question}|{renewed}".encode(), "sha256")
    return base64.urlsafe_b64encode(drawn[:_LENGTH]).decode()


def digest(key: str) -> str:
    """What the store holds of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def current_key(space: Workspace, question: Question, journal: Sequence[Step]) -> str | None:
    """The key in force; None when there is none, or this installation did not make it."""
    if question.customer_key is None:
        return None
    key = make_key(space, question.id, sum(step.kind == "link-renewed" for step in journal))
    return key if hmac.compare_digest(digest(key), question.customer_key) else None


def question_of(store: Store, key: str) -> str | None:
    """The question that a key opens; None when it opens none.  Every key takes the same way."""
    wanted = digest(key)
    found = store.frame("question", ["id", "customer_key"], {"customer_key": wanted})
    for question, kept in found.itertuples(index=False):
        if hmac.compare_digest(kept, wanted):
            return str(question)
    return None


def _secret(folder: Path) -> bytes:
    """The secret beside the store, made once: whoever comes second reads what the first one wrote."""
    file = folder / "asking.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".asking-{os.getpid()}-{secrets.token_hex(4)}"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(secrets.token_bytes(_SECRET))
            writing.flush()
            os.fsync(writing.fileno())
        try:
            os.link(partial, file)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return file.read_bytes()

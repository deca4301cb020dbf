"""Which identities are one person.

``joining`` does what joins by itself and what humans accepted, ``suggesting`` finds what humans may decide,
``deciding`` writes down what they decided and takes it back, ``journal`` reads it, ``claiming`` is for the person
concerned.  Facts hang on identities, so nothing is ever imported again for a link.
"""

from expertgraph.linking.claiming import claim, claimable
from expertgraph.linking.deciding import decide, decide_all, undo, undo_batch
from expertgraph.linking.joining import Linked, apply, person_id
from expertgraph.linking.suggesting import suggest

__all__ = [
    "Linked", "apply", "claim", "claimable", "decide", "decide_all", "person_id", "suggest", "undo", "undo_batch",
]  # fmt: skip

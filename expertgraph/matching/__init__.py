"""Pairs of identities that may be one person: found by blocking, scored by named parts, never joined by itself.

``known`` says what is looked at of an identity, ``spelling`` how names and accounts are folded, ``weights`` what each
reason weighs, ``blocking`` which pairs are compared at all, ``scoring`` scores them with Splink on DuckDB,
``rivals`` leaves out what a far better account of the same system excludes.
"""

from expertgraph.matching.known import Known
from expertgraph.matching.match import Match
from expertgraph.matching.scoring import Found, find
from expertgraph.matching.weights import PARTS, SUGGESTED_FROM

__all__ = ["PARTS", "SUGGESTED_FROM", "Found", "Known", "Match", "find"]

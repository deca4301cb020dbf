"""Asking: a question is written once, put to people or a channel, and followed until it is settled."""

from expertgraph.asking.acting import act, customer_act, customer_link, see
from expertgraph.asking.putting import Asked, Customer, ask
from expertgraph.asking.steps import STEPS, Party, Status

__all__ = [
    "STEPS",
    "Asked",
    "Customer",
    "Party",
    "Status",
    "act",
    "ask",
    "customer_act",
    "customer_link",
    "see",
]

"""Each kind of step that a question takes, declared once: who may take it and when, what it says, who is told.

The sentences are for people who take part in the question; ``{actor}`` and ``{target}`` are names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Party(StrEnum):
    """What somebody is to a question; one may be several things."""

    ASKER = "asker"
    ASKED = "asked"
    """Was asked and has neither said that they cannot help nor handed it over."""
    CHANNEL = "channel"
    """Is in the channel that it was put to."""
    MANAGER = "manager"
    """Looks after the community that it was asked in; the owner of the store too."""
    CUSTOMER = "customer"
    """Holds the private link."""
    PROGRAM = "program"


class Status(StrEnum):
    """Where a question stands."""

    NEW = "new"
    """Not asked yet: the state before the first step."""
    WAITING = "waiting"
    """Somebody, or a channel, is asked."""
    NOBODY = "nobody"
    """Nobody is left who is asked."""
    ANSWERED = "answered"
    """There is an answer that is not settled yet."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({Status.WAITING, Status.NOBODY})
LIVE = OPEN | {Status.ANSWERED}
ANY = LIVE | {Status.CLOSED, Status.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step.

    ``by``: who may take it; ``states``: when.  ``target`` and ``text`` say whether it needs (True), may have
    (None) or has none (False) of them.  ``tells``: who gets a mail: asker | target | asked (everybody who is asked
    still) | answerers.  ``customer``: the mail to the customer (received | answered | closed | withdrawn), None: they
    see it on their page at most.
    """

    name: str
    by: frozenset[Party]
    states: frozenset[Status]
    says: dict[str, str]
    target: bool | None = False
    text: bool | None = None
    tells: frozenset[str] = field(default_factory=frozenset)
    customer: str | None = None


def _by(*parties: Party) -> frozenset[Party]:
    return frozenset(parties)


_P, _S = Party, Status
_LEAD = _by(_P.ASKER, _P.MANAGER)

_ALL = (
    StepKind(
        "asked",
        _by(_P.ASKER),
        frozenset({_S.NEW}),
        {"en": "{actor} asked this.", "nl": "{actor} vroeg dit."},
        customer="received",
    ),
    StepKind(
        "routed",
        _by(_P.ASKER, _P.MANAGER),
        LIVE,
        {"en": "It was put to {target}.", "nl": "De vraag ging naar {target}."},
        target=True,
        tells=frozenset({"target"}),
    ),
    StepKind(
        "posted",
        _by(_P.PROGRAM),
        OPEN,
        {"en": "It was put to the channel {target}.", "nl": "De vraag ging naar het kanaal {target}."},
        target=True,
    ),
    StepKind(
        "seen",
        _by(_P.ASKED),
        frozenset({_S.WAITING}),
        {"en": "{actor} has seen it.", "nl": "{actor} heeft de vraag gezien."},
        text=False,
    ),
    StepKind(
        "taken",
        _by(_P.ASKED, _P.CHANNEL, _P.MANAGER),
        OPEN,
        {"en": "{actor} will answer it.", "nl": "{actor} gaat de vraag beantwoorden."},
        tells=frozenset({"asker"}),
    ),
    StepKind(
        "forwarded",
        _by(_P.ASKED),
        frozenset({_S.WAITING}),
        {"en": "{actor} asked {target} too.", "nl": "{actor} vroeg het ook aan {target}."},
        target=True,
        tells=frozenset({"target"}),
    ),
    StepKind(
        "handed-over",
        _by(_P.ASKED),
        frozenset({_S.WAITING}),
        {"en": "{actor} handed it over to {target}.", "nl": "{actor} droeg de vraag over aan {target}."},
        target=True,
        tells=frozenset({"target", "asker"}),
    ),
    StepKind(
        "cannot-help",
        _by(_P.ASKED),
        frozenset({_S.WAITING}),
        {"en": "{actor} cannot help.", "nl": "{actor} kan niet helpen."},
        text=True,
        tells=frozenset({"asker"}),
    ),
    StepKind(
        "reminded",
        _by(_P.ASKER, _P.MANAGER, _P.PROGRAM),
        frozenset({_S.WAITING}),
        {"en": "{target} was reminded.", "nl": "{target} kreeg een herinnering."},
        target=None,
        tells=frozenset({"target"}),
    ),
    StepKind(
        "escalated",
        _by(_P.PROGRAM),
        OPEN,
        {
            "en": "There was no answer, so {target} was asked too.",
            "nl": "Er kwam geen antwoord, dus ook {target} is gevraagd.",
        },
        target=True,
        tells=frozenset({"target", "asker"}),
    ),
    StepKind(
        "raised",
        _by(_P.PROGRAM),
        OPEN,
        {
            "en": "Nobody took it; the community manager sees it now.",
            "nl": "Niemand pakte de vraag op; de communitymanager ziet hem nu.",
        },
        target=None,
        tells=frozenset({"target", "asker"}),
    ),
    StepKind(
        "answered",
        _by(_P.ASKED, _P.CHANNEL, _P.MANAGER),
        LIVE,
        {"en": "{actor} answered.", "nl": "{actor} gaf antwoord."},
        text=True,
        tells=frozenset({"asker"}),
        customer="answered",
    ),
    StepKind(
        "remarked",
        _by(_P.ASKER, _P.ASKED, _P.MANAGER),
        LIVE,
        {"en": "{actor} added a remark.", "nl": "{actor} voegde een opmerking toe."},
        text=True,
        tells=frozenset({"asker", "asked"}),
    ),
    StepKind(
        "accepted",
        _by(_P.ASKER),
        frozenset({_S.ANSWERED}),
        {
            "en": "{actor} accepted the answer of {target}.",
            "nl": "{actor} accepteerde het antwoord van {target}.",
        },
        target=None,
        tells=frozenset({"target"}),
        customer="closed",
    ),
    StepKind(
        "thanked",
        _by(_P.ASKER),
        frozenset({_S.ANSWERED, _S.CLOSED}),
        {"en": "{actor} thanked {target}.", "nl": "{actor} bedankte {target}."},
        target=True,
        tells=frozenset({"target"}),
    ),
    StepKind(
        "closed",
        _LEAD,
        LIVE,
        {"en": "{actor} closed it.", "nl": "{actor} sloot de vraag af."},
        tells=frozenset({"asked"}),
        customer="closed",
    ),
    StepKind(
        "reopened",
        _by(_P.ASKER),
        frozenset({_S.ANSWERED, _S.CLOSED}),
        {"en": "{actor} opened it again.", "nl": "{actor} opende de vraag weer."},
        tells=frozenset({"asked"}),
    ),
    StepKind(
        "withdrawn",
        _by(_P.ASKER),
        OPEN,
        {"en": "{actor} withdrew it.", "nl": "{actor} trok de vraag in."},
        tells=frozenset({"asked"}),
        customer="withdrawn",
    ),
    StepKind(
        "customer-remarked",
        _by(_P.CUSTOMER),
        LIVE,
        {"en": "The customer added a remark.", "nl": "De klant voegde een opmerking toe."},
        text=True,
        tells=frozenset({"asker", "asked"}),
    ),
    StepKind(
        "customer-helped",
        _by(_P.CUSTOMER),
        frozenset({_S.ANSWERED}),
        {"en": "The customer says that it helped.", "nl": "De klant zegt dat het hielp."},
        tells=frozenset({"asker", "answerers"}),
        customer="closed",
    ),
    StepKind(
        "customer-reopened",
        _by(_P.CUSTOMER),
        frozenset({_S.ANSWERED, _S.CLOSED}),
        {"en": "The customer opened it again.", "nl": "De klant opende de vraag weer."},
        tells=frozenset({"asker", "asked"}),
    ),
    StepKind(
        "link-renewed",
        _by(_P.ASKER),
        ANY,
        {
            "en": "{actor} gave the customer a new link; the old one is void.",
            "nl": "{actor} gaf de klant een nieuwe link; de oude werkt niet meer.",
        },
        text=False,
        customer="link",
    ),
    StepKind(
        "link-revoked",
        _by(_P.ASKER),
        ANY,
        {"en": "{actor} revoked the customer's link.", "nl": "{actor} trok de link van de klant in."},
        text=False,
    ),
)

STEPS: dict[str, StepKind] = {kind.name: kind for kind in _ALL}

"""What goes into an onion and what comes out of it: plain data, no drawing and no store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from expertgraph.errors import WrongCall

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

RINGS = ("core", "active", "occasional", "known", "outpost")
"""Ring names by number."""
KINDS = ("internal", "external", "unknown")
"""Sides by number: which side of the organisation someone is on."""
GAP = np.radians(15.0)
"""Angle kept free at twelve o'clock for the ring names."""
RADIUS = 480.0
"""Outer radius of the last ring, in drawing units."""
HUB = 50.0
"""Inner radius of ring 0: the red core and a breath of air."""


@dataclass(frozen=True, slots=True)
class Community:
    """A community as the analysis found it."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel.  ``ownership`` is own, core or outpost; ``kind`` picks the glyph."""

    id: str
    name: str
    kind: str
    ownership: str = "own"


@dataclass(frozen=True, slots=True)
class OnionInput:
    """A community to be drawn; arrays have one entry a person (n), bots left out by the caller.

    ring       0..4 as in ``RINGS``
    kind       0 internal, 1 external, 2 unknown side
    community  number of a community (position in ``communities``), -1 for none
    reach      distinct people reached, 0 or more: the size of a named mark, never its place
    rank       engagement inside the ring; larger lies closer to the centre
    named      who may be shown by name; everybody else becomes an anonymous mark of a merged cell
    ties       K x K strength between communities, symmetric
    use        n x channels contributions
    k          cells under k anonymous people are merged or left out; 1 draws exact counts
    lean       community someone bridges to (-1 none): their mark stands on that side of the sector
    veiled     ``use`` is of a span of weeks: a channel that fewer than k used in it is left out, and how many did is
               rounded, so that nothing is told of whether somebody with a name was there
    narrowed   these are not all people: a channel that only a few without a name use is left out, as one that nobody
               uses is, because a filter may leave one person
    """

    ring: npt.NDArray[np.int8]
    kind: npt.NDArray[np.int8]
    community: npt.NDArray[np.int32]
    reach: Ints
    rank: Floats
    named: Bools
    person_ids: Sequence[str]
    names: Sequence[str]
    communities: Sequence[Community]
    ties: Floats
    channels: Sequence[Channel]
    use: csr_array
    k: int = 10
    lean: npt.NDArray[np.int32] | None = None
    organisations: Sequence[str] = ()
    veiled: bool = False
    narrowed: bool = False

    def __post_init__(self) -> None:
        n = len(self.ring)
        for name in ("kind", "community", "reach", "rank", "named", "person_ids", "names"):
            if len(getattr(self, name)) != n:
                raise WrongCall(f"onion: {name} has {len(getattr(self, name))} entries for {n} people.")
        if self.use.shape != (n, len(self.channels)):
            raise WrongCall(f"onion: use is {self.use.shape}, expected {(n, len(self.channels))}.")
        if self.ties.shape != (len(self.communities),) * 2:
            raise WrongCall(f"onion: ties is {self.ties.shape} for {len(self.communities)} communities.")
        if n and (int(self.ring.min()) < 0 or int(self.ring.max()) >= len(RINGS)):
            raise WrongCall("onion: a ring lies outside 0..4.")


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring as drawn.  Counts are rounded to 5 where they hold anonymous people; None means fewer than k."""

    number: int
    inner: float
    outer: float
    people: int | None
    internal: int
    external: int
    unknown: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Sector:
    """A slice of the circle.  Angles in radians, clockwise from twelve o'clock."""

    number: int
    communities: tuple[int, ...]
    label: str
    people: int | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One person shown by name."""

    person: str
    name: str
    organisation: str
    ring: int
    sector: int
    kind: int
    reach: int
    x: float
    y: float
    r: float
    channels: tuple[int, ...]
    me: bool = False
    tail: tuple[float, float] | None = None
    """Where the tail begins that shows from where they came inward; None for those who stayed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Anonymous people of one ring and one or more neighbouring sectors, at least k of them, rounded to 5.

    ``dots`` are places of equal marks (x, y, kind), spread evenly: no dot stands for a known person.
    ``tiles`` replaces them where there are too many people to draw: (inner, outer, start, end, kind) a tile.
    """

    ring: int
    sectors: tuple[int, ...]
    start: float
    end: float
    people: int
    internal: int
    external: int
    unknown: int
    dots: tuple[tuple[float, float, int], ...] = ()
    tiles: tuple[tuple[float, float, float, float, int], ...] = ()
    shade: int = 0


@dataclass(frozen=True, slots=True)
class ChannelMark:
    """A channel as drawn: a pill at (x, y), an arc over half of its use.

    ``arc`` is None for a channel that is used everywhere, lies outside, or has too few people to tell.
    """

    number: int
    id: str
    name: str
    kind: str
    ownership: str
    people: int | None
    radius: float
    angle: float
    arc: tuple[float, float] | None
    everywhere: bool
    x: float
    y: float
    width: float
    levels: tuple[int, ...] = ()
    """Per anonymous cell, how much of it uses the channel: 0 (less than k people) .. 4."""
    external: int | None = None
    """How many of ``people`` are external; rounded to 5 where people without a name are counted."""
    full_name: str = ""
    """The name as it is, where ``name`` is as much of it as the pill holds."""


@dataclass(frozen=True, slots=True)
class NameLabel:
    """A name beside its mark, with a leader line when it does not touch it."""

    text: str
    x: float
    y: float
    anchor: str
    leader: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Onion:
    """A drawn-out onion: coordinates rounded to 0.1, centre (0, 0), y downwards, deterministic."""

    width: float
    height: float
    hub: float
    dot: float
    k: int
    rings: tuple[Ring, ...]
    sectors: tuple[Sector, ...]
    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...]
    hubs: tuple[Channel, ...]
    channels: tuple[ChannelMark, ...]
    more_channels: tuple[str, ...]
    labels: tuple[NameLabel, ...]
    spokes: tuple[tuple[float, float, float], ...] = field(default=())
    """Lines between sectors as (angle, inner, outer); missing where cells were merged."""
    density: bool = False

    @property
    def people(self) -> int:
        """People drawn or counted, as far as the counts may be told."""
        return sum(ring.people or 0 for ring in self.rings)

    @property
    def exact(self) -> bool:
        """Whether ``people`` is a count; else it is rounded to 5."""
        return all(ring.exact for ring in self.rings)

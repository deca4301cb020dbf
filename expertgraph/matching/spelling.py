"""Names and accounts in one spelling, and none at all where one only looks like another.

Accents, case, dots and the order of words do not count.  A word that mixes alphabets, or text that hides characters
(a zero-width space, say), is left out: it was made to look like somebody else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from expertgraph.ingest.addresses import mixed_scripts

SHORTEST_ACCOUNT = 5
"""A shorter handle or local part says too little to count alone."""
_GENERIC = frozenset(
    "admin administrator contact github gmail hello hostmaster info mail myself noreply nobody office "
    "postmaster root sales service support system unknown username webmaster".split()
)
_PARTICLES = frozenset("da de del den der di dos du el la le op ten ter the van von".split())
_TITLES = frozenset("agr bsc dr drs ing ir md mr mrs ms msc mstat prof phd jr sr ii iii".split())
_ADDRESS = re.compile(r"(\S+?)(?:@| at )\S+\.\S+\Z")
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_PUBLIC = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|me|mac|gmx|web|proton|protonmail|pm|"
    r"mail|yandex|qq|163|126|foxmail|ziggo|kpnmail|xs4all|hetnet|planet|home|casema|example)\.[a-z.]{2,6}\Z"
)
_NO_REPLY = "users.noreply.github.com"


class Name(NamedTuple):
    """A display name: its words in alphabetical order, the first word, and the family name without particles."""

    words: str
    first: str
    family: str


NO_NAME = Name("", "", "")


def fold(text: str) -> str:
    """Lower case without accents; empty when the text hides characters or a word of it mixes alphabets."""
    if text.isascii():
        return text.lower()
    if any(unicodedata.category(char) in {"Cf", "Co", "Cn", "Cs"} for char in text):
        return ""
    if any(mixed_scripts(unicodedata.normalize("NFC", word)) for word in text.split()):
        return ""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.casefold().translate(_PLAIN)


@lru_cache(maxsize=65_536)
def read_name(text: str) -> Name:
    """The parts of a display name; ``NO_NAME`` for a single word, an address or a look-alike."""
    if _ADDRESS.match(text):
        return NO_NAME
    folded = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", fold(text))
    family, comma, given = folded.partition(",")
    if comma and given.strip():
        folded = f"{given} {family}"
    words = [word for word in re.findall(r"[^\W_]+", folded.replace("'", "")) if word not in _TITLES]
    if any(char.isdigit() for char in folded) or len(words) < 2 or max(map(len, words)) < 2:
        return NO_NAME
    solid = [word for word in words if word not in _PARTICLES] or words
    return Name(" ".join(sorted(words)), solid[0], solid[-1] if len(solid) > 1 else words[-1])


def read_account(text: str | None) -> str:
    """A handle or local part as letters and digits, without a ``+tag``; empty when too short or generic."""
    key = re.sub(r"[\W_]", "", fold((text or "").split("+")[0]))
    return key if len(key) >= SHORTEST_ACCOUNT and key not in _GENERIC and not key.isdigit() else ""


def account_in_name(text: str) -> str:
    """The account that stands where a name should: a single word, or an address."""
    written = _ADDRESS.match(text)
    return read_account(written[1]) if written else "" if read_name(text).words else read_account(text)


def local_part(email: str | None) -> str:
    """The account in an address; GitHub's hidden addresses say the user name after the number."""
    local, _, domain = (email or "").partition("@")
    return read_account(local.rpartition("+")[2] if domain == _NO_REPLY else local)


def own_domain(email: str | None) -> str:
    """The domain of an address when it says where somebody works; empty for one that gives everybody a mailbox."""
    domain = (email or "").rpartition("@")[2]
    return "" if domain == _NO_REPLY or _PUBLIC.match(domain) else domain


def full_spellings(name: Name) -> Iterator[str]:
    """How an account spells a whole name, without digits."""
    if name.words:
        words = name.words.split()
        if len(words) <= 4:
            particles = "".join(word for word in words if word in _PARTICLES)
            yield name.first + particles + name.family
            yield particles + name.family + name.first
        yield name.first + name.family
        yield name.family + name.first


def short_spellings(name: Name) -> Iterator[str]:
    """How an account abbreviates a name: an initial and the rest."""
    if name.words and len(name.first) > 1:
        yield name.first[0] + name.family
        yield name.family + name.first[0]
        yield name.first + name.family[0]

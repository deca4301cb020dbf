"""From text to index terms, the same way for messages and for needs.

Lower case without accents, stop words left out, then the English and after it the Dutch Snowball stem,
whatever the language: messages mix both, a need of two words does not say its language, and the chain lets
"tests", "testen" and "test" meet.  Names as programmers and engineers write them (``node.js``, ``c++``,
``sales_order``, ``ToJson``) are kept whole beside their parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

from expertgraph.search.stopwords import STOP

LONGEST_TEXT = 20_000
"""Characters of one message that are read; what a person knows shows before that."""
LONGEST_WORD = 40

# Unambiguous, hence linear in the text's length: no class can match where its neighbour does.
_TOKEN = re.compile(r"\w+(?:['’.+#-]\w+)*(?:\+\+|#)?")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")
_ENGLISH = Stemmer.Stemmer("english")
_DUTCH = Stemmer.Stemmer("dutch_porter")


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The words of a text as they stand in it, code words in one piece."""
    return _TOKEN.finditer(text[:LONGEST_TEXT])


def terms(text: str) -> list[str]:
    """The index terms of a text in order, repeats included.

    >>> terms("Who knows the Node.js tests?")
    ['know', 'node.js', 'nod', 'test']
    """
    return [term for word in _TOKEN.findall(text[:LONGEST_TEXT]) for term in terms_of(word)]


@lru_cache(maxsize=1 << 17)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms one word stands for: itself, and its parts where it is written as several."""
    plain = word if word.isascii() else _without_accents(word)
    lower = plain.lower().replace("’", "'")
    if len(lower) > LONGEST_WORD or lower in STOP:
        return ()
    parts = _PART.findall(plain) if not plain.isalpha() or not (plain.islower() or plain.istitle()) else []
    found = [stem(lower)]
    if len(parts) > 1:
        found += [stem(part.lower()) for part in parts if len(part) > 1 and part.lower() not in STOP]
    return tuple(dict.fromkeys(found))


def stem(word: str) -> str:
    """The term of a lower-case word; what is not made of letters only stays as it is."""
    word = word.removesuffix("'s")
    if not word.isalpha():
        return word
    return str(_DUTCH.stemWord(_ENGLISH.stemWord(word)))


def fold(text: str) -> str:
    """Lower case without accents.

    >>> fold("Zoë")
    'zoe'
    """
    return _without_accents(text).lower()


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))

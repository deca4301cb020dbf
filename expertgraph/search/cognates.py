"""Words that Dutch and English share but for their ending: "simulatie" is simulation, "importeren" is to import."""

from __future__ import annotations

ENDINGS = (
    ("aties", "ations"), ("atie", "ation"), ("cties", "ctions"), ("ctie", "ction"), ("ties", "tions"),
    ("tie", "tion"), ("sies", "sions"), ("sie", "sion"), ("iteiten", "ities"), ("iteit", "ity"),
    ("enties", "ences"), ("entie", "ence"), ("anties", "ances"), ("antie", "ance"), ("logie", "logy"),
    ("grafie", "graphy"), ("nomie", "nomy"), ("metrie", "metry"), ("theorie", "theory"), ("tuur", "ture"),
    ("turen", "tures"), ("ische", "ical"), ("isch", "ical"), ("ische", "ic"), ("isch", "ic"), ("iele", "ial"),
    ("ieel", "ial"), ("ele", "al"), ("eel", "al"), ("ale", "al"), ("aal", "al"), ("ieve", "ive"), ("ief", "ive"),
    ("isme", "ism"), ("air", "ary"), ("ica", "ics"), ("iek", "ics"), ("iek", "ic"), ("eur", "or"),
    ("iseren", "ize"), ("eren", "ate"), ("eren", "e"), ("eren", ""), ("eert", "e"),
    ("aire", "ar"), ("air", "ar"), ("itmes", "ithms"), ("itme", "ithm"),
)  # fmt: skip
"""(Dutch ending, English ending) pairs.  Data: extend freely."""
LEAST_ENGLISH = 3
"""English endings of fewer letters are met too often to be taken for the sign of a shared word."""
LEAST_SHARED = 3
"""Letters that both words share before the ending."""


def cognates(word: str) -> list[str]:
    """What a folded word would be in the other language, were it one of those that both share.

    >>> cognates("simulatie"), cognates("security"), cognates("tie")
    (['simulation'], ['securiteit'], [])
    """
    found = []
    for dutch, english in ENDINGS:
        sides = [(dutch, english)] + ([(english, dutch)] if len(english) >= LEAST_ENGLISH else [])
        for here, there in sides:
            shared = word.removesuffix(here)
            if word.endswith(here) and len(shared) >= LEAST_SHARED:
                found.append(shared + there)
    return list(dict.fromkeys(found))

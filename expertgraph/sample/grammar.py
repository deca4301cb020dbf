"""The small language of the sample's texts.

    {a|b}        one of the alternatives
    {10..40}     a whole number from 10 to 40
    {x=a|b}      the same, remembered as x for the rest of the thread
    {x=2..9}     a number, remembered
    {x}          what x is in this thread

Alternatives may hold braces of their own.  The environment carries what is remembered; a thread shares one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from expertgraph.sample.dice import Dice

Environment = dict[str, str]

_RANGE = re.compile(r"(\d+)\.\.(\d+)")
_BINDING = re.compile(r"([a-z_]+)=(.*)", re.DOTALL)
_NAME = re.compile(r"[a-z_]+")

Part = str | tuple[str, tuple[str, ...]]


def expand(text: str, chosen: Environment, dice: Dice) -> str:
    """The text with every choice made; remembered ones are added to ``chosen``.

    Raises ValueError for a brace that is never closed, KeyError for a name that was never given a value.
    """
    return "".join(part if isinstance(part, str) else _choose(part, chosen, dice) for part in _parts(text))


def names(text: str) -> tuple[set[str], set[str]]:
    """(names that the text gives a value, names that it uses), for checking a file before it is used."""
    given: set[str] = set()
    used: set[str] = set()
    for part in _parts(text):
        if isinstance(part, str):
            continue
        name, options = part
        if not options:
            used.add(name)
        elif name:
            given.add(name)
        for option in options:
            inner_given, inner_used = names(option)
            given |= inner_given
            used |= inner_used
    return given, used


def _choose(part: tuple[str, tuple[str, ...]], chosen: Environment, dice: Dice) -> str:
    name, options = part
    if not options or (name and name in chosen):
        return chosen[name]
    option = options[dice.randrange(len(options))]
    numbers = _RANGE.fullmatch(option)
    value = str(dice.randint(int(numbers[1]), int(numbers[2]))) if numbers else expand(option, chosen, dice)
    if name:
        chosen[name] = value
    return value


@lru_cache(maxsize=100_000)
def _parts(text: str) -> tuple[Part, ...]:
    """Plain pieces, and (name, options) pairs; a use of a name has no options."""
    parts: list[Part] = []
    at = 0
    while (opening := text.find("{", at)) >= 0:
        closing = _closing(text, opening)
        if opening > at:
            parts.append(text[at:opening])
        parts.append(_brace(text[opening + 1 : closing]))
        at = closing + 1
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)


def _closing(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0:
            return place
    raise ValueError(f"a brace is never closed: {text!r}")


def _brace(inside: str) -> Part:
    if _NAME.fullmatch(inside):
        return inside, ()
    binding = _BINDING.fullmatch(inside)
    if binding:
        return binding[1], _options(binding[2])
    return "", _options(inside)


def _options(text: str) -> tuple[str, ...]:
    """Split at the bars that stand outside inner braces."""
    options, depth, start = [], 0, 0
    for place, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if char == "|" and depth == 0:
            options.append(text[start:place])
            start = place + 1
    return (*options, text[start:])

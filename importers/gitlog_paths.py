"""What a commit touched: the lines of --numstat, --stat, --raw, --name-status, --name-only or of a patch."""

from __future__ import annotations

import re
from collections import Counter

MOST_NAMED = 50
"""Paths that are kept by name; all are counted."""
_MOST_PLACES = 10_000
_NUMSTAT = re.compile(rb"(\d{1,9}|-)\t(\d{1,9}|-)\t(.+)", re.DOTALL)
_RAW = re.compile(rb":+[0-7]{6} [^\t]*\t(.+)", re.DOTALL)
_STATUS = re.compile(rb"[ACDMRTUXB]+\d{0,3}\t(.+)", re.DOTALL)
_STAT = re.compile(rb" (\S.*?) +\| +(\d{1,9}|Bin|Unmerged)(?: |\Z)", re.DOTALL)
_PATCH = re.compile(rb'diff --(?:git .*(?: b/|"b/)|(?:cc|combined) )(.+)', re.DOTALL)
_MOVED = re.compile(r"\{(?:[^{}]|\{[^{}]*\})* => ((?:[^{}]|\{[^{}]*\})*)\}")
_ESCAPED = re.compile(rb"\\([0-3][0-7]{2}|[abfnrtv\\\"])")
_ESCAPES = dict(zip(b"abfnrtv", b"\a\b\f\n\r\t\v", strict=True))
_LONGEST = 4_096


class Touched:
    """Paths and how much of each place (a directory, at most two levels deep) was changed."""

    def __init__(self) -> None:
        self.named: dict[str, None] = {}
        self.places: Counter[str] = Counter()
        self._in_patch = False

    @staticmethod
    def states(line: bytes) -> bool:
        """Is this line a path, whatever is written around it?"""
        return bool(_NUMSTAT.match(line) or _RAW.match(line) or _PATCH.match(line))

    def take(self, line: bytes) -> None:
        """One line after the message."""
        line = line[:_LONGEST]
        if not line or (self._in_patch and not line.startswith(b"diff --")):
            return
        if match := _NUMSTAT.match(line):
            self._add(
                _renamed(_path(match[3])), sum(int(each) for each in match.groups()[:2] if each != b"-")
            )
        elif match := (_RAW.match(line) or _STATUS.match(line)):
            self._add(_path(match[1].rpartition(b"\t")[2]), 1)
        elif match := _PATCH.match(line):
            self._in_patch = True
            self._add(_path(match[1].rstrip(b'"')), 1)
        elif line.startswith(b" "):
            match = _STAT.match(line)
            if match and not match[1].startswith(b"..."):
                self._add(_renamed(_path(match[1])), int(match[2]) if match[2].isdigit() else 1)
        elif b"\t" not in line:
            self._add(_path(line), 1)

    def _add(self, path: str, lines: int) -> None:
        if len(self.named) < MOST_NAMED:
            self.named[path] = None
        place = "/".join(path.split("/")[:-1][:2])
        if place in self.places or len(self.places) < _MOST_PLACES:
            self.places[place] += max(lines, 1)

    def topic(self) -> str | None:
        """Where most was changed, the first by name of several; empty for the root, None for nowhere."""
        return min(self.places, key=lambda place: (-self.places[place], place), default=None)


def _path(raw: bytes) -> str:
    """A path, out of the quotes in which git prints what is not plain."""
    raw = raw.strip()
    if raw[:1] == raw[-1:] == b'"' and len(raw) > 1:
        raw = _ESCAPED.sub(_unescaped, raw[1:-1])
    return raw.decode("utf-8", "replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) if code.isdigit() else _ESCAPES.get(code[0], code[0])])


def _renamed(path: str) -> str:
    """Where a renamed file is now: ``a/{b => c}/d`` is ``a/c/d``."""
    if " => " not in path:
        return path
    moved, count = _MOVED.subn(r"\1", path, count=1)
    return moved.replace("//", "/") if count else path.rpartition(" => ")[2]

"""Which files are logs of git, which repository they are of, and which mailmap lies beside them."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from pathlib import Path, PurePosixPath

from expertgraph.errors import ExpertgraphError
from expertgraph.ingest.source import Source
from importers.gitlog_commits import decode
from importers.gitlog_people import Mailmap
from importers.plain_text import one_line

_LOOKS = re.compile(r"^commit (?:[-<>=+^] ?)?[0-9a-f]{7,64}\b.*\n(?:.+\n){0,4}?Author: ", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_SUFFIXES = (".gz", ".txt", ".log", ".gitlog")
_GENERIC = re.compile(
    r"(?:^|(?<=[-_. ]))(?:git|log|gitlog|history|commits|numstat|stat|all)(?=$|[-_. ])", re.IGNORECASE
)
_MAILMAPS = (".mailmap", "mailmap", "mailmap.txt")
_LARGEST_MAILMAP = 16 << 20


def logs(source: Source, most: int | None = None) -> list[str]:
    """The files that begin as a log does; ``most`` looks at no more files than that."""
    names = [each.name for each in source.files()]
    if len(names) > 1:
        names = [name for name in names if _suffix(name) in {"", ".txt", ".log", ".gitlog"}]
    return [name for name in islice(names, most) if _looks_like(source, name)]


def is_mailmap(name: str) -> bool:
    """Is it a list of proper names?"""
    return PurePosixPath(name).name.casefold() in _MAILMAPS


def repository(source: Source, file: str) -> str:
    """The repository's name: the file's without words such as ``git-log``, else the folder's."""
    path = PurePosixPath(file)
    stem = path.name
    while stem.casefold().endswith(_SUFFIXES):
        stem = stem.rpartition(".")[0]
    named = re.sub(r"[-_. ]{2,}", "-", _GENERIC.sub("", stem)).strip("-_. ")
    around = source.name if source.kind in {"folder", "zip"} else source.path.parent.name
    return one_line(named or path.parent.name or around, 200) or "repository"


def mailmap(source: Source, file: str) -> Mailmap:
    """The mailmap beside the log, else the one at the top of the folder or zip."""
    folder = PurePosixPath(file).parent
    for place in dict.fromkeys((folder, PurePosixPath())):
        text = _listed(source, place)
        if text is None and source.kind != "zip":
            outside = source.path if source.kind == "folder" else source.path.parent
            text = _hidden(outside / place / _MAILMAPS[0])
        if text is not None:
            return Mailmap(decode(line) for line in text.splitlines())
    return Mailmap()


def _listed(source: Source, folder: PurePosixPath) -> bytes | None:
    for name in _MAILMAPS:
        path = str(folder / name)
        if any(each.name == path for each in source.files()):
            with suppress(ExpertgraphError):
                return source.read(path, _LARGEST_MAILMAP)
    return None


def _hidden(path: Path) -> bytes | None:
    """Git's own ``.mailmap``: a source leaves hidden files out, so it is opened as one by itself."""
    if path.is_symlink() or not path.is_file():
        return None
    with suppress(ExpertgraphError), Source.open(path) as hidden:
        return hidden.read(hidden.files()[0].name, _LARGEST_MAILMAP)
    return None


def _suffix(name: str) -> str:
    return PurePosixPath(name.casefold().removesuffix(".gz")).suffix


def _looks_like(source: Source, file: str) -> bool:
    with suppress(ExpertgraphError, LookupError):
        encoding = source.text_encoding(file)
        encoding = encoding if encoding.startswith(("utf-16", "utf-32")) else "utf-8"
        head = source.head(file).decode(encoding, "replace").lstrip("\ufeff")
        return bool(_LOOKS.search(_COLOURS.sub("", head).replace("\r", "")))
    return False

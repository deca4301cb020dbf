"""The latest evaluation of each kind, kept beside the editions: it rests on one of them, but editions never change."""

from __future__ import annotations

import os
import typing
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import orjson

from expertgraph.evaluation.report import Report

FORMAT = 2


def keep(folder: Path, report: Report) -> None:
    """Put a report in the place of the one before it, all at once."""
    folder.mkdir(parents=True, exist_ok=True)
    file = _file(folder, report.frozen)
    partial = file.with_name(f".{file.name}-{os.getpid()}")
    partial.write_bytes(
        orjson.dumps({"format": FORMAT, "report": asdict(report)}, option=orjson.OPT_INDENT_2)
    )
    partial.replace(file)


def kept(folder: Path, *, frozen: bool) -> Report | None:
    """The latest report; None where there is none, or one that another version of this program wrote."""
    try:
        said: Any = orjson.loads(_file(folder, frozen).read_bytes())
    except FileNotFoundError:
        return None
    if said["format"] != FORMAT:
        return None
    report: Report = _made(Report, said["report"])
    return report


def _file(folder: Path, frozen: bool) -> Path:
    return folder / ("frozen.json" if frozen else "rolling.json")


def _made(kind: Any, value: Any) -> Any:
    """The value as the type it was written from."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _made(hints[name], each) for name, each in value.items()})
    if typing.get_origin(kind) is list:
        return [_made(typing.get_args(kind)[0], each) for each in value]
    return value

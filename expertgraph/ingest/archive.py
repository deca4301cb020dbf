"""Zip and gzip, guarded: caps before names are read, no overlap, no links, no doubles, real bytes counted.

``zipfile`` before CPython 3.11.8 reads archives whose entries overlap (CVE-2024-0450): checked here.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from expertgraph.errors import TooLarge, Unreadable

if TYPE_CHECKING:
    from expertgraph.ingest.source import Limits

AGAIN = "Export it again, or unpack it yourself and import the folder."
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".jar")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BUFFER = 1 << 18
SMALL = 65_536
"""Bytes that are read at once."""
_ENCODED = re.compile(r"\.[0-9A-F]{2}.*\.json\Z", re.DOTALL)


def is_zip(start: bytes) -> bool:
    """Do these first bytes begin a zip?"""
    return start[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def is_gzip(start: bytes) -> bool:
    """Do these first bytes begin a gzip file?"""
    return start[:3] == b"\x1f\x8b\x08"


def is_nested(name: str) -> bool:
    """Is this an archive by its name?"""
    return name.casefold().endswith(_ARCHIVES)


def is_junk(part: str) -> bool:
    """What operating systems leave behind: hidden files and Apple's resource forks.

    A name such as ``.E2.9C.94.20Solved.json`` is not hidden: it is written so because of what it begins with.
    """
    return (part.startswith(".") and not _ENCODED.match(part)) or part == "__MACOSX"


class Zip:
    """A zip archive, checked as a whole before anything in it is read."""

    def __init__(self, file: BinaryIO, label: str, limits: Limits) -> None:
        """``file`` is closed with the archive; ``label`` is its name in messages."""
        self.ignored: list[tuple[str, str]] = []
        self._limits = limits
        self._label = label
        self._file = file
        try:
            self._open()
        except BaseException:
            file.close()
            raise

    def _open(self) -> None:
        _check_directory(self._file, self._label, self._limits)
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise Unreadable(f"{self._label} is not a usable zip: {error}.", AGAIN) from error
        self._infos = self._checked()

    def members(self) -> list[tuple[str, int | None]]:
        """Names and declared sizes; more than the declared size is never read."""
        return [(name, info.file_size) for name, info in self._infos.items()]

    def open(self, name: str) -> BinaryIO:
        """The unpacked bytes of one member."""
        try:
            stream = self._zip.open(self._infos[name])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise Unreadable(f"{name} in {self._label} cannot be unpacked: {error}.", AGAIN) from error
        return _buffered(_Counted(cast("BinaryIO", stream), name, self._limits.member))

    def read(self, name: str, most: int) -> bytes:
        """At most ``most`` unpacked bytes of one member."""
        with self.open(name) as stream:
            return read_at_most(stream, most)

    def changed(self, name: str) -> int:
        """The member's checksum: its content, whatever the archive's own time says."""
        return self._infos[name].CRC

    def close(self) -> None:
        """Close the archive."""
        self._zip.close()
        self._file.close()

    def __del__(self) -> None:
        """A source that nobody closed leaves no file open."""
        self._file.close()

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        kept: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info in infos:
            name = _safe_name(info, self._label)
            if name in seen:
                raise Unreadable(f"{self._label} holds {name!r} twice.", AGAIN)
            seen.add(name)
            _check_entry(info, self._label, self._limits)
            if info.is_dir() or name.endswith("/"):
                continue
            if any(is_junk(part) for part in name.split("/")):
                self.ignored.append((name, "hidden"))
            elif is_nested(name) or name.casefold().endswith(".gz"):
                self.ignored.append((name, "archive"))
            else:
                kept[name] = info
        self._check_sizes(infos)
        _check_overlap(self._zip, infos, self._label)
        self._check_used(kept)
        return kept

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if total > self._limits.total:
            raise TooLarge(f"{self._label} unpacks to {total:,} bytes; the limit is {self._limits.total:,}.")
        _check_ratio(self._label, total, packed, self._limits)

    def _check_used(self, kept: dict[str, zipfile.ZipInfo]) -> None:
        if not kept and any(why == "archive" for _, why in self.ignored):
            raise Unreadable(
                f"{self._label} holds nothing but archives; archives inside archives are never opened.",
                "Unpack it and import what is inside.",
            )


def read_at_most(stream: BinaryIO, most: int) -> bytes:
    """In pieces: asking for all at once claims that much memory for every file."""
    parts = []
    while most > 0 and (part := stream.read(min(most, SMALL))):
        most -= len(part)
        parts.append(part)
    return b"".join(parts)


def gunzip(stream: BinaryIO, name: str, packed: int, limits: Limits) -> BinaryIO:
    """The unpacked bytes of a gzip stream, never more than the limits allow."""
    most = min(limits.member, max(limits.ratio * packed, limits.ratio_floor))
    return _buffered(_Counted(cast("BinaryIO", gzip.GzipFile(fileobj=stream)), name, most, stream))


class _Counted(io.RawIOBase):
    """Counts what really comes out, and turns damage into Unreadable."""

    def __init__(self, inner: BinaryIO, name: str, most: int, below: BinaryIO | None = None) -> None:
        super().__init__()
        self._inner = inner
        self._below = below
        self._name = name
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # the io module hands in a buffer
        try:
            data = self._inner.read(len(view))
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError) as error:
            message = f"{self._name} is damaged, or not what its header says: {error}."
            raise Unreadable(message, AGAIN) from error
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(f"{self._name} unpacks to far more than its size allows.", AGAIN)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            if self._below is not None:
                self._below.close()
        super().close()


def _buffered(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw, _BUFFER)


def _check_directory(stream: BinaryIO, label: str, limits: Limits) -> None:
    """Count the entries in the central directory itself, before a name is read: its stated number may lie."""
    if not is_zip(stream.read(4)):
        raise Unreadable(f"{label} is not a zip.", AGAIN)
    size, offset, stated = _end(stream, label)
    if stated > limits.entries or size > limits.directory:
        raise TooLarge(f"{label} holds more than {limits.entries:,} files.", AGAIN)
    stream.seek(offset)
    directory = stream.read(size)
    if sum(1 for _ in _entries(directory, limits.entries + 1)) > limits.entries:
        raise TooLarge(f"{label} holds more than {limits.entries:,} files.", AGAIN)


def _entries(directory: bytes, most: int) -> Iterator[int]:
    at, found = 0, 0
    while at + 46 <= len(directory) and found < most and directory[at : at + 4] == b"PK\x01\x02":
        yield at
        found += 1
        at += 46 + sum(struct.unpack_from("<3H", directory, at + 28))


def _end(stream: BinaryIO, label: str) -> tuple[int, int, int]:
    """(size of the directory, its place, stated number of entries); it stops where the end record begins."""
    length = stream.seek(0, io.SEEK_END)
    start = max(0, length - _END.size - 0xFFFF)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise Unreadable(f"{label} is not a whole zip: its directory is missing.", AGAIN)
    _, _, _, _, stated, size, _, _ = _END.unpack_from(tail, at)
    end = start + at
    if size == 0xFFFFFFFF or stated == 0xFFFF:
        size, stated, end = _end64(stream, end, size, stated)
    if size > end:
        raise Unreadable(f"{label} is not a usable zip: its directory does not fit in it.", AGAIN)
    return size, end - size, stated


def _end64(stream: BinaryIO, end: int, size: int, stated: int) -> tuple[int, int, int]:
    place = end - _LOCATOR64.size
    stream.seek(max(0, place))
    locator = stream.read(_LOCATOR64.size)
    stream.seek(max(0, place - _END64.size))
    record = stream.read(_END64.size)
    if locator[:4] != b"PK\x06\x07" or record[:4] != b"PK\x06\x06":
        return size, stated, end
    fields = _END64.unpack(record)
    return fields[8], fields[7], place - _END64.size


def _safe_name(info: zipfile.ZipInfo, label: str) -> str:
    """The entry's name as a relative label; anything that would lead out of the folder is refused."""
    name = info.filename.replace("\\", "/")
    if not name:
        raise Unreadable(f"{label} holds a file without a name.", AGAIN)
    drive = len(name) > 1 and name[1] == ":"
    if name.startswith("/") or drive or ".." in name.split("/"):
        raise Unreadable(f"{label} holds the name {name!r}, which leads out of its folder.", AGAIN)
    return "/".join(part for part in name.split("/") if part != ".")


def _check_entry(info: zipfile.ZipInfo, label: str, limits: Limits) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise Unreadable(f"{label} holds a link or device ({info.filename!r}), not a file.", AGAIN)
    if info.flag_bits & _ENCRYPTED:
        advice = "Unpack it with its password and import the folder."
        raise Unreadable(f"{label} is encrypted ({info.filename!r}).", advice)
    if info.compress_type not in _METHODS:
        raise Unreadable(f"{info.filename!r} in {label} is packed in a way that is not supported.", AGAIN)
    if info.file_size > limits.member:
        raise TooLarge(f"{info.filename!r} in {label} unpacks to {info.file_size:,} bytes.", AGAIN)
    _check_ratio(f"{info.filename!r} in {label}", info.file_size, info.compress_size, limits)


def _check_ratio(label: str, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.ratio_floor and unpacked > limits.ratio * packed:
        raise TooLarge(f"{label} unpacks to more than {limits.ratio} times its size.", AGAIN)


def _check_overlap(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], label: str) -> None:
    """Every entry's header and data must end before the next begins, and the headers must agree."""
    stream = archive.fp
    assert stream is not None
    ordered = sorted(infos, key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in ordered), archive.start_dir][1:]
    for info, end in zip(ordered, ends, strict=True):
        if info.header_offset < 0:
            raise Unreadable(f"{label} is damaged: {info.filename!r} is not in it.", AGAIN)
        stream.seek(info.header_offset)
        header = stream.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise Unreadable(f"{label} is damaged: {info.filename!r} is not where it should be.", AGAIN)
        fields = _LOCAL.unpack(header)
        if fields[2] & _ENCRYPTED:
            raise Unreadable(f"{label} is encrypted ({info.filename!r}).", AGAIN)
        if info.header_offset + _LOCAL.size + fields[9] + fields[10] + info.compress_size > end:
            raise Unreadable(f"{label} holds files that overlap; that is how zip bombs are made.", AGAIN)

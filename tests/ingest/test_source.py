"""Files, folders, zips and gzips, read in the same way and with the same guards."""

import gzip
import io
import os
import struct
import warnings
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.errors import ExpertgraphError, NotFound, TooLarge, Unreadable
from expertgraph.ingest.source import HEAD, Limits, LongLine, Source, split_lines


def _zip(path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in entries:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return path


def _refused(path: Path, words: str, limits: Limits | None = None) -> None:
    with pytest.raises(Unreadable, match=words):
        _read_all(path, limits)


def _read_all(path: Path, limits: Limits | None = None) -> list[bytes]:
    with Source.open(path, limits) as source:
        return [source.read(member.name) for member in source.files()]


@pytest.mark.parametrize("kind", ["file", "gz", "zip", "folder"])
def test_every_kind_reads_alike(tmp_path: Path, kind: str) -> None:
    data = b"one\r\ntwo\n\nfour"
    path = tmp_path / {"file": "a.txt", "gz": "a.txt.gz", "zip": "a.zip", "folder": "a"}[kind]
    if kind == "zip":
        _zip(path, [("a.txt", data)])
    elif kind == "folder":
        path.mkdir()
        (path / "a.txt").write_bytes(data)
    else:
        path.write_bytes(gzip.compress(data) if kind == "gz" else data)
    with Source.open(path) as source:
        assert source.kind == kind
        assert source.name == "a"
        (member,) = source.files()
        assert member.size == (None if kind == "gz" else len(data))
        assert source.read(member.name) == data
        assert source.head(member.name, 3) == b"one"
        assert list(source.lines(member.name)) == [(1, b"one"), (2, b"two"), (3, b""), (4, b"four")]


def test_files_are_sorted_and_found_without_regard_to_case(tmp_path: Path) -> None:
    for name in ("b/Users.json", "a/users.JSON", "channels.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("[]")
    source = Source.open(tmp_path)
    assert [member.name for member in source.files()] == ["a/users.JSON", "b/Users.json", "channels.json"]
    assert source.find("users.json") == ["a/users.JSON", "b/Users.json"]
    assert source.find("B/*.json") == ["b/Users.json"]


def test_links_hidden_files_pipes_and_archives_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / ".git").mkdir()
    (folder / "inner.zip").write_bytes(b"PK\x03\x04")
    os.mkfifo(folder / "pipe")
    source = Source.open(folder)
    assert [member.name for member in source.files()] == ["kept.txt"]
    assert dict(source.ignored) == {
        "link.txt": "link",
        "loop": "link",
        ".git": "hidden",
        "inner.zip": "archive",
        "pipe": "not a file",
    }
    for name in ("link.txt", "../secret.txt", str(outside)):
        with pytest.raises(NotFound):
            source.read(name)


def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    source = Source.open(folder)
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(Unreadable):
        source.read("a.txt")


def test_a_pipe_or_a_missing_path_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="regular file"):
        Source.open(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="No such file"):
        Source.open(tmp_path / "absent")
    with pytest.raises(Unreadable):
        Source.open("a\0b")


def test_a_gz_in_a_folder_is_unpacked_while_reading(tmp_path: Path) -> None:
    (tmp_path / "2020.txt.gz").write_bytes(gzip.compress(b"one\ntwo\n") + gzip.compress(b"three\n"))
    source = Source.open(tmp_path)
    assert [line for _, line in source.lines("2020.txt.gz")] == [b"one", b"two", b"three"]


def test_a_gzip_bomb_a_damaged_and_a_false_gz_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b"\0" * 20_000_000))
    _refused(bomb, "unpacks to far more")
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(os.urandom(1000))[:-20])
    _refused(cut, "damaged")
    wrong = tmp_path / "wrong.gz"
    wrong.write_bytes(b"text")
    _refused(wrong, "not a gzip")


def test_names_that_lead_out_of_a_zip_are_refused(tmp_path: Path) -> None:
    for name in ("../evil", "/etc/evil", "C:\\evil", "..\\evil", "a/./../../evil"):
        _refused(_zip(tmp_path / "a.zip", [(name, b"x"), ("ok.json", b"[]")]), "leads out")


def test_doubles_links_and_encryption_in_a_zip_are_refused(tmp_path: Path) -> None:
    _refused(_zip(tmp_path / "double.zip", [("a", b"1"), ("a", b"2")]), "twice")
    _refused(_zip(tmp_path / "slash.zip", [("b/a", b"1"), ("b\\a", b"2")]), "twice")
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    _refused(_zip(tmp_path / "link.zip", [(link, b"/etc/passwd")]), "link or device")
    data = bytearray(_zip(tmp_path / "plain.zip", [("a", b"[]")]).read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(data)
    _refused(tmp_path / "secret.zip", "encrypted")


def test_bombs_are_refused_before_unpacking(tmp_path: Path) -> None:
    _refused(_zip(tmp_path / "ratio.zip", [("a", b"\0" * 4_000_000)]), "100 times")
    many = [(f"{n}", b"\0" * 60_000) for n in range(40)]
    _refused(_zip(tmp_path / "spread.zip", many), "100 times")
    _refused(_zip(tmp_path / "many.zip", [(f"{n}", b"") for n in range(11)]), "10 files", Limits(entries=10))
    _refused(_zip(tmp_path / "total.zip", [("a", os.urandom(2000))]), "limit is", Limits(total=1000))


def test_the_entries_are_counted_although_the_end_record_says_fewer(tmp_path: Path) -> None:
    data = bytearray(_zip(tmp_path / "many.zip", [(f"{n}", b"") for n in range(30)]).read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 12] = struct.pack("<HH", 2, 2)
    (tmp_path / "lie.zip").write_bytes(data)
    _refused(tmp_path / "lie.zip", "more than 10 files", Limits(entries=10))


def test_a_size_that_lies_is_found_out_by_counting(tmp_path: Path) -> None:
    data = bytearray(_zip(tmp_path / "a.zip", [("a", b"A" * 500_000)]).read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = data[22:26] = struct.pack("<I", 10)
    (tmp_path / "lie.zip").write_bytes(data)
    _refused(tmp_path / "lie.zip", "not what its header says")


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    packed = zlib.compress(os.urandom(5_000))[2:-4]
    crc = zlib.crc32(b"")
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x5821, crc, len(packed), 5_000, 1, 0) + b"a"
    central = b""
    for name in (b"a", b"b"):
        fields = (0x02014B50, 20, 20, 0, 8, 0, 0x5821, crc, len(packed), 5_000, 1, 0, 0, 0, 0, 0, 0)
        central += struct.pack("<IHHHHHHIIIHHHHHII", *fields) + name
    body = local + packed
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(central), len(body), 0)
    (tmp_path / "overlap.zip").write_bytes(body + central + end)
    _refused(tmp_path / "overlap.zip", "overlap")


def test_archives_in_a_zip_are_never_opened(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", [("a.json", b"[]")]).read_bytes()
    _refused(_zip(tmp_path / "only.zip", [("inner.zip", inner), ("b.gz", b"")]), "nothing but archives")
    with Source.open(_zip(tmp_path / "both.zip", [("inner.zip", inner), ("b.json", b"[]")])) as source:
        assert [member.name for member in source.files()] == ["b.json"]
        assert source.ignored == [("inner.zip", "archive")]


def test_nothing_is_written_beside_a_zip(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", [("x/y.json", b"[1]"), ("__MACOSX/._y", b"")])
    with Source.open(path) as source:
        assert source.read("x/y.json") == b"[1]"
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


@given(st.data())
def test_a_damaged_zip_raises_only_the_error_family(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.zip"
    whole = bytearray(_zip(path, [("a.json", b"[1, 2]"), ("b/c.json", b'{"a": 1}')]).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(whole[: data.draw(st.integers(1, len(whole)))])
    with suppress(ExpertgraphError):
        assert all(len(read) <= 1_000 for read in _read_all(path))


def test_a_long_line_is_cut_and_marked_and_the_next_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"short\n" + b"x" * 5_000_000 + b"\nafter\n" + b"y" * 3_000)
    with Source.open(tmp_path / "a.txt", Limits(line=1_000)) as source:
        lines = list(source.lines("a.txt"))
    assert [number for number, _ in lines] == [1, 2, 3, 4]
    assert lines[0][1] == b"short"
    assert lines[2][1] == b"after"
    assert [isinstance(line, LongLine) for _, line in lines] == [False, True, False, True]
    assert {len(line) for _, line in lines[1::2]} == {1_000}


class _Trickle:
    """A stream that hands out a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._stream, self._step = io.BytesIO(data), step

    def read(self, n: int, /) -> bytes:
        return self._stream.read(min(n, self._step))


@given(st.lists(st.sampled_from([b"a", b"bb", b"\n", b"\r\n", b"\r"])), st.integers(1, 7), st.integers(1, 6))
def test_lines_do_not_depend_on_the_size_of_the_chunks(parts: list[bytes], step: int, limit: int) -> None:
    data = b"".join(parts)
    wanted = data.replace(b"\r\n", b"\n").split(b"\n")
    if not wanted[-1]:
        wanted.pop()
    got = list(split_lines(_Trickle(data, step), limit))
    assert got == [(n, line[:limit]) for n, line in enumerate(wanted, 1)]


def test_the_head_is_kept_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * (HEAD + 10))
    source = Source.open(path)
    assert len(source.head("a.txt")) == HEAD
    path.write_bytes(b"changed")
    assert source.head("a.txt", 2) == b"xx"


def test_a_document_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"[" + b" " * 100 + b"]")
    source = Source.open(tmp_path / "a.json")
    assert len(source.read("a.json", 102)) == 102
    with pytest.raises(TooLarge):
        source.read("a.json", 101)


def test_a_folder_of_ten_thousand_files_opens(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number:03}").mkdir()
        for inner in range(100):
            (tmp_path / f"{number:03}" / f"{inner}.json").touch()
    assert len(Source.open(tmp_path).files()) == 10_000
    with pytest.raises(TooLarge, match="9,999 files"):
        Source.open(tmp_path, Limits(files=9_999))

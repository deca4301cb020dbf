"""One long JSON array read object by object: a bad object costs itself, wherever pieces of the file end."""

import io
import json
import re
from pathlib import Path

import pytest

from expertgraph.ingest import json_window
from expertgraph.ingest.source import Limits, Source
from importers.json_elements import array, elements, line_elements

OPENING = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\[|"value"\s*:\s*\[')
GOOD = [{"id": n, "text": 'a "quoted" } { ] [ \\ é', "in": [{"id": 0}, {"x": {}}]} for n in range(1, 40)]


def read(path: Path, data: bytes, limits: Limits | None = None) -> list[object]:
    """The id of each record, or the code of what is none."""
    path.write_bytes(data)
    with Source.open(path, limits) as source:
        found = list(elements(source, path.name, OPENING, lambda each: "text" in each))
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    return [each.bad.code if each.bad else each.found.get("id") for each in found]  # type: ignore[union-attr]


@pytest.mark.parametrize("chunk", [1, 7, 64, 1_000, 1 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_every_record_whatever_the_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, indent: int | None
) -> None:
    monkeypatch.setattr(json_window, "CHUNK", chunk)
    for document in (GOOD, {"@context": "x", "value": GOOD, "next": "y"}):
        data = json.dumps(document, indent=indent, ensure_ascii=False).encode()
        assert read(tmp_path / "page.json", data) == list(range(1, 40))
        assert read(tmp_path / "page.json", b"\xef\xbb\xbf\n" + data) == list(range(1, 40))


@pytest.mark.parametrize("chunk", [7, 1 << 20])
@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (b'{"id": 9, "text": "open}', ["bad-json"]),
        (b'{"id": 9, "text": 01}', ["bad-json"]),
        (b'{"id": 9, "text": "x"', ["bad-json"]),
        (b'{"id": 9, "text": "\xff"}', ["bad-encoding"]),
        (b'{"id": 9, "id": 9, "text": ""}', ["duplicate-keys"]),
        (b'{"id": 9, "text": ' + b"[" * 1_100 + b"]" * 1_100 + b"}", ["too-deep"]),
        (b'{"id": 9, "text": "' + b"x" * 5_000 + b'"}', ["too-long"]),
        (b"null", ["bad-json"]),
        (b'}, "}', ["bad-json"]),
        (b"", []),
        (b'{"id": 9, "text": ""},', [9]),
    ],
)
def test_a_bad_record_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: bytes, expected: list[object], chunk: int
) -> None:
    monkeypatch.setattr(json_window, "CHUNK", chunk)
    before, after = (json.dumps(each).encode() for each in GOOD[:2])
    data = b"[" + b",\n".join([before, part, after]) + b"]"
    assert read(tmp_path / "page.json", data, Limits(line=4_000)) == [1, *expected, 2]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["bad-json"]),
        (b"[", ["bad-json"]),
        (b"[]", []),
        (b"[" + json.dumps(GOOD[0]).encode(), [1, "bad-json"]),
        (b"[" + json.dumps(GOOD[0]).encode() + b", {", [1, "bad-json"]),
        (json.dumps(GOOD[0]).encode(), [1]),
        (b'{"nothing": 1}', ["bad-json"]),
        ("[]".encode("utf-16"), ["bad-encoding"]),
    ],
)
def test_ends_and_what_is_no_list(tmp_path: Path, data: bytes, expected: list[object]) -> None:
    assert read(tmp_path / "page.json", data) == expected


@pytest.mark.parametrize("byte", [b'"', b"{", b"}", b"[", b"]", b"\\", b"\0", b"\xff", b",", b"\n", b""])
@pytest.mark.parametrize("indent", [None, 1])
def test_one_bad_byte_anywhere_costs_one_record(byte: bytes, indent: int | None) -> None:
    document = json.dumps(GOOD[:4], indent=indent).encode()
    for at in range(1, len(document) - 1):
        data = document[:at] + byte + document[at + 1 :]
        found = list(array(io.BytesIO(data), 10_000, lambda each: "text" in each))
        assert sum(each.bad is not None for each in found) <= 1
        assert len({each.found.get("id") for each in found if each.found} & {1, 2, 3, 4}) >= 3, data


def test_what_follows_the_list_is_let_be_unless_it_holds_records(tmp_path: Path) -> None:
    first, second = (json.dumps(each).encode() for each in GOOD[:2])
    assert read(tmp_path / "page.json", b"[" + first + b"] ;\n") == [1]
    assert read(tmp_path / "page.json", b"[" + first + b"] , {}]," + second + b"]") == [1, "bad-json", 2]


@pytest.mark.parametrize("start", [b'{"a":[,', b",{", b'[{"a":', b'{"id":1,},'])
def test_a_file_that_is_nothing_but_damage_ends_soon(tmp_path: Path, start: bytes) -> None:
    """Without a bound on what is looked at again, a megabyte of this would take hours."""
    assert read(tmp_path / "page.json", b'[{"a":' + start * (1_000_000 // len(start))) == ["bad-json"]


def test_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id": 1}\n\n[1]\n{"id": 2\n' + b"x" * 200 + b"\n")
    with Source.open(tmp_path / "a.jsonl", Limits(line=100)) as source:
        found = [(each.number, each.bad and each.bad.code) for each in line_elements(source, "a.jsonl")]
    assert found == [(1, None), (3, "bad-json"), (4, "bad-json"), (5, "too-long")]

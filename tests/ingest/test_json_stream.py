"""A large JSON document piece by piece: the same values as at once, however it is cut, and however it is damaged."""

import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.json_stream import Part, parts

ROOT = [()]
MESSAGES = [(), ("messages",)]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=25,
)


class Dripping(io.BytesIO):
    """A stream that hands out a few bytes at a time."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        super().__init__(data)
        self.sizes = sizes
        self.reads = 0

    def read(self, n: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(self.sizes[self.reads % len(self.sizes)])


def texts(found: Iterator[Part]) -> list[object]:
    """Every part's value, or the code of what is wrong with it."""
    values: list[object] = []
    for part in found:
        try:
            values.append(part.value())
        except BadRecord as bad:
            values.append(bad.code)
    return values


@given(
    st.lists(VALUES, max_size=6),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.sampled_from([None, 0, 1, 4]),
    st.booleans(),
)
def test_the_elements_of_an_array_are_what_the_whole_holds(
    values: list[object], sizes: list[int], indent: int | None, ascii_only: bool
) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode()
    found = list(parts(Dripping(data, sizes), ROOT))
    assert [part.value() for part in found] == values
    assert [part.where for part in found] == [(number,) for number in range(1, len(values) + 1)]
    assert all(data[part.offset :].startswith(part.raw) for part in found)


@given(
    st.dictionaries(st.text(max_size=3), VALUES, max_size=4),
    st.lists(VALUES, max_size=5),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.sampled_from([None, 2]),
)
def test_members_of_an_object_come_whole_unless_they_are_gone_into(
    members: dict[str, object], messages: list[object], sizes: list[int], indent: int | None
) -> None:
    whole = members | {"messages": messages} | {"z": 1}
    again: dict[str, object] = {"messages": []}
    for part in parts(Dripping(json.dumps(whole, indent=indent).encode(), sizes), MESSAGES):
        if part.path == ("messages", "*"):
            again["messages"].append(part.value())  # type: ignore[attr-defined]
        else:
            again[part.path[0]] = part.value()
    assert again == whole


@given(st.binary(max_size=60), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_any_bytes_come_to_an_end(data: bytes, sizes: list[int]) -> None:
    for start in (b"", b"[", b'{"messages":[{"id":1},'):
        found = list(parts(Dripping(start + data, sizes), MESSAGES, limit=20))
        assert all(len(part.raw) <= 400 for part in found)
        assert len({(part.path, part.place) for part in found}) == len(found)
        texts(iter(found))


def test_nested_arrays_are_gone_into_and_numbered() -> None:
    data = {"chats": {"list": [{"id": 7, "messages": [1, 2]}, {"id": 8, "messages": [3]}]}}
    inside = ("chats", "list", "*")
    entered = [(), ("chats",), inside[:2], inside, (*inside, "messages")]
    found = list(parts(io.BytesIO(json.dumps(data).encode()), entered))
    assert [(part.path[3:], part.where, part.value()) for part in found] == [
        (("id",), (1,), 7),
        (("messages", "*"), (1, 1), 1),
        (("messages", "*"), (1, 2), 2),
        (("id",), (2,), 8),
        (("messages", "*"), (2, 1), 3),
    ]
    assert [part.place for part in found][1:3] == ["1.1", "1.2"]


def test_a_list_that_comes_twice_is_numbered_on() -> None:
    data = b'{"a": {"messages": [1, 2]}, "messages": [3], "a": {"messages": [4]}, "messages": [5], "messages": {}}'
    found = list(parts(io.BytesIO(data), [*MESSAGES, ("a",), ("a", "messages")]))
    assert [(part.path[0], part.place, part.value()) for part in found] == [
        ("a", "1", 1),
        ("a", "2", 2),
        ("messages", "1", 3),
        ("a", "3", 4),
        ("messages", "2", 5),
    ]


def document(indent: int | None, hurt: str) -> bytes:
    """Five messages, the third of them hurt."""
    written = json.dumps(
        {"messages": [{"id": n, "by": {"id": 9}, "to": [{"id": 8}, {"id": 7}]} for n in range(1, 6)]},
        indent=indent,
    )
    head, mark, tail = written.partition('"id": 3')
    return (head + mark + hurt + tail).encode()


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "hurt", [", 'x", ": {", ", [", "}", "]", "}]", "]}", ', "x', "\\", '"', '": "', "{]["]
)
def test_damage_costs_the_record_and_little_more(indent: int | None, hurt: str) -> None:
    values = texts(parts(io.BytesIO(document(indent, hurt)), MESSAGES))
    whole = {each["id"] for each in values if isinstance(each, dict) and "by" in each}
    assert whole - {3} == {1, 2, 4, 5}
    assert any(isinstance(each, str) for each in values) or hurt == "}"


def test_a_record_beyond_the_limit_costs_itself() -> None:
    data = {"messages": [{"id": 1}, {"id": 2, "photo": "x" * 3_000}, {"id": 3}]}
    for indent in (None, 1):
        found = list(parts(io.BytesIO(json.dumps(data, indent=indent).encode()), MESSAGES, limit=1_000))
        assert texts(iter(found)) == [{"id": 1}, "too-long", {"id": 3}]
        assert len(found[1].raw) == 400


def test_a_file_that_ends_too_early_says_so() -> None:
    assert texts(parts(io.BytesIO(b'{"messages":[{"id":1},{"id":2'), MESSAGES)) == [{"id": 1}, "bad-json"]
    assert texts(parts(io.BytesIO(b'{"messages":[{"id":1},'), MESSAGES)) == [{"id": 1}, "bad-json"]
    assert texts(parts(io.BytesIO(b""), MESSAGES)) == []
    assert texts(parts(io.BytesIO(b"\xef\xbb\xbf [1]\r\n"), ROOT)) == [1]


class Endless(io.RawIOBase):
    """A document of any size that nobody stores."""

    def __init__(self, piece: bytes, times: int) -> None:
        self.piece, self.left = piece, times

    def read(self, n: int = -1, /) -> bytes:
        self.left -= 1
        return self.piece if self.left >= 0 else b""


@pytest.mark.parametrize("piece", [b'{"messages":[', b'{"a":"', b"[[[[", b'{"messages":[{"id":1},{"id":'])
def test_hostile_nesting_ends_soon_and_holds_little(piece: bytes) -> None:
    stream = Endless(piece * 20_000, 12)
    found = sum(1 for _ in parts(stream, MESSAGES, limit=1 << 18))
    assert found < 300_000

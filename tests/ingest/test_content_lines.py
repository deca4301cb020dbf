"""Content lines: whatever a card or calendar is folded, quoted, escaped and encoded with, and never without bounds."""

import time
import tracemalloc
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.ingest.components import DEEPEST, components
from expertgraph.ingest.content_lines import (
    LONGEST,
    Property,
    line_encoding,
    numbered_lines,
    properties,
    split_value,
    unescape,
    unfold,
)
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import LongLine, Source


def _lines(text: str | bytes) -> list[tuple[int, bytes]]:
    data = text.encode() if isinstance(text, str) else text
    return list(enumerate(data.split(b"\n"), 1))


def _one(text: str | bytes, encoding: str = "utf-8") -> Property:
    (found,) = properties(_lines(text), encoding)
    return found


@pytest.mark.parametrize(
    ("text", "unfolded"),
    [
        ("A:1\n B:2\nC:3", ["A:1B:2", "C:3"]),
        ("A:x\r\n\ty\r\n  z\r", ["A:xy z"]),
        ("A:1\n\n B", ["A:1B"]),
        ("\n\nA:1", ["A:1"]),
        ("A;QUOTED-PRINTABLE:x=\ny=\nz\nB:1", ["A;QUOTED-PRINTABLE:xyz", "B:1"]),
        ("A;QUOTED-PRINTABLE:x=\nEND:VCARD", ["A;QUOTED-PRINTABLE:x", "END:VCARD"]),
        ("A;QUOTED-PRINTABLE:x=\n\nB:1", ["A;QUOTED-PRINTABLE:x", "B:1"]),
        ("A:x=\nB:1", ["A:x=", "B:1"]),
        ("P;BASE64:AAAA\nBBBB\nCC==\nB:1", ["P;BASE64:AAAABBBBCC==", "B:1"]),
        ("\ufeffA:1", ["A:1"]),
    ],
)
def test_unfolding(text: str, unfolded: list[str]) -> None:
    assert [each.data.decode() for each in unfold(_lines(text))] == unfolded


def test_a_fold_may_cut_a_letter_in_two() -> None:
    assert _one(b"FN:Zo" + b"\xc3\n \xab").text() == "Zoë"


@pytest.mark.parametrize(
    ("text", "name", "group", "parameters", "value"),
    [
        ("item1.Email;TYPE=work,pref:a@b", "EMAIL", "item1", {"TYPE": ("work", "pref")}, "a@b"),
        ("TEL;HOME;FAX:1", "TEL", "", {"TYPE": ("HOME", "FAX")}, "1"),
        ('A;CN="Doe, John; jr: III":x', "A", "", {"CN": ("Doe, John; jr: III",)}, "x"),
        ('A;M="a:1","b:2":x:y', "A", "", {"M": ("a:1", "b:2")}, "x:y"),
        ("A;CN=George ^'Babe^' Ruth^nII ^^:x", "A", "", {"CN": ('George "Babe" Ruth\nII ^',)}, "x"),
        ("A;RSVP=:x", "A", "", {"RSVP": ("",)}, "x"),
        ("A ; X = 1 :v", "A", "", {"X": ("1",)}, "v"),
        ("A;TYPE=a;TYPE=b:x", "A", "", {"TYPE": ("a", "b")}, "x"),
        ('A;CN="never closed:x', "A", "", {"CN": ("",)}, "x"),
        ("A;QUOTED-PRINTABLE:=41", "A", "", {"ENCODING": ("QUOTED-PRINTABLE",)}, "=41"),
    ],
)
def test_taking_apart(
    text: str, name: str, group: str, parameters: dict[str, tuple[str, ...]], value: str
) -> None:
    found = _one(text)
    assert (found.name, found.group, found.parameters, found.value) == (
        name,
        group,
        parameters,
        value.encode(),
    )


@pytest.mark.parametrize("text", ["no colon", ":only a value", "two words: x", "", "=:x", "\0\0\0"])
def test_what_is_no_content_line_is_left_out(text: str) -> None:
    assert [each.name for each in properties(_lines(text + "\nB:1"))] == ["B"]


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        (b"A;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=EB", "utf-8", "Zoë"),
        (b"A;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=0D=0Ax", "utf-8", "Zoë\r\nx"),
        (b"A;CHARSET=X-UNKNOWN;QUOTED-PRINTABLE:Zo=C3=AB", "utf-8", "Zoë"),
        (b"A;ENCODING=b:Wm/Dqw==", "utf-8", "Zoë"),
        (b"A;CHARSET=ISO-8859-1:Zo\xeb", "utf-8", "Zoë"),
        ("A;CHARSET=ISO-8859-1:Zoë".encode(), "utf-8", "Zoë"),
        ("A:Zoë".encode("mac-roman"), "mac-roman", "Zoë"),
        (b"A;CHARSET=unicode_escape:\\u0041", "utf-8", "\\u0041"),
    ],
)
def test_encodings(raw: bytes, encoding: str, text: str) -> None:
    assert _one(raw, encoding).text() == text


@pytest.mark.parametrize("raw", [b"A:\xff", b"A;ENCODING=b:A", b"A;CHARSET=punycode;QUOTED-PRINTABLE:=FF"])
def test_what_is_not_text_says_so(raw: bytes) -> None:
    with pytest.raises(BadRecord) as error:
        _one(raw).text()
    assert error.value.code == "bad-encoding"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("utf-16.vcf", "BEGIN:VCARD\r\nFN:Zoë\r\nEND:VCARD\r\n".encode("utf-16")),
        ("no-bom.vcf", "BEGIN:VCARD\r\nFN:Zoë\r\nEND:VCARD\r\n".encode("utf-16-le")),
        ("mac.vcf", "BEGIN:VCARD\rFN:Zoë\rORG:Café\rEND:VCARD\r".encode("mac-roman")),
        ("latin.vcf", "BEGIN:VCARD\nFN:Zoë\nORG:Café\nEND:VCARD\n".encode("cp1252")),
        ("plain.vcf", "\ufeffBEGIN:VCARD\r\nFN:Zoë\r\nEND:VCARD".encode()),
    ],
)
def test_files_in_any_encoding(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with Source.open(tmp_path / name) as source:
        (card,) = components(numbered_lines(source, name), {"VCARD"}, (), line_encoding(source, name))
        assert [each.text() for each in card.all("FN")] == ["Zoë"]
        assert card.problem is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a\\,b\\;c\\:d\\\\e", "a,b;c:d\\e"), ("a\\nb\\Nc", "a\nb\nc"), ("a\\", "a\\"), ("plain", "plain")],
)
def test_escapes(text: str, plain: str) -> None:
    assert unescape(text) == plain


def test_an_escaped_separator_does_not_separate() -> None:
    assert split_value("a\\;b;c\\\\;d\\n;", ";") == ["a;b", "c\\", "d\n", ""]
    assert split_value("a;b", ";") == ["a", "b"]


def test_a_property_keeps_its_beginning_and_says_that_it_was_cut() -> None:
    found = _one(b"A:" + b"x" * (LONGEST + 10))
    assert (found.cut, len(found.value)) == (True, LONGEST - 2)
    with pytest.raises(BadRecord, match="more than"):
        found.text()
    (found,) = properties([(1, LongLine(b"A:x"))])
    assert found.cut


def test_folds_without_end_cost_little_memory_and_linear_time() -> None:
    def folds(count: int) -> float:
        begun = time.process_time()
        (found,) = properties(chain([(1, b"A:")], ((n, b" b") for n in range(count))))
        assert found.cut is (count > LONGEST)
        return time.process_time() - begun

    folds(1_000)
    tracemalloc.start()
    folds(500_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20
    assert folds(400_000) < 20 * max(folds(100_000), 0.01)


@pytest.mark.parametrize(
    "line",
    [
        b'A;x="' * 20_000,
        b"A" + b";" * 100_000,
        b'A;X="' + b'a"b"' * 25_000,
        b"A." * 50_000,
        b"A;X=" + b"^^," * 40_000,
    ],
)
def test_no_line_takes_more_than_linear_time(line: bytes) -> None:
    begun = time.process_time()
    list(properties([(1, line + b":")]))
    assert time.process_time() - begun < 5


def test_components_come_as_they_end_and_keep_what_nobody_wants() -> None:
    text = "BEGIN:C\nN:1\nBEGIN:E\nBEGIN:A\nX:1\nEND:A\nY:2\nZ:3\nEND:E\nEND:C"
    event, calendar = components(_lines(text), {"C", "E"}, {"Z"})
    assert (event.name, event.line, event.outer) == ("E", 3, 1)
    assert [each.name for each in event.properties] == ["Y"]
    assert [each.name for each in event.children] == ["A"]
    assert [each.name for each in calendar.properties] == ["N"]
    assert not calendar.children


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("BEGIN:V\nBEGIN:V\nEND:V", [(1, "missing-field"), (2, None)]),
        ("BEGIN:V\nBEGIN:V\nEND:V\nBEGIN:V\nEND:V", [(1, "missing-field"), (2, None), (4, None)]),
        ("BEGIN:V\nA:1", [(1, "missing-field")]),
        ("BEGIN:C\nBEGIN:V\nEND:C\nBEGIN:V\nEND:V", [(2, "missing-field"), (4, None)]),
        ("BEGIN:V\nAGENT:\nBEGIN:V\nEND:V\nEND:V", [(3, None), (1, None)]),
        ("END:V\nBEGIN:V\nEND:X\nEND:V", [(2, None)]),
        ("begin:v\nend:v ", [(1, None)]),
    ],
)
def test_what_is_not_closed_costs_itself(text: str, ends: list[tuple[int, str | None]]) -> None:
    found = components(_lines(text), {"V"})
    assert [(each.line, each.problem.code if each.problem else None) for each in found] == ends


def test_nesting_is_bounded_and_the_next_one_is_whole() -> None:
    text = "AGENT:\nBEGIN:V\n" * 3_000 + "END:V\n" * 3_000 + "BEGIN:V\nN:1\nEND:V"
    *deep, last = components(_lines(text), {"V"})
    assert [each.problem.code for each in deep if each.problem] == ["too-deep"] * DEEPEST
    assert last.problem is None
    assert last.first("N") is not None


def test_a_component_without_end_does_not_grow() -> None:
    tracemalloc.start()
    (found,) = components(chain([(1, b"BEGIN:V")], ((n, b"A:" + b"x" * 500) for n in range(100_000))), {"V"})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.problem is not None
    assert found.problem.code == "too-long"
    assert peak < 32 << 20


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(_TEXT, _TEXT, st.integers(1, 20))
def test_what_is_written_by_the_book_is_read_back(value: str, parameter: str, width: int) -> None:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    carets = parameter.replace("^", "^^").replace('"', "^'")
    line = f'G.NAME;P="{carets}":{escaped}'.encode()
    folded = b"\r\n ".join(line[at : at + width] for at in range(0, len(line), width))
    (found,) = properties(_lines(folded))
    assert (found.group, found.name) == ("g", "NAME")
    assert found.parameters == {"P": (parameter.strip(),)}
    assert unescape(found.text()) == value
    assert split_value(f"{escaped};{escaped}", ";") == [value, value]


@given(st.lists(st.binary(max_size=80), max_size=30))
def test_no_bytes_break_it(lines: list[bytes]) -> None:
    for each in components(enumerate(lines, 1), {"VCARD", "VEVENT"}):
        for found in each.properties:
            with suppress(BadRecord):
                assert isinstance(found.text(), str)

"""XML from strangers: nothing is fetched or expanded, a bad row costs one row, memory stays bounded."""

import tracemalloc
from pathlib import Path

import pytest

from expertgraph.errors import TooLarge, Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Limits, Source
from expertgraph.ingest.xml import DEEPEST, Event, Row, events, root_of, rows
from expertgraph.store import open_store
from tests.ingest.test_nasty import NASTY

ROWS = b'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n%s\n</posts>\n'


def _rows(tmp_path: Path, data: bytes, limits: Limits | None = None) -> list[Row | Rejected]:
    (tmp_path / "a.xml").write_bytes(data)
    with Source.open(tmp_path / "a.xml", limits) as source:
        return list(rows(source, "a.xml"))


def _told(tmp_path: Path, data: bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    """(place, Id or code) of every row."""
    found = _rows(tmp_path, data, limits)
    return [(row.place, row.code if isinstance(row, Rejected) else row.attributes["Id"]) for row in found]


def _events(tmp_path: Path, data: bytes, limits: Limits | None = None) -> list[Event | Rejected]:
    (tmp_path / "a.xml").write_bytes(data)
    with Source.open(tmp_path / "a.xml", limits) as source:
        return list(events(source, "a.xml"))


def test_rows_with_their_lines(tmp_path: Path) -> None:
    data = ROWS % b'  <row Id="1" Body="a &lt;b&gt; &#xA;c" />\r\n\r\n<row Id="2">x</row><row Id="3"/>'
    assert _rows(tmp_path, b"\xef\xbb\xbf" + data) == [
        Row("3", {"Id": "1", "Body": "a <b> \nc"}),
        Row("5", {"Id": "2"}),
        Row("5.2", {"Id": "3"}),
    ]
    wide = data.decode().replace("utf-8", "utf-16").encode("utf-16")
    assert [place for place, _ in _told(tmp_path, wide)] == ["3", "5", "5.2"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b'<row Id="2" Body="&#x0;"/>', "control-characters"),
        (b'<row Id="2" Body="\x01"/>', "control-characters"),
        (b'<row Id="2" Body="\xff"/>', "bad-encoding"),
        (b'<row Id="2" Id="2"/>', "bad-xml"),
        (b'<row Id="2" Body="never closed', "bad-xml"),
        (b'<row Id="2">', "bad-xml"),
        (b"<row Id=2/>", "bad-xml"),
        (b'<row Id="2">&x;</row>', "bad-xml"),
        (b'<!DOCTYPE posts [<!ENTITY x "y">]>', "bad-xml"),
        (b'<row Id="2"/></posts>', "bad-xml"),
    ],
)
def test_a_bad_row_costs_one_row(tmp_path: Path, bad: bytes, code: str) -> None:
    told = _told(tmp_path, ROWS % (b'<row Id="1"/>\n' + bad + b'\n<row Id="3"/>\n<row Id="4"/>'))
    assert told[0] == ("3", "1")
    assert told[-1] == ("6", "4")
    assert [value for _, value in told if not value.isdigit()] == [code]


def test_many_rows_that_are_not_closed_are_many_rejections(tmp_path: Path) -> None:
    told = _told(tmp_path, ROWS % b"\n".join([b'<row Id="1">'] * 200 + [b'<row Id="2"/>']))
    assert [value for _, value in told] == ["bad-xml"] * 200 + ["2"]


def test_a_row_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    assert _told(tmp_path, ROWS % b'<row\n Id="1"\n/>\n<row Id="2"/>') == [("3", "1"), ("6", "2")]


@pytest.mark.parametrize("cut", range(47, 110, 7))
def test_a_truncated_dump_keeps_what_is_whole(tmp_path: Path, cut: int) -> None:
    data = ROWS % b'<row Id="1" Body="one"/>\n<row Id="2" Body="two"/>'
    told = _told(tmp_path, data[:cut]) if data[:cut].count(b"<") > 1 else [("", "bad-xml")]
    assert told[-1][1] == "bad-xml" or cut >= len(data) - 1
    assert [value for _, value in told if value.isdigit()] == ["1", "2"][: data[:cut].count(b"/>")]


def test_limits(tmp_path: Path) -> None:
    limits = Limits(line=300, field=100, columns=10)
    long = b'<row Id="1" Body="%s"/>\n<row Id="2"/>'
    assert _told(tmp_path, ROWS % (long % (b"x" * 101)), limits) == [("3", "too-long"), ("4", "2")]
    assert _told(tmp_path, ROWS % (long % (b"x" * 400)), limits) == [("3", "too-long"), ("4", "2")]
    assert _told(tmp_path, ROWS % (long % (b"\nx" * 400)), limits)[0] == ("3", "too-long")
    many = b" ".join(b'a%d=""' % each for each in range(11))
    assert _told(tmp_path, ROWS % (b"<row %s/>" % many), limits) == [("3", "too-long")]
    told = _events(tmp_path, b"<a><b>%s</b></a>" % (b"x" * 101), limits)
    assert told[2] == Event("end", 1, "b", {}, "", "a text of more than 100 characters")
    with pytest.raises(TooLarge, match="one tag"):
        _events(tmp_path, b"<a><!--" + b"x" * 200_000, limits)


def test_events_tell_text_and_lines_without_prefixes(tmp_path: Path) -> None:
    data = b'<g xmlns:y="urn:y">\n<y:n y:k="v">one <b/>two</y:n>\n</g>'
    told = [event for event in _events(tmp_path, data) if isinstance(event, Event)]
    assert [(each.kind, each.line, each.tag, each.text) for each in told] == [
        ("start", 1, "g", ""),
        ("start", 2, "n", ""),
        ("start", 2, "b", ""),
        ("end", 2, "b", ""),
        ("end", 2, "n", "one two"),
        ("end", 3, "g", "\n\n"),
    ]
    assert told[1].attributes == {"k": "v"}


@pytest.mark.parametrize("fault", [b"<c></b></a>", b"&#x0;</a>", b"\xff</a>", b""])
def test_what_stands_before_a_fault_is_kept(tmp_path: Path, fault: bytes) -> None:
    *before, last = _events(tmp_path, b"<a>\n<b/>\n" + fault)
    assert [each.tag for each in before if isinstance(each, Event)][:3] == ["a", "b", "b"]
    assert isinstance(last, Rejected)
    assert last.place == "3.rest"


@pytest.mark.parametrize("read", [_rows, _events])
@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x "y">]><a/>',
        b"<!DOCTYPE a><a/>",
        b"<a>" * (DEEPEST + 1),
        b"no xml at all",
        b"",
        b'<?xml version="1.0" encoding="utf-7x"?><a/>',
    ],
)
def test_refused_as_a_whole(tmp_path: Path, read, data: bytes) -> None:  # type: ignore[no-untyped-def]
    if read is _events and not data:
        return
    with pytest.raises(Unreadable):
        read(tmp_path, data)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(ROWS % (b'<row Id="1" Body="%s"/>\n' % (b"x" * 200) * 20_000))
    for read in (rows, events):
        with Source.open(path) as source:
            tracemalloc.start()
            count = sum(1 for _ in read(source, "a.xml"))
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert count >= 20_000
        assert peak < 16 << 20


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<posts>", "posts"),
        (b"<!DOCTYPE graphml [<!ENTITY a 'b'>]><x/>", "graphml"),
        ("<?xml version='1.0'?><g:graphml a='b'/>".encode("utf-16"), "graphml"),
        (b"<posts/>", "posts"),
        (b"", None),
        (b"<", None),
        (b"<!DOCTYPE", None),
        (b"Dear all,", None),
    ],
)
def test_the_first_element_tells_the_format(head: bytes, root: str | None) -> None:
    assert root_of(head) == root


EXPECTED = {
    "xml/se_billion_laughs.xml": None,
    "xml/se_quadratic.xml": None,
    "xml/se_xxe_file.xml": None,
    "xml/se_xxe_param_ssrf.xml": None,
    "xml/se_deep_200k.xml": None,
    "vcf/xcard_xxe.xml": None,
    "xml/se_xinclude.xml": [],
    "xml/se_invalid_chars.xml": [("3", "1"), ("4", "bad-encoding"), ("5", "3")],
    "xml/se_ok_control.xml": [("3", "1"), ("4", "2"), ("5", "2")],
}


@pytest.mark.parametrize("path", EXPECTED)
def test_the_hostile_corpus(shared_data: Path, tmp_path: Path, path: str) -> None:
    data = (shared_data / "nasty" / path).read_bytes()
    tracemalloc.start()
    if EXPECTED[path] is None:
        for read in (_rows, _events):
            with pytest.raises(Unreadable):
                read(tmp_path, data)
    else:
        assert _told(tmp_path, data) == EXPECTED[path]
        assert "passwd" not in str([each.text for each in _events(tmp_path, data) if isinstance(each, Event)])
    assert tracemalloc.get_traced_memory()[1] < 100 << 20
    tracemalloc.stop()


def test_every_file_of_the_corpus_has_an_expectation(shared_data: Path) -> None:
    assert NASTY.is_relative_to(shared_data)
    assert {f"xml/{each.name}" for each in (NASTY / "xml").glob("*.xml")} <= EXPECTED.keys()


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("xml/se_billion_laughs.xml", None),
        ("xml/se_quadratic.xml", None),
        ("xml/se_xxe_file.xml", None),
        ("xml/se_xxe_param_ssrf.xml", None),
        ("xml/se_deep_200k.xml", None),
        ("xml/se_xinclude.xml", (0, 0)),
        ("xml/se_invalid_chars.xml", (2, 1)),
        ("xml/se_ok_control.xml", (1, 2)),
    ],
)
def test_it_ends_as_the_manifest_says(
    shared_data: Path, path: str, counts: tuple[int, int] | None, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    given = [shared_data / "nasty" / path]
    try:
        if counts is None:
            with pytest.raises(Unreadable):
                import_paths(store, given, options=Options(now=1_760_000_000))
            with pytest.raises(Unreadable):
                import_paths(store, given, format="stackexchange", options=Options(now=1_760_000_000))
        else:
            report = import_paths(store, given, options=Options(now=1_760_000_000))
            assert (report.new, report.quarantined) == counts
    finally:
        store.close()

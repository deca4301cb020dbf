"""What a text is taken for, and that one bad row does not make a file something else."""

import codecs
from pathlib import Path

import pytest

from expertgraph.ingest.encoding import guess

NAMES = "naam;plaats\nZoë Jäger;Gent\nRené Müller;Liège\nSøren Ångström;Århus\n"
RUSSIAN = "имя;город\n" + "Иван Петров;Москва\nМария Сидорова;Санкт-Петербург\n" * 5


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"a,b\n1,2\n", "utf-8"),
        (NAMES.encode(), "utf-8"),
        (NAMES.encode("utf-8-sig"), "utf-8-sig"),
        (NAMES.encode("utf-16"), "utf-16"),
        (NAMES.encode("utf-16-be"), "utf-16-be"),
        (NAMES.encode("utf-16-le"), "utf-16-le"),
        (NAMES.encode("cp1252"), "cp1252"),
        (NAMES.encode("mac-roman"), "mac-roman"),
        ("a;b\n€ “Jan” Š;x\n".encode("cp1252"), "cp1252"),
        (RUSSIAN.encode("cp1251"), "cp1251"),
        (b"a,b\nok,\xff\xfe\xc3\x28\n", "utf-8"),
        ("a,b\nZoë,1\n".encode() + "Zoë,2\n".encode("latin-1"), "utf-8"),
    ],
)
def test_guess(data: bytes, encoding: str) -> None:
    assert guess(data, whole=True) == encoding


def test_a_head_that_ends_inside_a_character_is_still_utf_8() -> None:
    data = NAMES.encode()
    for end in range(20, len(data)):
        assert guess(data[:end]) == "utf-8"


def test_a_guess_is_never_an_encoding_that_needs_a_mark() -> None:
    data = (
        Path(__file__).parents[1] / "fuzz/corpus/vcard/3a4661b60889c6509f6631a6557ac652b2218494"
    ).read_bytes()
    assert not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    assert not guess(data, whole=True).startswith("utf-16")

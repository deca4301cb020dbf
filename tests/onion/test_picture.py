"""Pictures that stand alone: well-formed whatever people are called, readable, in our own colours."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from expertgraph.onion import Onion, layout
from expertgraph.onion.palette import DARK, GREY, LIGHT, PALETTES
from expertgraph.onion.png import png
from expertgraph.onion.style import sheet
from expertgraph.onion.svg import picture
from expertgraph.onion.text import initials, short_name, shortened, width
from tests.onion.community import community

WEB = Path(__file__).parents[2] / "web" / "static" / "css"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><image href="https://example.org/x"/>', "]]><b>", "a\x00b\x1f", "\ud800 x",
    "Zoë Łukasiewicz", "山田 太郎", "&amp;", " ", "x" * 300,
)  # fmt: skip


@pytest.fixture(scope="module")
def onion() -> Onion:
    return layout(community(300))


@pytest.mark.parametrize("theme", ["light", "dark", "grey"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_picture_is_one_self_contained_document(onion: Onion, theme: str, language: str) -> None:
    drawn = picture(onion, language=language, theme=theme, title="A & B", date="22 November 2026")
    root = ElementTree.fromstring(drawn)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "A & B"
    assert "var(" not in drawn
    assert not re.search(r'(?:href|src)="(?!#)', drawn)
    assert PALETTES[theme]["core"] in drawn


def test_words_follow_the_language(onion: Onion) -> None:
    assert "Af en toe" in picture(onion, language="nl")
    assert "Occasional" in picture(onion, language="en")


def test_names_from_the_wild_stay_text() -> None:
    people = community(300)
    names = [HOSTILE[i % len(HOSTILE)] for i in range(300)]
    hostile = layout(replace(people, names=names, organisations=names))
    drawn = picture(hostile)
    tags = {
        each.tag.removeprefix("{http://www.w3.org/2000/svg}") for each in ElementTree.fromstring(drawn).iter()
    }
    assert "script" not in tags
    assert "image" not in tags
    drawn.encode("utf-8")


def test_png_is_drawn_with_the_font_that_ships(onion: Onion) -> None:
    drawn = png(picture(onion), across=600)
    assert drawn.startswith(b"\x89PNG")
    without = png(re.sub(r"<text.*?</text>", "", picture(onion), flags=re.DOTALL), across=600)
    assert len(drawn) > len(without) * 1.05
    assert int.from_bytes(drawn[16:20]) == 600
    assert png(picture(onion), across=600) == drawn


def test_the_page_and_the_picture_share_colours_and_rules() -> None:
    tokens = dict(re.findall(r"--([a-z0-9]+): light-dark\(([^)]+)\);", (WEB / "tokens.css").read_text()))
    for name in LIGHT:
        light, dark = (each.strip() for each in tokens[name].split(","))
        assert (light, dark) == (LIGHT[name], DARK[name]), name
    assert sheet("drawing") in (WEB / "onion.css").read_text()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK, GREY], ids=["light", "dark", "grey"])
def test_contrast_is_kept(palette: dict[str, str]) -> None:
    grounds = ("paper", "card", "b0", "b1", "b2", "b3", "b4")
    for mark in ("int", "ext", "unk", "core", "accent"):
        for ground in grounds:
            assert _contrast(palette[mark], palette[ground]) >= 3, (mark, ground)
    for words in ("ink", "muted"):
        for ground in grounds:
            assert _contrast(palette[words], palette[ground]) >= 4.5, (words, ground)
    assert _contrast(palette["coreink"], palette["core"]) >= 4.5
    for side in ("int", "ext", "unk"):
        assert _contrast(palette[side], palette["card"]) >= 4.5
        assert _contrast(palette[side], palette["inits"]) >= 4.5


def test_tokens_of_notices_can_be_read() -> None:
    tokens = dict(re.findall(r"--([a-z0-9]+): light-dark\(([^)]+)\);", (WEB / "tokens.css").read_text()))
    pair = {name: [each.strip() for each in value.split(",")] for name, value in tokens.items()}
    for scheme in (0, 1):
        for kind in ("good", "warn", "bad"):
            assert _contrast(pair[kind][scheme], pair[kind + "bg"][scheme]) >= 4.5
            assert _contrast(pair["ink"][scheme], pair[kind + "bg"][scheme]) >= 4.5
        assert _contrast(pair["ink"][scheme], pair["mark"][scheme]) >= 4.5
        assert _contrast(pair["edge"][scheme], pair["card"][scheme]) >= 3
        assert _contrast(pair["coretext"][scheme], pair["card"][scheme]) >= 4.5


def test_texts_are_measured_not_counted() -> None:
    assert width("WWWW", 10) > 2 * width("iiii", 10)
    assert width("Monthly meetup", 10.5) == pytest.approx(80, abs=8)
    cut = shortened("A community with a very long name", 12, 90)
    assert cut.endswith("…")
    assert width(cut, 12) <= 90
    assert shortened("Mobility", 12, 8) == ""


@pytest.mark.parametrize(
    ("name", "letters", "short"),
    [
        ("Anna de Vries", "AV", "Anna V."),
        ("jdoe", "J", "jdoe"),
        ("", "?", ""),
        ("Zoë (ext)", "Z", "Zoë (."),
        ("İnci ß", "İS", "İnci SS."),
    ],
)
def test_initials_and_short_names(name: str, letters: str, short: str) -> None:
    assert initials(name)[: len(letters)] == letters
    assert short_name(name) == short

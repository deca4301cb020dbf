"""Pictures that stand alone: well-formed whatever people are called, readable, in our own colours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from expertgraph.onion import Onion, layout
from expertgraph.onion.palette import DARK, GREY, LIGHT, PALETTES
from expertgraph.onion.png import png
from expertgraph.onion.standalone import document
from expertgraph.onion.style import sheet
from expertgraph.onion.svg import picture
from expertgraph.onion.tails import with_tails
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


# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENT = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "achromatopsia": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip


def _lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of a linear RGB colour."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(np.maximum(xyz / np.array([0.9505, 1.0, 1.089]), 0.0))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("deficiency", DEFICIENT)
def test_every_eye_tells_the_sides_apart(palette: dict[str, str], deficiency: str) -> None:
    """By colour where colour is seen (a difference of 10 or more, five times what is just noticed), else by shape alone:
    each side has its own."""
    seen = {
        side: _lab(np.clip(np.array(DEFICIENT[deficiency]) @ _linear(palette[side]), 0, 1))
        for side in ("int", "ext", "unk", "b3")
    }
    if deficiency != "achromatopsia":
        assert np.linalg.norm(seen["int"] - seen["ext"]) >= 10
    for side in ("int", "ext", "unk"):
        assert abs(seen[side][0] - seen["b3"][0]) >= 25
    drawn = [picture_of_one(kind) for kind in range(3)]
    assert len(set(drawn)) == 3


def picture_of_one(kind: int) -> str:
    """The shape of the first mark of a community in which everybody is on this side, without its colour."""
    people = community(60)
    alone = layout(replace(people, kind=np.full(60, kind, np.int8)))
    mark = alone.marks[0]
    group = re.search(rf'<g class="m k{kind}"><title>.*?</title>(<\w+)', picture(alone))
    outline = re.search(r' d="M[^"]*?([a-z][^"]*)"', picture(alone)[group.start() :]) if group else None
    assert mark.kind == kind
    assert group
    return group[1] + (re.sub(r"[\d. -]+", "", outline[1]) if outline and group[1] == "<path" else "")


def test_without_colour_external_marks_are_hollow(onion: Onion) -> None:
    """Shape and filling: a filled disc and a hollow diamond differ even where they are a few pixels large."""
    drawn = picture(onion, theme="grey")
    assert ".m.k1 .d { fill: #fff; stroke: #333333" in drawn
    assert ".cx { fill: #fff; stroke: #333333" in drawn
    colours = set(re.findall(r"#[0-9a-f]{6}\b", drawn))
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)


def test_the_same_input_gives_the_same_file_in_every_process(tmp_path: Path) -> None:
    program = (
        "import sys; from expertgraph.onion import layout; from expertgraph.onion.svg import picture;"
        "from tests.onion.community import community;"
        "sys.stdout.write(picture(layout(community(350, channels=40))))"
    )
    drawn = [
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2026")
    ]
    assert drawn[0]
    assert drawn[0] == drawn[1]


def test_the_page_that_stands_alone_explains_itself(page: Page, tmp_path: Path) -> None:
    people = community(300)
    names = [f"{HOSTILE[i % 3]} {i}" for i in range(300)]
    onion = layout(replace(people, names=names))
    file = tmp_path / "onion.html"
    drawn = picture(onion)
    file.write_text(document(onion, drawn, language="en", theme="light", title=HOSTILE[0]), "utf-8")
    page.goto(file.as_uri())
    drawing = page.locator("svg")
    drawing.focus()
    said = []
    for key in ("Home", "ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        said.append(page.locator("#live").inner_text())
    assert len(set(said)) == 4
    assert ", Core, " in said[0]
    assert ", Active, " in said[2]
    assert any(text in said[0] for text in HOSTILE)
    page.keyboard.press("Escape")
    expect(page.locator("#tip")).to_be_hidden()
    page.locator("g.m").first.hover(force=True)
    expect(page.locator("#tip")).to_contain_text("Core")
    page.locator("text.title").hover()
    expect(page.locator("#tip")).to_be_hidden()
    assert page.locator("image, b").count() == 0
    assert page.locator("script").count() == 2


def test_a_tail_leads_to_the_mark_and_is_in_the_legend(onion: Onion) -> None:
    moved = with_tails(onion, {mark.person: 2 for mark in onion.marks})
    drawn = picture(moved)
    assert 0 < drawn.count('<path class="tail k') <= 60
    assert "from where somebody came inward" in drawn
    assert 'class="tail ' not in picture(onion)

"""The README's pictures: taken from the sample by `make pictures`, all there, small enough, and still what is seen."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import pictures
from tests.browser.site import Site

ROOT = Path(__file__).resolve().parents[2]


def size(picture: bytes) -> tuple[int, int]:
    """Width and height as the header of a PNG says."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_there_is_a_picture_of_each_and_no_other() -> None:
    assert {each.stem for each in pictures.FOLDER.iterdir()} == set(pictures.NAMES)


@pytest.mark.parametrize("name", pictures.NAMES)
def test_a_picture_is_small_and_whole(name: str) -> None:
    picture = (pictures.FOLDER / f"{name}.png").read_bytes()
    assert size(picture) == (pictures.WIDE, pictures.HIGH)
    assert 20_000 < len(picture) < pictures.MOST_BYTES


def test_the_readme_shows_pictures_that_exist() -> None:
    shown = re.findall(r"docs/images/([\w-]+\.\w+)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    assert [each for each in shown if not (pictures.FOLDER / each).is_file()] == []


@pytest.mark.parametrize("name", ["find", "onion-dark-nl"])
def test_pictures_can_be_taken_anew(site: Site, browser: Browser, tmp_path: Path, name: str) -> None:
    (wanted,) = [each for each in pictures.PICTURES if each.name == name]
    taken = pictures.take(browser, site, wanted, tmp_path).read_bytes()
    assert size(taken) == (pictures.WIDE, pictures.HIGH)
    assert len(taken) < pictures.MOST_BYTES

"""Everything that the pages say is said in Dutch too, and what stays English says that it is English."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import nodes

from tests.community import ANNA, person_of
from tests.web import catalogue

LANGUAGES = catalogue.languages()
_HOLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
_ADDRESS = re.compile(r"(?<!\w)/[\w?=&/.-]+")
_SPOKEN = re.compile(r"[^\W\d_]{2,}")
_SAID_ALOUD = re.compile(r"""\b(?:aria-label|aria-roledescription|title|alt|placeholder)=["']([^"'{<]*)""")
SAME_IN_ALL = {"expertgraph", "API", "JSON", "SVG", "PNG", "retention", "days"}
"""Names of things, which nobody translates."""
PAGES = ["/", "/find?q=heat+pump", "/find?q=zzz", f"/p/{person_of(ANNA)}", f"/p/{person_of(ANNA)}?need=heat+pump",
         "/onion", "/onion/table", "/rings", "/where", "/conversations", "/peers", f"/peers?of={person_of(ANNA)}",
         "/champions", "/onboarding", f"/onboarding?person={person_of(ANNA)}", "/pilots", "/pilots/new", "/desk",
         "/digest", "/map", f"/map?of={person_of(ANNA)}", "/channels", "/imports", "/links", "/quarantine", "/about",
         "/api/v1/", "/nowhere"]  # fmt: skip


def _holes(text: str) -> list[str]:
    return sorted(_HOLES.findall(text))


def _messages(language: str) -> dict[object, Message]:
    return {each.id: each for each in catalogue.translated(language) if each.id}


def _forms(said: object) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(str(each) for each in said)  # type: ignore[attr-defined]


def test_there_is_dutch() -> None:
    assert LANGUAGES == ["nl"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_exactly_what_the_pages_say(language: str) -> None:
    said = {each.id for each in catalogue.gathered() if each.id}
    assert len(said) > 250
    assert said - set(_messages(language)) == set(), "new strings: run `make translations` and translate them"
    assert set(_messages(language)) - said == set(), "strings that are gone: run `make translations`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_open(language: str) -> None:
    for each in _messages(language).values():
        assert all(form.strip() for form in _forms(each.string)), f"not translated: {each.id}"
        assert not each.fuzzy, f"a guess: {each.id}"
        assert len(_forms(each.string)) == len(_forms(each.id)), f"forms: {each.id}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_holes_and_ends_are_those_of_the_original(language: str) -> None:
    for each in _messages(language).values():
        for original, form in zip(_forms(each.id), _forms(each.string), strict=True):
            assert _holes(form) == _holes(original), f"placeholders: {original}"
            for end in (".", ":", "?"):
                assert form.endswith(end) == original.endswith(end), f"{end} at the end: {original}"
            assert form == form.strip(), f"blanks around: {original}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_served_is_what_was_written(language: str) -> None:
    served = {_forms(each.id): _forms(each.string) for each in catalogue.compiled(language) if each.id}
    written = {_forms(each.id): _forms(each.string) for each in _messages(language).values()}
    assert served == written, "run `make translations`"


def _templates() -> list[str]:
    return sorted(str(file.relative_to(catalogue.WEB / "templates"))
                  for file in (catalogue.WEB / "templates").rglob("*.html"))  # fmt: skip


@pytest.mark.parametrize("name", _templates())
def test_a_template_says_nothing_past_the_catalogue(app: Flask, name: str) -> None:
    source = (catalogue.WEB / "templates" / name).read_text(encoding="utf-8")
    tree = app.jinja_env.parse(source)
    # What stands between the expressions, with a mark in each expression's place, so that tags stay whole.
    text = "".join(
        _ADDRESS.sub(" ", part.data) if isinstance(part, nodes.TemplateData) else "{}"
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    spoken = " ".join([_TAGS.sub(" ", text), *_SAID_ALOUD.findall(text)])
    foreign = re.sub(r"<(\w+)[^>]*\blang=[^>]*>.*?</\1>", "", text)
    words = set(_SPOKEN.findall(spoken)) & set(_SPOKEN.findall(foreign))
    assert words <= SAME_IN_ALL, f"not handed to be translated: {sorted(words - SAME_IN_ALL)}"


@pytest.mark.parametrize("path", PAGES)
def test_a_dutch_page_has_no_english_sentence(client: FlaskClient, path: str) -> None:
    text = client.get(path, headers={"Accept-Language": "nl", "Accept": "text/html"}).get_data(as_text=True)
    assert '<html lang="nl"' in text
    bare = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', "", text, flags=re.DOTALL)
    spoken = " ".join(_TAGS.sub("\n", bare).split("\n")).replace("&#39;", "'")
    english = [key for key, each in _messages("nl").items()
               if isinstance(key, str) and len(key) > 12 and not _holes(key) and each.string != key]  # fmt: skip
    assert len(english) > 150
    assert [key for key in english if key in spoken] == []


@pytest.mark.parametrize(
    ("path", "english"),
    [("/p/p-nobody", False), ("/map?of=nobody-at-all", False), ("/onion?community=no", True)],
)
def test_an_error_that_stays_english_says_so(client: FlaskClient, path: str, english: bool) -> None:
    answer = client.get(path, headers={"Accept-Language": "nl", "Accept": "text/html"})
    assert answer.status_code in {400, 404}
    assert ('<h1 class="sr" lang="en">' in answer.get_data(as_text=True)) is english
    data = client.get("/api/v1" + path, headers={"Accept-Language": "nl"}).get_json()
    assert re.match(r"(There is|Nobody|No )", data["error"]["message"]), "data speak English"


def test_a_mistake_in_a_form_is_told_in_dutch(client: FlaskClient) -> None:
    answer = client.post("/imports", data={}, headers={"Accept-Language": "nl", "Accept": "text/html"})
    assert answer.status_code == 400
    assert '<h1 class="sr">Er is geen bestand gekozen.</h1>' in answer.get_data(as_text=True)

"""Skills named in texts, and expertise from them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.expertise import asks, expertise, votes
from expertgraph.analysis.skill_kinds import category
from expertgraph.analysis.skill_names import Name, word_of
from expertgraph.analysis.spotting import Spotter, frequent_terms, spot
from tests.analysis.made import DAY, NOW, acts, items, people

LABELS = ["Python", "Go", "C", "C++", "R", "data warehouse", "Jenkins (software)", "IT"]
NAMES = [Name(row, word_of(label), own=True) for row, label in enumerate(LABELS)]
NO_CLAIMS = pd.DataFrame(
    {name: pd.Series(dtype=object) for name in ("skill", "kind", "level", "by")}
    | {"person": [], "by_person": []}
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I like PYTHON, python and Python3", {"Python": 2}),
        ("let it go", {}),
        ("we write Go here", {"Go": 1}),
        ("C++ is not C", {"C++": 1, "C": 1}),
        ("ask R, not r", {"R": 1}),
        ("Data Warehouse design", {"data warehouse": 1}),
        ("jenkins failed", {"Jenkins (software)": 1}),
        ("@python and snake_python", {}),
        ("", {}),
    ],
)
def test_whole_words_and_short_names_in_their_own_case(text: str, found: dict[str, int]) -> None:
    counts = Spotter(NAMES).mentions(text)
    assert {LABELS[skill]: count for skill, count in counts.items()} == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("agile project management", ["agile project management"]),
        ("project management", ["project management"]),
        ("agile heat pumps", ["heat pumps"]),
        ("install agile heat pumps", ["heat pumps", "install agile heat pumps"]),
        ("heat pumps in practice", ["heat pumps in practice"]),
        ("I studied botany", ["botany"]),
        ("Jo\nThe School of Botany, Delft", []),
        ("Department of Weeds and Botany", []),
        ("the school. Botany is fun", ["botany"]),
        ("Vakgroep voor botany", []),
        ("School of heat pumps", ["heat pumps"]),
        ("R. Jansen", []),
        ("we use R. jansen too", ["R"]),
    ],
)
def test_the_longest_name_counts_and_addresses_do_not(text: str, found: list[str]) -> None:
    words = ["project management", "agile project management", "install agile heat pumps", "botany", "R"]
    own = ["heat pumps", "heat pumps in practice"]
    names = [Name(row, word) for row, word in enumerate(words)]
    names += [Name(len(words) + row, word, own=True) for row, word in enumerate(own)]
    spotted = Spotter(names).mentions(text)
    assert sorted([*words, *own][skill] for skill in spotted) == sorted(found)


def test_a_longer_name_of_the_same_skill_counts_once() -> None:
    spotter = Spotter([Name(0, "Python", own=True), Name(0, "Python programming")])
    assert spotter.mentions("Python programming in Python") == {0: 2}


def test_no_labels_find_nothing() -> None:
    assert Spotter([]).mentions("Python") == {}


def test_an_answer_is_about_its_thread_but_a_bare_thanks_is_not() -> None:
    words = [
        (0, 0, "Python packaging", "How do I do that properly?"),
        (1, 0, "", "Put it in pyproject.toml and build a wheel."),
        (2, 0, "", "Thanks!"),
    ]
    found = spot(3, iter(words), {0: "Python packaging"}, NAMES)
    assert found.item.tolist() == [0, 1]


def skilled(
    texts: list[str], written: object, deeds: object = None, bots: tuple[int, ...] = ()
) -> pd.DataFrame:
    words = [(row, int(written.thread[row]), "", text) for row, text in enumerate(texts)]
    spotted = spot(len(texts), iter(words), {}, NAMES)
    found = expertise(
        written,
        deeds or acts(),
        NO_CLAIMS,
        spotted,
        LABELS,
        {},
        people(5, bots),
        np.ones(len(texts), dtype=bool),
        NOW,
        DEFAULTS,
    )
    return found.pairs.set_index("person")


LONG = "This is how Python does it in the end, believe me."


def test_evidence_ages_by_the_skill_s_half_life() -> None:
    years = 3 * 365 * DAY
    pairs = skilled([LONG, LONG], items((0, 0, 0, NOW - years), (1, 0, 1, NOW), kinds=["post", "post"]))
    assert pairs.loc[0, "expertise"] == pytest.approx(pairs.loc[1, "expertise"] / 2)


def test_evidence_without_a_date_does_not_age() -> None:
    pairs = skilled([LONG, LONG], items((0, 0, 0, None), (1, 0, 1, NOW), kinds=["post", "post"]))
    assert pairs.loc[0, "expertise"] == pytest.approx(pairs.loc[1, "expertise"])


def test_votes_raise_the_quality_once_a_person_and_never_by_the_author() -> None:
    written = items((0, 0, 0, NOW), (1, 0, 1, NOW), kinds=["post", "post"])
    deeds = acts(
        (2, 0, "thanks", NOW), (2, 0, "reaction", NOW), (3, 0, "reaction", NOW), (4, 0, "thanks", NOW)
    )
    deeds.item[:] = 0
    item, who = votes(written, deeds, people(5, [4]))
    assert list(zip(item.tolist(), who.tolist(), strict=True)) == [(0, 2), (0, 3)], "a bot's thanks is none"
    pairs = skilled([LONG, LONG], written, deeds, bots=(4,))
    assert pairs.loc[0, "expertise"] == pytest.approx(pairs.loc[1, "expertise"] * (1 + np.log(3)))
    assert pairs.loc[0, "confirmers"] == 2


def test_asking_weighs_less_than_answering() -> None:
    written = items((0, 0, 0, NOW), (1, 0, 0, NOW), (0, 0, 0, NOW), kinds=["question", "answer", "reply"])
    assert asks(written).tolist() == [True, False, True]
    pairs = skilled([LONG, LONG, "short"], written)
    assert pairs.loc[0, "expertise"] == pytest.approx(0.3 * pairs.loc[1, "expertise"])


def test_spam_beyond_fifty_items_adds_nothing() -> None:
    many = items(*((0, 0, thread, NOW) for thread in range(80)), kinds=["post"] * 80)
    pairs = skilled([LONG] * 80, many)
    assert pairs.loc[0, "items"] == DEFAULTS.most_items == 50


def test_bots_know_nothing() -> None:
    assert len(skilled([LONG], items((0, 0, 0, NOW)), bots=(0,))) == 0


def test_terms_of_titles_stand_in_where_nobody_declared_anything() -> None:
    titles = [(f"random effects in model {number}", number % 5) for number in range(10)]
    titles += [(f"something else entirely {number}", number) for number in range(100)]
    said = ["the model is something"] * 20 + ["random effects"] * 5
    stop = frozenset({"in", "else", "the", "is"})
    terms = frequent_terms(titles, said, stop, least_threads=8, least_people=4, most=10)
    assert terms == ["random effects"], "the pair stands for its words, and everybody says model"


def test_an_everyday_word_is_no_term_by_itself_and_a_plural_none_beside_its_singular() -> None:
    titles = [(f"beehive {number}", number) for number in range(9)]
    titles += [(f"beehives {number}", number) for number in range(9)]
    titles += [(f"different {number}", number) for number in range(9)]
    titles += [(f"else {number}", number) for number in range(90)]
    terms = frequent_terms(titles, [], frozenset({"else"}), least_threads=8, least_people=4, most=10)
    assert terms == ["beehive"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [("SQL", "platform"), ("power  BI", "tool"), ("Coaching", "interpersonal"), ("dikes", "domain")],
)
def test_categories(label: str, kind: str) -> None:
    assert category(label) == kind

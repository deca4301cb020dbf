"""From text to terms: the same for messages and needs, Dutch and English, code words kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.answers.find import find
from expertgraph.policy import OWNER
from expertgraph.search import words
from expertgraph.search.evidence import SNIPPET, snippet_of
from tests.search.community import Community, item


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tests", "testen"),
        ("vraag", "vragen"),
        ("warehouse", "warehouses"),
        ("koppeling", "koppelingen"),
        ("Café", "cafe"),
        ("simulating", "simulate"),
        ("DATABASE", "databases"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert words.terms(one) == words.terms(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ and C#", ["c++", "c#"]),
        ("node.js", "node.js"),
        ("sales_order", "sales_order"),
        ("sales_order", "order"),
        ("ToJson", "json"),
        ("ISO 27001", "27001"),
        ("it's the customer's", ["custom"]),
    ],
)
def test_code_words_are_kept_whole_and_in_parts(text: str, expected: str | list[str]) -> None:
    found = words.terms(text)
    assert found == expected if isinstance(expected, list) else expected in found


def test_words_without_a_topic_are_left_out() -> None:
    assert words.terms("Who can help me with the, wie kan mij helpen met de") == words.terms("help helpen")


@given(st.text(max_size=300))
def test_any_text_becomes_terms(text: str) -> None:
    assert all(term and not term.isspace() and len(term) <= words.LONGEST_WORD for term in words.terms(text))


@given(st.text(max_size=900), st.sets(st.sampled_from(["a", "heat", "pump"])))
def test_marks_lie_within_the_snippet(text: str, wanted: set[str]) -> None:
    snippet, marks = snippet_of(text + " heat pump " + text, wanted)
    assert len(snippet) <= SNIPPET + 4
    assert all(0 <= start < end <= len(snippet) for start, end in marks)
    assert all(not wanted.isdisjoint(words.terms_of(snippet[start:end])) for start, end in marks)


def test_a_snippet_begins_near_the_matches() -> None:
    snippet, marks = snippet_of("word " * 200 + "the heat pump hums" + " word" * 200, {"heat", "pump"})
    assert [snippet[start:end] for start, end in marks] == ["heat", "pump"]
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")


def found(community: Community, need: str) -> list[str]:
    return [each.name for each in find(community.space, OWNER, need).results]


def test_compounds_meet_their_parts_both_ways(community: Community) -> None:
    community.fill(
        [
            item(1, "anna", "t1", "Our data warehouse is slow", opens=True),
            item(2, "bram", "t1", "Partition the warehouse data.", days_ago=0.5),
            item(3, "carl", "t2", "Wie beheert het testplatform?", opens=True),
            item(4, "dora", "t2", "Het testplatform is van mij.", days_ago=0.5),
        ]
    )
    community.analyse()
    assert found(community, "datawarehouse") == ["Bram", "Anna"]
    assert found(community, "test platform") == ["Dora", "Carl"]

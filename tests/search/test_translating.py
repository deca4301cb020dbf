"""Needs in the other language: compounds taken apart, and translations where a word is unknown and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from expertgraph.answers.find import find
from expertgraph.frames import columns_of
from expertgraph.ingest.pipeline import import_paths
from expertgraph.policy import OWNER
from expertgraph.records import Skill, SkillLabel
from expertgraph.schema import TABLES
from expertgraph.search import words
from expertgraph.search.build import searcher
from expertgraph.search.cognates import cognates
from expertgraph.search.compounds import parts_of
from expertgraph.search.need import BRIDGE, TRANSLATED, need_of
from expertgraph.search.translating import Translations, table_of, terms_of_label
from expertgraph.store import Store, open_store
from tests.search.community import NOW, Community, item

OFFICIAL = Path(__file__).parent.parent / "data" / "esco" / "official"
PAIRS = [
    ("tax law", "belastingrecht"),
    ("tax advice", "belasting adviseren"),
    ("labour law", "arbeidsrecht"),
    ("machine learning", "machinaal leren"),
    ("nurse", "verpleegkundige"),
    ("school nurse", "school verpleegkundige"),
    ("tax inspection", "belasting inspecteren"),
    ("bake bread", "brood bakken"),
    ("sell bread", "brood verkopen"),
]


def labels(store: Store, pairs: Sequence[tuple[str, str]]) -> None:
    skills = [Skill(f"esco:{number}", english, "esco") for number, (english, _) in enumerate(pairs)]
    rows = [
        SkillLabel(f"esco:{number}|{language}|{label}", f"esco:{number}", language, label, "preferred")
        for number, pair in enumerate(pairs)
        for language, label in zip(("en", "nl"), pair, strict=True)
    ]
    store.upsert("skill", columns_of(TABLES["skill"], skills))
    store.upsert("skill_label", columns_of(TABLES["skill_label"], rows))


@pytest.mark.parametrize(
    ("word", "known", "parts"),
    [
        ("datawarehouse", "data warehouse", "data warehouse"),
        ("datawarehousebeheer", "data warehouse beheer", "data warehouse beheer"),
        ("gegevensbescherming", "gegeven gegevens bescherming", "gegevens bescherming"),
        ("personeelsbeleid", "personeel beleid", "personeel beleid"),
        ("studentenhuis", "student huis", "student huis"),
        ("zonnepanelen", "zon paneel zonne panelen", "zonne panelen"),
        ("heteluchtpomp", "hete lucht pomp", "hete lucht pomp"),
        ("warmtepomp", "warmte", ""),
        ("pomp", "po mp", ""),
        ("wetsartikel", "wet artikel", "wet artikel"),
        ("x" * 41, "x" * 20, ""),
    ],
)
def test_compounds_come_apart_into_known_words(word: str, known: str, parts: str) -> None:
    stems = {words.stem(each) for each in known.split()}
    assert parts_of(word, lambda term: int(term in stems)) == tuple(
        words.stem(each) for each in parts.split()
    )


def test_fewer_parts_are_better_and_then_the_more_common_ones() -> None:
    often = {
        words.stem(word): n
        for word, n in {"huis": 5, "arts": 5, "huisart": 9, "sen": 9, "huisarts": 1}.items()
    }
    assert parts_of("huisartsenpost", lambda term: {**often, words.stem("post"): 4}.get(term, 0)) == (
        words.stem("huisarts"),
        words.stem("post"),
    )


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("simulatie", "simulation"),
        ("animaties", "animations"),
        ("functie", "function"),
        ("architectuur", "architecture"),
        ("visueel", "visual"),
        ("importeren", "import"),
        ("configureren", "configure"),
        ("akoestiek", "akoestics"),
        ("lineaire", "linear"),
        ("algoritme", "algorithm"),
        ("convergeert", "converge"),
    ],
)
def test_words_that_both_languages_share_but_for_their_ending(dutch: str, english: str) -> None:
    assert english in cognates(dutch)


@pytest.mark.parametrize("word", ["tie", "natie", "eren", "heat", ""])
def test_short_words_share_nothing(word: str) -> None:
    assert cognates(word) == []


def test_a_shared_word_needs_no_vocabulary(community: Community) -> None:
    community.fill(
        [item(1, "anna", "t1", "Our simulation ran all night."), item(2, "bert", "t2", "Good night.")]
    )
    community.analyse()
    assert [each.name for each in find(community.space, OWNER, "simulatie").results] == ["Anna"]


def test_an_ending_is_no_part() -> None:
    assert parts_of("animaties", lambda term: int(term in {"anim", "ati"})) == ()


def test_the_lexicon_agrees_in_both_directions() -> None:
    table = table_of([(terms_of_label(english), terms_of_label(dutch)) for english, dutch in PAIRS])

    def said(text: str) -> list[str]:
        return [meaning.term for meaning in table.get(" ".join(terms_of_label(text)), [])]

    assert said("verpleegkundige") == list(terms_of_label("nurse"))
    assert said("nurse") == list(terms_of_label("verpleegkundige"))
    assert said("brood")[0] == words.stem("bread")
    assert said("belasting")[0] == words.stem("tax")
    assert said("machinaal leren") == list(terms_of_label("machine learning"))
    assert said("belastingrecht") == list(terms_of_label("tax law"))
    assert all(0 < each.share <= 1 for meanings in table.values() for each in meanings)
    assert all(key not in [each.term for each in meanings] for key, meanings in table.items())


def test_a_need_in_dutch_finds_who_wrote_in_english(community: Community) -> None:
    labels(community.store, PAIRS)
    community.fill(
        [
            item(1, "anna", "t1", "A nurse helped us with that."),
            item(2, "bert", "t2", "Machine learning needs examples."),
            item(3, "carl", "t3", "The school has a new roof."),
        ]
    )
    community.analyse()

    def best(need: str) -> list[str]:
        return [each.name for each in find(community.space, OWNER, need).results]

    assert best("verpleegkundige") == ["Anna"]
    assert best("wie weet iets van machinaal leren") == ["Bert"]
    assert best("loodgieter") == []


def test_a_shared_word_is_not_cut_into_what_looks_like_its_parts(community: Community) -> None:
    community.fill([item(1, "anna", "t1", "The linear case."), item(2, "bert", "t2", "One line of air.")])
    community.analyse()
    opened = searcher(community.space.edition())
    need = need_of(opened.index, opened.view(NOW), "lineaire", opened.translations)
    assert list(need.terms) == [opened.index.number_of(words.stem("linear"))]


def test_what_the_index_knows_is_not_translated(community: Community) -> None:
    labels(community.store, PAIRS)
    community.fill(
        [item(1, "anna", "t1", "A nurse helped."), item(2, "bert", "t2", "De verpleegkundige hielp.")]
    )
    community.analyse()
    opened = searcher(community.space.edition())
    view = opened.view(NOW)
    need = need_of(opened.index, view, "verpleegkundige", opened.translations)
    assert need.terms == {opened.index.number_of(words.stem("verpleegkundige")): 1}
    assert [each.name for each in find(community.space, OWNER, "verpleegkundige").results] == ["Bert"]


def test_a_translation_weighs_little_and_a_known_part_more(community: Community) -> None:
    labels(community.store, PAIRS)
    community.fill([item(1, "anna", "t1", "The nurse wrote a report.")])
    community.analyse()
    opened = searcher(community.space.edition())
    view = opened.view(NOW)

    def weights(need: str) -> dict[str, float]:
        found = need_of(opened.index, view, need, opened.translations).terms
        return {opened.index.lexicon[term]: weight for term, weight in found.items()}

    assert weights("verpleegkundige") == {words.stem("nurse"): pytest.approx(TRANSLATED)}
    assert weights("verpleegkundigereport") == {
        words.stem("nurse"): pytest.approx(TRANSLATED),
        "report": BRIDGE,
    }


def test_one_known_part_is_better_than_nothing_and_only_then(community: Community) -> None:
    community.fill([item(1, "anna", "t1", "The database is slow."), item(2, "bert", "t2", "A report.")])
    community.analyse()

    def best(need: str) -> list[str]:
        return [each.name for each in find(community.space, OWNER, need).results]

    assert best("databasebeheer") == ["Anna"]
    assert best("databasebeheer report") == ["Bert"], "what is known counts alone"
    assert best("basebeheer") == []


def test_without_labels_in_both_languages_nothing_is_translated(community: Community) -> None:
    community.fill([item(1, "anna", "t1", "A nurse helped.")])
    community.analyse()
    assert find(community.space, OWNER, "verpleegkundige").results == []


def test_the_official_tables_give_the_same_bytes_whatever_comes_first(tmp_path: Path) -> None:
    digests = set()
    for number, files in enumerate((["skills_en.csv", "skills_nl.csv"], ["skills_nl.csv", "skills_en.csv"])):
        store = open_store(f"sqlite:///{tmp_path / f'{number}.db'}")
        for file in files:
            import_paths(store, [OFFICIAL / file], clock=lambda: NOW)
        folder = tmp_path / str(number)
        Translations.build(folder, store)
        digests.add(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in sorted(folder.iterdir())))
        meanings = Translations(folder).of(terms_of_label("manden vlechten"))
        assert [each.term for each in meanings] == list(terms_of_label("weave baskets"))
        store.close()
    assert len(digests) == 1

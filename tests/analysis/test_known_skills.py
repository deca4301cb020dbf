"""Vocabularies beside declared skills: looked for, each skill once, and never groups or occupations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from expertgraph.analysis.known_skills import known_skills
from expertgraph.analysis.run import analyse
from expertgraph.analysis.skill_names import Name, names_of, word_of
from expertgraph.analysis.spotting import Spotter
from expertgraph.edition import Edition
from expertgraph.frames import columns_of
from expertgraph.ingest.pipeline import import_paths
from expertgraph.records import Claim, Skill, SkillLabel
from expertgraph.schema import TABLES
from expertgraph.workspace import Workspace
from tests.analysis.world import NOW, WEEK, community, people, put, talk, workspace

OFFICIAL = Path(__file__).parent.parent / "data" / "esco" / "official"


def _concept(native: str, label: str, kind: str = "skill", source: str = "esco") -> Skill:
    return Skill(f"{source}:{native}", label, source, kind=kind)


def _named(workspace: Workspace, skill: str, language: str, label: str, kind: str = "alternative") -> None:
    row = SkillLabel(f"{skill}|{language}|{label.casefold()}", skill, language, label, kind)
    workspace.store.upsert("skill_label", columns_of(TABLES["skill_label"], [row]))


def _world(tmp_path: Path, *rows: Any) -> Workspace:
    declared = [Skill("skill:weven", "Weven", "hr"), Skill("skill:pyx", "Pyx", "hr")]
    return workspace(tmp_path, [*people(), *declared, *rows])


def test_a_concept_called_like_a_declared_skill_is_that_skill(tmp_path: Path) -> None:
    world = _world(
        tmp_path,
        _concept("1", "PYX (programming)"),
        _concept("2", "weave baskets"),
        _concept("3", "telegraphy"),
        _concept("pyx", "Pyx", source="onet"),
    )
    _named(world, "esco:2", "nl", "weven")
    _named(world, "esco:3", "en", "pyx")
    known, same = known_skills(world.store)
    assert same == {"esco:1": "skill:pyx", "onet:pyx": "skill:pyx", "esco:2": "skill:weven"}
    assert known["id"].tolist() == ["esco:3", "skill:pyx", "skill:weven"]


def test_the_better_name_decides_which_concept_it_is(tmp_path: Path) -> None:
    world = _world(tmp_path, _concept("1", "a"), _concept("2", "b"), _concept("3", "c"))
    for concept, kind in (("esco:1", "hidden"), ("esco:2", "preferred"), ("esco:3", "alternative")):
        _named(world, concept, "nl", "Weven", kind)
    assert known_skills(world.store)[1] == {"esco:2": "skill:weven"}


def test_a_word_that_the_community_has_for_a_skill_is_that_skill(tmp_path: Path) -> None:
    world = _world(tmp_path, _concept("1", "PX"), _concept("2", "plaiting"), Skill("skill:px", "Px", "hr"))
    _named(world, "skill:pyx", "mul", "px")
    _named(world, "esco:2", "mul", "weven")
    known, same = known_skills(world.store)
    assert same == {"skill:px": "skill:pyx", "esco:1": "skill:pyx", "esco:2": "skill:weven"}
    assert known["id"].tolist() == ["skill:pyx", "skill:weven"]


def test_words_that_stand_for_each_other_stay_apart(tmp_path: Path) -> None:
    world = _world(tmp_path)
    _named(world, "skill:pyx", "mul", "weven")
    _named(world, "skill:weven", "mul", "pyx")
    assert known_skills(world.store)[1] == {}


def test_two_vocabularies_share_a_skill(tmp_path: Path) -> None:
    world = _world(tmp_path, _concept("b", "Loom"), _concept("a", "loom", source="onet"))
    known, same = known_skills(world.store)
    assert same == {"onet:a": "esco:b"}
    assert known["label"].tolist() == ["Loom", "Pyx", "Weven"]


def test_groups_and_occupations_are_no_skills(tmp_path: Path) -> None:
    world = _world(tmp_path, _concept("g", "Pyx", "group"), _concept("o", "Weven", "occupation"))
    known, same = known_skills(world.store)
    assert (known["id"].tolist(), same) == (["skill:pyx", "skill:weven"], {})


@pytest.mark.parametrize(
    ("skill", "label", "exact"),
    [
        ("esco:1", "LESS (stylesheets)", None),
        ("esco:1", "SASS", True),
        ("esco:1", "Sorcery (game engine)", True),
        ("esco:1", "Pyxel", False),
        ("esco:1", "plait (baskets)", False),
        ("esco:1", "SAP R3", False),
        ("esco:1", "?", None),
        ("esco:1", "leren", None),
        ("skill:excel", "Excel", False),
        ("skill:less", "LESS", True),
        ("skill:leren", "leren", False),
        ("term:less", "LESS", True),
    ],
)
def test_names_that_are_words_count_as_written_or_not_at_all(
    tmp_path: Path, skill: str, label: str, exact: bool | None
) -> None:
    found = _names(workspace(tmp_path, [Skill(skill, label, "x")]))
    assert [name.exact for name in found if label.startswith(name.word)] == ([] if exact is None else [exact])


def test_a_name_belongs_to_the_best_of_those_who_have_it(tmp_path: Path) -> None:
    world = _world(
        tmp_path, _concept("1", "plaiting"), _concept("2", "Wickerwork"), _concept("3", "fish drying")
    )
    for concept, language, label, kind in (
        ("esco:1", "nl", "Vlechtwerk", "alternative"),
        ("esco:2", "nl", "vlechtwerk", "preferred"),
        ("esco:1", "en", "strand work", "alternative"),
        ("esco:3", "en", "strand work", "alternative"),
        ("esco:1", "en", "Weven", "preferred"),
        ("esco:3", "fr", "séchage du poisson", "preferred"),
        ("skill:pyx", "mul", "pyxie", "alternative"),
    ):
        _named(world, concept, language, label, kind)
    known, same = known_skills(world.store)
    own = {(str(known["id"][name.skill]), name.word, name.own) for name in names_of(world.store, known, same)}
    assert own == {
        ("skill:weven", "Weven", True),
        ("skill:pyx", "Pyx", True),
        ("skill:pyx", "pyxie", True),
        ("esco:2", "Wickerwork", False),
        ("esco:2", "vlechtwerk", False),
        ("esco:3", "fish drying", False),
    }, "shared by two it tells neither, and in a third language nobody is looked for"


def test_the_official_tables_are_looked_for_in_both_languages(tmp_path: Path) -> None:
    world = workspace(tmp_path, [])
    import_paths(world.store, [OFFICIAL], clock=lambda: NOW)
    known, same = known_skills(world.store)
    spotter = Spotter(names_of(world.store, known, same))
    labels = known["label"].tolist()

    def found(text: str) -> list[str]:
        return [labels[skill] for skill in spotter.mentions(text)]

    assert found("Wie kan manden vlechten of mandenvlechten?") == ["weave baskets"]
    assert found("Pyx is fun") == found("The Pyx language") == ["Pyx (computer programming)"]


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("Python (computer programming)", "Python"),
        ("Jenkins [software]", "Jenkins"),
        ("use (ICT) tools", "use tools"),
        ("(linear) algebra", "algebra"),
        ("plan (short) and (long) trips", "plan and trips"),
        ("(all)", "(all)"),
        ("C++", "C++"),
    ],
)
def test_brackets_that_explain_are_left_out(label: str, word: str) -> None:
    assert word_of(label) == word


@pytest.mark.parametrize(
    ("label", "text", "found"),
    [
        ("Heat pumps", "a heat pump", True),
        ("heat pump", "two Heat Pumps", True),
        ("warmtepomp", "drie warmtepompen", True),
        ("Warmtepompen", "een warmtepomp", True),
        ("Testen", "a test", False),
        ("Lean", "he leans", False),
        ("MATLAB", "matlabs", False),
    ],
)
def test_an_own_name_is_found_in_singular_and_plural(
    tmp_path: Path, label: str, text: str, *, found: bool
) -> None:
    spotter = Spotter(_names(workspace(tmp_path, [Skill(f"skill:{label.casefold()}", label, "x")])))
    assert bool(spotter.mentions(text)) == found


def test_an_abbreviation_in_brackets_is_a_name(tmp_path: Path) -> None:
    rows = [_concept("1", "optical weft counting (OWC)"), _concept("2", "loom care (OLD)")]
    assert _names(workspace(tmp_path, rows)) == [
        Name(0, "OWC", True),
        Name(0, "optical weft counting"),
        Name(1, "loom care"),
    ]


def _names(world: Workspace) -> list[Name]:
    known, same = known_skills(world.store)
    return names_of(world.store, known, same)


def test_expertise_from_texts_and_claims_comes_together(tmp_path: Path) -> None:
    world = _world(
        tmp_path,
        Skill("skill:pyxel", "Pyxel", "hr"),
        _concept("1", "Pyxel (programming)"),
        _concept("2", "LESS"),
        *talk("anna", "bas", NOW - WEEK, 1, "pyxel and less"),
        Claim("slack:bas|esco:1|declared|", "slack:bas", "esco:1", "declared", level=3),
    )
    edition = analyse(world)
    skills, pairs = edition.table("skills"), edition.table("person_skills")
    assert skills["skill"].tolist() == ["skill:pyxel"]
    assert skills["label"].tolist() == ["Pyxel"]
    (bas,) = pairs[pairs["claimed"]].to_dict("records")
    assert (bas["level"], bas["items"], bas["claimed_only"]) == (3, 1, False)


def test_a_vocabulary_that_nobody_uses_changes_nothing(tmp_path: Path) -> None:
    def tables(folder: str, *more: Any) -> list[Any]:
        (tmp_path / folder).mkdir()
        world = workspace(tmp_path / folder, community())
        put(world.store, more)
        edition: Edition = analyse(world)
        return [edition.table(name).to_json() for name in ("skills", "person_skills", "people")]

    assert tables("with", _concept("x", "plumbing of palaces"), _concept("y", "Python", "group")) == tables(
        "without"
    )

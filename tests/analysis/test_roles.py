"""Job titles of one kind of work are one family, in Dutch and English, whatever the rank."""

from __future__ import annotations

import pandas as pd
import pytest

from expertgraph.analysis.roles import families, family


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Site manager", "Locatiemanager"),
        ("Vestigingsmanager", "Site Manager (m/v/x)"),
        ("Senior data engineer", "Data-engineer II"),
        ("Projectleider", "Project Manager"),
        ("Interim-projectleider", "Project leader, Deventer"),
        ("Junior Ontwikkelaar", "Lead developer - Platform"),
        ("Coördinator zorg", "Zorgcoordinatrice"),
        ("Data-analist", "Analyst data"),
        ("Head of Sales", "Hoofd verkoop"),
    ],
)
def test_one_family(one: str, other: str) -> None:
    assert family(one) == family(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Data engineer", "Data analyst"),
        ("Team lead", "Team assistant"),
        ("Site manager", "Project manager"),
        ("Manager", "Site manager"),
        ("Wijkcoach", "Coach"),
    ],
)
def test_other_work_is_another_family(one: str, other: str) -> None:
    assert family(one) != family(other)


def test_a_title_of_rank_alone_stays_what_it_is() -> None:
    assert family("Senior") == "senior"
    assert family("???") == "???"


def test_families_are_called_by_their_commonest_title() -> None:
    label, names = families(
        pd.Series(["Sr. engineer", "Engineer", None, "Ingenieur", "Engineer", "", "Coach"])
    )
    assert label.tolist() == [1, 1, -1, 1, 1, -1, 0]
    assert names == ["Coach", "Engineer"]


def test_nobody_has_a_title() -> None:
    label, names = families(pd.Series([None, None], dtype=object))
    assert label.tolist() == [-1, -1]
    assert names == []

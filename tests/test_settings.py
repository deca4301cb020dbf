"""Settings: one table, four layers, and every one documented."""

from pathlib import Path

import pytest

from expertgraph.errors import WrongCall
from expertgraph.settings import Settings, load, write


def test_defaults_file_environment_flags_in_that_order(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    write(
        file,
        {"privacy.k": 20, "organisation.name": 'A "quoted"\nname', "organisation.domains": ["a.nl", "b.nl"]},
    )
    assert load(file, {})["privacy.k"] == 20
    assert load(file, {})["organisation.name"] == 'A "quoted"\nname'
    assert load(file, {"EXPERTGRAPH_PRIVACY_K": "30"})["privacy.k"] == 30
    assert load(file, {"EXPERTGRAPH_PRIVACY_K": "30"}, {"privacy.k": 40})["privacy.k"] == 40
    assert load(file, {})["organisation.domains"] == ("a.nl", "b.nl")
    assert load(None, {"EXPERTGRAPH_ORGANISATION_DOMAINS": "a.nl, b.nl"})["organisation.domains"] == (
        "a.nl",
        "b.nl",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("privacy.k", 4, "below 5"),
        ("privacy.k", "many", "cannot be"),
        ("consent.mode", "maybe", "opt-out"),
        ("search.meaning", "perhaps", "cannot be"),
        ("no.such", 1, "no setting"),
    ],
)
def test_a_bad_value_is_refused_with_advice(name: str, value: object, said: str) -> None:
    with pytest.raises(WrongCall, match=said):
        Settings({name: value})


def test_a_nested_table_reads_like_a_dotted_name(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[organisation]\nname = "X"\n')
    assert load(file, {})["organisation.name"] == "X"

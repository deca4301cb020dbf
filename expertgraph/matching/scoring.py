"""Pairs scored by Splink on an embedded DuckDB, with the fixed weights of :mod:`expertgraph.matching.weights`.

Both libraries load when something is matched, not before.  Nothing is estimated from the data and nothing is drawn, so
the same identities give the same matches, whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expertgraph.matching import blocking
from expertgraph.matching.blocking import Capped
from expertgraph.matching.known import Known, columns, namesakes, shares
from expertgraph.matching.match import Match
from expertgraph.matching.rivals import without_rivalled
from expertgraph.matching.weights import COMPARISONS, PRIOR, SUGGESTED_FROM, Comparison, Level

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from splink import Linker

_LISTS = ("spelled_full", "spelled_short", "places")
_FLAGS = ("mailbox", "handle_is_own", "local_is_own")


@dataclass(frozen=True, slots=True)
class Found:
    """Matches, the best first, and the keys that were too common to compare all who share them."""

    matches: list[Match]
    pairs: int
    capped: list[Capped]


def find(
    known: Iterable[Known], person: Mapping[str, str] | None = None, least: float = SUGGESTED_FROM
) -> Found:
    """Pairs of identities that are one person with at least this probability.

    ``person`` says which identities are one person already; those are not compared with each other.
    """
    ordered = sorted(known)
    if len(ordered) < 2:
        return Found([], 0, [])
    compared = columns(ordered)
    joined = person or {}
    compared["person"] = [joined.get(each.id, each.id) for each in ordered]
    with _database() as connection:
        connection.register("known_rows", _arrow(compared))
        connection.execute("CREATE TABLE known AS SELECT * FROM known_rows")
        connection.register("keys", _plain(blocking.keys(compared)))
        capped = blocking.pairs(connection)
        number = int(connection.execute("SELECT count(*) FROM pairs").fetchall()[0][0])
        scored = _score(connection, compared, least) if number else []
    matches = without_rivalled(scored, ordered)
    return Found(sorted(matches, key=lambda each: (-each.score, each.a, each.b)), number, capped)


def _database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory that fetches nothing."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "enable_external_access": False,
            "preserve_insertion_order": False,
        },
    )


def _arrow(compared: dict[str, list[Any]]) -> pa.Table:
    import pyarrow as pa

    types = {**dict.fromkeys(_LISTS, pa.list_(pa.string())), **dict.fromkeys(_FLAGS, pa.bool_())}
    arrays = {name: pa.array(values, types.get(name, pa.string())) for name, values in compared.items()}
    arrays["row"] = pa.array(range(len(compared["unique_id"])), pa.int64())
    return pa.table(arrays)


def _plain(rows: dict[str, list[Any]]) -> pa.Table:
    import pyarrow as pa

    return pa.table(rows)


def _score(
    connection: duckdb.DuckDBPyConnection, compared: dict[str, list[Any]], least: float
) -> list[Match]:
    linker = _linker(connection, compared)
    scored: Any = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    wanted = [
        "unique_id_l",
        "unique_id_r",
        "match_probability",
        *(name for each in COMPARISONS for name in _bits(each)),
    ]
    table = scored.as_duckdbpyrelation().select(*wanted).to_arrow_table().to_pydict()
    found = zip(
        table["unique_id_l"], table["unique_id_r"], table["match_probability"], _parts(table), strict=True
    )
    return [
        Match(min(one, other), max(one, other), round(probability, 6), parts)
        for one, other, probability, parts in found
    ]


def _bits(comparison: Comparison) -> list[str]:
    """Splink's columns for a comparison: its level, the level's weight and what the value's rarity takes from it."""
    rare = any(level.rarity for level in comparison.levels)
    named = [f"gamma_{comparison.name}", f"mw_{comparison.name}"]
    return [*named, f"mw_tf_adj_{comparison.name}"] if rare else named


def _parts(table: dict[str, list[Any]]) -> list[tuple[tuple[str, float], ...]]:
    """Of each pair the reasons with their bits, the strongest first."""
    found: list[list[tuple[str, float]]] = [[] for _ in table["unique_id_l"]]
    for each in COMPARISONS:
        codes = [level.code for level in reversed(each.levels)]
        columns = [table[name] for name in _bits(each)]
        for own, level, *bits in zip(found, *columns, strict=True):
            if level >= 0 and codes[level]:
                own.append((codes[level], round(sum(bits), 2)))
    return [tuple(sorted(each, key=lambda part: (-part[1], part[0]))) for each in found]


def _linker(connection: duckdb.DuckDBPyConnection, compared: dict[str, list[Any]]) -> Linker:
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection)
    linker = Linker(api.register("known"), _settings(), log_level=None)
    linker.table_management.register_blocked_pairs_for_predict(api.register("pairs"))
    for level in _rare():
        column = str(level.rarity)
        counted = namesakes(compared, column) if level.counted == "namesakes" else shares(compared, column)
        unit = level.u if level.counted == "namesakes" else 1.0
        values = sorted(counted)
        table = _plain({column: values, f"tf_{column}": [counted[each] * unit for each in values]})
        linker.table_management.register_term_frequency_lookup(api.register(table), column)
    return linker


def _rare() -> list[Level]:
    """The levels whose weight depends on how many share the value, one a column."""
    by_column = {level.rarity: level for each in COMPARISONS for level in each.levels if level.rarity}
    return list(by_column.values())


def _settings() -> Any:
    from splink import SettingsCreator
    from splink.comparison_library import CustomComparison

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            CustomComparison(
                output_column_name=each.name,
                comparison_levels=[_unknown(each.unknown), *map(_level, each.levels)],
            )
            for each in COMPARISONS
        ],
        probability_two_random_records_match=PRIOR,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _unknown(when: str) -> Any:
    from splink.comparison_level_library import CustomLevel

    return CustomLevel(when).configure(is_null_level=True)


def _level(level: Level) -> Any:
    from splink.comparison_level_library import CustomLevel, ElseLevel

    made = ElseLevel() if level.when == "ELSE" else CustomLevel(level.when)
    made.configure(m_probability=level.m, u_probability=level.u)
    if level.rarity:
        made.configure(
            tf_adjustment_column=level.rarity,
            tf_minimum_u_value=level.u,
            disable_tf_exact_match_detection=True,
        )
    return made

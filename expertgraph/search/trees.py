"""Learning to rank: trees that correct the formula where the community's own answers say so (LambdaMART).

Burges (2010), as LightGBM has it.  The trees see what the formula sees (:mod:`expertgraph.search.signals`) and its
sum, and add at most a part of their own to the score, which rests on no single message and is shown as such.
Nothing is trained elsewhere: trees that were learnt in one community rank worse in another.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any

import numpy as np

from expertgraph.search.arrays import Array, Floats, Longs
from expertgraph.search.signals import NAMES, Signals

WEIGHT = 0.4
"""What the trees' sum weighs beside the formula."""
ROUNDS = 150
LOOKED_AT = 1_000
"""Of whom the trees know the best by the formula; the others stay where they are."""
_TAUGHT = 150
"""Candidates of a question that the trees learn from: the best by the formula, and all who helped."""
_BARE = 2
"""Of so many questions one is learnt from without knowing channel and asker, as a search in words does not."""
_SETTINGS = {
    "objective": "lambdarank", "metric": "None", "label_gain": [0, 1, 3], "lambdarank_truncation_level": 20,
    "num_leaves": 8, "learning_rate": 0.05, "min_data_in_leaf": 50, "lambda_l2": 10.0, "feature_fraction": 0.8,
    "bagging_fraction": 0.8, "bagging_freq": 1, "seed": 1, "deterministic": True, "force_row_wise": True,
    "num_threads": 1, "verbose": -1,
}  # fmt: skip


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether LightGBM can be loaded: it needs OpenMP's library (libgomp), which a bare system may lack."""
    try:
        importlib.import_module("lightgbm")
    except (ImportError, OSError):
        return False
    return True


class Trees:
    """Trained trees; ``model`` is their text form, which is the same for the same history."""

    def __init__(self, model: str) -> None:
        import lightgbm

        self.model = model
        self._booster: Any = lightgbm.Booster(model_str=model)

    def amounts(self, values: Array, formula: Floats) -> Floats:
        """What the trees add for people with these signals (a row a signal of ``NAMES``, a column a person) and this
        score by the formula: 0 for whoever they put last, and for who is not among the best ``LOOKED_AT``.
        """
        found = np.zeros(len(formula))
        best = np.flatnonzero(formula > 0)
        if len(best) > LOOKED_AT:
            best = np.sort(best[np.lexsort((best, -formula[best]))[:LOOKED_AT]])
        if len(best):
            said = WEIGHT * self.said(values[:, best], formula[best])
            found[best] = said - said.min()
        return found

    def said(self, values: Array, formula: Floats) -> Floats:
        """The trees' sum for each column."""
        table = np.column_stack([values.T, formula]).astype(np.float32)
        said: Floats = self._booster.predict(table, num_threads=1)
        return said


def grow(signals: Signals, formula: Floats) -> Trees:
    """Train on these questions; ``formula`` is each candidate's score without the trees."""
    import lightgbm

    bare = signals.values.copy()
    question = np.repeat(np.arange(len(signals)), np.diff(signals.offsets))
    for name in ("channel", "asker"):
        bare[NAMES.index(name), question % _BARE == 0] = 0
    kept = _worth_learning(signals, question, formula)
    table = np.column_stack([bare[:, kept].T, formula[kept]]).astype(np.float32)
    groups = np.bincount(question[kept], minlength=len(signals))
    data = lightgbm.Dataset(table, label=signals.grade[kept], group=groups)
    booster: Any = lightgbm.train(dict(_SETTINGS), data, ROUNDS)
    return Trees(booster.model_to_string())


def _worth_learning(signals: Signals, question: Longs, formula: Floats) -> Longs:
    """The columns to learn from, in their order."""
    order = np.lexsort((-formula, question))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - signals.offsets[question[order]]
    return np.flatnonzero((place < _TAUGHT) | (signals.grade > 0))

"""Skill on a person's page: what someone is known for, with the evidence that it adds up from.

    E(p, skill) = sum over p's items that name the skill of
                      BM25(item, skill) * split(item) * quality(item) * 2^(-age / H_skill)
                  + prior(claims, endorsements)

CombSUM of Macdonald & Ounis (2006).  An item here has one author, so split is 1.  quality = role * (1 +
ln(1 + v)), v the distinct others who thanked, liked or accepted it, role 1, or 0.3 where the author asks.
The best 50 items of a person count towards one skill.  Never divided by a person's own output; popularity
has no part in it.  What a person objects to is no evidence, and a skill that they say is not theirs is not theirs,
whoever else says so.  Endorsements by bots and by people who opted out do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph.analysis.constants import DAY, DEFAULTS, Constants
from expertgraph.analysis.history import openers
from expertgraph.analysis.population import KINDS, UNDATED, Acts, Bools, Floats, Ints, Items
from expertgraph.analysis.skill_kinds import category
from expertgraph.analysis.spotting import Spotted
from expertgraph.kinds import ITEM_KINDS

_THANKS = [KINDS.index("reaction"), KINDS.index("thanks")]
_QUESTION = ITEM_KINDS.index("question")


@dataclass(frozen=True, slots=True)
class Refused:
    """What people say must not count about them: ``items`` (rows) that are nobody's evidence, and (person,
    number of the skill) pairs."""

    items: frozenset[int] = frozenset()
    skills: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Expertise:
    """``pairs``: person, skill, expertise, prior, claimed, claimed_only, level (0: not stated), items, told
    (items in which they do more than ask), confirmers, last_at (0: undated), sorted by (person, skill).
    ``evidence``: person, skill, item (row), asked, amount.  For each pair expertise = prior + the sum of its
    amounts, exactly as stored.  ``asked``: questions per skill and channel in 90 days.  ``questions``: skill, item
    (row), answered, of the last 180 days."""

    pairs: pd.DataFrame
    evidence: pd.DataFrame
    asked: pd.DataFrame
    questions: pd.DataFrame

    def demand(self, skills: int) -> Ints:
        """Questions of the last 90 days per skill."""
        return np.bincount(self.asked["skill"], self.asked["questions"], skills).astype(np.int64)


def votes(items: Items, acts: Acts, bot: Bools) -> tuple[Ints, Ints]:
    """Pairs (item, person who thanked, liked or accepted it), each once; never the author, never a bot."""
    thanks = acts.take(np.isin(acts.kind, _THANKS) & (acts.item >= 0))
    opener = openers(items)
    accepted = np.flatnonzero(items.accepted & (opener[items.thread] >= 0))
    item = np.concatenate([thanks.item.astype(np.int64), accepted])
    who = np.concatenate([thanks.actor.astype(np.int64), opener[items.thread[accepted]]])
    fair = (items.author[item] != who) & ~bot[who]
    pairs = np.unique(np.stack([item[fair], who[fair]], 1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def asks(items: Items) -> Bools:
    """Items in which the author asks: the question, and what the asker adds to the own thread."""
    opener = np.full(items.threads, -1, dtype=np.int64)
    opens = (items.position == 0) & (items.kind == _QUESTION)
    opener[items.thread[opens]] = items.author[opens]
    return np.asarray((items.kind == _QUESTION) | (opener[items.thread] == items.author), dtype=bool)


def bm25(spotted: Spotted, skills: int, public: Bools, constants: Constants = DEFAULTS) -> Floats:
    """BM25 of each mention (Robertson & Zaragoza 2009), idf = ln(1 + (N - df + 0.5) / (df + 0.5)), above 0.

    N, df and the mean length are those of ``public`` items alone: what is said behind closed doors must not
    show in the weight of what is said in the open.
    """
    read = (spotted.length > 0) & public
    n, average = int(read.sum()), float(spotted.length[read].mean()) if read.any() else 1.0
    df = np.bincount(spotted.skill[public[spotted.item]], minlength=skills)
    idf = np.log1p((n - df + 0.5) / (df + 0.5))
    k1, b = constants.bm25_k1, constants.bm25_b
    times = spotted.times.astype(np.float64)
    norm = k1 * (1 - b + b * spotted.length[spotted.item] / average)
    return np.asarray(idf[spotted.skill] * times * (k1 + 1) / (times + norm), dtype=np.float64)


def half_lives(labels: list[str], constants: Constants = DEFAULTS) -> Floats:
    """Half-life of the evidence for each skill, in seconds; infinite for interpersonal ones."""
    days = [constants.skill_half_life_days[category(label)] for label in labels]
    return np.array([np.inf if each is None else each * DAY for each in days], dtype=np.float64)


def expertise(
    items: Items,
    acts: Acts,
    claims: pd.DataFrame,
    spotted: Spotted,
    labels: list[str],
    skill_of: Mapping[str, int],
    bot: Bools,
    public: Bools,
    as_of: int,
    constants: Constants = DEFAULTS,
    refused: Refused = Refused(),
) -> Expertise:
    """E for everybody.  ``skill_of``: skill id -> number, the place of its label in ``labels``; ``bot``: whose
    items and endorsements count for nothing; ``public``: the items of open channels."""
    voted_item, voter = votes(items, acts, bot)
    voices = np.bincount(voted_item, minlength=len(items.id))
    asking = asks(items)
    role = np.where(asking, constants.asked_weight, 1.0)
    quality = role * (1 + np.log1p(voices))
    at = items.at[spotted.item]
    age = np.where(at == UNDATED, 0, as_of - at).astype(np.float64)
    fresh = np.exp2(-age / half_lives(labels, constants)[spotted.skill])
    amount = bm25(spotted, len(labels), public, constants) * quality[spotted.item] * fresh
    human = ~bot[items.author[spotted.item]]
    mention = pd.DataFrame(
        {
            "person": items.author[spotted.item].astype(np.int64),
            "skill": spotted.skill,
            "item": spotted.item,
            "asked": asking[spotted.item],
            "amount": amount,
            "at": np.where(at == UNDATED, 0, at),
        }
    )[human & ~np.isin(spotted.item, sorted(refused.items))]
    said = _said(claims, skill_of, bot)
    mention, said = (_accepted(frame, refused) for frame in (mention, said))
    evidence = _best(mention, constants.most_items)
    pairs = _pairs(evidence, _priors(said, constants), _confirmers(evidence, voted_item, voter, said))
    questions = _questions(items, spotted, bot, as_of, constants)
    asked = _asked(items, questions, as_of, constants)
    return Expertise(pairs, evidence.drop(columns="at"), asked, questions)


def _best(mention: pd.DataFrame, most: int) -> pd.DataFrame:
    """The best items of each (person, skill), best first; of equal amounts the first item."""
    order = np.lexsort((mention["item"], -mention["amount"], mention["skill"], mention["person"]))
    ordered = mention.iloc[order].reset_index(drop=True)
    place = ordered.groupby(["person", "skill"], sort=False).cumcount()
    return ordered[place < most].reset_index(drop=True)


def _accepted(frame: pd.DataFrame, refused: Refused) -> pd.DataFrame:
    """Without the skills that people say are not theirs."""
    if not refused.skills:
        return frame
    pairs = pd.MultiIndex.from_arrays([frame["person"], frame["skill"]])
    kept: pd.DataFrame = frame[~pairs.isin(list(refused.skills))]
    return kept


def _said(claims: pd.DataFrame, skill_of: Mapping[str, int], hidden: Bools) -> pd.DataFrame:
    """The claims that count, with ``skill`` as a number and ``who`` endorsed as one number a person: below 0
    whoever is known by name only, as sources state them."""
    frame = claims.assign(skill=claims["skill"].map(skill_of)).dropna(subset=["skill"])
    frame = frame[frame["person"] >= 0]
    frame = frame[~hidden[frame["person"].to_numpy(np.int64)]]
    by = frame["by_person"].to_numpy(np.int64)
    known = by >= 0
    endorsed = np.asarray(frame["kind"] == "endorsed", dtype=bool)
    fair = np.where(known, ~hidden[by] & (by != frame["person"].to_numpy(np.int64)), frame["by"].notna())
    who = np.where(known, by, -2 - pd.factorize(frame["by"])[0])
    counted: pd.DataFrame = frame.assign(who=who)[~endorsed | np.asarray(fair, dtype=bool)]
    return counted.astype({"person": np.int64, "skill": np.int64})


def _priors(said: pd.DataFrame, constants: Constants) -> pd.DataFrame:
    """prior = 0.5 + 0.25 * level for a declared skill, + 0.5 * ln(1 + distinct endorsers)."""
    declared = said[said["kind"] == "declared"].groupby(["person", "skill"])["level"].max()
    level = declared.astype("Int64").fillna(0).astype(np.int64)
    endorsed = said[said["kind"] == "endorsed"].groupby(["person", "skill"])["who"].nunique()
    index = level.index.union(endorsed.index)
    prior = pd.DataFrame({"level": level.reindex(index), "endorsers": endorsed.reindex(index)}, index=index)
    declares = prior["level"].notna()
    prior["level"] = prior["level"].fillna(0).astype(np.int64)
    prior["endorsers"] = prior["endorsers"].fillna(0).astype(np.int64)
    prior["prior"] = declares * (constants.prior_declared + constants.prior_level * prior["level"])
    prior["prior"] += constants.prior_endorsed * np.log1p(prior["endorsers"])
    prior.index.names = ["person", "skill"]
    return prior


def _confirmers(evidence: pd.DataFrame, voted_item: Ints, voter: Ints, said: pd.DataFrame) -> pd.Series:
    """Distinct others who vouch: by a vote on an item that counts, or an endorsement."""
    votes_ = pd.DataFrame({"item": voted_item, "who": voter})
    joined = evidence[["person", "skill", "item"]].merge(votes_, on="item")[["person", "skill", "who"]]
    endorsed = said[said["kind"] == "endorsed"][["person", "skill", "who"]].astype(np.int64)
    both = pd.concat([joined, endorsed], ignore_index=True).drop_duplicates()
    return both.groupby(["person", "skill"]).size()


def _pairs(evidence: pd.DataFrame, prior: pd.DataFrame, confirmed: pd.Series) -> pd.DataFrame:
    grouped = evidence.groupby(["person", "skill"])
    found = pd.DataFrame(
        {"sum": grouped["amount"].sum(), "items": grouped.size(), "last_at": grouped["at"].max()}
    )
    found["told"] = found["items"] - grouped["asked"].sum()
    index = found.index.union(prior.index).sort_values()
    found, prior = found.reindex(index), prior.reindex(index)
    amount = prior["prior"].fillna(0.0)
    claimed = prior["prior"].notna().to_numpy(bool)
    items = found["items"].fillna(0).astype(np.int32)
    return pd.DataFrame(
        {
            "person": index.get_level_values(0).to_numpy(np.int32),
            "skill": index.get_level_values(1).to_numpy(np.int32),
            "expertise": (amount + found["sum"].fillna(0.0)).to_numpy(np.float64),
            "prior": amount.to_numpy(np.float64),
            "claimed": claimed,
            "claimed_only": claimed & (items == 0).to_numpy(bool),
            "level": prior["level"].fillna(0).to_numpy(np.int8),
            "items": items.to_numpy(np.int32),
            "told": found["told"].fillna(0).to_numpy(np.int32),
            "confirmers": confirmed.reindex(index).fillna(0).to_numpy(np.int32),
            "last_at": found["last_at"].fillna(0).to_numpy(np.int64),
        }
    )


def _questions(items: Items, spotted: Spotted, bot: Bools, as_of: int, constants: Constants) -> pd.DataFrame:
    """The questions that people asked in the last 180 days and that name each skill; ``answered``: somebody
    else said something in the thread.  Neither bots nor people who opted out count."""
    opener = openers(items)
    answered = np.zeros(items.threads, dtype=bool)
    answered[items.thread[(opener[items.thread] != items.author) & ~bot[items.author]]] = True
    lately = (items.kind == _QUESTION) & (items.at >= as_of - constants.active_days * DAY)
    lately &= ~bot[items.author]
    rows = lately[spotted.item]
    item = spotted.item[rows]
    return pd.DataFrame(
        {"skill": spotted.skill[rows], "item": item, "answered": answered[items.thread[item]]}
    )


def _asked(items: Items, questions: pd.DataFrame, as_of: int, constants: Constants) -> pd.DataFrame:
    """Questions that name each skill in the last 90 days, by the channel they were asked in."""
    item = questions["item"].to_numpy(np.int64)
    frame = questions[["skill"]].assign(channel=items.channel[item])
    frame = frame[items.at[item] >= as_of - constants.demand_days * DAY]
    counted: pd.DataFrame = frame.groupby(["skill", "channel"]).size().rename("questions").reset_index()
    return counted.astype(np.int32)

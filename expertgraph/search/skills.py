"""Skills as a viewer may see them: evidence from closed channels is taken out, with its weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.objecting import NOTHING, Objected
from expertgraph.policy import Viewer
from expertgraph.search.arrays import Floats, Longs, Mask, sums
from expertgraph.search.columns import column


@dataclass(frozen=True, slots=True)
class SeenSkills:
    """Person-skill pairs (rows of ``person_skills``) with what the viewer may see of them: ``expertise``
    without hidden evidence, ``items`` that are left, ``shown`` where any is or a claim stands, ``known`` where
    they did more than ask in one that is left or a claim stands.
    ``evidence`` flags the rows of ``skill_evidence`` that may be seen, ``pair`` is the pair that each
    belongs to.
    """

    expertise: Floats
    items: Longs
    shown: Mask
    known: Mask
    partly: Mask
    evidence: Mask
    pair: Longs


def seen_skills(edition: Edition, viewer: Viewer, objected: Objected = NOTHING) -> SeenSkills:
    """The skills of everybody as the viewer may see them, computed once for each set of channels; and without
    what people object to."""
    channels = policy.channels(viewer, edition)
    key = f"skills.{channels.tobytes().hex()}"
    found: SeenSkills = edition.cached(key, lambda: _seen(edition, channels))
    return _without(edition, found, objected) if objected.items or objected.skills else found


def _without(edition: Edition, seen: SeenSkills, objected: Objected) -> SeenSkills:
    """The same without items and skills that people object to."""
    pairs, evidence = edition.table("person_skills"), edition.table("skill_evidence")
    refused = np.zeros(len(pairs), bool)
    skills = column(edition, "skills", "skill")
    numbers = {skill: number for number, skill in enumerate(skills)}
    for row, skill in objected.skills:
        if skill in numbers:
            refused |= (pairs["person"].to_numpy() == row) & (pairs["skill"].to_numpy() == numbers[skill])
    left = seen.evidence & ~refused[seen.pair]
    item, person = column(edition, "skill_evidence", "item"), column(edition, "skill_evidence", "person")
    candidates = np.flatnonzero(np.isin(person, sorted({row for row, _ in objected.items})))
    for row in candidates.tolist():
        left[row] &= (int(person[row]), item[row]) not in objected.items
    amount = evidence["amount"].to_numpy(np.float64)
    gone = sums(seen.pair, np.where(seen.evidence & ~left, amount, 0.0), len(pairs))
    items = sums(seen.pair, left, len(pairs)).astype(np.int64)
    shown = seen.shown & ~refused & ((items > 0) | pairs["claimed"].to_numpy(bool))
    known = ~refused & _known(edition, seen.pair, left)
    expertise = np.where(shown, np.maximum(seen.expertise - gone, 0.0), 0.0)
    return SeenSkills(expertise, items, shown, known, seen.partly | (gone > 0), left, seen.pair)


def _known(edition: Edition, pair: Longs, evidence: Mask) -> Mask:
    """Pairs with a claim, or with an item among these in which they do more than ask."""
    pairs, asked = edition.table("person_skills"), edition.array("skill_evidence", "asked")
    told = sums(pair, evidence & ~asked.astype(bool), len(pairs)) > 0
    return np.asarray(told | pairs["claimed"].to_numpy(bool), dtype=bool)


def visible_skills(edition: Edition, viewer: Viewer) -> Mask:
    """Which skills (rows of ``skills``) somebody holds as far as the viewer may see."""
    seen = seen_skills(edition, viewer)
    mask = np.zeros(len(edition.table("skills")), bool)
    mask[edition.array("person_skills", "skill")[seen.shown]] = True
    return mask


def _seen(edition: Edition, channels: Mask) -> SeenSkills:
    pairs, evidence = edition.table("person_skills"), edition.table("skill_evidence")
    allowed = channels[evidence["channel"].to_numpy()]
    pair = _pairs_of_evidence(edition)
    hidden = sums(pair, np.where(allowed, 0.0, evidence["amount"].to_numpy(np.float64)), len(pairs))
    items = sums(pair, allowed, len(pairs)).astype(np.int64)
    shown = (items > 0) | pairs["claimed"].to_numpy(bool)
    known = _known(edition, pair, allowed)
    expertise = np.where(shown, np.maximum(pairs["expertise"].to_numpy(np.float64) - hidden, 0.0), 0.0)
    return SeenSkills(expertise, items, shown, known, hidden > 0, allowed, pair)


def _pairs_of_evidence(edition: Edition) -> Longs:
    """The row of ``person_skills`` that each row of ``skill_evidence`` belongs to."""

    def make() -> Longs:
        pairs, evidence = edition.table("person_skills"), edition.table("skill_evidence")
        count = len(edition.table("skills"))
        keys = pairs["person"].to_numpy(np.int64) * count + pairs["skill"].to_numpy(np.int64)
        wanted = evidence["person"].to_numpy(np.int64) * count + evidence["skill"].to_numpy(np.int64)
        order = np.argsort(keys, kind="stable")
        pair: Longs = order[np.searchsorted(keys[order], wanted)]
        return pair

    found: Longs = edition.cached("skills.pairs", make)
    return found


def skill_vectors(edition: Edition, viewer: Viewer, objected: Objected = NOTHING) -> sparse.csr_array:
    """Everybody's expertise by skill (people x skills), each row of length 1, as the viewer may see it."""
    if objected.items or objected.skills:
        return _vectors(edition, seen_skills(edition, viewer, objected))
    key = f"skills.vectors.{policy.channels(viewer, edition).tobytes().hex()}"
    found: sparse.csr_array = edition.cached(key, lambda: _vectors(edition, seen_skills(edition, viewer)))
    return found


def _vectors(edition: Edition, seen: SeenSkills) -> sparse.csr_array:
    pairs = edition.table("person_skills")
    shape = (len(edition.table("people")), len(edition.table("skills")))
    weight = np.sqrt(np.where(seen.shown, seen.expertise, 0.0))
    vectors = sparse.csr_array((weight, (pairs["person"].to_numpy(), pairs["skill"].to_numpy())), shape=shape)
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sparse.csr_array(sparse.diags_array(scale) @ vectors)

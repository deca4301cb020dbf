"""One analysis, from the store to a published edition: a visible list of stages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import linking, objecting
from expertgraph.analysis import (
    centrality,
    communities,
    expertise,
    history,
    mapping,
    outposts,
    peers,
    population,
    roles,
    spotting,
    standing,
    tables,
    texts,
    ties,
)
from expertgraph.analysis.constants import DAY, DEFAULTS, VERSION, Constants
from expertgraph.analysis.known_skills import known_skills
from expertgraph.analysis.population import Population
from expertgraph.analysis.skill_names import names_of
from expertgraph.edition import Draft, Edition, current
from expertgraph.engines.graph import Graph
from expertgraph.errors import ExpertgraphError, WrongCall
from expertgraph.search import build as search
from expertgraph.search import refreshing
from expertgraph.search.lessons import write_lesson
from expertgraph.search.searcher import Searcher
from expertgraph.search.stopwords import STOP
from expertgraph.settings import Settings
from expertgraph.store import Store
from expertgraph.workspace import Workspace

Progress = Callable[[str, int], None]
_FEW_SKILLS = 20


class Stopped(ExpertgraphError):
    """The analysis was told to stop; the edition before it stands."""

    code = "stopped"


def analyse(
    workspace: Workspace,
    *,
    as_of: int | None = None,
    engine: str = "auto",
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Edition:
    """Link, compute and publish; returns the new edition.

    ``as_of`` (UTC seconds, exclusive; now when None) fixes the clock: the same data, settings and moment
    give the same bytes.  ``progress(what, how many)`` is told each stage; ``stop()`` is asked between
    stages and ends the analysis with Stopped.  WrongCall for an engine that is not installed here.
    """
    if engine != "auto":
        raise WrongCall(f"There is no engine {engine!r} here.", "Use --engine auto: one machine is enough.")
    moment = workspace.clock() if as_of is None else as_of
    before = current(workspace.editions)
    draft = Draft(workspace.editions)
    stages = _Stages(progress, stop)
    try:
        meta = _Analysis(workspace, moment, draft, stages).run() | {"dated": as_of is not None}
        meta["digests"] = digests(draft.folder)
        edition = draft.publish(meta)
    except BaseException:
        draft.discard()
        raise
    if as_of is None and before is not None and edition.number != before + 1:
        # A search that was refreshed while this ran knows messages that came after it had read the store.
        return refreshing.refresh(workspace) or edition
    return edition


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of an edition in the making, by its path within."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class _Stages:
    """Tells the stages and asks whether to stop."""

    def __init__(self, progress: Progress | None, stop: Callable[[], bool] | None) -> None:
        self._progress = progress
        self._stop = stop

    def __call__(self, what: str, count: int = 0) -> None:
        if self._stop is not None and self._stop():
            raise Stopped("The analysis was stopped.", "Start it again whenever you like.")
        if self._progress is not None:
            self._progress(what, count)


class _Analysis:
    """The stages of one analysis in order, and what they hand on."""

    def __init__(self, workspace: Workspace, as_of: int, draft: Draft, tell: _Stages) -> None:
        self.workspace = workspace
        self.as_of = as_of
        self.draft = draft
        self.tell = tell
        self.constants = constants_of(workspace.settings)

    def run(self) -> dict[str, Any]:
        store, settings = self.workspace.store, self.workspace.settings
        self.tell("identities")
        linking.apply(store)
        self.tell("people")
        who = population.read(store, settings, self.as_of)
        self.tell("ties", len(who.acts.actor))
        members = (who.member_person, who.member_channel, who.member_last)
        tied = ties.make_ties(who.n, who.acts, who.items, members, who.bot, self.as_of, self.constants)
        graph = tied.graph()
        self.tell("rings", len(who.items.id))
        stood = standing.stand(who, self.constants)
        self.tell("centrality", len(tied.a))
        middle = centrality.centrality(graph, self.constants)
        self.tell("communities")
        unit, unit_names = tables.numbered(who.people["unit"])
        found = communities.find(graph, unit, self.constants)
        self.tell("skills", len(who.items.id))
        skilled, labels, same, names = self._skills(who, found)
        self.tell("silos")
        self.draft.write("units", tables.units(graph, who.people, self.constants))
        self.tell("peers")
        self.draft.write("peers", self._peers(who, graph, tied, skilled))
        self.tell("map")
        place = mapping.positions(graph, found.of)
        self.tell("tables")
        write = self.draft.write
        write("people", tables.people(who, stood, middle, graph, found, place, self.constants))
        write("reasons", tables.reasons(stood.reasons))
        write("ring_history", tables.ring_history(stood))
        write("ties", tables.ties(tied))
        write("communities", tables.communities(who, found, graph, names))
        write("community_ties", communities.between(graph, found.of))
        write("channels", tables.channels(who))
        write("channel_members", {"person": who.member_person, "channel": who.member_channel})
        write("channel_use", tables.channel_use(who, stood))
        weeks, came = history.person_weeks(who), history.arrivals(who)
        write("person_weeks", weeks)
        write("threads", history.threads(who))
        write("arrivals", came)
        write("channel_life", outposts.life(who, stood.ring, weeks))
        write("inflow", outposts.inflow(who, weeks, came))
        write("ways", outposts.ways(who, came))
        skill_rows = tables.skills(labels, skilled, graph, who, self.as_of, self.constants)
        write("skills", skill_rows)
        write("person_skills", skilled.pairs)
        write("skill_evidence", tables.skill_evidence(skilled, who.items))
        write("skill_demand", skilled.asked)
        write("skill_questions", tables.skill_questions(skilled, who.items))
        write("skill_concepts", tables.skill_concepts(labels, same))
        self.tell("onion", who.n)
        self._draw(stood.replayed.window.weeks)
        self.tell("search index", len(who.items.id))
        indexed = search.build(
            store,
            tables.indexed_identities(who),
            self.draft.folder / search.FOLDER,
            as_of=self.as_of,
            settings=settings,
            progress=self.tell,
        )
        return {
            "as_of": self.as_of,
            "definitions": VERSION,
            "constants": self.constants.plain(),
            "settings": settings.shaping(),
            "window_weeks": stood.replayed.window.weeks,
            "young": stood.replayed.window.weeks == self.constants.young.weeks,
            "modularity": _number(found.modularity),
            "modularity_by_unit": _number(found.modularity_by_unit),
            "betweenness": middle.betweenness_how,
            "core_periphery": standing.core_periphery(graph, self.constants),
            "search": indexed,
            "learnt": self._learnt(who),
            "counts": {
                "people": who.n,
                "bots": int(who.bot.sum()),
                "units": len(unit_names),
                "items": len(who.items.id),
                "interactions": len(who.acts.actor),
                "ties": int((~tied.contact).sum()),
                "contacts": int(tied.contact.sum()),
                "communities": int(found.of.max(initial=-1)) + 1,
                "channels": len(who.channels),
                "skills": len(skill_rows),
            },
        }

    def _draw(self, window: int) -> None:
        """Lay out the onion, so that nobody who looks at it waits for that."""
        from expertgraph.answers.onion_kept import keep

        k = int(self.workspace.settings["privacy.k"])
        keep(self.draft, {"as_of": self.as_of, "window_weeks": window}, k)

    def _learnt(self, who: Population) -> dict[str, Any] | None:
        """What the community's answered questions teach about ranking."""
        channels = tables.channels(who)
        return write_lesson(
            self.workspace.store,
            self.workspace.settings,
            self.draft.folder,
            Searcher(self.draft.folder / search.FOLDER, who.n),
            dict(zip(channels["channel"], channels["visibility"], strict=True)),
            as_of=self.as_of,
            tell=self.tell,
        )

    def _skills(
        self, who: Population, found: communities.Communities
    ) -> tuple[expertise.Expertise, pd.DataFrame, Mapping[str, str], list[list[str]]]:
        """Expertise, the skills that anybody holds or asks about, what else is the same skill, and the typical
        words of each community."""
        store = self.workspace.store
        known, same = known_skills(store)
        titles = texts.titles(store, who.items)
        if who.claims["skill"].nunique() < _FEW_SKILLS and titles:
            sample = texts.sample(store, who.items)
            known = _with_terms(known, who, titles, sample, self.constants)
        labels = known["label"].tolist()
        words = communities.Words(int(found.of.max(initial=-1)) + 1, [*who.people["name"], *STOP])
        # Everybody reads what a community is called: nothing of a closed channel is in it.
        channel_open = np.append(who.channels["visibility"] == "open", False)
        item_open = channel_open[who.items.channel]
        said = texts.read(store, who.items, found.of, words, item_open)
        spotted = spotting.spot(len(who.items.id), said, titles, names_of(store, known, same))
        skill_of = {skill: row for row, skill in enumerate(known["id"])}
        skill_of |= {concept: skill_of[skill] for concept, skill in same.items()}
        hidden = who.bot | np.asarray(who.people["opted_out"], dtype=bool)
        skilled = expertise.expertise(
            who.items,
            who.acts,
            who.claims,
            spotted,
            labels,
            skill_of,
            hidden,
            item_open,
            self.as_of,
            self.constants,
            _refused(store, who, skill_of),
        )
        kept, known = _in_use(skilled, known)
        typical = [words.distinguishing(each) for each in range(len(words.counts))]
        return kept, known, same, typical

    def _peers(
        self, who: Population, graph: Graph, tied: ties.Ties, skilled: expertise.Expertise
    ) -> pd.DataFrame:
        pairs = skilled.pairs
        vectors = peers.skill_vectors(
            who.n,
            pairs["person"].to_numpy(np.int32),
            pairs["skill"].to_numpy(np.int32),
            pairs["expertise"].to_numpy(np.float64),
        )
        people = who.people
        site, organisation = (tables.numbered(people[name])[0] for name in ("site", "organisation"))
        eligible = ~(who.bot | people["opted_out"].to_numpy(bool) | people["left"].to_numpy(bool))
        return peers.peers(
            vectors,
            graph,
            tied,
            role=roles.families(people["role"])[0],
            site=site,
            organisation=organisation,
            manager=who.manager,
            eligible=eligible,
            as_of=self.as_of,
            constants=self.constants,
        )


def constants_of(settings: Settings) -> Constants:
    """The constants in force: the defaults with what settings may change."""
    return replace(DEFAULTS, half_life=int(settings["ties.half-life"]) * DAY)


def _refused(store: Store, who: Population, skill_of: Mapping[str, int]) -> expertise.Refused:
    """What people object to, as rows of items and people and numbers of skills."""
    items = np.flatnonzero(np.isin(who.items.id, sorted(objecting.objected(store))))
    rows = {each: row for row, identities in enumerate(who.people["identities"]) for each in identities}
    pairs = objecting.not_mine(store, rows)
    skills = frozenset((row, skill_of[skill]) for row, skill in pairs if skill in skill_of)
    return expertise.Refused(frozenset(items.tolist()), skills)


def _with_terms(
    known: pd.DataFrame, who: Population, titles: dict[int, str], said: list[str], constants: Constants
) -> pd.DataFrame:
    """Where hardly anybody declared anything, the terms of thread titles stand in for a vocabulary."""
    opener = np.full(who.items.threads, -1, dtype=np.int64)
    opens = who.items.position == 0
    opener[who.items.thread[opens]] = who.items.author[opens]
    terms = spotting.frequent_terms(
        [(title, int(opener[thread])) for thread, title in titles.items()],
        said,
        STOP,
        least_threads=constants.term_threads,
        least_people=constants.term_people,
        most=constants.frequent_terms,
    )
    have = set(known["label"].str.casefold())
    new = [term for term in sorted(terms) if term not in have]
    extra = pd.DataFrame({"id": ["term:" + term for term in new], "label": new})
    return pd.concat([known, extra], ignore_index=True)


def _in_use(skilled: expertise.Expertise, known: pd.DataFrame) -> tuple[expertise.Expertise, pd.DataFrame]:
    """Only the skills that somebody holds or asks about, renumbered."""
    used = np.zeros(len(known), dtype=bool)
    for frame in (skilled.pairs, skilled.questions):
        used[frame["skill"].to_numpy()] = True
    place = (np.cumsum(used) - 1).astype(np.int32)

    def renumbered(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(skill=place[frame["skill"].to_numpy()])

    frames = (skilled.pairs, skilled.evidence, skilled.asked, skilled.questions)
    kept = expertise.Expertise(*(renumbered(frame) for frame in frames))
    return kept, known[used].reset_index(drop=True)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 6)

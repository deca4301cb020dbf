"""Setting a programme up, inviting, and taking a step: what it changes and whom it is told, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from expertgraph.asking.case import current
from expertgraph.asking.people import own_person
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import Viewer
from expertgraph.programme.criteria import CRITERIA
from expertgraph.programme.journal import journal, locked, running, write_programme, write_steps
from expertgraph.programme.mails import tell
from expertgraph.programme.people import leads, row_of_candidate, standing_now
from expertgraph.programme.state import Programme, Standing, Step
from expertgraph.programme.steps import DECLINED, INVITED, STEPS, next_steps
from expertgraph.workspace import Workspace

LONGEST_NAME, LONGEST_TEXT, MOST_INVITED = 200, 2_000, 50


def set_up(
    space: Workspace,
    viewer: Viewer,
    name: str,
    criteria: Mapping[str, float],
    target: float | None = None,
    target_at: int | None = None,
) -> Programme:
    """Begin a programme, or change the one that runs (its name, criteria and target; never when it began).

    ``criteria``: name -> least value 0..1 that candidates must have.  ``target``: share of the community that shall be
    active at ``target_at`` (UTC seconds); both or neither.  Denied for who leads none; WrongCall says what is off.
    """
    _require_leading(viewer)
    name, chosen = _checked_name(name), _checked_criteria(criteria)
    with locked(space.store):
        there = running(space.store)
        now = space.clock()
        made = there or Programme(secrets.token_hex(8), name, chosen, None, None, now)
        _check_target(made, target, target_at)
        made = replace(made, name=name, criteria=chosen, target=target, target_at=target_at)
        write_programme(space.store, made)
    return made


def end(space: Workspace, viewer: Viewer) -> Programme:
    """End the programme that runs: nobody is invited any more, and another one may begin."""
    _require_leading(viewer)
    with locked(space.store):
        ended = replace(_running(space), ended=space.clock())
        write_programme(space.store, ended)
    return ended


def invite(
    space: Workspace, viewer: Viewer, people: Sequence[str], *, cohort: str | None = None, text: str = ""
) -> list[int]:
    """Invite candidates, all of them or none; returns the numbers of the steps.

    NotFound for somebody who is no candidate, which tells nothing about why; WrongCall for nobody, or for too many.
    """
    _require_leading(viewer)
    wanted = list(dict.fromkeys(people))
    if not 0 < len(wanted) <= MOST_INVITED:
        raise WrongCall(
            f"Between one and {MOST_INVITED} people are invited at once.", "Choose whom you can look after."
        )
    said, group = _checked_text(text), _checked_text(cohort or "")
    with locked(space.store):
        programme = _running(space)
        standing = standing_now(space, programme)
        rows = [row_of_candidate(space, viewer, each, standing) for each in wanted]
        ids = space.edition().array("people", "person")[rows].tolist()
        return _record(space, viewer, programme, list(dict.fromkeys(ids)), INVITED, group, said)


def act(
    space: Workspace,
    viewer: Viewer,
    kind: str,
    *,
    person: str | None = None,
    cohort: str | None = None,
    text: str = "",
) -> int:
    """Take a step (a kind of ``STEPS`` but invited) for oneself, or, leading, for ``person``; returns its number.

    NotFound when the person takes no part, or declined: the two look the same.  WrongCall when the step does not fit
    where they stand, Denied when it is not the viewer's to take.
    """
    if kind not in STEPS or kind == INVITED:
        raise WrongCall(f"There is no step {kind!r}.", f"Steps: {', '.join(list(STEPS)[1:])}.")
    said, group = _checked_text(text), _checked_text(cohort or "")
    with locked(space.store):
        me = own_person(space, viewer)
        subject = _subject(space, me, person)
        own = subject == me
        if not own:
            _require_leading(viewer)
        programme = _running(space) if leads(viewer) else running(space.store)
        if programme is None:  # looks as if one ran and they were not invited
            raise _unknown(subject, own=own)
        standing = standing_now(space, programme).get(subject)
        if standing is None or (not own and standing.state == DECLINED):
            raise _unknown(subject, own=own)
        _check_step(standing, kind, own=own)
        return _record(space, viewer, programme, [subject], kind, group, said)[0]


def _subject(space: Workspace, me: str | None, person: str | None) -> str:
    found = me if person is None else current(space.edition(), person)
    if found is None:
        raise WrongCall("Say whom it concerns.", "Name a person, or look as yourself.")
    try:
        edition = space.edition()
        return str(edition.array("people", "person")[edition.row_of(found)])
    except NotFound:
        return found


def _check_step(standing: Standing, kind: str, *, own: bool) -> None:
    fitting = next_steps(standing.state, own=own)
    if kind not in fitting:
        raise WrongCall(
            f"The step {kind} does not follow on {standing.state}.",
            f"Now: {', '.join(fitting)}." if fitting else "There is nothing left to do.",
        )


def _record(
    space: Workspace,
    viewer: Viewer,
    programme: Programme,
    people: Sequence[str],
    kind: str,
    cohort: str | None,
    text: str | None,
) -> list[int]:
    """Write one step a person with its mail; within the caller's transaction."""
    before = max((step.number for step in journal(space.store, programme.id)), default=0)
    me, now = own_person(space, viewer), space.clock()
    steps = [
        Step(programme.id, before + place, person, kind, now, cohort, me, text)
        for place, person in enumerate(people, 1)
    ]
    write_steps(space.store, steps)
    tell(space, programme, steps)
    return [step.number for step in steps]


def _running(space: Workspace) -> Programme:
    found = running(space.store)
    if found is None:
        raise NotFound("No champions programme runs.", "A community manager begins one.")
    return found


def _require_leading(viewer: Viewer) -> None:
    if not leads(viewer):
        raise Denied(
            "A champions programme is led by the community manager.", "Ask them if you want to join."
        )


def _unknown(person: str, *, own: bool) -> NotFound:
    if own:
        return NotFound("You are not invited to a champions programme.", "Ask the community manager.")
    return NotFound(f"Nobody with the id {person!r} takes part.", "See expertgraph champions.")


def _checked_name(name: str) -> str:
    words = " ".join(name.replace("\0", "").split())
    if not words or len(words) > LONGEST_NAME:
        raise WrongCall(f"A programme has a name of 1 to {LONGEST_NAME} characters.", "Give it one.")
    return words


def _checked_text(text: str) -> str | None:
    words = text.replace("\0", "").strip()
    if len(words) > LONGEST_TEXT:
        raise WrongCall(f"That is longer than {LONGEST_TEXT:,} characters.", "Say it shorter.")
    return words or None


def _checked_criteria(criteria: Mapping[str, float]) -> dict[str, float]:
    unknown = sorted(set(criteria) - set(CRITERIA))
    if unknown:
        raise WrongCall(f"There is no criterion {unknown[0]!r}.", f"Criteria: {', '.join(CRITERIA)}.")
    wrong = [name for name, least in criteria.items() if not 0 <= least <= 1]
    if wrong:
        raise WrongCall(f"The least value of {wrong[0]} is not within 0..1.", "Give a number such as 0.4.")
    return {name: float(criteria[name]) for name in CRITERIA if name in criteria}


def _check_target(programme: Programme, target: float | None, target_at: int | None) -> None:
    if (target is None) != (target_at is None):
        raise WrongCall("A target is a share and a date.", "Give both, or neither.")
    if target is not None and not 0 < target <= 1:
        raise WrongCall(f"The target {target:g} is no share.", "Give a share such as 0.1 for 10 %.")
    if target_at is not None and target_at <= programme.started:
        raise WrongCall("The target's date lies before the programme's start.", "Choose a later day.")

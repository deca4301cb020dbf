"""champions: the programme for those who carry a community: candidates, invitations, the target, the effect; and
onboarding, the plan for a newcomer's first weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from expertgraph import policy, programme
from expertgraph.answers.champions import ChampionsAnswer
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, put, put_json
from expertgraph.errors import NotFound, WrongCall
from expertgraph.policy import Data
from expertgraph.programme.steps import INVITED, STEPS

_least = click.option(
    "--criterion",
    "least",
    multiple=True,
    metavar="NAME[=LEAST]",
    help="Choose by this criterion, with a least value 0..1; may be given several times.",
)


@click.group()
def champions() -> None:
    """The champions programme: who could help others carry the community, and whether it helps."""


@champions.command()
@as_json
@on_store
@policy.reads(Data.PROGRAMME)
def show(desk: Desk, as_json: bool) -> None:
    """The programme that runs: where people stand, the share that is active, and the target."""
    found = _found(desk)
    if as_json:
        put_json(found)
        return
    if found.mine:
        click.echo(f"You: {found.mine.state}. You may say: {', '.join(found.mine.may) or 'nothing more'}.")
    if found.scope == "own":
        if not found.mine:
            click.echo("You are not invited to a champions programme.")
        return
    click.echo(clean(found.programme.name) if found.programme else "No champions programme runs.")
    click.echo(_course(found))
    for each in found.cohorts:
        counts = (f"{name} {_told(getattr(each, name))}" for name in STEPS if hasattr(each, name))
        click.echo(clean(f"{each.cohort or 'All'}: {', '.join(counts)}"))
    for member in found.members:
        click.echo(clean(f"  {member.person}  {member.name}  {member.state} since {_day(member.since)}"))


@champions.command()
@_least
@click.option("--suggested", is_flag=True, help="Only the suggestion that is not all from one place.")
@printed
@on_store
@policy.reads(Data.PROGRAMME, Data.RING_INNER)
def candidates(desk: Desk, least: Sequence[str], suggested: bool, form: str) -> None:
    """Who may be invited, best fit first, with what speaks for each."""
    from expertgraph.answers.champions import candidates as answer

    policy.require(desk.viewer, Data.PROGRAMME)
    found = answer(desk.workspace, desk.viewer, _criteria(least) if least else None)
    shown = [each for each in found.candidates if each.suggested or not suggested]
    if form == "json":
        put_json(shown)
        return
    rows = [
        {
            "person": each.person,
            "name": each.name,
            "kind": each.kind,
            "unit": each.unit or each.organisation,
            "fit": each.fit,
            "suggested": "yes" if each.suggested else "",
            "reasons": " ".join(reason.text for reason in each.reasons),
        }
        for each in shown
    ]
    put(rows, form)


@champions.command()
@click.argument("name")
@_least
@as_json
@on_store
@policy.reads(Data.PROGRAMME)
def start(desk: Desk, name: str, least: Sequence[str], as_json: bool) -> None:
    """Begin a programme called NAME, or change name and criteria of the one that runs (not its target)."""
    there = _running(desk)
    target = (there.target, there.target_at) if there else (None, None)
    made = programme.set_up(desk.workspace, desk.viewer, name, _criteria(least), *target)
    _done(made, f"{made.name} runs, by the criteria: {', '.join(made.criteria) or 'all'}.", as_json)


@champions.command()
@click.argument("share", metavar="PERCENT", type=float)
@click.argument("day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]))
@as_json
@on_store
@policy.reads(Data.PROGRAMME)
def target(desk: Desk, share: float, day: datetime, as_json: bool) -> None:
    """Have PERCENT of the community active on DAY (as 2027-06-30)."""
    there = _needed(desk)
    at = int(day.replace(tzinfo=UTC).timestamp())
    made = programme.set_up(desk.workspace, desk.viewer, there.name, there.criteria, share / 100, at)
    _done(made, f"{share:g} % of the community shall be active on {_day(at)}.", as_json)


@champions.command()
@click.argument("people", nargs=-1, required=True, metavar="PERSON...")
@click.option("--cohort", help="The group that is invited together.")
@click.option("--text", default="", help="What to say with it.")
@as_json
@on_store
@policy.reads(Data.PROGRAMME, Data.RING_INNER)
def invite(desk: Desk, people: Sequence[str], cohort: str | None, text: str, as_json: bool) -> None:
    """Invite candidates, all of them or none; each decides on their own page."""
    numbers = programme.invite(desk.workspace, desk.viewer, people, cohort=cohort, text=text)
    _done({"steps": numbers}, f"{len(numbers)} invited.", as_json)


@champions.command()
@click.argument("kind", type=click.Choice([kind for kind in STEPS if kind != INVITED]))
@click.option("--person", "whom", help="Whom it concerns; default whoever looks.")
@as_json
@on_store
@policy.reads(Data.PROGRAMME)
def step(desk: Desk, kind: str, whom: str | None, as_json: bool) -> None:
    """Say yes or no to one's own invitation, or record a step of somebody."""
    number = programme.act(desk.workspace, desk.viewer, kind, person=whom)
    _done({"step": number}, f"It is recorded: {kind}.", as_json)


@champions.command("end")
@as_json
@on_store
@policy.reads(Data.PROGRAMME)
def end_(desk: Desk, as_json: bool) -> None:
    """End the programme that runs."""
    ended = programme.end(desk.workspace, desk.viewer)
    _done(ended, f"{ended.name} has ended.", as_json)


@champions.command()
@as_json
@on_store
@policy.reads(Data.PROGRAMME)
def effect(desk: Desk, as_json: bool) -> None:
    """What became of those who said yes, beside people much like them before."""
    found = _found(desk).effect
    if found is None:
        policy.require_whole(desk.viewer, Data.PROGRAMME)
        return
    if as_json:
        put_json(found)
        return
    if not found.told:
        click.echo(_UNTOLD[str(found.why)].format(k=found.k, weeks=found.least_after))
    for each in found.changes:
        click.echo(
            f"{each.name}: in it {each.members_before:.2f} -> {each.members_after:.2f}, like them "
            f"{each.others_before:.2f} -> {each.others_after:.2f}; difference {each.effect:+.2f} "
            f"({each.low:+.2f} to {each.high:+.2f})"
        )
    if found.told:
        click.echo(f"{found.pairs} pairs.")
        click.echo(found.caution)


_UNTOLD = {
    "none": "No champions programme runs.",
    "young": "This is told once at least {k} people have been in the programme for {weeks} weeks.",
    "unlike": "For fewer than {k} of the people in it there is somebody who was like them before.",
}


@click.command()
@click.option("--about", default="", help="What the newcomer works on or wants to learn.")
@click.option("--person", "whom", help="Whose plan; default whoever looks.")
@as_json
@on_store
@policy.reads(Data.OWN, Data.PROFILE)
def onboarding(desk: Desk, about: str, whom: str | None, as_json: bool) -> None:
    """A newcomer's first weeks: whom to meet, where to introduce oneself, a first small step."""
    from expertgraph.answers.onboarding import onboarding as answer

    found = answer(desk.workspace, desk.viewer, about, whom)
    if as_json:
        put_json(found)
        return
    if found.person is None:
        click.echo("You look as nobody in particular: say --viewer PERSON.")
        return
    click.echo(clean(f"For: {found.about or 'nothing is known yet; say --about'}"))
    if found.first:
        click.echo(clean(f"First: {found.first.step.text} {found.first.title or ''}".rstrip()))
    for each in found.people:
        _line(f"Meet {each.name} ({each.person}):", each.reasons)
    for place in found.channels:
        _line(f"Begin in {place.name}:", place.reasons)
    for number, why in enumerate(found.weeks, 1):
        click.echo(clean(f"Week {number}: {why.text}"))


def _line(title: str, reasons: Sequence[Any]) -> None:
    click.echo(clean(" ".join([title, *(why.text for why in reasons)])))


def _found(desk: Desk) -> ChampionsAnswer:
    from expertgraph.answers.champions import champions as answer

    return answer(desk.workspace, desk.viewer)


def _criteria(least: Sequence[str]) -> dict[str, float]:
    found = {}
    for text in least:
        name, _, value = text.partition("=")
        try:
            found[name] = float(value or 0)
        except ValueError:
            raise WrongCall(f"{text!r} is no criterion with a least value.", "Write helping=0.4.") from None
    return found


def _running(desk: Desk) -> programme.Programme | None:
    from expertgraph.programme.journal import running

    policy.require(desk.viewer, Data.PROGRAMME)
    return running(desk.workspace.store)


def _needed(desk: Desk) -> programme.Programme:
    there = _running(desk)
    if there is None:
        raise NotFound("No champions programme runs.", "Begin one: expertgraph champions start NAME.")
    return there


def _course(found: ChampionsAnswer) -> str:
    course = found.course
    share = "not told" if course is None or course.share is None else f"{100 * course.share:.1f} %"
    text = f"Active now: {share} of the community."
    if found.programme and found.programme.target is not None:
        text += f" Target: {100 * found.programme.target:g} % on {_day(found.programme.target_at)}"
        wanted = course.wanted if course else None
        text += "." if wanted is None else f"; the line to it asks for {100 * wanted:.1f} % now."
    return text


def _told(count: int | None) -> str:
    return "few" if count is None else str(count)


def _day(at: int | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).date().isoformat()


def _done(value: Any, words: str, as_json: bool) -> None:
    tell: Callable[[], None] = (lambda: put_json(value)) if as_json else (lambda: click.echo(clean(words)))
    tell()

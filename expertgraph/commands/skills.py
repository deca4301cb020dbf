"""skills: the list, one skill, and the community's own terms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, put, put_json
from expertgraph.policy import Data

if TYPE_CHECKING:
    from expertgraph.answers.skill import SkillAnswer

_ALL = 1_000_000
_COLUMNS = ["label", "holders", "active_holders", "demand", "unanswered", "risk", "skill"]


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--like", default="", metavar="WORDS", help="Only those with a name like this.")
@printed
@on_store
@policy.reads(Data.PROFILE, Data.EVIDENCE_OPEN)
def skills(desk: Desk, context: click.Context, like: str, form: str) -> None:
    """Skills with how many people hold them, what is asked, and what is at risk."""
    if context.invoked_subcommand is None:
        from expertgraph.answers.skill_list import skill_list

        put(skill_list(desk.workspace, desk.viewer, like, size=_ALL).skills, form, _COLUMNS)


@skills.command()
@click.argument("skill")
@as_json
@on_store
@policy.reads(Data.PROFILE, Data.EVIDENCE_OPEN)
def show(desk: Desk, skill: str, as_json: bool) -> None:
    """Who is known for SKILL (its id or label), what was asked, and what goes with it."""
    from expertgraph.answers.skill import skill as answer

    found = answer(desk.workspace, desk.viewer, skill)
    if as_json:
        put_json(found)
    else:
        _tell(found)


@skills.command()
@printed
@on_store
@policy.reads(Data.IMPORTS)
def terms(desk: Desk, form: str) -> None:
    """The community's own terms."""
    from expertgraph.terms import own_terms

    policy.require_whole(desk.viewer, Data.IMPORTS)
    put(own_terms(desk.workspace.store), form, ["term", "label", "skill"])


@skills.command()
@click.argument("term")
@click.option("--same-as", metavar="SKILL", help="It is a word for this skill (id or label).")
@on_store
@policy.reads(Data.IMPORTS)
def add(desk: Desk, term: str, same_as: str | None) -> None:
    """Look for TERM in what people write, from the next analysis on."""
    from expertgraph.terms import add_term

    policy.require_whole(desk.viewer, Data.IMPORTS)
    added = add_term(desk.workspace.store, term, same_as, at=desk.workspace.clock())
    what = f"a word for {added.label}" if same_as else "a skill"
    click.echo(clean(f"{added.term} is {what} from the next analysis on."))


@skills.command()
@click.argument("term")
@on_store
@policy.reads(Data.IMPORTS)
def remove(desk: Desk, term: str) -> None:
    """Do not look for TERM any more."""
    from expertgraph.terms import remove_term

    policy.require_whole(desk.viewer, Data.IMPORTS)
    remove_term(desk.workspace.store, term)
    click.echo(clean(f"{term} is no term any more, from the next analysis on."))


def _tell(found: SkillAnswer) -> None:
    lines = [f"{found.label} ({found.skill})" + (f", {found.risk}" if found.risk else "")]
    lines += [f"  also {each.label} ({each.language})" for each in found.names[:10]]
    lines.append(f"Known for it: {found.holders:,}, of them lately {found.active_holders:,}")
    for place, each in enumerate(found.shown, 1):
        what = "only said" if each.claimed_only else f"{each.items:,} messages"
        confirmed = f", confirmed by {each.confirmers:,}" if each.confirmers else ""
        lines.append(f"  {place}. {each.name}: {each.expertise:.2f} ({what}{confirmed})")
        lines += [f"       {item.amount:.3f}  {item.channel}: {item.snippet}" for item in each.evidence]
    lines.append(f"Questions of 90 days: {found.demand:,}, unanswered {found.unanswered:,}")
    for question in found.questions:
        mark = "" if question.answered else "  (no answer yet)"
        lines.append(f"  {datetime.fromtimestamp(question.at, UTC):%Y-%m-%d}  {question.title}{mark}")
    for title, labels in (
        ("Channels", [each.name for each in found.channels]),
        ("Asked about it", [each.name for each in found.asked_about_it]),
        ("Broader", [each.label for each in found.broader]),
        ("Narrower", [each.label for each in found.narrower]),
        ("Often together", [each.label for each in found.related]),
    ):
        if labels:
            lines.append(f"{title}: {', '.join(labels)}")
    for line in lines:
        click.echo(clean(line))

"""evaluate: how well the search finds, on the community's own history."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from expertgraph import policy
from expertgraph.answers.evaluation import (
    FEW_PEOPLE,
    NO_QUESTIONS,
    Evaluation,
    Verdict,
    answer,
    folder,
)
from expertgraph.commands.analysing import moment
from expertgraph.commands.console import Desk, as_json, on_store, progress, put_json, put_table
from expertgraph.evaluation.keeping import keep
from expertgraph.evaluation.measures import MEASURES
from expertgraph.evaluation.report import (
    BETTER,
    BETTER_ALL,
    BETTER_TAIL,
    EVEN,
    UNKNOWN,
    WORSE,
    Figure,
    Outcome,
)
from expertgraph.policy import Data

_SHORT = {"map": "MAP", "ndcg10": "nDCG@10", "s1": "S@1", "s5": "S@5", "r10": "R@10", "mrr": "MRR"}
_SYSTEMS = {
    "search": "this search",
    "popularity-90": "most answers, 90 days",
    "popularity-365": "most answers, a year",
    "popularity-halving": "most answers, halving in 90 days",
    "profile": "search on profiles",
    "bm25": "plain search in messages",
}
_OPPONENTS = {
    "popularity": "asking whoever answers most",
    "profile": "a search on profiles",
    "bm25": "a plain search in messages",
}
_NOTHING = {
    NO_QUESTIONS: "Nobody who had answered before answered a question that is at least two weeks old, so there is "
    "nothing to measure. Import more of the conversations.",
    FEW_PEOPLE: "Too few people helped to publish how well they were found.",
}


@click.command()
@click.option(
    "--as-of", metavar="DATE", help="Take the history as if it ended then; what is found is not kept."
)
@click.option(
    "--questions", type=click.IntRange(1, 100_000), default=500, show_default=True, help="Most questions."
)
@click.option(
    "--frozen", is_flag=True, help="Evidence up to the first of the questions, instead of up to each."
)
@as_json
@on_store
@policy.reads(Data.QUALITY)
def evaluate(desk: Desk, as_of: str | None, questions: int, frozen: bool, as_json: bool) -> None:
    """Ask the latest answered questions again, and report how often those who helped are found.

    Beside it stand what people do instead: asking whoever answers most, and searching profiles or messages.
    """
    from expertgraph.evaluation.replaying import evaluate as replay

    policy.require_whole(desk.viewer, Data.IMPORTS)
    policy.require_whole(desk.viewer, Data.QUALITY)
    until = moment(as_of)
    with progress("Asking again") as show:
        report = replay(desk.workspace, as_of=until, questions=questions, frozen=frozen, progress=show)
    if until is None:
        keep(folder(desk.workspace), report)
    found = answer(desk.workspace, desk.viewer, report, frozen=frozen)
    if as_json:
        put_json(found)
    elif found.state in _NOTHING:
        click.echo(_NOTHING[found.state])
    else:
        _tell(found)


def _tell(found: Evaluation) -> None:
    everybody = found.outcomes[0]
    ours, theirs = (everybody.system(code).figure("s1").mean for code in ("search", "popularity"))
    click.echo(
        f"On the last {found.questions:,} answered questions ({_day(found.first)} to {_day(found.last)}), the first "
        f"person named was one of those who helped in {ours:.0%} of cases; asking whoever answers most would have "
        f"been right in {theirs:.0%}."
    )
    for each in found.verdicts:
        click.echo(_said(each, found))
    for outcome in found.outcomes:
        _table(outcome, found)


def _day(seconds: int | None) -> str:
    return f"{datetime.fromtimestamp(seconds or 0, UTC):%Y-%m-%d}"


def _said(each: Verdict, found: Evaluation) -> str:
    what = _OPPONENTS[each.opponent]
    if each.verdict == BETTER:
        return f"- Better than {what}, with everybody and without the most active."
    if each.verdict == WORSE:
        return f"- Worse than {what}, with everybody or without the most active."
    said = {
        UNKNOWN: f"- Too few answered questions to tell it from {what}: at least {found.least} are needed in each "
        "table.",
        BETTER_ALL: f"- Better than {what} with everybody; without the most active as good, as far as can be told.",
        BETTER_TAIL: f"- Better than {what} without the most active; with everybody as good, as far as can be told.",
        EVEN: f"- As good as {what}, as far as these questions can tell.",
    }[each.verdict]
    if each.questions_needed is None:
        return said + " A difference this small would not show with any number within reach."
    return said + f" A difference of this size would show with about {each.questions_needed:,} questions."


def _table(outcome: Outcome, found: Evaluation) -> None:
    title = "With everybody" if outcome.view == "all" else f"Without the {found.left_out} most active people"
    click.echo(f"\n{title}: {outcome.questions:,} questions, {outcome.candidates:,} people to choose from")
    if not outcome.questions:
        click.echo("Only the most active people helped with these questions.")
        return
    rows = [[_SYSTEMS[each.code], *map(_rate, each.figures)] for each in outcome.systems]
    rows += [
        [f"better than {_OPPONENTS[each.opponent]} by", *map(_difference, each.differences)]
        for each in outcome.comparisons
    ]
    put_table(["", *(_SHORT[name] for name in MEASURES)], rows)


def _rate(each: Figure) -> str:
    return f"{each.mean:.3f} [{each.low:.3f}, {each.high:.3f}]"


def _difference(each: Figure) -> str:
    shows = "*" if each.low > 0 or each.high < 0 else ""
    return f"{each.mean:+.3f} [{each.low:+.3f}, {each.high:+.3f}]{shows}"

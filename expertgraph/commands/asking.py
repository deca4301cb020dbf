"""ask and questions: put a question and follow it until it is settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, put, put_json
from expertgraph.commands.refreshing import after_import
from expertgraph.errors import WrongCall
from expertgraph.policy import Data

_READS = (Data.QUESTIONS,)


@click.command()
@click.argument("question", required=False)
@click.option("--text", default="", metavar="TEXT", help="The question in full.")
@click.option("--to", multiple=True, metavar="PERSON", help="Whom to ask (id); without: the best three.")
@click.option("--channel", metavar="CHANNEL", help="Put it to a channel (id or name).")
@click.option("--customer", metavar='"NAME <MAIL>"', help="Who stands behind it and may follow it.")
@click.option("--language", type=click.Choice(["en", "nl"]), help="Language of mails about it.")
@click.option("--follow-up", is_flag=True, help="Take every step that is due and send what is to be sent.")
@as_json
@on_store
@policy.reads(*_READS)
def ask(
    desk: Desk,
    question: str | None,
    text: str,
    to: tuple[str, ...],
    channel: str | None,
    customer: str | None,
    language: str | None,
    follow_up: bool,
    as_json: bool,
) -> None:
    """Put QUESTION to people or a channel; without either, to the best three people who can be asked."""
    if follow_up:
        _follow_up(desk, as_json)
        return
    from expertgraph.asking import ask as put_question

    if not question or not question.strip():
        raise WrongCall(
            "Say what you want to know.", 'For example: expertgraph ask "How loud is a heat pump?"'
        )
    stands = (
        None if customer is None else _customer(customer, language or desk.workspace.settings["language"])
    )
    asked = put_question(
        desk.workspace,
        desk.viewer,
        question,
        text,
        to=to,
        channel=channel,
        customer=stands,
        language=language,
    )
    if as_json:
        put_json(asked)
        return
    _tell_asked(desk, asked)


def _customer(said: str, language: str) -> Any:
    from expertgraph.asking import Customer

    name, email = parseaddr(said)
    if "<" in said and "@" not in email:
        raise WrongCall(f"{said!r} names no mail address.", 'Write "Jo Klant <jo@klant.example>".')
    if "@" in email:
        return Customer(name or email.partition("@")[0], email, language)
    return Customer(said, None, language)


def _tell_asked(desk: Desk, asked: Any) -> None:
    from expertgraph.asking.people import names_of
    from expertgraph.asking.telling import customer_address

    names = names_of(desk.workspace, asked.to)
    people = ", ".join(names[person] for person in asked.to)
    why = " (the best who can be asked now)" if asked.proposed else ""
    click.echo(
        clean(f"Question {asked.question} is put" + (f" to {people}{why}." if people else " to the channel."))
    )
    if asked.key:
        link = customer_address(desk.workspace, asked.key)
        click.echo(clean(f"The customer's private link: {link}"))


def _follow_up(desk: Desk, as_json: bool) -> None:
    from expertgraph.asking.following import follow_up

    policy.require_whole(desk.viewer, Data.QUESTIONS)
    done = follow_up(desk.workspace)
    if as_json:
        put_json(done)
        return
    click.echo(
        f"{done.reminded:,} reminded, {done.escalated:,} put to others, {done.raised:,} to the community manager."
    )
    mail = done.mail
    if mail.busy:
        click.echo("Another process is sending.", err=True)
    else:
        click.echo(
            f"{mail.sent:,} sent, {mail.failed:,} failed, {mail.waiting:,} wait, {mail.given_up:,} given up"
            + ("; see expertgraph questions unsent." if mail.failed or mail.given_up else ".")
        )


@click.group()
def questions() -> None:
    """Questions: list them, see one, and take the next step."""


@questions.command("list")
@click.argument("which", type=click.Choice(["mine", "to-me", "channel", "open"]), default="mine")
@printed
@on_store
@policy.reads(*_READS)
def list_(desk: Desk, which: str, form: str) -> None:
    """Questions that you asked, that were put to you, in your channels, or that nobody took."""
    from expertgraph.answers.questions import questions as answer

    found = answer(desk.workspace, desk.viewer, which)
    if form == "json":
        put_json(found)
        return
    rows = [
        {
            "id": each.id,
            "asked": _day(each.at),
            "status": each.status,
            "title": each.title,
            "people": ", ".join(who.name for who in each.people),
            "answers": each.answers,
        }
        for each in found.rows
    ]
    put(rows, form, ["id", "asked", "status", "title", "people", "answers"])


@questions.command()
@click.argument("question", metavar="ID")
@as_json
@on_store
@policy.reads(*_READS)
def show(desk: Desk, question: str, as_json: bool) -> None:
    """One question: where it stands, its answers, and everything that happened."""
    from expertgraph.answers.questions import question as answer

    found = answer(desk.workspace, desk.viewer, question)
    if as_json:
        put_json(found)
        return
    click.echo(clean(f"{found.title}  [{found.status}]"))
    for line in found.text.splitlines():
        click.echo("  " + clean(line))
    if found.customer:
        who = " ".join(text for text in (found.customer.name, found.customer.email) if text) or "somebody"
        click.echo(
            clean(f"  For the customer {who}" + ("" if found.customer.link else " (without a link)") + ".")
        )
    for step in found.steps:
        click.echo(clean(f"{step.number:>3}  {_moment(step.at)}  {step.told['en']}"))
        for line in (step.text or "").splitlines():
            click.echo("       " + clean(line))
    if found.waiting:
        click.echo(clean("Waits for " + ", ".join(who.name for who in found.waiting) + "."))
    if found.next:
        what = {"reminded": "a reminder", "escalated": "others are asked"}[found.next.step]
        click.echo(f"Next, {_moment(found.next.at)}: {what}.")
    click.echo("You may: " + (", ".join(found.may) or "nothing") + ".", err=True)


_Step = Callable[..., None]


def _step(name: str, kind: str, said: str, text: str, words: bool | None) -> None:
    """Add a command for a kind of step: ``said`` is what it prints, ``words`` whether it needs words (None: may)."""

    @questions.command(name, help=text)
    @click.argument("question", metavar="ID")
    @click.argument("text", metavar="TEXT" if words else "[TEXT]", required=bool(words))
    @on_store
    @policy.reads(*_READS)
    def step(desk: Desk, question: str, text: str | None) -> None:
        from expertgraph.asking import act

        act(desk.workspace, desk.viewer, question, kind, text=text)
        click.echo(said)
        if kind == "answered":
            click.echo(after_import(desk.workspace, 1), err=True)


def _to(name: str, kind: str, said: str, text: str) -> None:
    """Add a command for a kind of step that names a person."""

    @questions.command(name, help=text)
    @click.argument("question", metavar="ID")
    @click.argument("whom", metavar="PERSON")
    @click.option("--text", metavar="TEXT", help="What to say with it.")
    @on_store
    @policy.reads(*_READS)
    def step(desk: Desk, question: str, whom: str, text: str | None) -> None:
        from expertgraph.asking import act

        act(desk.workspace, desk.viewer, question, kind, target=whom, text=text)
        click.echo(said)


_to("route", "routed", "Asked.", "Put it to another PERSON (who asked, or a community manager).")
_to("forward", "forwarded", "Asked too.", "Ask PERSON too; you stay asked.")
_to("hand-over", "handed-over", "Handed over.", "Let PERSON answer instead of you.")
_step("take", "taken", "You said that you will answer.", "Say that you will answer it.", None)
_step("answer", "answered", "Answered.", "Answer it with TEXT.", True)
_step("cannot-help", "cannot-help", "Noted.", "Say that you cannot help, and why.", True)
_step("remark", "remarked", "Added.", "Add a remark for those who take part.", True)
_step("remind", "reminded", "Reminded.", "Remind everybody who is asked.", None)
_step("thank", "thanked", "Thanked.", "Thank who answered last.", None)
_step("close", "closed", "Closed.", "Close it.", None)
_step("reopen", "reopened", "Open again.", "Open it again.", None)
_step("withdraw", "withdrawn", "Withdrawn.", "Take it back before anybody answered.", None)


@questions.command()
@click.argument("question", metavar="ID")
@click.option("--answer", type=int, metavar="N", help="Number of the answer (the last one).")
@on_store
@policy.reads(*_READS)
def accept(desk: Desk, question: str, answer: int | None) -> None:
    """Accept an answer, which settles the question."""
    from expertgraph.asking import act

    act(desk.workspace, desk.viewer, question, "accepted", answer=answer)
    click.echo("Accepted.")


@questions.command()
@click.argument("question", metavar="ID")
@click.option("--renew", is_flag=True, help="Make a new link; the old one is void.")
@click.option("--revoke", is_flag=True, help="Make the link void.")
@on_store
@policy.reads(*_READS)
def link(desk: Desk, question: str, renew: bool, revoke: bool) -> None:
    """The customer's private link: show it, make a new one or make it void."""
    from expertgraph.asking import act, customer_link
    from expertgraph.asking.telling import customer_address

    if renew and revoke:
        raise WrongCall("One link cannot be renewed and revoked at once.")
    if renew or revoke:
        act(desk.workspace, desk.viewer, question, "link-renewed" if renew else "link-revoked")
    key = customer_link(desk.workspace, desk.viewer, question)
    click.echo(clean(customer_address(desk.workspace, key)) if key else "There is no link in force.")


@questions.command()
@click.argument("question", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", metavar="WHEN", help="2026-07-01T10:00, UTC (next reminder, else a day from now).")
@on_store
@policy.reads(*_READS)
def calendar(desk: Desk, question: str, file: Path, at: str | None) -> None:
    """Write a reminder of the question into a calendar FILE (.ics)."""
    from expertgraph.answers.questions import calendar as answer

    file.write_bytes(answer(desk.workspace, desk.viewer, question, None if at is None else _seconds(at)))
    click.echo(clean(f"Wrote {file}."))


@questions.command()
@click.option("--again", is_flag=True, help="Let what was given up be tried anew.")
@printed
@on_store
@policy.reads(*_READS)
def unsent(desk: Desk, again: bool, form: str) -> None:
    """Mails and news for the webhook that did not go out yet, and why."""
    from expertgraph.sending import delivering, outbox

    policy.require_whole(desk.viewer, Data.QUESTIONS)
    if again:
        click.echo(f"{delivering.again(desk.workspace):,} are tried anew.", err=True)
    rows = [
        {
            "to": each.target,
            "what": each.content.get("subject") or each.content.get("event"),
            "tries": each.tries,
            "state": "given up" if each.given_up else f"next try {_moment(each.due)}",
            "problem": each.problem,
        }
        for each in outbox.unsent(desk.workspace.store)
    ]
    put(rows, form, ["to", "what", "tries", "state", "problem"])


def _seconds(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"{text!r} is no moment.", "Write 2026-07-01T10:00.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")

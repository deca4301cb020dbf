"""Who is told of a step outside the pages: mails and news for the webhook, written with the step.

Nothing is written where no mail server, or no webhook, is set: what is set later is not told of the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expertgraph.asking import mails as texts
from expertgraph.asking.case import Case
from expertgraph.asking.journal import step_id
from expertgraph.asking.people import declared_out, mail_address, names_of
from expertgraph.asking.state import Step
from expertgraph.asking.steps import STEPS
from expertgraph.sending.outbox import MAIL, WEBHOOK, Message, message_id, put
from expertgraph.workspace import Workspace

_PUTS = frozenset({"routed", "forwarded", "handed-over", "escalated"})


def tell(space: Workspace, before: Case, after: Case, steps: Sequence[Step]) -> None:
    """Write the mails and news of these steps into the outbox, within the caller's transaction."""
    telling = _Telling(space, before, after)
    messages: list[Message] = []
    if space.settings["mail.server"]:
        messages += telling.mails(steps)
    if space.settings["asking.webhook"]:
        messages += [telling.news(step) for step in steps]
    put(space.store, messages)


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Somebody to write to: a person as ``target``, ``asker`` or ``other``, with the step's words for them."""

    person: str
    role: str


class _Telling:
    """The messages of steps that were taken together."""

    def __init__(self, space: Workspace, before: Case, after: Case) -> None:
        self.space = space
        self.before = before
        self.after = after
        self.question = after.question
        mentioned = [each for step in after.journal for each in (step.actor, step.target)]
        self.names = names_of(space, [self.question.asker, *mentioned])
        internal = None if self.question.has_customer else self.question.language
        self.language = internal or str(space.settings["language"])

    def mails(self, steps: Sequence[Step]) -> Iterator[Message]:
        """To people, each step once; to the asker, steps of a kind that were taken together once."""
        told: set[tuple[str, str]] = set()
        for step in steps:
            for each in self._recipients(step):
                key = (each.person, step.kind)
                if each.role != "target" and key in told:
                    continue
                told.add(key)
                yield from self._mail(step, each, [other for other in steps if other.kind == step.kind])
            if STEPS[step.kind].customer and self.question.customer_email:
                yield self._customer_mail(step, str(STEPS[step.kind].customer))

    def news(self, step: Step) -> Message:
        """What the webhook is told: which question, which step, how it stands; nobody's name or address."""
        target = str(self.space.settings["asking.webhook"])
        about = step_id(step.question, step.number)
        content = {
            "event": step.kind,
            "question": step.question,
            "number": step.number,
            "at": step.at,
            "title": self.question.title,
            "status": self.after.state.status.value,
            "link": address(self.space, f"/q/{step.question}"),
        }
        return Message(message_id(about, WEBHOOK, target), WEBHOOK, target, content, step.at, step.at)

    def _recipients(self, step: Step) -> list[_Recipient]:
        """Everybody whom a step tells, each once, without whoever took it."""
        tells = STEPS[step.kind].tells
        asked = self.before.state.asked if self.before.state.people else self.after.state.asked
        found = [
            *([_Recipient(step.target, "target")] if "target" in tells and step.target else []),
            *([_Recipient(self.question.asker, "asker")] if "asker" in tells and self.question.asker else []),
            *(_Recipient(each, "other") for each in asked if "asked" in tells),
            *(_Recipient(each, "other") for each in self.after.state.answerers if "answerers" in tells),
        ]
        by_person: dict[str, _Recipient] = {}
        for each in found:
            if each.person != step.actor:
                by_person.setdefault(each.person, each)
        out = declared_out(self.space.store, list(by_person))
        return [each for person, each in by_person.items() if person not in out]

    def _mail(self, step: Step, to: _Recipient, together: Sequence[Step]) -> Iterator[Message]:
        target = mail_address(self.space.store, to.person)
        if target is None:
            return
        words = self._words(step, to, together)
        content = {
            "name": self.names.get(to.person, ""),
            "language": self.language,
            "subject": words.subject,
            "lines": [line for line in words.lines if line],
            "heading": self.question.title,
            "quote": self.question.text if to.role == "target" and step.kind in _PUTS else step.text,
            "note": step.text if step.kind in _PUTS else None,
            "link": address(self.space, f"/q/{self.question.id}"),
            "link_text": texts.LINK[self.language],
            "foot": texts.FOOT["staff"][self.language],
            "reply_to": self._reply_to(step, to),
            "thread": self.question.id,
        }
        yield self._message(step, target, content)

    def _words(self, step: Step, to: _Recipient, together: Sequence[Step]) -> texts.Words:
        somebody = texts.SOMEBODY[self.language]
        actor = step.actor or (self.question.asker if step.kind == "escalated" else None)
        filled = {
            "title": self.question.title,
            "actor": self.names.get(actor or "", somebody),
            "target": ", ".join(self.names.get(each.target or "", somebody) for each in together),
            "customer": texts.CUSTOMER_BEHIND[self.language] if self.question.has_customer else "",
        }
        own = (
            texts.TO_TARGET.get("asked" if step.kind in _PUTS else step.kind) if to.role == "target" else None
        )
        if own is not None:
            words = own[self.language]
        else:
            subject = texts.NEWS[self.language]["asker" if to.role == "asker" else "other"]
            words = texts.Words(subject, (STEPS[step.kind].says[self.language],))
        return texts.Words(
            words.subject.format(**filled), tuple(line.format(**filled) for line in words.lines)
        )

    def _reply_to(self, step: Step, to: _Recipient) -> str | None:
        """A reply goes to whoever speaks: to the asker that is whoever took the step, to others the asker."""
        if to.role == "asker" and step.kind.startswith("customer-"):
            return self.question.customer_email
        person = step.actor if to.role == "asker" or step.kind == "remarked" else self.question.asker
        return None if person is None or person == to.person else mail_address(self.space.store, person)

    def _customer_mail(self, step: Step, kind: str) -> Message:
        question = self.question
        language = question.language or "en"
        words = texts.TO_CUSTOMER[kind][language]
        filled = {
            "title": question.title,
            "name": question.customer_name or "",
            "actor": self.names.get(step.actor or "", texts.SOMEBODY[language]),
        }
        asker = question.asker
        content = {
            "name": question.customer_name or "",
            "language": language,
            "subject": words.subject.format(**filled),
            "lines": [line.format(**filled) for line in words.lines],
            "heading": question.title,
            "link_lines": list(words.with_link),
            "quote": {"received": question.text, "answered": step.text}.get(kind),
            "customer": question.id,
            "link_text": texts.LINK[language],
            "foot": texts.FOOT["customer"][language],
            "reply_to": mail_address(self.space.store, asker) if asker else None,
            "thread": question.id,
        }
        return self._message(step, str(question.customer_email), content)

    def _message(self, step: Step, target: str, content: Mapping[str, Any]) -> Message:
        about = step_id(step.question, step.number)
        return Message(message_id(about, MAIL, target), MAIL, target, content, step.at, step.at)


def address(space: Workspace, path: str) -> str | None:
    """The web address of a page; None where the setting web.address does not say where the pages are."""
    base = str(space.settings["web.address"]).rstrip("/")
    return f"{base}{path}" if base else None


def customer_address(space: Workspace, key: str) -> str:
    """The customer's private link; its path alone where the setting web.address does not say where the pages are."""
    return address(space, f"/c/{key}") or f"/c/{key}"

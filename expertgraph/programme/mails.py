"""The mails of a programme, in English and Dutch: an invitation, and that its answer arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

from expertgraph.asking.people import declared_out, mail_address, names_of
from expertgraph.asking.telling import address
from expertgraph.introducing_words import Words
from expertgraph.programme.journal import step_id
from expertgraph.programme.state import Programme, Step
from expertgraph.programme.steps import ACCEPTED, INVITED
from expertgraph.sending.outbox import MAIL, Message, message_id, put
from expertgraph.workspace import Workspace

Language = Literal["en", "nl"]
WORDS: dict[str, dict[Language, Words]] = {
    INVITED: {
        "en": Words(
            "You are invited: {programme}",
            (
                (
                    "{actor} would like you to join the champions programme {programme}, because of what you do for others "
                    "here."
                ),
                (
                    "You decide. Say yes or no on your own page; a no is kept to yourself and the programme, and you are "
                    "not asked again."
                ),
            ),
        ),
        "nl": Words(
            "U bent uitgenodigd: {programme}",
            (
                "{actor} nodigt u uit voor het aanjagersprogramma {programme}, om wat u hier voor anderen doet.",
                (
                    "U beslist. Zeg ja of nee op uw eigen pagina; een nee blijft tussen u en het programma, en u wordt niet "
                    "nog eens gevraagd."
                ),
            ),
        ),
    },
    ACCEPTED: {
        "en": Words("Welcome to {programme}", ("You said yes. You can leave at any time on the same page.",)),
        "nl": Words(
            "Welkom bij {programme}", ("U zei ja. U kunt er op dezelfde pagina op elk moment mee stoppen.",)
        ),
    },
}
SOMEBODY: dict[Language, str] = {"en": "The community manager", "nl": "De communitymanager"}
LINK: dict[Language, str] = {"en": "Say yes or no", "nl": "Zeg ja of nee"}
FOOT: dict[Language, str] = {
    "en": "You get this mail because somebody invited you to a champions programme.",
    "nl": "U krijgt deze mail omdat iemand u uitnodigde voor een aanjagersprogramma.",
}


def tell(space: Workspace, programme: Programme, steps: Sequence[Step]) -> None:
    """Write the mails of these steps, within the caller's transaction; none where no mail server is set."""
    told = [step for step in steps if step.kind in WORDS]
    if not told or not space.settings["mail.server"]:
        return
    out = declared_out(space.store, [step.person for step in told])
    names = names_of(space, [each for step in told for each in (step.person, step.actor)])
    messages = [_mail(space, programme, step, names) for step in told if step.person not in out]
    put(space.store, [each for each in messages if each is not None])


def _mail(space: Workspace, programme: Programme, step: Step, names: dict[str, str]) -> Message | None:
    target = mail_address(space.store, step.person)
    if target is None:
        return None
    language = cast("Language", space.settings["language"])
    actor = names.get(step.actor or "", SOMEBODY[language])
    words = WORDS[step.kind][language].filled(programme=programme.name, actor=actor)
    asking = step.kind == INVITED
    content: dict[str, Any] = {
        "name": names.get(step.person, ""),
        "language": language,
        "subject": words.subject,
        "lines": list(words.lines),
        "heading": programme.name,
        "quote": step.text if asking else None,
        "note": None,
        "link": address(space, "/champions"),
        "link_text": LINK[language] if asking else programme.name,
        "foot": FOOT[language],
        "reply_to": mail_address(space.store, step.actor)
        if step.actor and step.actor != step.person
        else None,
        "thread": f"programme|{programme.id}|{step.person}",
    }
    return Message(message_id(step_id(step), MAIL, target), MAIL, target, content, step.at, step.at)

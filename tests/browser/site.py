"""The application as people meet it: a real server on a free loopback port, and who is to be met there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import waitress
from playwright.sync_api import Page
from waitress import wasyncore
from waitress.channel import HTTPChannel

from expertgraph import programme
from expertgraph.answers.champions import candidates
from expertgraph.answers.evaluation import folder as evaluations
from expertgraph.asking import Customer, ask, customer_link
from expertgraph.commands.serving import prepare
from expertgraph.evaluation.keeping import keep
from expertgraph.evaluation.replaying import evaluate
from expertgraph.pilots.acting import start
from expertgraph.pilots.keeping import Plan
from expertgraph.policy import OWNER
from expertgraph.workspace import Workspace
from web import create_app

NEED = "warmtepomp"
TODAY = 1_794_787_200
"""Monday 16 November 2026: the day on which the sample ends, whenever the tests run."""


@dataclass(frozen=True)
class Site:
    """A workspace that is being served at ``url`` (without a slash at its end)."""

    url: str
    space: Workspace

    def person(self, ring: int = 0) -> str:
        """The id of somebody in a ring: whoever contributed most."""
        people = self.space.edition().table("people")
        there = people[people["ring"] == ring].sort_values(["contributions", "person"])
        return str(there["person"].iloc[-1])

    def question(self) -> str:
        """The id of the question that was asked here."""
        return str(self.space.store.frame("question", ["id"])["id"].iloc[0])

    def pilot(self) -> str:
        """The id of the pilot that was set up here."""
        return str(self.space.store.frame("pilot", ["id"])["id"].iloc[0])

    def pages(self) -> dict[str, str]:
        """Name and path of every page that there is to look at."""
        someone = self.person()
        return {
            "start": "/",
            "find": f"/find?q={NEED}",
            "nothing found": "/find?q=zzzzzz",
            "ask": "/ask",
            "asking": f"/ask?q={NEED}&to={someone}",
            "question": f"/q/{self.question()}",
            "questions": "/questions",
            "questions nobody took": "/questions?which=open",
            "customer": f"/c/{customer_link(self.space, OWNER, self.question())}",
            "skills": "/skills",
            "no such skill": "/skills?q=zzzzzz",
            "skill": "/skill/skill:warmtepompen",
            "person": f"/p/{someone}?need={NEED}",
            "why": f"/p/{someone}/why?q={NEED}",
            "why for nothing": f"/p/{someone}/why?q=zzzzzz",
            "onion": "/onion",
            "onion table": "/onion/table",
            "onion narrowed": "/onion?organisation=Stadsnet&hide=names&on=2026-08-31",
            "rings": "/rings",
            "rings per four weeks": "/rings?step=weeks",
            "desk": "/desk",
            "digest": "/digest",
            "digest of a quiet week": "/digest?week=2020-W10",
            "map": "/map",
            "map of one community": "/map?of=0",
            "map around somebody": f"/map?of={someone}",
            "way": f"/path?from={someone}&to={self.person(1)}",
            "way to words": f"/path?from={someone}&to={NEED}",
            "introductions": "/introductions",
            "contacts": "/contacts",
            "conversations": "/conversations",
            "conversations edited": f"/conversations?most=9&without={someone}&with={self.person(1)}&with=zzzzzz",
            "peers": "/peers",
            "peers of somebody": f"/peers?of={someone}",
            "channels": "/channels",
            "channel": "/channel/linkedin-groep:LinkedIn-groep%20Energiesteden",
            "where": "/where",
            "champions": "/champions",
            "first weeks": f"/onboarding?person={someone}",
            "first weeks of nobody": "/onboarding",
            "pilots": "/pilots",
            "new pilot": "/pilots/new?by=channel&measure=answered",
            "pilot": f"/pilot/{self.pilot()}",
            "imports": "/imports",
            "links": "/links",
            "is this you": "/links/me",
            "quarantine": "/quarantine",
            "evaluation": "/evaluation",
            "evaluation not made": "/evaluation?variant=frozen",
            "about": "/about",
            "api": "/api/v1/",
        }


PAGES = (
    "start", "find", "nothing found", "ask", "asking", "question", "questions", "questions nobody took", "customer",
    "skills", "no such skill", "skill", "person", "why", "why for nothing", "onion", "onion table", "onion narrowed",
    "rings", "rings per four weeks", "desk", "digest", "digest of a quiet week", "map", "map of one community",
    "map around somebody", "way", "way to words", "introductions", "contacts",
    "conversations", "conversations edited", "peers", "peers of somebody",
    "channels", "channel", "where", "champions", "first weeks", "first weeks of nobody",
    "pilots", "new pilot", "pilot", "imports", "links", "is this you", "quarantine", "evaluation",
    "evaluation not made", "about", "api",
)  # fmt: skip


def sample(folder: Path) -> Workspace:
    """The sample, written, imported, analysed and evaluated, with a question that was put to somebody."""
    space = prepare(folder, lambda: TODAY)
    customer = Customer("Mevrouw Jansen", "jansen@klant.example", "nl")
    warm = Plan(
        "Warmte", "warmtepompen", "Vragen krijgen antwoord.", "active", 0.2, TODAY - 70 * 86_400, None
    )
    start(space, OWNER, warm, "unit", "Energie en Warmte")
    programme.set_up(space, OWNER, "Vonk", {"helping": 0.4}, 0.2, TODAY + 300 * 86_400)
    programme.invite(space, OWNER, [each.person for each in candidates(space, OWNER).candidates[:4]])
    ask(space, OWNER, "Wie regelt een warmtepomp in?", "Hij pendelt: 40 starts per dag.", customer=customer)
    keep(evaluations(space), evaluate(space, questions=60))
    return space


@contextmanager
def served(space: Workspace) -> Iterator[Site]:
    """Serve a workspace as ``expertgraph serve`` does, for as long as the block lasts."""
    server = waitress.create_server(create_app(space), host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="site")
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}", space)
    finally:
        # In the server's own thread, because it must not be waiting on what is closed.
        server.trigger.pull_trigger(lambda: _hang_up(server))
        thread.join()
        server.task_dispatcher.shutdown()


def _hang_up(server: Any) -> None:
    """Close every connection with what was still to go out over it, then the rest."""
    for each in list(server._map.values()):
        if isinstance(each, HTTPChannel):
            each.handle_close()
    wasyncore.close_all(server._map, ignore_all=True)


def look(page: Page, site: Site, *, language: str = "en", theme: str = "light") -> None:
    """Have the reader's language and theme remembered, as if chosen before."""
    page.context.add_cookies(
        [
            {"name": "lang", "value": language, "url": site.url},
            {"name": "theme", "value": theme, "url": site.url},
        ]
    )

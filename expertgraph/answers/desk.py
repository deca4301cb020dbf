"""The desk: today's list for the community manager, each entry with its reason and one action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from expertgraph import policy
from expertgraph.answers.question_rows import Place, Who
from expertgraph.answers.questions import question
from expertgraph.asking.people import own_person
from expertgraph.desk import words
from expertgraph.desk.cooling import threads_that_cool
from expertgraph.desk.drifting import channels_drifting_outward
from expertgraph.desk.handling import Handling, read_handled, take_back, write_handled
from expertgraph.desk.posts import posts_to_answer, read_posts
from expertgraph.desk.repeating import asked_twice
from expertgraph.desk.rules import DEFAULT, SORTS, Rules
from expertgraph.desk.scene import Lead, Post, Scene
from expertgraph.desk.thanking import entered, next_steps
from expertgraph.desk.waiting import questions_nobody_took, unanswered
from expertgraph.desk.welcoming import first_contributions
from expertgraph.errors import NotFound
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

_DAY = 86_400
_POSTS = ("unanswered", "post", "twice", "cool")
"""Sorts whose entries are dealt with by the id of a post."""
_SPARE = 3
"""So many times as many posts as are shown are read, in case some of them are gone."""


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """One thing worth doing.

    ``what``: the id by which it is dealt with.  ``title`` and ``quote``: the post's words; ``link``: where it stands,
    if that is known.  ``person``: the author of the post, or somebody of the inner rings whom it is about.  ``reason``,
    ``action`` (what to do, at ``address``) and ``words`` (to begin with; empty for most sorts) are by language.
    """

    sort: str
    what: str
    title: str
    quote: str
    at: int | None
    person: Who | None
    channel: Place | None
    link: str | None
    reason: dict[str, str]
    action: dict[str, str]
    address: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """The entries of one sort; ``title`` by language."""

    sort: str
    title: dict[str, str]
    entries: list[DeskEntry]


@dataclass(frozen=True, slots=True)
class HandledRow:
    """An entry that was dealt with today; ``verdict`` is done, later or no, ``until`` when it may come back."""

    sort: str
    what: str
    title: str
    verdict: str
    until: int | None
    at: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Today's list, in the order of what matters most; ``left``: how many entries it has, ``handled``: what was dealt
    with today, the latest first.  ``as_of``: the moment that it describes, UTC seconds."""

    edition: int
    as_of: int
    left: int
    groups: list[DeskGroup]
    handled: list[HandledRow]


def desk(space: Workspace, viewer: Viewer, rules: Rules = DEFAULT) -> Desk:
    """Today's list.  Denied for whoever is neither a community manager nor the owner; NoEdition before the first."""
    policy.require_whole(viewer, Data.DESK)
    return _Day(space, viewer, rules).answer()


def handle(
    space: Workspace, viewer: Viewer, sort: str, what: str, verdict: str, rules: Rules = DEFAULT
) -> None:
    """Say that an entry is ``done``, to be shown ``later``, or not needed (``no``).

    WrongCall for another verdict, NotFound for what does not stand on the desk.
    """
    found = desk(space, viewer, rules)
    if not any(
        entry.sort == sort and entry.what == what for group in found.groups for entry in group.entries
    ):
        raise NotFound("That entry is not on the desk.", "Somebody else may have dealt with it: look again.")
    by = own_person(space, viewer)
    write_handled(space.store, sort, what, verdict, rules, at=space.clock(), by=by)


def undo(space: Workspace, viewer: Viewer, sort: str, what: str) -> None:
    """Take back what was said about an entry; NotFound when nothing was."""
    policy.require_whole(viewer, Data.DESK)
    take_back(space.store, sort, what)


_LEADS: dict[str, Callable[[Scene], Iterable[Lead]]] = {
    "question": questions_nobody_took,
    "unanswered": unanswered,
    "welcome": first_contributions,
    "step": next_steps,
    "thank": entered,
    "twice": asked_twice,
    "cool": threads_that_cool,
    "drift": channels_drifting_outward,
}


class _Day:
    """The desk of one day as one viewer sees it."""

    def __init__(self, space: Workspace, viewer: Viewer, rules: Rules) -> None:
        self.scene = Scene(space, viewer, rules)
        self.now = space.clock()
        self.known = read_handled(space.store)
        self.today = [each for each in self.known.values() if each.at // _DAY == self.now // _DAY]
        self.used = Counter(each.sort for each in self.today)
        self.shown: set[str] = set()

    def answer(self) -> Desk:
        groups = [group for sort in SORTS if (group := self._group(sort)).entries]
        left = sum(len(group.entries) for group in groups)
        edition = self.scene.edition
        return Desk(edition.number, edition.as_of, left, groups, self._handled())

    def _group(self, sort: str) -> DeskGroup:
        room = max(self.scene.rules.most[sort] - self.used[sort], 0)
        entries: list[DeskEntry] = []
        for entry in self._entries(sort, room):
            entries.append(entry)
            if len(entries) == room:
                break
        return DeskGroup(sort, words.TITLES[sort], entries)

    def _entries(self, sort: str, room: int) -> Iterator[DeskEntry]:
        if not room:
            return
        leads = [lead for lead in self._leads(sort) if not self._is_away(sort, lead.what)]
        for lead, post in self._with_posts(leads[: room * _SPARE]):
            if post is None or post.item not in self.shown:
                if post is not None:
                    self.shown.add(post.item)
                yield _Entry(self.scene, lead, post).made()

    def _leads(self, sort: str) -> list[Lead]:
        if sort != "post":
            return list(_LEADS[sort](self.scene))
        away = {what for kind, what in self.known if kind in _POSTS and self._is_away(kind, what)}
        return posts_to_answer(self.scene, frozenset(away | self.shown))

    def _is_away(self, sort: str, what: str) -> bool:
        """Whether an entry was dealt with; a post is dealt with whatever it stood on the desk for."""
        sorts = _POSTS if sort in _POSTS else (sort,)
        known = (self.known.get((each, what)) for each in sorts)
        return any(each is not None and each.holds(self.now) for each in known)

    def _with_posts(self, leads: list[Lead]) -> Iterator[tuple[Lead, Post | None]]:
        """Leads with their posts; those whose post is gone are left out."""
        earlier = {str(lead.about["earlier"]) for lead in leads if lead.sort == "twice"}
        posts = read_posts(self.scene, {lead.item for lead in leads if lead.item} | earlier)
        for lead in leads:
            told = _with_earlier(lead, posts)
            if told is not None and (lead.item is None or lead.item in posts):
                yield told, posts.get(lead.item or "")

    def _handled(self) -> list[HandledRow]:
        rows = sorted(self.today, key=lambda each: (-each.at, each.sort, each.what))
        posts = read_posts(self.scene, {each.what for each in rows})
        return [
            HandledRow(each.sort, each.what, self._title(each, posts), each.verdict, each.until, each.at)
            for each in rows
        ]

    def _title(self, handled: Handling, posts: dict[str, Post]) -> str:
        """What an entry was about; empty when that may not be told any more."""
        what = handled.what
        if what in posts:
            return posts[what].title
        if handled.sort == "question":
            return self._question(what)
        if handled.sort == "drift":
            channel = self.scene.channel_rows.get(what, -1)
            return str(self.scene.edition.array("channels", "name")[channel]) if channel >= 0 else ""
        row = self.scene.row_of(what.rpartition(":")[2])
        return self.scene.name_of(row) if row >= 0 and self.scene.seen[row] else ""

    def _question(self, id: str) -> str:
        try:
            return question(self.scene.space, self.scene.viewer, id).title
        except NotFound:
            return ""


def _with_earlier(lead: Lead, posts: dict[str, Post]) -> Lead | None:
    """A lead about two posts with what the earlier one says; None when that one is gone."""
    if lead.sort != "twice":
        return lead
    earlier = posts.get(lead.about["earlier"])
    return (
        None
        if earlier is None
        else replace(lead, about=lead.about | {"earlier": earlier.title, "url": earlier.url})
    )


class _Entry:
    """One lead as an entry."""

    def __init__(self, scene: Scene, lead: Lead, post: Post | None) -> None:
        self.scene, self.lead, self.post = scene, lead, post

    def made(self) -> DeskEntry:
        lead, post = self.lead, self.post
        title = post.title if post else lead.title or ""
        person = self._person()
        return DeskEntry(
            sort=lead.sort,
            what=lead.what,
            title=title,
            quote=post.quote if post else "",
            at=post.at if post else lead.at,
            person=person,
            channel=self._channel(),
            link=post.url if post else None,
            reason=words.reason(lead.sort, lead.about),
            action=words.action(lead.sort, there=self._there() is not None),
            address=self._address(title),
            words=words.suggested(lead.sort, person.name, title) if person else {},
        )

    def _person(self) -> Who | None:
        row = self.lead.person
        if row < 0:
            return None
        return Who(self.scene.id_of(row), self.scene.name_of(row))

    def _channel(self) -> Place | None:
        row = self.post.channel if self.post else self.lead.channel
        if row < 0:
            return None
        table = self.scene.edition.table("channels")
        return Place(str(table["channel"].iloc[row]), str(table["name"].iloc[row]))

    def _there(self) -> str | None:
        """The address of the post that the action is about, if it has one."""
        url = self.lead.about.get("url") if self.lead.sort == "twice" else self.post and self.post.url
        return str(url) if url else None

    def _address(self, title: str) -> str:
        """Where the one action leads: to the post where it stands, else to a page of the program's own."""
        lead, there = self.lead, self._there()
        if lead.sort == "question":
            return f"/q/{quote(lead.what, safe='')}"
        if lead.sort == "drift":
            return f"/channel/{quote(lead.what, safe=':')}"
        if lead.sort == "step":
            return "/champions"
        if there and lead.sort != "unanswered":
            return there
        if lead.sort in {"welcome", "thank", "post"}:
            return f"/p/{quote(self.scene.id_of(lead.person), safe=':@')}"
        return f"/find?{urlencode({'q': title})}"

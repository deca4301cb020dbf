"""Which of GitHub's records an object is, and where it belongs: the shapes of the REST API, webhooks and events.

docs.github.com/rest (issues, pulls, comments, reviews, users, repos), docs.github.com/webhooks, and
gharchive.org for events.  Shapes are told by the fields that only they have.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from expertgraph.ingest.json import BadRecord
from importers.fields import dict_of

Json = dict[str, Any]

_PLACE = re.compile(
    r"/([\w.-]{1,100}/[\w.-]{1,100})/(?:issues|pulls?|discussions)/(\d{1,15})(?![\w.-])", re.ASCII
)
_REPOSITORY = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}\Z", re.ASCII)
_POSTS = ("comment", "review", "issue", "pull_request", "discussion")
_NOISE = {"sha", "ref", "tag_name", "color", "content", "event", "closed_issues", "subscribed"}
"""Fields of what is no contribution by itself: commits, branches, releases, labels, reactions, timelines, ..."""
_GONE = {"deleted", "transferred"}


class Post(NamedTuple):
    """Something somebody wrote: kind is issue | pull | discussion | comment | note (on a line of code) | review."""

    kind: str
    found: Json
    repository: str
    number: int

    @property
    def opens(self) -> bool:
        """Is it what others comment on?"""
        return self.kind in {"issue", "pull", "discussion"}


class Happening(NamedTuple):
    """A record taken apart: the post that it is about, others it tells of, a repository or a user."""

    posts: tuple[Post, ...] = ()
    repository: str | None = None
    stated: Json | None = None
    """What it says of the repository itself."""
    user: Json | None = None
    noise: bool = False
    gone: bool = False
    at: str | None = None
    actor: Json | None = None


def happening(found: Json) -> Happening:
    """What the object is.  Raises BadRecord."""
    if "payload" in found and "type" in found and "repo" in found:
        return _event(found, dict_of(found, "payload"), dict_of(found, "repo").get("name"))
    if isinstance(found.get("repository"), dict) and ("sender" in found or "action" in found):
        return _event(found, found, dict_of(found, "repository").get("full_name"))
    if "full_name" in found and "owner" in found:
        return Happening(repository=_named(found["full_name"]), stated=found)
    if "login" in found and "type" in found and "user" not in found:
        return Happening(user=found, noise=found["type"] == "Organization")
    kind = _kind(found)
    if kind is not None:
        post = _placed(kind, found, None)
        stated = dict_of(dict_of(found, "base"), "repo") or None
        return Happening((post,), post.repository, stated)
    if _NOISE & found.keys() or {"users", "teams"} == found.keys():
        return Happening(noise=True)
    if "message" in found and ("documentation_url" in found or "status" in found):
        raise BadRecord("bad-field", "the API answered with an error instead of a record")
    raise BadRecord("missing-field", "no issue, pull request, comment, review, user, repository or event")


def _event(found: Json, payload: Json, name: object) -> Happening:
    """An event of GH Archive or the events API, or what a webhook got."""
    if not isinstance(found.get("actor", found.get("sender")), dict):
        raise BadRecord("bad-field", "the actor is no object: events from before 2015 are not read")
    repository = _named(name)
    stated = dict_of(found, "repository") or (
        {"private": not found["public"], "updated_at": found.get("created_at")}
        if isinstance(found.get("public"), bool)
        else None
    )
    posts = [
        _placed(kind, each, repository, payload)
        for key in _POSTS
        if (each := dict_of(payload, key)) and (kind := _kind_in(key, each, payload)) is not None
    ]
    action = payload.get("action")
    actor = dict_of(found, "actor") or dict_of(found, "sender")
    return Happening(
        tuple(posts),
        repository,
        stated,
        noise=not posts,
        gone=action in _GONE,
        at=found.get("created_at") if isinstance(found.get("created_at"), str) else None,
        actor=actor if action == "opened" else None,
    )


def _kind(found: Json) -> str | None:
    if "path" in found and ("pull_request_url" in found or "diff_hunk" in found):
        return "note"
    if "pull_request_url" in found and "state" in found:
        return "review"
    if "issue_url" in found and "body" in found and "number" not in found:
        return "comment"
    if "number" in found and "title" in found and ("user" in found or "state" in found) and "url" in found:
        if "answer_html_url" in found:
            return "discussion"
        return "pull" if "pull_request" in found or "head" in found else "issue"
    return None


def _kind_in(key: str, found: Json, payload: Json) -> str | None:
    if key == "pull_request":
        return "pull" if "number" in found else None
    if key == "issue":
        return "pull" if "pull_request" in found else "issue"
    if key == "comment" and "commit_id" in found and "pull_request" not in payload:
        return None
    if key == "comment":
        return "note" if "path" in found and "pull_request" in payload else "comment"
    return key


def _placed(kind: str, found: Json, repository: str | None, payload: Json | None = None) -> Post:
    """Where it belongs, by its own addresses, else by the event it came with.  Raises BadRecord."""
    for key in ("issue_url", "pull_request_url", "html_url", "url"):
        match = _PLACE.search(str(found.get(key) or "")[:2_000])
        if match and (repository is None or match[1].casefold() == repository.casefold()):
            return Post(kind, found, match[1], int(match[2]))
    for around in (
        found,
        *(dict_of(payload or {}, key) for key in ("issue", "pull_request", "discussion")),
    ):
        number = around.get("number")
        if repository is not None and type(number) is int and 0 < number < 10**15:
            return Post(kind, found, repository, number)
    raise BadRecord("missing-field", "nothing says which issue or pull request of which repository it is")


def _named(name: object) -> str:
    if isinstance(name, str) and _REPOSITORY.match(name):
        return name
    raise BadRecord("missing-field", "the repository has no name such as owner/name")

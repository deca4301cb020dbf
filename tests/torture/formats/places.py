"""Where work is done and shown: teams, viva_engage, zulip, github, gitlog, calendars, own archives."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from tests.torture.formats.entry import Entry, Writer, put, put_json, put_lines, put_table

_TEAM = "22222222-aaaa-4bbb-8ccc-000000000001"
_GRAPH = "https://graph.microsoft.com/v1.0/$metadata#"


def teams(folder: Path, entries: Sequence[Entry]) -> Path:
    """Answers of Graph: users, the team, its channel, its messages."""
    home = folder / "graph"
    people = [
        {"id": _person(e), "displayName": e.name, "userPrincipalName": e.email, "userType": "Member"}
        for e in entries
    ]
    channel = {"id": "19:general@thread.tacv2", "displayName": "General", "membershipType": "standard"}
    _put_answer(home, "users", people)
    _put_answer(home, "teams", [{"id": _TEAM, "displayName": "Team", "visibility": "Public"}])
    _put_answer(home, "channels", [channel], f"teams('{_TEAM}')/channels")
    _put_answer(
        home, "messages", [_teams_message(e) for e in entries], f"teams('{_TEAM}')/channels('x')/messages"
    )
    return home


def _put_answer(home: Path, name: str, value: list[dict[str, Any]], context: str = "") -> None:
    put_json(home / f"{name}.json", {"@odata.context": _GRAPH + (context or name), "value": value})


def _person(entry: Entry) -> str:
    return f"33333333-aaaa-4bbb-8ccc-{entry.number:012}"


def _teams_message(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.at * 1000),
        "replyToId": None if entry.opens else str((entry.at - 60 * (entry.number % 3)) * 1000),
        "messageType": "message",
        "createdDateTime": entry.iso,
        "lastModifiedDateTime": entry.iso,
        "from": {"user": {"id": _person(entry), "displayName": entry.name, "userIdentityType": "aadUser"}},
        "body": {"contentType": "html", "content": f"<p>{escape(entry.text)}</p>"},
        "channelIdentity": {"teamId": _TEAM, "channelId": "19:general@thread.tacv2"},
    }


def viva_engage(folder: Path, entries: Sequence[Entry]) -> Path:
    """People, one community, messages."""
    home = folder / "export"
    put_table(
        home / "Users.csv",
        [("id", "name", "email", "state"), *[(100 + e.number, e.name, e.email, "active") for e in entries]],
    )
    put_table(home / "Groups.csv", [("id", "name", "private", "external"), (7, "General", "false", "false")])
    titles = "id replied_to_id thread_id group_id group_name in_private_group in_private_conversation"
    people = "sender_id sender_type sender_name sender_email body created_at"
    rows = [
        [*_viva_place(e), 100 + e.number, "user", e.name, e.email, e.text, f"{e.when:%Y-%m-%d %H:%M:%S} UTC"]
        for e in entries
    ]
    put_table(home / "Messages.csv", [[*titles.split(), *people.split()], *rows])
    return home


def _viva_place(entry: Entry) -> list[object]:
    answered = "" if entry.opens else 4_999 + entry.number
    return [5_000 + entry.number, answered, 5_000 + entry.thread, 7, "General", "false", "false"]


def zulip(folder: Path, entries: Sequence[Entry]) -> Path:
    """An organisation's export: the realm, and its messages as they were typed."""
    home = folder / "realm"
    people = [
        {
            "id": 1 + e.number,
            "email": e.email,
            "delivery_email": e.email,
            "full_name": e.name,
            "is_bot": False,
            "is_active": True,
            "role": 400,
        }
        for e in entries
    ]
    put_json(
        home / "realm.json",
        {
            "zerver_realm": [{"id": 1, "string_id": "example", "name": "Example"}],
            "zerver_userprofile": people,
            "zerver_userprofile_mirrordummy": [],
            "zerver_userprofile_crossrealm": [],
            "zerver_stream": [
                {
                    "id": 7,
                    "name": "General",
                    "invite_only": False,
                    "is_web_public": True,
                    "deactivated": False,
                }
            ],
            "zerver_recipient": [{"id": 70, "type": 2, "type_id": 7}],
            "zerver_subscription": [],
            "zerver_reaction": [],
        },
    )
    put_json(home / "messages-000001.json", {"zerver_message": [_zulip_message(each) for each in entries]})
    return home


def _zulip_message(entry: Entry) -> dict[str, Any]:
    return {
        "id": 300 + entry.number,
        "sender": 1 + entry.number,
        "recipient": 70,
        "realm": 1,
        "subject": f"Topic {entry.thread}",
        "content": entry.text,
        "rendered_content": f"<p>{escape(entry.text)}</p>",
        "date_sent": entry.at,
        "last_edit_time": None,
    }


def github(folder: Path, entries: Sequence[Entry]) -> Path:
    """The users with their names, and an issue each."""
    home = folder / "kettle"
    put_lines(
        home / "users.jsonl",
        [_github_user(each) | {"name": each.name, "updated_at": each.iso} for each in entries],
    )
    put_json(home / "issues.json", [_issue(each) for each in entries])
    return home


def _github_user(entry: Entry) -> dict[str, Any]:
    login = f"user-{entry.number}"
    where = {"url": f"https://api.github.com/users/{login}", "html_url": f"https://github.com/{login}"}
    return {"login": login, "id": 10 + entry.number, "type": "User", "site_admin": False} | where


def _issue(entry: Entry) -> dict[str, Any]:
    home, number = "https://api.github.com/repos/acme/kettle", 1 + entry.number
    return {
        "url": f"{home}/issues/{number}",
        "repository_url": home,
        "html_url": f"https://github.com/acme/kettle/issues/{number}",
        "id": 1_000 + number,
        "number": number,
        "title": entry.text,
        "user": _github_user(entry),
        "labels": [],
        "state": "open",
        "created_at": entry.iso,
        "updated_at": entry.iso,
        "body": entry.text,
    }


def gitlog(folder: Path, entries: Sequence[Entry]) -> Path:
    """A commit each, as git prints them."""
    return put(folder / "boiler.log", "".join(map(_commit, entries)))


def git_name(name: str) -> str:
    """What git itself leaves of a name."""
    kept = "".join(c for c in name if c not in "<>\n\r\0")
    return kept.strip("".join(map(chr, range(33))) + ".,:;<>\"\\'")


def _commit(entry: Entry) -> str:
    number = hashlib.sha1(str(entry.number).encode()).hexdigest()
    name = git_name(entry.name) or "nobody"
    message = "".join(f"    {line}\n" for line in entry.text.split("\n"))
    who = f"{name} <{entry.email}>"
    head = f"Author:     {who}\nAuthorDate: {entry.iso}\nCommit:     {who}\nCommitDate: {entry.iso}\n"
    return f"commit {number}\n{head}\n    Topic {entry.number}\n    \n{message}\n1\t0\tsrc/main.c\n\n"


def ical(folder: Path, entries: Sequence[Entry]) -> Path:
    """A meeting each, of its organiser and one guest."""
    events = [
        f"BEGIN:VEVENT\r\nUID:{e.number}@example.org\r\nDTSTAMP:{e.when:%Y%m%dT%H%M%SZ}\r\nDTSTART:{e.when:%Y%m%dT%H%M%SZ}\r\n"
        f'DURATION:PT1H\r\nSUMMARY:{_escaped(e.text)}\r\nORGANIZER;CN="{_caret(e.name)}":mailto:{e.email}\r\n'
        "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:guest@example.org\r\nEND:VEVENT\r\n"
        for e in entries
    ]
    return put(
        folder / "team.ics",
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team\r\n{''.join(events)}END:VCALENDAR\r\n",
    )


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _caret(text: str) -> str:
    """A value of a parameter, RFC 6868."""
    return text.replace("^", "^^").replace('"', "^'").replace("\r", "").replace("\n", "^n")


def mastodon(folder: Path, entries: Sequence[Entry]) -> Path:
    """The archive of one member, who wrote everything."""
    home = folder / "archive"
    me, public = "https://social.example/users/ann", "https://www.w3.org/ns/activitystreams#Public"
    put_json(
        home / "actor.json",
        {
            "id": me,
            "type": "Person",
            "preferredUsername": "ann",
            "name": "Ann",
            "url": "https://social.example/@ann",
        },
    )
    notes = [
        {
            "id": f"{me}/statuses/{1 + e.number}",
            "type": "Note",
            "published": e.iso,
            "attributedTo": me,
            "to": [public],
            "cc": [],
            "content": f"<p>{escape(e.text)}</p>",
            "tag": [],
        }
        for e in entries
    ]
    items = [
        {
            "id": f"{note['id']}/activity",
            "type": "Create",
            "actor": me,
            "published": note["published"],
            "to": [public],
            "cc": [],
            "object": note,
        }
        for note in notes
    ]
    collection = {
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(items),
        "orderedItems": items,
    }
    put_json(home / "outbox.json", {"@context": "https://www.w3.org/ns/activitystreams"} | collection)
    return home


def x_archive(folder: Path, entries: Sequence[Entry]) -> Path:
    """The archive of one member, who wrote everything."""
    home = folder / "archive" / "data"
    _put_script(
        home / "account.js",
        "account",
        [{"account": {"username": "ann", "accountId": "42", "accountDisplayName": "Ann"}}],
    )
    tweets = [
        {
            "tweet": {
                "id_str": str(1_050_118_621_198_921_728 + e.number),
                "id": str(1_050_118_621_198_921_728 + e.number),
                "created_at": e.when.strftime("%a %b %d %H:%M:%S +0000 %Y"),
                "full_text": escape(e.text, quote=False),
                "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
            }
        }
        for e in entries
    ]
    _put_script(home / "tweets.js", "tweets", tweets)
    return home.parent


def _put_script(file: Path, name: str, value: list[dict[str, Any]]) -> None:
    put_json(file, value)
    file.write_bytes(f"window.YTD.{name}.part0 = ".encode() + file.read_bytes())


WRITERS: dict[str, Writer] = {
    "teams": teams, "viva_engage": viva_engage, "zulip": zulip, "github": github, "gitlog": gitlog, "ical": ical,
    "mastodon": mastodon, "x_archive": x_archive,
}  # fmt: skip

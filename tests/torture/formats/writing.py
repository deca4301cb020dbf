"""Where people write at length: forums, mail, questions and answers, the interchange."""

from __future__ import annotations

from collections.abc import Sequence
from email.header import Header
from email.utils import format_datetime
from html import escape
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.torture.formats.entry import Entry, Writer, for_xml, put, put_json, put_lines


def discourse(folder: Path, entries: Sequence[Entry]) -> Path:
    """A file for each post."""
    home = folder / "forum.example.org"
    for each in entries:
        put_json(
            home / f"{each.number:06}.json",
            {
                "id": 100 + each.number,
                "username": f"user{each.number}",
                "name": each.name,
                "created_at": each.iso,
                "updated_at": each.iso,
                "cooked": f"<p>{escape(each.text)}</p>",
                "post_number": 1 + each.number % 3,
                "post_type": 1,
                "topic_id": 1 + each.thread,
                "topic_title": f"Topic {each.thread}",
                "category_id": 7,
                "reply_to_post_number": None if each.opens else each.number % 3,
            },
        )
    return home


def messages(folder: Path, entries: Sequence[Entry]) -> Path:
    """JSON Lines; here the name is the id."""
    return put_lines(
        folder / "made.jsonl",
        (
            {
                "id": each.number,
                "thread": each.thread,
                "channel": "general",
                "title": f"Topic {each.thread}",
                "author": each.name,
                "time": each.at,
                "pos": each.number % 3,
                "reply_to": None if each.opens else "Somebody",
                "text": each.text,
            }
            for each in entries
        ),
    )


def mbox(folder: Path, entries: Sequence[Entry]) -> Path:
    """A mailing list's archive."""
    return put(folder / "list.mbox", "".join(map(_mail, entries)))


def _mail(entry: Entry) -> str:
    name = Header(entry.name, "utf-8", maxlinelen=10_000).encode()
    lines = [
        f"From {entry.email} {entry.when:%a %b %d %H:%M:%S %Y}",
        f"Message-ID: <m{entry.number}@example.org>",
        f"From: {name} <{entry.email}>",
        "To: list@lists.example.org",
        "List-Id: <list.lists.example.org>",
        f"Subject: Topic {entry.thread}",
        f"Date: {format_datetime(entry.when)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if not entry.opens:
        lines.append(f"In-Reply-To: <m{entry.number - 1}@example.org>")
    return "\n".join([*lines, "", entry.text, "", ""])


def stackexchange(folder: Path, entries: Sequence[Entry]) -> Path:
    """A site's dump: who, and what they asked and answered."""
    home = folder / "example.stackexchange.com"
    put(home / "Users.xml", _xml("users", [_row(_user(each)) for each in entries]))
    put(home / "Posts.xml", _xml("posts", [_row(_post(each)) for each in entries]))
    return home


def _user(entry: Entry) -> dict[str, object]:
    return {"Id": 1 + entry.number, "DisplayName": entry.name, "CreationDate": entry.iso[:-1]}


def _post(entry: Entry) -> dict[str, object]:
    number = 1 + entry.number
    post = {
        "Id": number,
        "CreationDate": entry.iso[:-1],
        "OwnerUserId": number,
        "Body": f"<p>{escape(entry.text)}</p>",
    }
    if entry.opens:
        return post | {"PostTypeId": 1, "Title": f"Topic {entry.thread}", "Tags": "<heat-pumps>"}
    return post | {"PostTypeId": 2, "ParentId": 1 + entry.thread}


def _row(cells: dict[str, object]) -> str:
    return f"  <row {' '.join(f'{name}={_x(value)}' for name, value in cells.items())} />"


def _x(value: object) -> str:
    return quoteattr(for_xml(str(value)), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _xml(root: str, rows: Sequence[str]) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + f"<{root}>\n" + "\n".join(rows) + f"\n</{root}>\n"


WRITERS: dict[str, Writer] = {
    "discourse": discourse,
    "messages": messages,
    "mbox": mbox,
    "stackexchange": stackexchange,
}

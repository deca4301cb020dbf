"""Reads the sample's files with the standard library, so that no importer vouches for itself."""

from __future__ import annotations

import contextlib
import csv
import email.header
import email.utils
import html
import io
import json
import mailbox
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple


class Said(NamedTuple):
    """One message: who (native id), when, where, in which thread, whom it answers, what."""

    system: str
    author: str
    at: float
    channel: str
    thread: str
    answers: str | None
    title: str
    text: str
    opens: bool


def everything(folder: Path) -> list[Said]:
    """Every message that is open to all, bots' included."""
    return [*slack(folder), *forum(folder), *lists(folder), *interchange(folder)]


def table(file: Path) -> list[dict[str, str]]:
    """A personnel table's rows."""
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))


def opened(file: Path) -> dict[str, Any]:
    """The JSON members of a zip, by name."""
    with zipfile.ZipFile(file) as packed:
        return {name: json.loads(packed.read(name)) for name in packed.namelist() if name.endswith(".json")}


def slack(folder: Path) -> Iterator[Said]:
    """Messages of the open channels, without what Slack says itself."""
    found = opened(next((folder / "slack").glob("*.zip")))
    for channel in found["channels.json"]:
        for name in sorted(found):
            if name.startswith(f"{channel['name']}/"):
                for message in found[name]:
                    if "subtype" not in message:
                        yield _slack(channel["name"], message)


def _slack(channel: str, message: dict[str, Any]) -> Said:
    thread = message.get("thread_ts", message["ts"])
    answers = message.get("parent_user_id")
    if answers == message["user"]:
        mentioned = re.match(r"<@(\w+)>", message["text"])
        answers = mentioned[1] if mentioned else None
    opens = thread == message["ts"]
    return Said(
        "slack", message["user"], float(message["ts"]), channel, f"{channel}/{thread}", answers, "",
        message["text"], opens,
    )  # fmt: skip


def forum(folder: Path) -> Iterator[Said]:
    """Posts of the forum, by category's name."""
    found = opened(next((folder / "forum").glob("*.zip")))
    names = {each["id"]: each["name"] for each in found["categories.json"]["category_list"]["categories"]}
    for name in sorted(found):
        if name.startswith("t/"):
            topic = found[name]
            posts = topic["post_stream"]["posts"]
            for post in posts:
                named = post["reply_to_post_number"] or 1
                answers = None if post["post_number"] == 1 else posts[named - 1]["username"]
                text = html.unescape(re.sub(r"<[^>]+>", "", post["cooked"]))
                at = datetime.fromisoformat(post["created_at"]).timestamp()
                yield Said(
                    "forum", post["username"], at, names[topic["category_id"]], str(topic["id"]), answers,
                    topic["title"], text, post["post_number"] == 1,
                )  # fmt: skip


def lists(folder: Path) -> Iterator[Said]:
    """Mails of both lists; a thread is the first message that References names."""
    for file in sorted((folder / "lists").glob("*.mbox")):
        authors: dict[str, str] = {}
        with contextlib.closing(mailbox.mbox(file)) as box:
            mails = list(box)
        for mail in mails:
            _, address = email.utils.parseaddr(str(mail["From"]))
            authors[mail["Message-ID"]] = address
            first = (mail["References"] or mail["Message-ID"]).split()[0]
            at = email.utils.parsedate_to_datetime(mail["Date"]).timestamp()
            title = str(email.header.make_header(email.header.decode_header(mail["Subject"])))
            part = next(each for each in mail.walk() if each.get_content_type() == "text/plain")
            text = part.get_payload(decode=True).decode(part.get_content_charset())
            answers = authors[mail["In-Reply-To"]] if mail["In-Reply-To"] else None
            yield Said("mail", address, at, file.stem, first, answers, title, text, answers is None)


def interchange(folder: Path) -> Iterator[Said]:
    """Lines of the two interchange files."""
    for file, system in (("vragen", "public"), ("linkedin-groep", "social")):
        for line in (folder / f"{file}.jsonl").read_text("utf-8").splitlines():
            found = json.loads(line)
            yield Said(
                system, found["author"], found["time"], found["channel"], f"{system}/{found['thread']}",
                found["reply_to"], found["title"], found["text"], found["pos"] == 0,
            )  # fmt: skip

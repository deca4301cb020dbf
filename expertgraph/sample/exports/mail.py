"""Two mailing lists as mbox: quoted text, signatures, and the encodings that real lists hold."""

from __future__ import annotations

import base64
import quopri
import re
import textwrap
import time
from email.header import Header
from email.utils import formatdate

from expertgraph.sample.casting import LISTS
from expertgraph.sample.files import Sample
from expertgraph.sample.message import Message
from expertgraph.sample.organisation import LISTS as ADDRESSES
from expertgraph.sample.people import Person
from expertgraph.sample.voice import addressed

_LATIN = "datalab"
"""The list whose software still writes ISO-8859-1."""
_FROM = re.compile(rb"^From ", re.MULTILINE)
_WROTE = {"nl": "Op {when} schreef {name}:", "en": "On {when}, {name} wrote:"}


def files(sample: Sample) -> dict[str, bytes]:
    """``lists/<name>.mbox`` for each list that anybody can use."""
    by_number = {message.number: message for message in sample.messages}
    boxes: dict[str, list[bytes]] = {room.name: [] for room in sample.rooms.lists if room.communities}
    for message in sample.of(LISTS):
        author = sample.people[message.author]
        opening = f"From {author.email} {time.asctime(time.gmtime(message.at))}\n"
        mail = _FROM.sub(b">From ", _mail(sample, by_number, message))
        boxes[message.room.name].append(opening.encode() + mail + b"\n")
    return {f"lists/{name}.mbox": b"".join(mails) for name, mails in boxes.items()}


def _mail(sample: Sample, by_number: dict[int, Message], message: Message) -> bytes:
    address = ADDRESSES[message.room.name][0]
    author = sample.people[message.author]
    headers = {
        "From": f"{_encoded(author.name)} <{author.email}>",
        "To": f"{message.room.name} <{address}>",
        "Subject": _encoded(f"[{message.room.name}] {'Re: ' if message.position else ''}{message.title}"),
        "Date": formatdate(message.at),
        "Message-ID": _id(sample, message),
    }
    if message.parent is not None:
        chain = _chain(by_number, message)
        headers["In-Reply-To"] = _id(sample, chain[-1])
        headers["References"] = "\n ".join(_id(sample, each) for each in chain)
    headers["List-Id"] = f"{message.room.name} <{address.replace('@', '.')}>"
    headers["MIME-Version"] = "1.0"
    content, body = _content(message, _body(sample, by_number, message))
    lines = [f"{name}: {value}" for name, value in (headers | content).items()]
    return "\n".join(lines).encode("ascii") + b"\n\n" + body


def _encoded(text: str) -> str:
    """As it stands in a header: plain where it can be."""
    if text.isascii():
        return text
    return Header(text, "utf-8", maxlinelen=200).encode(linesep="\n")


def _content(message: Message, text: str) -> tuple[dict[str, str], bytes]:
    """(headers of the content, the body): each encoding in turn, now and then with a copy in HTML."""
    latin = message.room.name == _LATIN and _is_latin(text)
    charset = "iso-8859-1" if latin else "utf-8"
    encoding = ("8bit", "quoted-printable", "base64")[message.number % (2 if latin else 3)]
    headers = {"Content-Type": f'text/plain; charset="{charset}"', "Content-Transfer-Encoding": encoding}
    plain = text.encode(charset)
    if encoding == "quoted-printable":
        plain = quopri.encodestring(plain)
    elif encoding == "base64":
        plain = base64.encodebytes(plain)
    if message.number % 11:
        return headers, plain
    boundary = f"==deel-{message.number}=="
    parts = [headers, {"Content-Type": 'text/html; charset="utf-8"', "Content-Transfer-Encoding": "base64"}]
    page = f"<html><body><p>{text.partition(chr(10))[0]}</p></body></html>".encode()
    body = b""
    for part, content in zip(parts, (plain, base64.encodebytes(page)), strict=True):
        lines = [f"--{boundary}", *(f"{name}: {value}" for name, value in part.items()), "", ""]
        body += "\n".join(lines).encode() + content + b"\n"
    return {
        "Content-Type": f'multipart/alternative; boundary="{boundary}"'
    }, body + f"--{boundary}--\n".encode()


def _is_latin(text: str) -> bool:
    try:
        text.encode("iso-8859-1")
    except UnicodeEncodeError:
        return False
    return True


def _chain(by_number: dict[int, Message], message: Message) -> list[Message]:
    """The messages before it, from the opening one to the one that is answered."""
    chain: list[Message] = []
    parent = message.parent
    while parent is not None:
        chain.insert(0, by_number[parent])
        parent = by_number[parent].parent
    return chain


def _id(sample: Sample, message: Message) -> str:
    host = sample.people[message.author].email.partition("@")[2]
    return f"<{message.at}.{message.number}@{host}>"


def _body(sample: Sample, by_number: dict[int, Message], message: Message) -> str:
    author = sample.people[message.author]
    parts = [textwrap.fill(addressed(message.text)[1], 78)]
    if message.parent is not None:
        parts.append(_quoted(sample, by_number[message.parent]))
    parts.append(f"-- \n{author.name}\n{_signature(author)}")
    return "\n\n".join(parts) + "\n"


def _quoted(sample: Sample, parent: Message) -> str:
    when = time.strftime("%d-%m-%Y %H:%M", time.gmtime(parent.at))
    head = _WROTE[parent.language].format(when=when, name=sample.people[parent.author].name)
    quoted = textwrap.fill(addressed(parent.text)[1], 74, initial_indent="> ", subsequent_indent="> ")
    return f"{head}\n{quoted}"


def _signature(person: Person) -> str:
    return " | ".join(each for each in (person.role, person.organisation, person.site) if each)

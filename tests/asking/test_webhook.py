"""A webhook is told of each step: signed, once, without names, and nowhere else than where the setting says."""

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest

from expertgraph.asking import Customer
from expertgraph.asking.following import follow_up
from expertgraph.sending import outbox
from expertgraph.sending.outbox import PAUSES
from tests.asking.world import World

SECRET = "between the two of us"


class Receiver(ThreadingHTTPServer):
    """A web server that keeps what it is sent and answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.location = ""
        self.silent = threading.Event()
        self.silent.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/told"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.server.silent.wait(30)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receivers() -> Iterator[Callable[[], Receiver]]:
    """Starts receivers, and ends them after the test."""
    running: list[Receiver] = []

    def start() -> Receiver:
        running.append(Receiver())
        threading.Thread(target=running[-1].serve_forever, daemon=True).start()
        return running[-1]

    yield start
    for each in running:
        each.silent.set()
        each.shutdown()
        each.server_close()


@pytest.fixture
def receiver(receivers: Callable[[], Receiver], world: World) -> Receiver:
    """One receiver, which the settings name."""
    started = receivers()
    world.space.change_settings({"asking.webhook": started.url, "web.secret": SECRET})
    return started


def test_each_step_is_told_once_signed_and_without_names(world: World, receiver: Receiver) -> None:
    asked = world.ask(world.anna, customer=Customer("Jo Klant", "jo@klant.example"))
    world.act(asked, world.anna, "answered", text="40 dB.")
    assert follow_up(world.space).mail.sent == 3
    assert follow_up(world.space).mail.sent == 0
    told = [orjson.loads(body) for _, body in receiver.got]
    assert [(each["event"], each["number"], each["status"]) for each in told] == [
        ("asked", 1, "waiting"),
        ("routed", 2, "waiting"),
        ("answered", 3, "answered"),
    ]
    assert {each["question"] for each in told} == {asked.question}
    assert len({each["id"] for each in told}) == 3
    for headers, body in receiver.got:
        wanted = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["X-Expertgraph-Signature"] == f"sha256={wanted}"
        assert headers["Content-Type"] == "application/json"
        for name in (b"Jo", b"klant", b"Anna", b"Dirk", b"40 dB", str(asked.key).encode()):
            assert name not in body


def test_another_secret_gives_another_signature(world: World, receiver: Receiver) -> None:
    world.ask(channel="Forum")
    follow_up(world.space)
    headers, body = receiver.got[0]
    wrong = hmac.new(b"a guess", body, hashlib.sha256).hexdigest()
    assert headers["X-Expertgraph-Signature"] != f"sha256={wrong}"


def test_a_redirect_is_not_followed(
    world: World, receiver: Receiver, receivers: Callable[[], Receiver]
) -> None:
    elsewhere = receivers()
    receiver.status, receiver.location = 307, elsewhere.url
    world.ask(world.anna)
    assert follow_up(world.space).mail.failed == 2
    assert elsewhere.got == []
    assert {message.problem for message in outbox.unsent(world.space.store)} == {"The webhook answered 307."}


def test_what_is_not_taken_is_told_again_under_the_same_id(world: World, receiver: Receiver) -> None:
    receiver.status = 503
    world.ask(channel="Forum")
    assert follow_up(world.space).mail.failed == 2
    receiver.status = 200
    world.now += PAUSES[0]
    assert follow_up(world.space).mail.sent == 2
    ids = [orjson.loads(body)["id"] for _, body in receiver.got]
    assert ids[:2] == ids[2:]


def test_a_receiver_that_never_answers_holds_nothing_up_for_long(world: World, receiver: Receiver) -> None:
    receiver.silent.clear()
    world.ask(channel="Forum")
    assert follow_up(world.space, timeout=0.2).mail.failed == 2
    assert "timed out" in str(outbox.unsent(world.space.store)[0].problem)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "nonsense"])
def test_only_addresses_of_the_web_are_told_anything(world: World, address: str) -> None:
    world.space.change_settings({"asking.webhook": address, "web.secret": SECRET})
    world.ask(channel="Forum")
    assert follow_up(world.space).mail.failed == 2
    assert all(message.problem for message in outbox.unsent(world.space.store))


def test_without_a_secret_nothing_is_told(world: World, receiver: Receiver) -> None:
    world.space.change_settings({"web.secret": ""})
    world.ask(channel="Forum")
    assert follow_up(world.space).mail.failed == 2
    assert receiver.got == []
    assert "web.secret" in str(outbox.unsent(world.space.store)[0].problem)

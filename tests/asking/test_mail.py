"""Mail about a question, through a real SMTP server: who gets which, safely, once, and what happens when it fails."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from expertgraph.asking import Customer, customer_act, customer_link
from expertgraph.asking.following import follow_up
from expertgraph.sending import delivering, outbox
from expertgraph.sending.outbox import MOST_TRIES, PAUSES
from tests.asking.world import World
from tests.servers.smtp_server import SmtpServer

JO = Customer("Jo Klant", "jo@klant.example", "nl")
Start = Callable[..., SmtpServer]


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def to(server: SmtpServer, address: str) -> list[EmailMessage]:
    return [mail for mail in server.mails() if address in mail["To"]]


def test_everybody_who_has_something_to_do_with_a_question_gets_their_mails(
    world: World, smtp: Start
) -> None:
    server = smtp()
    asked = world.ask(world.anna, text="In a terrace.", customer=JO)
    world.act(asked, world.anna, "taken")
    customer_act(world.space, str(asked.key), "customer-remarked", text="It must be quiet.")
    world.act(asked, world.anna, "answered", text="40 dB.")
    world.act(asked, world.dirk, "accepted")
    world.act(asked, world.dirk, "thanked", text="Great.")
    assert follow_up(world.space).mail.sent == 10
    assert [mail["Subject"] for mail in to(server, "anna@own.example")] == [
        "A question for you: How loud is a heat pump?",
        "About the question: How loud is a heat pump?",
        "Your answer was accepted: How loud is a heat pump?",
        "Thank you: How loud is a heat pump?",
    ]
    assert [mail["Subject"] for mail in to(server, "jo@klant.example")] == [
        "We hebben uw vraag ontvangen: How loud is a heat pump?",
        "Een antwoord op uw vraag: How loud is a heat pump?",
        "Uw vraag is afgesloten: How loud is a heat pump?",
    ]
    assert [plain(mail).splitlines()[0] for mail in to(server, "dirk@own.example")] == [
        "Anna de Vries will answer it.",
        "The customer added a remark.",
        "Anna de Vries answered.",
    ]
    first, answered, _ = to(server, "jo@klant.example")
    link = f"https://people.own.example/c/{asked.key}"
    assert link in plain(first)
    assert link in plain(answered)
    assert "> 40 dB." in plain(answered)
    assert "Anna de Vries beantwoordde uw vraag:" in plain(answered)
    (anna, *_) = to(server, "anna@own.example")
    assert "A customer stands behind it" in plain(anna)
    assert f"https://people.own.example/q/{asked.question}" in plain(anna)
    assert str(asked.key) not in anna.as_string()
    assert "jo@klant.example" not in anna.as_string()


def test_headers_say_whose_it_is_and_where_a_reply_goes(world: World, smtp: Start) -> None:
    server = smtp()
    asked = world.ask(world.anna, customer=JO)
    world.act(asked, world.anna, "answered", text="40 dB.")
    customer_act(world.space, str(asked.key), "customer-reopened", text="Louder at night.")
    follow_up(world.space)
    mails = server.mails()
    assert {mail["From"] for mail in mails} == {"Expertgraph <questions@own.example>"}
    assert {mail["List-Id"] for mail in mails} == {"<questions.own.example>"}
    assert {mail["Auto-Submitted"] for mail in mails} == {"auto-generated"}
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 6
    assert [mail["Reply-To"] for mail in to(server, "jo@klant.example")] == ["dirk@own.example"] * 2
    assert [mail["Reply-To"] for mail in to(server, "anna@own.example")] == ["dirk@own.example"] * 2
    assert [mail["Reply-To"] for mail in to(server, "dirk@own.example")] == [
        "anna@own.example",
        "jo@klant.example",
    ]
    assert len({mail["References"] for mail in to(server, "jo@klant.example")}) == 1
    assert to(server, "jo@klant.example")[0]["Content-Language"] == "nl"


NAUGHTY = 'Jo\r\nBcc: all@own.example\r\n\r\n<script>alert(1)</script> "quoted", \u202ejo\x07 é'


def test_names_titles_and_answers_add_no_header_and_no_markup(world: World, smtp: Start) -> None:
    server = smtp()
    asked = world.ask(world.anna, title=NAUGHTY, text=NAUGHTY, customer=Customer(NAUGHTY, "jo@klant.example"))
    world.act(asked, world.anna, "answered", text=NAUGHTY + "\n.\n\nBcc: all@own.example")
    follow_up(world.space)
    mails = server.mails()
    assert len(mails) == 4
    for mail in mails:
        assert mail["Bcc"] is None
        assert "\n" not in mail["Subject"]
        assert len(mail["To"].addresses) == 1
        for header in mail.values():
            assert not re.search("[\\x00-\\x1f\u202e]", str(header))
        html = mail.get_body(("html",))
        assert html is not None
        assert "<script" not in html.get_content()
        assert "&lt;script&gt;" in html.get_content()
        assert "\x07" not in plain(mail)
    answer = to(server, "jo@klant.example")[-1]
    assert (
        plain(answer).rstrip().splitlines()[-1].startswith("You get this mail")
    )  # the lone dot ended nothing


@pytest.mark.parametrize("secure", ["none", "starttls", "tls"])
@pytest.mark.parametrize("login", [None, ("expertgraph", "pass w€rd")], ids=["open", "signed-in"])
def test_it_goes_out_over_each_kind_of_connection(
    world: World, smtp: Start, secure: str, login: tuple[str, str] | None
) -> None:
    server = smtp(secure=secure, login=login)
    world.ask(world.anna)
    assert follow_up(world.space, timeout=10).mail.sent == 1
    assert len(server.mails()) == 1


def test_without_starttls_or_with_a_wrong_certificate_or_password_nothing_goes_out(
    world: World, smtp: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_clear = smtp()
    world.ask(world.anna)

    def problem(**settings: str) -> str:
        world.space.change_settings(settings)
        world.now += max(PAUSES)
        assert delivering.deliver(world.space, timeout=10).failed == 1
        (message,) = outbox.unsent(world.space.store)
        return str(message.problem)

    assert "STARTTLS" in problem(**{"mail.security": "starttls"})
    signed = smtp(secure="starttls", login=("expertgraph", "right"))
    assert "password" in problem(**{"mail.password": "wrong"})
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate" in problem(**{"mail.password": "right"}).lower()
    assert "mail.from" in problem(**{"mail.from": "nobody"})
    assert in_clear.mails() == signed.mails() == []


def test_what_does_not_go_is_tried_again_with_growing_pauses_and_given_up_where_it_can_be_seen(
    world: World, smtp: Start
) -> None:
    server = smtp()
    world.space.change_settings({"mail.server": "127.0.0.1", "mail.port": _closed_port()})
    asked = world.ask(world.anna)
    for pause in (0, *PAUSES):
        world.now += pause - 1
        assert delivering.deliver(world.space, timeout=5).failed == 0 if pause else True
        world.now += 1
        assert delivering.deliver(world.space, timeout=5).failed == 1
    (message,) = outbox.unsent(world.space.store)
    assert (message.tries, message.given_up) == (MOST_TRIES, True)
    assert "cannot be used" in str(message.problem)
    assert world.shown(asked).undelivered == 1
    world.now += 10 * max(PAUSES)
    world.space.change_settings({"mail.port": server.port})
    assert delivering.deliver(world.space) == delivering.Delivered(given_up=1)
    assert delivering.again(world.space) == 1
    assert delivering.deliver(world.space).sent == 1
    assert world.shown(asked).undelivered == 0


def _closed_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_refused_address_is_given_up_at_once_and_the_others_get_theirs(world: World, smtp: Start) -> None:
    server = smtp()
    gone = world.ask(world.anna, customer=Customer("Gone", "nobody@klant.example"))
    world.ask(world.bob, customer=Customer("Full", "later@klant.example"))
    done = follow_up(world.space).mail
    assert (done.sent, done.failed, done.waiting, done.given_up) == (2, 2, 1, 1)
    assert {mail["To"].addresses[0].addr_spec for mail in server.mails()} == {
        "anna@own.example",
        "bob@own.example",
    }
    assert world.shown(gone).undelivered == 1
    problems = {message.problem for message in outbox.unsent(world.space.store)}
    assert any("451" in str(each) for each in problems)
    assert any("550" in str(each) for each in problems)


def test_while_the_server_says_nothing_one_mail_waits_for_it_and_the_others_for_that_one(
    world: World, smtp: Start
) -> None:
    smtp(mute=True)
    for _ in range(4):
        world.ask(world.anna)
    done = follow_up(world.space, timeout=0.5).mail
    assert (done.sent, done.failed, done.waiting) == (0, 4, 4)
    assert {str(message.problem) for message in outbox.unsent(world.space.store)} == {
        "The mail server did not answer in time."
    }


def test_a_server_that_goes_away_in_the_middle_gets_the_mail_again_and_it_arrives_once(
    world: World, smtp: Start
) -> None:
    server = smtp(vanish="data")
    world.ask(world.anna)
    world.ask(world.bob)
    assert follow_up(world.space).mail.failed == 2
    world.now += PAUSES[0]
    assert follow_up(world.space).mail.sent == 2
    assert len(server.mails()) == 2


def test_a_server_that_took_a_mail_and_did_not_say_so_gets_it_again_under_the_same_id(
    world: World, smtp: Start
) -> None:
    server = smtp(vanish="taken")
    world.ask(world.anna)
    assert follow_up(world.space).mail.failed == 1
    world.now += PAUSES[0]
    assert follow_up(world.space).mail.sent == 1
    first, second = server.mails()
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_nothing_is_sent_twice_nor_kept_once_it_went(world: World, smtp: Start) -> None:
    server = smtp()
    asked = world.ask(world.anna, customer=JO)
    assert follow_up(world.space).mail.sent == 2
    assert follow_up(world.space).mail.sent == 0
    assert len(server.mails()) == 2
    rows = world.space.store.frame("outbox", ["content", "sent"], {})
    assert set(rows["content"]) == {"{}"}
    assert rows["sent"].notna().all()
    world.act(asked, world.dirk, "link-revoked")
    world.act(asked, world.anna, "answered", text="40 dB.")
    follow_up(world.space)
    assert customer_link(world.space, world.dirk, asked.question) is None
    last = plain(to(server, "jo@klant.example")[-1])
    assert "40 dB." in last
    assert "/c/" not in last
    assert "Zeg het hier" not in last


def test_without_a_mail_server_no_mail_is_written_and_none_goes_out_later(world: World, smtp: Start) -> None:
    asked = world.ask(world.anna, customer=JO)
    server = smtp()
    follow_up(world.space)
    assert server.mails() == []
    world.act(asked, world.anna, "taken")
    follow_up(world.space)
    assert len(server.mails()) == 1


def test_whoever_opted_out_or_is_known_from_an_upload_only_gets_no_mail(world: World, smtp: Start) -> None:
    smtp()
    asked = world.ask(world.anna, world.bob)
    world.declare(world.anna, "opted-out")
    world.space.store.delete("outbox", list(world.space.store.frame("outbox", ["id"])["id"]))
    world.act(asked, world.dirk, "remarked", text="Still open.")
    assert world.mails_written() == ["bob@own.example"]


def test_one_message_that_cannot_be_written_holds_up_no_other(world: World, smtp: Start) -> None:
    server = smtp()
    broken = outbox.Message("a-first|000001|mail|x", outbox.MAIL, "x@klant.example", {"no": "subject"}, 1, 1)
    bad = outbox.Message("a-second|000001|mail|y", outbox.MAIL, "not an address", {}, 1, 1)
    outbox.write(world.space.store, [broken, bad])
    world.ask(world.anna)
    done = follow_up(world.space).mail
    assert (done.sent, done.failed) == (1, 2)
    assert len(server.mails()) == 1
    assert all(message.problem for message in outbox.unsent(world.space.store))

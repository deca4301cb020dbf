"""The customer follows a question through a private link: what they see, what they may do, and what opens nothing."""

import hashlib
import re
import secrets
import stat

import pytest

from expertgraph.answers.questions import customer_question
from expertgraph.asking import Customer, customer_act, customer_link
from expertgraph.errors import Denied, NotFound, WrongCall
from tests.asking.world import World

JO = Customer("Jo Klant", "jo@klant.example", "nl")


def test_the_customer_sees_how_it_stands_and_who_answers_but_not_who_was_only_asked(world: World) -> None:
    asked = world.ask(world.anna, world.bob, customer=JO, text="In a terrace.")
    key = str(asked.key)
    shown = customer_question(world.space, key)
    assert (shown.title, shown.text, shown.status) == (
        "How loud is a heat pump?",
        "In a terrace.",
        "received",
    )
    assert (shown.customer, shown.language, shown.with_whom, shown.experts) == ("Jo Klant", "nl", [], 2)
    world.act(asked, world.bob, "cannot-help", text="Ask somebody who knows.")
    world.act(asked, world.dirk, "remarked", text="Be quick, this one pays.")
    world.act(asked, world.anna, "taken")
    shown = customer_question(world.space, key)
    assert (shown.status, shown.with_whom, shown.experts) == ("waiting", ["Anna de Vries"], 0)
    world.act(asked, world.anna, "answered", text="40 dB.")
    shown = customer_question(world.space, key)
    assert shown.status == "answered"
    assert [(each.name, each.text) for each in shown.answers] == [("Anna de Vries", "40 dB.")]
    told = repr(shown)
    for hidden in ("Bob", "pays", "who knows", str(world.bob.person), "jo@klant.example"):
        assert hidden not in told


def test_the_customer_adds_a_remark_opens_it_again_and_says_that_it_helped(world: World) -> None:
    asked = world.ask(world.anna, customer=JO)
    key = str(asked.key)
    assert customer_question(world.space, key).may == ["customer-remarked"]
    customer_act(world.space, key, "customer-remarked", text="It must be quiet.")
    customer_act(world.space, key, "customer-remarked", text="It must be quiet.")  # the form was sent twice
    assert [each.text for each in customer_question(world.space, key).remarks] == ["It must be quiet."]
    world.act(asked, world.anna, "answered", text="40 dB.")
    customer_act(world.space, key, "customer-helped")
    assert customer_question(world.space, key).may == ["customer-reopened"]
    customer_act(world.space, key, "customer-reopened", text="It is louder at night.")
    assert world.shown(asked).status == "waiting"
    with pytest.raises(WrongCall):
        customer_act(world.space, key, "customer-helped")
    for kind in ("withdrawn", "link-revoked", "asked", "nonsense"):
        with pytest.raises(WrongCall):
            customer_act(world.space, key, kind)


def test_the_customers_words_have_a_limit(world: World) -> None:
    key = str(world.ask(world.anna, customer=JO).key)
    for number in range(30):
        customer_act(world.space, key, "customer-remarked", text=f"And {number}.")
    with pytest.raises(WrongCall, match="often enough"):
        customer_act(world.space, key, "customer-remarked", text="And another thing.")


def test_the_key_has_at_least_128_bits_and_only_its_digest_is_stored(world: World) -> None:
    world.space.change_settings({"mail.server": "127.0.0.1", "mail.from": "questions@own.example"})
    world.space.change_settings({"web.address": "https://people.own.example"})
    asked = world.ask(world.anna, customer=JO)
    key = str(asked.key)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", key)  # 192 bits
    kept = list(world.space.store.frame("question", ["customer_key"])["customer_key"])
    assert kept == [hashlib.sha256(key.encode()).hexdigest()]
    assert world.mails_written() == ["anna@own.example", "jo@klant.example"]
    world.space.store.close()
    for file in [world.database, *world.space.folder.rglob("*")]:
        assert not file.is_file() or key.encode() not in file.read_bytes(), file


def test_the_secret_behind_the_keys_is_for_the_owner_of_the_files_only(world: World) -> None:
    world.ask(world.anna, customer=JO)
    mode = (world.space.folder / "asking.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_another_installation_draws_other_keys(world: World) -> None:
    from expertgraph.asking import customers

    asked = world.ask(world.anna, customer=JO)
    (world.space.folder / "asking.key").unlink()
    assert customers.make_key(world.space, asked.question) != asked.key
    assert customer_link(world.space, world.dirk, asked.question) is None
    assert (
        customer_question(world.space, str(asked.key)).customer == "Jo Klant"
    )  # the link itself still opens


def test_ten_thousand_guessed_keys_find_nothing(world: World) -> None:
    keys = [str(world.ask(world.anna if n < 5 else world.bob, customer=JO).key) for n in range(10)]
    near = [key[:-1] + letter for key in keys for letter in "abcdefgh" if key[-1] != letter]
    guessed = [*near, *(keys[0].swapcase(), keys[0] + "=", " " + keys[0], "", "\ud800", "'; --", "%")]
    guessed += [secrets.token_urlsafe(24) for _ in range(10_000 - len(guessed))]
    told = set()
    for key in guessed:
        with pytest.raises(NotFound) as nothing:
            customer_question(world.space, key)
        told.add(str(nothing.value))
    assert len(told) == 1


def test_a_link_is_renewed_and_revoked_by_the_asker_only(either: World) -> None:
    world = either
    asked = world.ask(world.anna, customer=JO)
    first = str(asked.key)
    assert customer_link(world.space, world.dirk, asked.question) == first
    with pytest.raises(Denied):
        customer_link(world.space, world.anna, asked.question)
    world.act(asked, world.dirk, "link-renewed")
    second = str(customer_link(world.space, world.dirk, asked.question))
    assert second != first
    assert customer_question(world.space, second).customer == "Jo Klant"
    world.act(asked, world.dirk, "link-revoked")
    assert customer_link(world.space, world.dirk, asked.question) is None
    for key in (first, second):
        with pytest.raises(NotFound):
            customer_question(world.space, key)
        with pytest.raises(NotFound):
            customer_act(world.space, key, "customer-remarked", text="Hello?")
    world.act(asked, world.dirk, "link-renewed")
    third = str(customer_link(world.space, world.dirk, asked.question))
    assert third not in {first, second}
    assert customer_question(world.space, third).status == "received"


def test_inside_the_customers_address_is_the_askers_and_the_name_that_of_those_asked(world: World) -> None:
    asked = world.ask(world.anna, channel="Forum", customer=JO)
    mine, anna, bob = (world.shown(asked, viewer).customer for viewer in (world.dirk, world.anna, world.bob))
    assert mine is not None
    assert anna is not None
    assert bob is not None
    assert (mine.name, mine.email) == ("Jo Klant", "jo@klant.example")
    assert (anna.name, anna.email) == ("Jo Klant", None)
    assert (bob.name, bob.email) == (None, None)

"""A question from asking to thanks, in both stores; whom it goes to; what may not be asked."""

import pytest

from expertgraph.answers.questions import counts, question, questions
from expertgraph.asking import Customer, act
from expertgraph.asking.people import load
from expertgraph.errors import NotFound, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.store import open_store
from tests.asking.world import TITLE, World


def test_a_question_is_asked_forwarded_answered_accepted_and_thanked_for(either: World) -> None:
    world = either
    asked = world.ask(world.anna, text="In a terraced house.", customer=Customer("Jo Klant"))
    world.act(asked, world.anna, "forwarded", target=world.bob.person, text="You measured it.")
    world.act(asked, world.bob, "taken")
    answer = world.act(asked, world.bob, "answered", text="40 dB at one metre.")
    world.act(asked, world.dirk, "accepted", answer=answer)
    world.act(asked, world.dirk, "thanked")
    shown = world.shown(asked)
    assert (shown.title, shown.text, shown.status, shown.channel) == (
        TITLE,
        "In a terraced house.",
        "closed",
        None,
    )
    assert [(each.name, each.standing) for each in shown.people] == [
        ("Anna de Vries", "asked"),
        ("Bob Jansen", "answered"),
    ]
    (only,) = shown.answers
    assert (only.name, only.text, only.accepted, only.thanked) == (
        "Bob Jansen",
        "40 dB at one metre.",
        True,
        True,
    )
    assert [step.told["en"] for step in shown.steps] == [
        "Dirk Smit asked this.",
        "It was put to Anna de Vries.",
        "Anna de Vries asked Bob Jansen too.",
        "Bob Jansen will answer it.",
        "Bob Jansen answered.",
        "Dirk Smit accepted the answer of Bob Jansen.",
        "Dirk Smit thanked Bob Jansen.",
    ]
    assert shown.steps[-1].told["nl"] == "Dirk Smit bedankte Bob Jansen."


def test_two_who_take_a_step_at_once_both_leave_one(either: World) -> None:
    """Each through a connection of their own, many times over; nobody's step takes the place of another's."""
    from concurrent.futures import ThreadPoolExecutor

    world = either
    asked = world.ask(world.anna, world.bob)
    viewers = [world.anna, world.bob, world.dirk] * 6

    def remark(place: int) -> int:
        return act(world.space, viewers[place], asked.question, "remarked", text=f"Remark {place}.")

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(remark, range(len(viewers))))
    steps = world.shown(asked).steps
    assert sorted(numbers) == [step.number for step in steps[3:]] == list(range(4, 22))
    assert {step.text for step in steps[3:]} == {f"Remark {place}." for place in range(len(viewers))}


def test_what_was_asked_stays_when_the_store_is_opened_again(either: World) -> None:
    asked = either.ask(either.anna)
    again = open_store(either.space.address)
    try:
        assert list(again.frame("question", ["title"])["title"]) == [TITLE]
        assert list(again.frame("question_step", ["kind"], {"question": asked.question})["kind"]) == [
            "asked",
            "routed",
        ]
    finally:
        again.close()


def test_put_to_nobody_it_goes_to_the_best_three_who_may_be_asked(world: World) -> None:
    asked = world.ask()
    assert asked.proposed
    assert set(asked.to) == {world.anna.person, world.bob.person, world.eva.person}
    world.declare(world.bob, "busy")
    world.declare(world.eva, "away", "2026-09-01..2026-09-30")
    assert world.ask().to == [world.anna.person]  # Carla only asked about such things
    world.declare(world.anna, "opted-out")
    with pytest.raises(WrongCall, match="Nobody was found"):
        world.ask()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("opted-out", "yes", "cannot be asked"),
        ("busy", "yes", "not to be asked"),
        ("away", "2026-09-01..2026-09-30", "is away"),
        ("leave", "2026-08-01..2026-08-31,2026-09-10..", "is away"),
    ],
)
def test_who_does_not_want_to_be_asked_now_is_not(world: World, name: str, value: str, why: str) -> None:
    world.declare(world.anna, name, value)
    with pytest.raises(WrongCall, match=why):
        world.ask(world.anna)
    asked = world.ask(world.bob)
    with pytest.raises(WrongCall, match=why):
        world.act(asked, world.bob, "forwarded", target=world.anna.person)


def test_who_was_away_is_asked_again_afterwards(world: World) -> None:
    world.declare(world.anna, "away", "2026-08-01..2026-09-20")  # today is 2026-09-21
    assert world.ask(world.anna).to == [world.anna.person]


def test_nobody_is_asked_more_than_so_many_questions_at_once(world: World) -> None:
    world.space.change_settings({"asking.most-open": 2})
    first = world.ask(world.anna)
    world.ask(world.anna)
    assert load(world.space.store)[str(world.anna.person)] == 2
    with pytest.raises(WrongCall, match="as many questions"):
        world.ask(world.anna)
    assert world.anna.person not in world.ask().to
    world.act(first, world.anna, "answered", text="40 dB.")
    assert world.ask(world.anna).to == [world.anna.person]


def test_requests_for_an_introduction_count_as_well(world: World) -> None:
    world.space.change_settings({"asking.most-open": 1})
    row = {
        "id": "i",
        "asker": "p-x",
        "middle": world.anna.person,
        "target": "p-y",
        "need": "n",
        "state": "asked",
        "asked_at": 1,
    }
    world.space.store.upsert("introduction", {name: [value] for name, value in row.items()})
    with pytest.raises(WrongCall, match="as many questions"):
        world.ask(world.anna)


def test_a_channel_is_one_that_the_asker_may_read(world: World) -> None:
    assert world.shown(world.ask(channel="forum")).channel is not None
    assert world.ask(channel="Secret", by=world.anna).to == []
    for viewer, channel in ((world.dirk, "Secret"), (world.dirk, "x:secret"), (world.dirk, "nowhere")):
        with pytest.raises(NotFound):
            world.ask(channel=channel, by=viewer)


def test_a_question_without_words_too_long_or_for_a_customer_without_an_address_is_refused(
    world: World,
) -> None:
    for title, text in ((" \n", ""), ("x" * 201, ""), ("x", "y" * 20_001)):
        with pytest.raises(WrongCall):
            world.ask(world.anna, title=title, text=text)
    for customer in (
        Customer(" "),
        Customer("Jo", "no address"),
        Customer("Jo", "jo@localhost"),
        Customer("Jo", "jo@klant.example\r\nBcc: all@own.example"),
        Customer("Jo", "jo@klänt.example, all@own.example"),
        Customer("Jo", None, "fr"),
    ):
        with pytest.raises(WrongCall):
            world.ask(world.anna, customer=customer)
    assert world.space.store.counts()["question"] == 0


def test_title_and_text_lose_what_no_store_holds(world: World) -> None:
    shown = world.shown(world.ask(world.anna, title="How\r\n loud\0?", text="a\0\ud800b"))
    assert (shown.title, shown.text) == ("How loud?", "a?b")


def test_the_lists_hold_what_is_for_somebody(world: World) -> None:
    mine = world.ask(world.anna)
    posted = world.ask(channel="Forum", by=world.bob)
    world.now += 1
    answered = world.ask(world.anna, by=world.bob)
    world.act(answered, world.anna, "answered", text="40 dB.")
    world.act(answered, world.bob, "accepted")

    def listed(viewer: Viewer, which: str) -> list[str]:
        return [row.id for row in questions(world.space, viewer, which).rows]

    assert listed(world.dirk, "mine") == [mine.question]
    assert listed(world.anna, "to-me") == [mine.question, answered.question]  # what waits comes first
    assert listed(world.anna, "channel") == [posted.question]
    assert listed(world.carla, "open") == [posted.question]
    assert listed(world.bob, "open") == []
    assert set(listed(OWNER, "open")) == {mine.question, posted.question}
    assert questions(world.space, world.anna, "mine").counts == {
        "mine": 0,
        "to-me": 1,
        "channel": 1,
        "open": 0,
    }
    with pytest.raises(WrongCall):
        questions(world.space, world.anna, "everybody's")


def test_put_to_people_only_it_reaches_the_manager_of_the_askers_channel_once_nobody_is_left(
    world: World,
) -> None:
    asked = world.ask(world.bob)

    def opened() -> list[str]:
        return [row.id for row in questions(world.space, world.carla, "open").rows]

    assert opened() == []
    world.act(asked, world.bob, "cannot-help", text="No idea.")
    assert opened() == [asked.question]
    assert world.shown(asked).status == "nobody"


def test_how_many_questions_there_are_is_told_only_from_enough_askers_on(world: World) -> None:
    asked = world.ask(world.anna)
    world.ask(world.bob)
    world.act(asked, world.anna, "answered", text="40 dB.")
    leader = Viewer(Role.LEADERSHIP, world.carla.person)
    assert counts(world.space, leader).total is None
    assert (counts(world.space, OWNER).waiting, counts(world.space, OWNER).answered) == (1, 1)
    assert counts(world.space, world.bob).total == 1


def test_after_two_were_found_to_be_one_their_questions_are_the_ones_of_that_person(world: World) -> None:
    from expertgraph import linking
    from expertgraph.analysis.run import analyse
    from expertgraph.frames import columns_of
    from expertgraph.records import Identity
    from expertgraph.schema import TABLES

    store = world.space.store
    store.upsert(
        "identity",
        columns_of(TABLES["identity"], [Identity("y:d", "y", "d", "D. Smit", None, "d@own.example")]),
    )
    analyse(world.space, as_of=world.now)
    other = Viewer(Role.EMPLOYEE, linking.person_id("y:d"))
    asked = world.ask(world.anna, by=other)
    store.upsert(
        "identity",
        columns_of(
            TABLES["identity"],
            [Identity("y:d", "y", "d", "D. Smit", None, "dirk@own.example", True, edited=world.now)],
        ),
    )
    analyse(world.space, as_of=world.now)
    assert [row.id for row in questions(world.space, world.dirk).rows] == [asked.question]
    assert question(world.space, world.dirk, asked.question).asker is not None
    assert world.act(asked, world.dirk, "withdrawn") == 3

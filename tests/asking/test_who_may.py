"""Who may take which step, in every state: what the page offers is what is allowed, and nothing else is."""

from collections.abc import Callable

import pytest

from expertgraph.answers.questions import question
from expertgraph.asking import STEPS, Asked, Customer, act
from expertgraph.asking.following import follow_up
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from tests.asking.world import World

JO = Customer("Jo Klant", "jo@klant.example")


def waiting(world: World) -> Asked:
    return world.ask(world.anna, customer=JO)


def nobody(world: World) -> Asked:
    asked = waiting(world)
    world.act(asked, world.anna, "cannot-help", text="Not my field.")
    return asked


def answered(world: World) -> Asked:
    asked = waiting(world)
    world.act(asked, world.anna, "answered", text="40 dB.")
    return asked


def closed(world: World) -> Asked:
    asked = answered(world)
    world.act(asked, world.dirk, "accepted")
    return asked


def withdrawn(world: World) -> Asked:
    asked = waiting(world)
    world.act(asked, world.dirk, "withdrawn")
    return asked


LINK = ["link-renewed", "link-revoked"]
EXPECTED: dict[Callable[[World], Asked], dict[str, list[str] | None]] = {
    waiting: {
        "dirk": ["routed", "reminded", "remarked", "closed", "withdrawn", *LINK],
        "anna": ["seen", "taken", "forwarded", "handed-over", "cannot-help", "answered", "remarked"],
        "bob": None,
        "owner": ["routed", "reminded", "remarked", "closed"],
    },
    nobody: {
        "dirk": ["routed", "remarked", "closed", "withdrawn", *LINK],
        "anna": [],
        "bob": None,
        "owner": ["routed", "remarked", "closed"],
    },
    answered: {
        "dirk": ["routed", "remarked", "accepted", "thanked", "closed", "reopened", *LINK],
        "anna": ["answered", "remarked"],
        "bob": None,
        "owner": ["routed", "remarked", "closed"],
    },
    closed: {"dirk": ["thanked", "reopened", *LINK], "anna": [], "bob": None, "owner": []},
    withdrawn: {"dirk": LINK, "anna": [], "bob": None, "owner": []},
}


def viewers(world: World) -> dict[str, Viewer]:
    return {"dirk": world.dirk, "anna": world.anna, "bob": world.bob, "owner": OWNER}


@pytest.mark.parametrize("state", EXPECTED, ids=lambda state: state.__name__)
def test_what_is_offered_is_what_is_allowed_and_nothing_else_changes_anything(
    world: World, state: Callable[[World], Asked]
) -> None:
    asked = state(world)
    before = world.kinds(asked)
    for name, viewer in viewers(world).items():
        expected = EXPECTED[state][name]
        if expected is None:
            with pytest.raises(NotFound):
                question(world.space, viewer, asked.question)
        else:
            assert question(world.space, viewer, asked.question).may == expected, name
        for kind in set(STEPS) - set(expected or []):
            with pytest.raises((Denied, WrongCall) if expected is not None else NotFound):
                act(
                    world.space, viewer, asked.question, kind, target=str(world.bob.person), text=_words(kind)
                )
    assert world.kinds(asked) == before


def _words(kind: str) -> str | None:
    return None if STEPS[kind].text is False else "Words."


@pytest.mark.parametrize("state", EXPECTED, ids=lambda state: state.__name__)
@pytest.mark.parametrize("name", ["dirk", "anna", "owner"])
def test_each_step_that_is_offered_can_be_taken(
    world: World, state: Callable[[World], Asked], name: str
) -> None:
    for kind in EXPECTED[state][name] or []:
        asked = state(world)
        viewer = viewers(world)[name]
        target = str(world.bob.person) if STEPS[kind].target and kind != "thanked" else None
        number = act(world.space, viewer, asked.question, kind, target=target, text=_words(kind))
        step = world.shown(asked).steps[-1]
        assert (step.number, step.kind) == (number, kind)
        for each in (world.dirk, world.anna):  # a person is asked at most so many questions at once
            assert question(world.space, each, asked.question)
        _settle(world, asked)


def _settle(world: World, asked: Asked) -> None:
    if "closed" in world.shown(asked).may:
        world.act(asked, world.dirk, "closed")


def test_a_question_of_others_looks_like_none_at_all(world: World) -> None:
    asked = world.ask(world.anna)
    for viewer in (world.bob, world.eva, world.carla):
        with pytest.raises(NotFound) as hidden:
            question(world.space, viewer, asked.question)
        with pytest.raises(NotFound) as absent:
            question(world.space, viewer, "x" * len(asked.question))
        assert str(hidden.value).replace(asked.question, "") == str(absent.value).replace("x" * 16, "")


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.ADMIN, Role.COUNCIL])
def test_roles_that_take_no_part_neither_ask_nor_see(world: World, role: Role) -> None:
    asked = world.ask(world.anna)
    viewer = Viewer(role, world.dirk.person)
    with pytest.raises((NotFound, Denied)):
        question(world.space, viewer, asked.question)
    with pytest.raises(Denied):
        world.ask(world.anna, by=viewer)


def test_who_handed_it_over_still_sees_it_and_has_nothing_to_do(world: World) -> None:
    asked = world.ask(world.anna)
    world.act(asked, world.anna, "handed-over", target=world.bob.person)
    assert world.shown(asked, world.anna).may == []
    assert world.shown(asked).waiting[0].name == "Bob Jansen"


def test_the_channel_may_answer_and_the_manager_sees_what_nobody_took(world: World) -> None:
    asked = world.ask(channel="Forum")
    assert world.shown(asked, world.bob).may == ["taken", "answered"]
    assert "routed" in world.shown(asked, world.carla).may  # Carla wrote in the forum and is a manager
    world.act(asked, world.bob, "taken")
    with pytest.raises(Denied):
        world.act(asked, world.carla, "routed", target=world.anna.person)
    assert "routed" not in world.shown(asked, world.carla).may


def test_a_manager_who_put_it_on_keeps_seeing_it(world: World) -> None:
    asked = world.ask(world.bob)
    world.act(asked, world.bob, "cannot-help", text="No idea.")
    world.act(asked, world.carla, "routed", target=world.anna.person)
    world.act(asked, world.anna, "answered", text="40 dB.")
    assert world.shown(asked, world.carla).may == ["routed", "answered", "remarked", "closed"]


def test_who_asked_is_not_asked_nor_anybody_twice_nor_who_may_not_be_seen(world: World) -> None:
    asked = world.ask(world.anna)
    for target, error in (
        (world.dirk.person, WrongCall),
        (world.anna.person, WrongCall),
        ("p-none", NotFound),
    ):
        with pytest.raises(error):
            world.act(asked, world.dirk, "routed", target=target)
    with pytest.raises(WrongCall):
        world.ask(world.dirk)


def test_the_same_words_sent_twice_count_once(world: World) -> None:
    asked = world.ask(world.anna)
    first = world.act(asked, world.anna, "answered", text="40 dB.")
    assert world.act(asked, world.anna, "answered", text="40 dB.") == first
    assert world.kinds(asked).count("answered") == 1


def test_people_are_not_reminded_by_hand_again_and_again(world: World) -> None:
    asked = world.ask(world.anna, world.bob)
    world.act(asked, world.dirk, "reminded")
    assert world.kinds(asked)[-2:] == ["reminded", "reminded"]
    with pytest.raises(WrongCall):
        world.act(asked, world.dirk, "reminded")
    world.now += 13 * 3_600
    world.act(asked, world.dirk, "reminded", target=world.anna.person)
    assert world.kinds(asked).count("reminded") == 3


def test_the_owner_who_is_nobody_asks_and_settles_but_answers_only_under_a_name(world: World) -> None:
    asked = world.ask(world.anna, by=OWNER)
    with pytest.raises(WrongCall, match="name"):
        act(world.space, OWNER, asked.question, "answered", text="I know.")
    world.act(asked, world.anna, "answered", text="40 dB.")
    act(world.space, OWNER, asked.question, "accepted")
    shown = question(world.space, OWNER, asked.question)
    assert (shown.status, shown.asker, shown.mine) == ("closed", None, True)
    assert follow_up(world.space).raised == 0

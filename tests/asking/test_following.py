"""Reminders, others who are asked and the community manager: each at its time, each once, whoever runs it."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from expertgraph.asking.due import MOST_ROUNDS
from expertgraph.asking.following import advance
from expertgraph.asking.worker import following_up
from tests.asking.world import World


def test_whoever_does_not_answer_is_reminded_once_then_others_are_asked(either: World) -> None:
    world = either
    asked = world.ask(world.anna)
    assert world.later(47.9).reminded == 0
    assert world.later(0.2).reminded == 1
    assert world.later(47).reminded == 0
    done = world.later(1)
    assert (done.reminded, done.escalated, done.raised) == (0, 1, 0)
    steps = world.shown(asked).steps[2:]
    told = [(step.kind, step.target and step.target.name) for step in steps]
    assert told[0] == ("reminded", "Anna de Vries")
    assert sorted(told[1:]) == [("escalated", "Bob Jansen"), ("escalated", "Eva Brown")]
    assert {who.name for who in world.shown(asked).waiting} == {"Anna de Vries", "Bob Jansen", "Eva Brown"}


def test_when_nobody_is_left_to_ask_the_community_manager_learns_of_it_once(world: World) -> None:
    world.space.change_settings({"community.staff": ["carla@own.example"]})
    from expertgraph.analysis.run import analyse

    analyse(world.space, as_of=world.now)
    asked = world.ask(world.anna)
    for _ in range(MOST_ROUNDS + 2):
        world.later(97)
    kinds = world.kinds(asked)
    assert kinds.count("raised") == 1
    assert kinds[-1] == "raised"
    raised = world.shown(asked).steps[-1]
    assert raised.target is not None
    assert raised.target.name == "Carla Peeters"
    assert "routed" in world.shown(asked, world.carla).may
    assert world.later(1_000).raised == 0


def test_without_a_manager_it_is_still_said_that_nobody_took_it(world: World) -> None:
    asked = world.ask(world.anna)
    for viewer in (world.bob, world.eva):
        world.declare(viewer, "busy")
    world.later(97)
    last = world.shown(asked).steps[-1]
    assert (last.kind, last.target) == ("raised", None)
    assert world.shown(asked).next is None


def test_who_opted_out_since_is_neither_reminded_nor_asked(world: World) -> None:
    asked = world.ask(world.anna, world.bob)
    world.declare(world.anna, "opted-out")
    world.declare(world.eva, "opted-out")
    world.later(49)
    assert [
        step.target and step.target.name for step in world.shown(asked).steps if step.kind == "reminded"
    ] == ["Bob Jansen"]
    world.later(49)
    assert "escalated" not in world.kinds(asked)


def test_where_nobody_is_left_to_be_reminded_others_are_asked_at_once(world: World) -> None:
    asked = world.ask(world.anna)
    world.declare(world.anna, "opted-out")
    assert world.later(49).escalated == 1
    assert "reminded" not in world.kinds(asked)


def test_an_answer_ends_the_waiting(world: World) -> None:
    asked = world.ask(world.anna)
    world.act(asked, world.anna, "answered", text="40 dB.")
    assert world.later(10_000) == world.later(0)
    assert world.kinds(asked) == ["asked", "routed", "answered"]


def test_runs_side_by_side_take_each_step_once(world: World) -> None:
    asked = [world.ask(world.anna), world.ask(world.bob), world.ask(channel="Forum")]
    world.now += 97 * 3_600
    with ThreadPoolExecutor(4) as pool:
        taken = [kind for kinds in pool.map(lambda _: advance(world.space), range(4)) for kind in kinds]
    assert taken == ["escalated"] * 3
    assert all(1 <= world.kinds(each).count("escalated") <= 2 for each in asked)


def test_the_thread_of_the_server_follows_up_and_ends_with_it(world: World) -> None:
    asked = world.ask(world.anna)
    world.now += 49 * 3_600
    with following_up(world.space, every=0.01) as thread:
        until = time.monotonic() + 30
        while "reminded" not in world.kinds(asked):
            assert time.monotonic() < until
    assert not thread.is_alive()
    assert world.kinds(asked).count("reminded") == 1


SERVE = (
    "from expertgraph.asking import worker; worker.EVERY = 0.05; from expertgraph.cli import main; "
    "import sys; main(['--store', sys.argv[1], 'serve', '--port', '0'])"
)


def test_the_server_follows_up_by_itself_and_ends_in_peace(world: World) -> None:
    world.now = 1_600_000_000  # long ago for the server, which has a real clock
    asked = world.ask(world.anna)
    command = [sys.executable, "-c", SERVE, world.space.store.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        assert "expertgraph is at" in serving.stdout.readline()
        until = time.monotonic() + 60
        while "escalated" not in world.kinds(asked):
            assert time.monotonic() < until
            assert serving.poll() is None
        serving.terminate()
        _, told = serving.communicate(timeout=60)
    assert (serving.returncode, told) == (0, "")

"""A programme in a real store: inviting, answering, what is hidden, mail, two managers at once."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from expertgraph.errors import Denied, ExpertgraphError, NotFound, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.programme import act, end, invite, set_up
from expertgraph.programme.journal import journal, programmes, running
from expertgraph.programme.people import candidates, standing_now
from expertgraph.sending import outbox
from expertgraph.workspace import Workspace
from tests.asking.world import HOUR, World
from tests.servers.smtp_server import SmtpServer


def began(world: World) -> str:
    return set_up(world.space, world.carla, "Spark", {"helping": 0.2}).id


def states(world: World) -> dict[str, str]:
    names = {str(getattr(world, name).person): name for name in ("anna", "bob", "carla", "dirk", "eva")}
    found = standing_now(world.space, running(world.space.store))
    return {names[person]: each.state for person, each in found.items()}


def asked(world: World, *people: Viewer) -> list[int]:
    return invite(world.space, world.carla, [str(each.person) for each in people], cohort="spring")


def test_somebody_is_invited_says_yes_is_trained_becomes_active_and_leaves(either: World) -> None:
    began(either)
    assert asked(either, either.anna, either.bob) == [1, 2]
    assert act(either.space, either.anna, "accepted") == 3
    act(either.space, either.carla, "training", person=either.anna.person)
    act(either.space, either.carla, "accepted", person=either.bob.person, text="Told me at lunch.")
    act(either.space, either.carla, "active", person=either.anna.person)
    act(either.space, either.bob, "left")
    assert states(either) == {"anna": "active", "bob": "left"}
    programme = running(either.space.store)
    assert programme is not None
    steps = journal(either.space.store, programme.id)
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert {step.cohort for step in steps[:2]} == {"spring"}
    assert steps[2].actor == either.anna.person


def test_who_declined_looks_to_the_manager_like_somebody_who_was_never_there(world: World) -> None:
    began(world)
    asked(world, world.anna)
    act(world.space, world.anna, "declined")
    for kind in ("accepted", "training", "left"):
        with pytest.raises(NotFound) as said_no:
            act(world.space, world.carla, kind, person=world.anna.person)
        with pytest.raises(NotFound) as never_there:
            act(world.space, world.carla, kind, person=world.bob.person)
        told = [
            str(each.value).replace(str(who.person), "")
            for each, who in ((said_no, world.anna), (never_there, world.bob))
        ]
        assert told[0] == told[1]
    with pytest.raises(NotFound):
        asked(world, world.anna)
    act(world.space, world.anna, "accepted")  # their own mind they may change
    assert states(world) == {"anna": "accepted"}


def test_only_who_is_a_candidate_is_invited_and_the_refusal_does_not_tell_why(world: World) -> None:
    began(world)
    told = set()
    world.declare(world.dirk, "leave", "2000-01-01..2099-01-01")
    world.declare(world.bob, "opted-out")
    for person in (world.carla.person, world.dirk.person, world.bob.person, world.eva.person, "p-none"):
        with pytest.raises(NotFound) as refused:
            invite(world.space, OWNER, [str(person)])
        told.add(str(refused.value).replace(str(person), ""))
    assert len(told) == 1
    with pytest.raises(NotFound):  # all or none
        invite(world.space, OWNER, [str(world.anna.person), str(world.carla.person)])
    assert states(world) == {}


def test_candidates_are_the_named_rings_without_who_is_in_it_or_away(world: World) -> None:
    edition = world.space.edition()
    names = edition.array("people", "name")

    def shown() -> set[str]:
        return set(
            names[candidates(world.space, world.carla, standing_now(world.space, running(world.space.store)))]
        )

    began(world)
    assert shown() == {"Anna de Vries", "Bob Jansen", "Dirk Smit"}
    asked(world, world.anna)
    world.declare(world.dirk, "away", "2026-01-01..2026-12-31")
    assert shown() == {"Bob Jansen"}


@pytest.mark.parametrize(
    "role", [Role.EMPLOYEE, Role.EXTERNAL, Role.LEADERSHIP, Role.ADMIN, Role.COUNCIL], ids=str
)
def test_other_roles_lead_nothing(world: World, role: Role) -> None:
    began(world)
    asked(world, world.anna)
    viewer = Viewer(role, world.bob.person)
    calls: list[Callable[[], object]] = [
        lambda: set_up(world.space, viewer, "Mine", {}),
        lambda: end(world.space, viewer),
        lambda: invite(world.space, viewer, [str(world.dirk.person)]),
        lambda: act(world.space, viewer, "accepted", person=world.anna.person),
    ]
    for call in calls:
        with pytest.raises(Denied):
            call()
    assert states(world) == {"anna": "invited"}


def test_a_programme_is_changed_not_doubled_and_after_its_end_another_begins(world: World) -> None:
    first = began(world)
    world.now += HOUR
    changed = set_up(world.space, OWNER, "Spark 2", {"island": 0.5, "tools": 0}, 0.1, world.now + 1)
    assert (changed.id, changed.name, changed.criteria) == (first, "Spark 2", {"island": 0.5, "tools": 0.0})
    asked(world, world.anna)
    end(world.space, world.carla)
    with pytest.raises(NotFound):
        act(world.space, world.anna, "accepted")
    assert began(world) != first
    assert states(world) == {}
    assert len(programmes(world.space.store)) == 2


@pytest.mark.parametrize(
    ("name", "criteria", "target", "days", "what"),
    [
        ("", {}, None, None, "name"),
        ("a", {"charm": 0.5}, None, None, "criterion"),
        ("a", {"tools": 1.5}, None, None, "0..1"),
        ("a", {"tools": float("nan")}, None, None, "0..1"),
        ("a", {}, 0.1, None, "date"),
        ("a", {}, 10.0, 9, "share"),
        ("a", {}, 0.1, -9, "start"),
    ],
)
def test_what_makes_no_programme_is_refused_with_a_reason(
    world: World, name: str, criteria: dict[str, float], target: float | None, days: int | None, what: str
) -> None:
    at = None if days is None else world.now + days * 24 * HOUR
    with pytest.raises(WrongCall, match=what):
        set_up(world.space, world.carla, name, criteria, target, at)
    assert running(world.space.store) is None


def test_the_invitation_is_mailed_once_in_the_language_of_the_house(
    world: World, smtp: Callable[..., SmtpServer]
) -> None:
    from expertgraph.sending.delivering import deliver

    server = smtp()
    world.space.change_settings({"language": "nl"})
    began(world)
    invite(world.space, world.carla, [str(world.anna.person)], text="Om uw uitleg over warmte.")
    act(world.space, world.carla, "accepted", person=world.anna.person)
    act(world.space, world.carla, "training", person=world.anna.person)
    deliver(world.space, timeout=5)
    invited, welcome = server.mails()
    assert invited["To"].endswith("<anna@own.example>")
    assert invited["Subject"] == "U bent uitgenodigd: Spark"
    assert invited["Reply-To"] == "carla@own.example"
    body = invited.get_body(("plain",)).get_content()
    assert "Om uw uitleg over warmte." in body
    assert "https://people.own.example/champions" in body
    assert welcome["Subject"] == "Welkom bij Spark"


def test_a_mail_and_its_step_are_written_together_or_not_at_all(
    world: World, smtp: Callable[..., SmtpServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    smtp()
    began(world)

    def fails(*_: object) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr("expertgraph.programme.mails.put", fails)
    with pytest.raises(RuntimeError):
        asked(world, world.anna)
    assert states(world) == {}
    assert outbox.unsent(world.space.store) == []


def test_two_managers_at_once_invite_somebody_once(either: World) -> None:
    began(either)
    people = [str(either.anna.person), str(either.bob.person), str(either.dirk.person)]
    barrier, done = threading.Barrier(3), []

    def manager(person: str) -> None:
        space = Workspace.open(either.space.address, clock=lambda: either.now)
        try:
            barrier.wait()
            for each in (person, people[0]):
                try:
                    done.append(invite(space, either.carla, [each]))
                except NotFound as refused:
                    done.append(refused)
        finally:
            space.store.close()

    threads = [threading.Thread(target=manager, args=(person,)) for person in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    refusals = [each for each in done if isinstance(each, ExpertgraphError)]
    assert len(refusals) == 3
    assert sorted(number for each in done if isinstance(each, list) for number in each) == [1, 2, 3]
    assert states(either) == dict.fromkeys(("anna", "bob", "dirk"), "invited")


def test_a_kill_at_any_write_leaves_all_of_an_invitation_or_nothing(
    world: World, smtp: Callable[..., SmtpServer]
) -> None:
    smtp()
    began(world)
    people = [str(each.person) for each in (world.anna, world.bob, world.dirk)]
    world.space.store.close()
    words = [str(world.database.parent), str(world.now), str(world.carla.person), *people]
    told = subprocess.run(
        [sys.executable, "-m", "tests.programme.killing", *words], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert [line["killed"] for line in lines] == [True] * (len(lines) - 1) + [False]
    counts = [line["counts"] for line in lines]
    assert counts.count([0, 0]) >= 3  # before the lock, the steps and the mails are written
    assert counts == sorted(counts)
    assert {tuple(each) for each in counts} == {(0, 0), (3, 3)}


def test_who_is_not_invited_cannot_tell_whether_a_programme_runs(world: World) -> None:
    def said(viewer: Viewer, person: str | None = None) -> list[tuple[type[ExpertgraphError], str]]:
        found = []
        for kind in ("accepted", "declined", "left"):
            with pytest.raises(ExpertgraphError) as error:
                act(world.space, viewer, kind, person=person)
            found.append((error.type, str(error.value)))
        return found

    def everything() -> list[object]:
        nobody = Viewer(Role.EMPLOYEE)
        return [
            said(world.bob),
            said(world.bob, str(world.anna.person)),
            said(nobody),
            said(nobody, "p-nobody"),
        ]

    before = everything()
    began(world)
    assert everything() == before
    end(world.space, world.carla)
    assert everything() == before

"""The page, its twin and the command line: what each role sees and may do, and what the criteria rest on."""

from collections.abc import Iterator

import numpy as np
import orjson
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from expertgraph import policy
from expertgraph.answers.champions import candidates, champions
from expertgraph.answers.onboarding import onboarding
from expertgraph.cli import expertgraph
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.programme import act, invite, set_up
from expertgraph.programme.balance import balanced
from expertgraph.programme.criteria import CRITERIA, FULL, TOP, WEEKS, measure
from expertgraph.programme.words import CRITERION, evidence_sentence
from expertgraph.search.skills import seen_skills
from tests.asking.world import World
from tests.community import PRIVATE_WORDS
from tests.web.test_routes import look_as
from web import create_app

YEAR = 365 * 86_400


@pytest.fixture
def led(world: World) -> World:
    """Anna and Bob are invited; Anna says yes, Bob no."""
    set_up(world.space, world.carla, "Spark", {"passion": 0.2, "tools": 0.0}, 0.9, world.now + YEAR)
    invite(world.space, world.carla, [str(world.anna.person), str(world.bob.person)], cohort="spring")
    act(world.space, world.anna, "accepted")
    act(world.space, world.bob, "declined")
    return world


@pytest.fixture
def client(led: World) -> Iterator[FlaskClient]:
    app = create_app(led.space)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_client() as client:
        yield client


def as_viewer(client: FlaskClient, viewer: Viewer) -> None:
    look_as(client, f"{viewer.role}:{viewer.person}" if viewer.person else str(viewer.role))


def test_the_manager_sees_candidates_with_reasons_and_who_said_yes_and_never_who_said_no(led: World) -> None:
    found = champions(led.space, led.carla)
    assert [each.name for each in found.candidates] == ["Dirk Smit"]
    assert [(each.name, each.state, each.cohort, each.may) for each in found.members] == [
        ("Anna de Vries", "accepted", "spring", ["training", "active", "left"])
    ]
    assert [each.criterion for each in found.candidates[0].reasons] == ["passion", "tools"]
    assert found.candidates[0].fit == pytest.approx(
        np.mean([each.value for each in found.candidates[0].reasons]), abs=1e-3
    )
    assert "Bob Jansen" not in repr(found)
    assert (found.cohorts[0].invited, found.cohorts[0].accepted) == (0, 1)


def test_chosen_criteria_filter_and_order_the_candidates(world: World) -> None:
    assert {each.name for each in candidates(world.space, OWNER, {}).candidates} == {
        "Anna de Vries",
        "Bob Jansen",
        "Dirk Smit",
    }
    helping = candidates(world.space, OWNER, {"helping": 0.6})
    assert [each.name for each in helping.candidates] == ["Anna de Vries"]
    assert candidates(world.space, OWNER, {"helping": 1.0, "island": 1.0}).total == 0
    ranked = candidates(world.space, OWNER, {"helping": 0.0}).candidates
    assert [each.fit for each in ranked] == sorted((each.fit for each in ranked), reverse=True)


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.EXTERNAL], ids=str)
def test_one_sees_ones_own_place_and_nobody_elses(led: World, role: Role) -> None:
    for viewer, state, may in (
        (led.anna, "accepted", ["left"]),
        (led.bob, "declined", ["accepted"]),
        (led.dirk, None, None),
    ):
        found = champions(led.space, Viewer(role, viewer.person))
        assert (found.scope, found.candidates, found.members, found.cohorts) == ("own", [], [], [])
        assert (found.course, found.effect, found.criteria) == (None, None, [])
        assert (found.programme is None) == (state is None)
        assert (found.mine and found.mine.state, found.mine and found.mine.may) == (state, may)


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.COUNCIL], ids=str)
def test_leadership_and_council_see_counts_of_k_only(led: World, role: Role) -> None:
    found = champions(led.space, Viewer(role))
    assert (found.scope, found.candidates, found.members, found.mine) == ("counts", [], [], None)
    assert [(each.invited, each.accepted, each.active) for each in found.cohorts] == [(None,) * 3] * 2
    assert found.effect is not None
    assert (found.effect.told, found.effect.why, found.effect.pairs) == (False, "young", None)
    assert found.course is not None
    assert all(each.share is None and each.active is None for each in found.course.points)


def test_the_owner_reads_the_share_against_the_line(led: World) -> None:
    found = champions(led.space, OWNER).course
    assert found is not None
    last = found.points[-1]
    assert (last.active, last.people, last.share) == (3, 5, 0.6)
    assert found.start == 0.6


def test_somebody_who_opts_out_later_is_gone_from_the_page(led: World) -> None:
    led.declare(led.anna, "opted-out")
    assert champions(led.space, led.carla).members == []
    assert champions(led.space, led.carla).cohorts[0].accepted == 0


def test_every_criterion_is_within_bounds_and_says_what_it_cannot_see(world: World) -> None:
    edition = world.space.edition()
    found = measure(edition, policy.channels(OWNER, edition), seen_skills(edition, OWNER))
    assert found.values.shape == (len(edition.table("people")), len(CRITERIA))
    assert ((found.values >= 0) & (found.values <= 1)).all()
    for name in CRITERIA:
        for language in ("en", "nl"):
            words = CRITERION[name][language]
            assert words.name
            assert words.measures
            assert words.misses
            params = found.evidence(edition.row_of(str(world.anna.person)), name)
            named = {"first_name": "a", "second_name": "b"}
            assert "{" not in evidence_sentence(name, params | named, language)


def test_the_criteria_count_what_happened_in_26_weeks(world: World) -> None:
    edition = world.space.edition()
    found = measure(edition, policy.channels(world.carla, edition), seen_skills(edition, world.carla))
    anna = edition.row_of(str(world.anna.person))
    weeks = edition.table("person_weeks")
    own = weeks[(weeks["person"] == anna) & (weeks["week"] >= edition.as_of - (WEEKS + 1) * 7 * 86_400)]
    counts = {name: int(each[anna]) for name, each in found.counts.items()}
    assert 24 <= counts["active"] <= WEEKS
    assert counts["helped"] == 2  # Dirk and Bob
    assert (
        counts["channels"] == 2
    )  # the forum and the chat; what was said behind the door counts for nobody here
    assert counts["answers"] == pytest.approx(int(own["answers"].sum()), abs=8)
    helping = min(counts["answers"] / FULL["answers"], 1) / 2 + min(counts["helped"] / FULL["helped"], 1) / 2
    assert found.values[anna, CRITERIA.index("helping")] == pytest.approx(helping)
    assert (counts["top_skills"], TOP) == (0, 5)  # fewer than five people hold any skill here


def test_a_suggestion_is_not_all_from_one_place_and_has_outsiders() -> None:
    units = ["Data"] * 8 + ["Cloud"] * 3 + [""] * 3
    sides = ["employee"] * 11 + ["external"] * 3
    chosen = balanced(range(14), units, [-1] * 14, sides, 6)
    assert chosen == [0, 1, 8, 9, 11, 12]
    assert balanced(range(8), units, [-1] * 14, sides, 6) == [0, 1, 2, 3, 4, 5]  # nobody else is left
    communities = [0] * 7 + [1] * 7
    assert balanced(range(14), [""] * 14, communities, ["employee"] * 14, 4) == [0, 1, 7, 8]
    assert balanced([], [], [], [], 6) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OWNER, 200),
        (Role.MANAGER, 200),
        (Role.LEADERSHIP, 200),
        (Role.COUNCIL, 200),
        (Role.EMPLOYEE, 200),
        (Role.EXTERNAL, 200),
        (Role.ADMIN, 403),
    ],
    ids=str,
)
def test_every_role_gets_its_page_and_no_names_that_are_not_for_it(
    client: FlaskClient, role: Role, status: int
) -> None:
    as_viewer(client, Viewer(role))
    for path in ("/champions", "/api/v1/champions"):
        response = client.get(path)
        assert response.status_code == status
        text = response.get_data(as_text=True)
        assert ("Dirk Smit" in text) == (role in {Role.OWNER, Role.MANAGER})
        assert ("Anna de Vries" in text) == (role in {Role.OWNER, Role.MANAGER})
        assert "Bob Jansen" not in text
        assert PRIVATE_WORDS not in text


@pytest.mark.parametrize(
    "role",
    [Role.EMPLOYEE, Role.EXTERNAL, Role.LEADERSHIP, Role.COUNCIL, Role.ADMIN],
    ids=str,
)
def test_nobody_else_changes_a_programme(client: FlaskClient, led: World, role: Role) -> None:
    as_viewer(client, Viewer(role, led.dirk.person))
    before = repr(champions(led.space, OWNER))
    for path, form in (
        ("/champions", {"name": "Mine"}),
        ("/champions/end", {}),
        ("/champions/invitations", {"person": str(led.dirk.person)}),
        ("/champions/steps", {"person": str(led.anna.person), "kind": "active"}),
    ):
        assert client.post(path, data=form).status_code == 403, path
    assert client.post("/champions/mine", data={"kind": "accepted"}).status_code in {403, 404}
    assert repr(champions(led.space, OWNER)) == before


def test_a_manager_runs_a_programme_on_the_page_and_the_invited_answer_on_theirs(
    client: FlaskClient, led: World
) -> None:
    as_viewer(client, led.carla)
    form = {"name": "Spark 2", "island": "0.2", "target": "7,5", "by": "2027-06-30"}
    assert client.post("/champions", data=form).status_code == 303
    invited = client.post("/champions/invitations", data={"person": str(led.dirk.person), "cohort": "b"})
    assert invited.headers["Location"] == "/champions?done=invited"
    told = client.get("/api/v1/champions").get_json()
    assert (told["programme"]["name"], told["programme"]["target"]) == ("Spark 2", 0.075)
    assert [each["code"] for each in told["criteria"] if each["least"] is not None] == ["island"]
    as_viewer(client, led.dirk)
    assert "You are invited" in client.get("/champions").get_data(as_text=True)
    assert client.post("/champions/mine", data={"kind": "declined"}).status_code == 303
    page = client.get("/champions").get_data(as_text=True)
    assert "You said no" in page
    as_viewer(client, led.carla)
    assert client.post("/champions/end", data={}).status_code == 303
    assert client.get("/api/v1/champions").get_json()["programme"] is None


def test_the_forms_carry_the_token_that_is_asked_of_them(led: World) -> None:
    client = create_app(led.space).test_client()
    page = client.get("/champions").get_data(as_text=True)
    assert page.count('method="post"') == page.count('name="csrf_token"')
    assert client.post("/champions/end").status_code == 400


def test_nonsense_in_the_address_or_form_is_refused_with_a_reason(client: FlaskClient) -> None:
    assert client.get("/champions?helping=lots").status_code == 400
    assert client.get("/champions?helping=7").status_code == 400
    assert client.post("/champions", data={"name": "A", "target": "ten", "by": "soon"}).status_code == 400


def test_the_plan_of_a_newcomer_is_their_own_and_the_managers_once_they_ask_for_it(world: World) -> None:
    dirk = str(world.dirk.person)
    plan = onboarding(world.space, world.dirk, "heat pump")
    assert (plan.mine, plan.said) == (True, True)
    assert [each.name for each in plan.people] == ["Anna de Vries", "Bob Jansen"]
    assert plan.people[0].reasons[0].text in {"Wrote about it in Forum.", "Knows about Heat pumps."}
    assert [each.name for each in plan.channels] == ["Forum", "Chat"]
    assert plan.first is not None
    assert [each.code for each in plan.weeks] == ["week.read", "week.meet", "week.ask", "week.help"]
    for viewer in (world.anna, world.carla, Viewer(Role.LEADERSHIP, world.bob.person), Viewer(Role.EMPLOYEE)):
        with pytest.raises(NotFound) as refused:
            onboarding(world.space, viewer, person=dirk)
        with pytest.raises(NotFound) as nobody:
            onboarding(world.space, viewer, person="p-none")
        assert str(refused.value).replace(dirk, "") == str(nobody.value).replace("p-none", "")
    with pytest.raises(Denied):
        onboarding(world.space, Viewer(Role.COUNCIL, dirk))


def test_the_manager_coaches_who_asked_for_it(world: World) -> None:
    from expertgraph.analysis.run import analyse

    world.declare(world.dirk, "coached")
    analyse(world.space, as_of=world.now)
    plan = onboarding(world.space, world.carla, person=str(world.dirk.person))
    assert (plan.name, plan.mine) == ("Dirk Smit", False)
    assert plan.people


def test_nobody_is_sent_to_somebody_who_is_away_or_takes_no_part(world: World) -> None:
    world.declare(world.anna, "away", "2026-01-01..2026-12-31")
    assert [each.name for each in onboarding(world.space, world.dirk, "heat pump").people] == ["Bob Jansen"]
    world.declare(world.bob, "opted-out")
    assert onboarding(world.space, world.dirk, "heat pump").people == []


def test_a_plan_for_nobody_in_particular_and_pages_explain_themselves(
    client: FlaskClient, led: World
) -> None:
    assert onboarding(led.space, OWNER).person is None
    assert "You look as nobody in particular" in client.get("/onboarding").get_data(as_text=True)
    as_viewer(client, led.dirk)
    page = client.get("/onboarding?about=heat+pump").get_data(as_text=True)
    assert "Anna de Vries" in page
    assert client.get("/api/v1/onboarding").status_code == 200
    as_viewer(client, led.eva)
    assert client.get("/onboarding").status_code == 200
    look_as(client, "council")
    assert client.get("/onboarding").status_code == 403


def run(world: World, *words: str) -> str:
    found = CliRunner().invoke(
        expertgraph, ["--store", world.space.address, *words], standalone_mode=False, catch_exceptions=False
    )
    if found.exception:
        raise found.exception
    return found.output


def test_the_command_line_does_the_same(led: World) -> None:
    assert "Anna de Vries" in run(led, "champions", "show", "--role", "manager")
    rows = orjson.loads(run(led, "champions", "candidates", "--criterion", "tools=0.1", "--json"))
    assert [row["name"] for row in rows] == ["Dirk Smit"]
    dirk = str(led.dirk.person)
    assert run(led, "champions", "invite", dirk, "--cohort", "b") == "1 invited.\n"
    run(led, "champions", "step", "accepted", "--viewer", dirk)
    run(led, "champions", "step", "active", "--person", dirk)
    run(led, "champions", "target", "12", "2030-01-01")
    run(led, "champions", "start", "Spark 3", "--criterion", "passion=0.2")
    shown = orjson.loads(run(led, "champions", "show", "--json"))
    assert (shown["programme"]["name"], shown["programme"]["target"]) == ("Spark 3", 0.12)
    assert [each["state"] for each in shown["members"]] == ["accepted", "active"]
    assert "10 people" in run(led, "champions", "effect")
    with pytest.raises(Denied):
        run(led, "champions", "effect", "--role", "employee")
    assert "Meet" in run(led, "onboarding", "--viewer", str(led.eva.person), "--about", "heat pump")
    assert "has ended" in run(led, "champions", "end")

"""What was planted is there, as counted from the files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from expertgraph.sample import Who
from expertgraph.sample.organisation import COMMUNITIES, OUTPOST
from tests.sample.conftest import UNTIL, Written
from tests.sample.reading import Said, opened, table

WEEK = 7 * 86_400
_MONDAY = 4 * 86_400


def _week(at: float) -> int:
    return int((at - _MONDAY) // WEEK)


NOW = _week(UNTIL - 1)


class Facts:
    """The files' messages by person of the truth."""

    def __init__(self, written: Written) -> None:
        self.people = written.truth.people
        number = {
            (system, native): place
            for place, who in enumerate(self.people)
            for system, native in who.accounts.items()
        }
        self.by: dict[int, list[Said]] = defaultdict(list)
        self.answers: list[tuple[int, int]] = []
        for each in written.said:
            author = number.get((each.system, each.author))
            if author is None:
                continue
            self.by[author].append(each)
            if each.answers is not None:
                self.answers.append((author, number[each.system, each.answers]))

    def of(self, who: Who) -> list[Said]:
        """Everything somebody said, wherever."""
        return self.by[self.people.index(who)]

    def weeks(self, who: Who, before: int = 0) -> int:
        """Active weeks of the 26 that end ``before`` weeks ago, outposts aside."""
        seen = {_week(each.at) for each in self.of(who) if each.system != "social"}
        return sum(NOW - 26 < week + before <= NOW for week in seen)


@pytest.fixture(scope="module")
def facts(written: Written) -> Facts:
    return Facts(written)


def test_everybody_who_speaks_is_a_person_or_the_bot(written: Written, facts: Facts) -> None:
    nameless = {each.author for each in written.said} - {
        each.author for said in facts.by.values() for each in said
    }
    assert len(nameless) == 1


def test_the_core_is_one_or_two_percent_and_never_rests(written: Written, facts: Facts) -> None:
    core = written.truth.core
    assert 0.01 <= len(core) / len(written.truth.people) <= 0.02
    back = Counter(facts.answers)
    for who in core:
        for before in (0, 26, 52):
            assert facts.weeks(who, before) >= 17, who
        recent = Counter(each.channel for each in facts.of(who) if NOW - _week(each.at) < 26)
        assert sum(count >= 5 for count in recent.values()) >= 2
        number = facts.people.index(who)
        mutual = sum(min(count, back[b, a]) for (a, b), count in back.items() if a == number)
        assert mutual / sum(count for pair, count in back.items() if number in pair) > 0.15


def test_part_of_the_core_comes_from_outside(written: Written) -> None:
    organisations = {each.organisation for each in written.truth.external_core}
    assert "Brugwerk" in organisations
    assert set(written.truth.external_core) < set(written.truth.core)


def test_the_active_are_active_and_no_more(written: Written, facts: Facts) -> None:
    truth = written.truth
    assert 0.05 <= len(truth.active) / len(truth.people) <= 0.08
    for who in truth.active:
        assert 7 <= facts.weeks(who) < 17, who


def test_a_quarter_is_occasional_and_most_are_only_known(written: Written, facts: Facts) -> None:
    weeks = [facts.weeks(who) for who in written.truth.people]
    share = sum(2 <= each < 7 for each in weeks) / len(weeks)
    assert 0.20 <= share <= 0.30
    assert sum(each < 2 for each in weeks) / len(weeks) > 0.55


def test_champions_in_the_making_rose_in_the_last_months(written: Written, facts: Facts) -> None:
    assert len(written.truth.rising) >= 4
    for who in written.truth.rising:
        assert facts.weeks(who) >= 9, who
        assert facts.weeks(who, 26) <= 6, who


def test_some_are_seen_on_the_outpost_only(written: Written, facts: Facts) -> None:
    assert len(written.truth.outposts_only) > 15
    for who in written.truth.outposts_only:
        assert {each.system for each in facts.of(who)} == {"social"}, who


def test_some_came_home_from_the_outpost(written: Written, facts: Facts) -> None:
    assert len(written.truth.came_home) >= 15
    for who in written.truth.came_home:
        there = [each for each in facts.of(who) if each.system == "social"]
        home = [each.at for each in facts.of(who) if each.system != "social"]
        assert {each.channel for each in there} == {OUTPOST}, who
        assert 0 < min(home) - min(each.at for each in there) < 27 * WEEK, who
        assert who.organisation != "Stadsnet"


def test_a_few_just_wrote_for_the_first_time(written: Written, facts: Facts) -> None:
    assert len(written.truth.newcomers) >= 3
    for who in written.truth.newcomers:
        (said,) = facts.of(who)
        assert said.system == "forum"
        assert written.truth.until - 10 * 86_400 < said.at < written.truth.until


def test_the_silo_talks_to_itself_and_no_other_department_does(written: Written, facts: Facts) -> None:
    inside: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for a, b in facts.answers:
        ours, theirs = facts.people[a].department, facts.people[b].department
        if ours:
            total[ours] += 1
            inside[ours] += ours == theirs
    shares = {each: inside[each] / count for each, count in total.items() if count > 100}
    assert len(shares) >= 9
    assert shares.pop(written.truth.silo) > 0.9
    assert max(shares.values()) < 0.6


def test_one_person_bridges_what_others_keep_apart(written: Written, facts: Facts) -> None:
    home = {
        name: key for key, each in COMMUNITIES.items() for name in (each.category, each.chat, each.public)
    }
    spread = {}
    for place, who in enumerate(facts.people):
        where = Counter(home[each.channel] for each in facts.by[place] if each.channel in home)
        if where.total() >= 60:
            spread[who] = sum(count / where.total() >= 0.1 for count in where.values())
    assert spread.pop(written.truth.bridge) >= 4
    assert max(spread.values()) <= 3


def test_a_skill_is_held_by_one_and_asked_for(written: Written, facts: Facts) -> None:
    skill = written.truth.sole_skill["nl"]
    staff = table(written.folder / "hr" / "people.csv")
    holders = [row["E-mail"] for row in staff if f"{skill}:" in row["Vaardigheden"]]
    assert holders == [written.truth.sole_holder.email]
    threads = {
        each.thread
        for each in written.said
        if each.opens and skill.lower() in f"{each.title} {each.text}".lower() and each.answers is None
    }
    recent = [
        each
        for each in written.said
        if each.opens and each.thread in threads and UNTIL - each.at < 90 * 86_400
    ]
    assert len(recent) >= 4
    sole = facts.of(written.truth.sole_holder)
    assert sum(each.thread in threads and not each.opens for each in sole) >= 15


def test_somebody_is_on_leave_and_silent(written: Written, facts: Facts) -> None:
    first, last = written.truth.leave
    said = facts.of(written.truth.on_leave)
    assert not [each for each in said if first <= each.at < last]
    assert sum(first - 26 * WEEK <= each.at < first for each in said) > 20


def test_somebody_left_the_company_and_stayed(written: Written, facts: Facts) -> None:
    who = written.truth.left_but_active
    row = next(each for each in table(written.folder / "hr" / "people.csv") if each["E-mail"] == who.email)
    left = datetime.strptime(row["Uit dienst"], "%d-%m-%Y").replace(tzinfo=UTC).timestamp()
    assert left < UNTIL - 100 * 86_400
    after = [each.system for each in facts.of(who) if each.at >= left]
    assert len(after) > 20
    assert "slack" not in after
    users = opened(next((written.folder / "slack").glob("*.zip")))["users.json"]
    assert next(each for each in users if each["id"] == who.accounts["slack"])["deleted"]


def test_the_bot_says_more_than_anybody(written: Written) -> None:
    counts = Counter((each.system, each.author) for each in written.said)
    loudest = counts.most_common(1)[0][0][1]
    users = opened(next((written.folder / "slack").glob("*.zip")))["users.json"]
    assert [each["real_name"] for each in users if each["id"] == loudest] == [written.truth.bot]


def test_most_questions_are_answered_and_some_are_not(written: Written) -> None:
    forum = [each for each in written.said if each.system == "forum"]
    answered = {each.thread for each in forum if not each.opens}
    opening = [each for each in forum if each.opens and each.text.rstrip().endswith("?")]
    share = sum(each.thread in answered for each in opening) / len(opening)
    assert 0.6 < share < 0.97


def test_who_knows_answers(written: Written, facts: Facts) -> None:
    name = {who.accounts.get("forum"): who for who in facts.people}
    topics = opened(next((written.folder / "forum").glob("*.zip")))
    answers: dict[str, Counter[Who]] = defaultdict(Counter)
    for file, topic in topics.items():
        if file.startswith("t/"):
            first, *rest = topic["post_stream"]["posts"]
            for post in rest:
                if post["username"] != first["username"]:
                    answers[topic["tags"][0]][name[post["username"]]] += 1
    leads = [answers[each.key].most_common(1)[0][0] in each.experts for each in written.truth.expertise]
    assert sum(leads) / len(leads) > 0.9
    assert len(leads) >= 60

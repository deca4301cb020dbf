"""What a pilot's measures, verdicts and suggestions are called, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext


def measures() -> dict[str, tuple[str, str, str]]:
    """Of each measure its name, what it means, and what its target is written in."""
    percent, number = gettext("in percent"), gettext("a number")
    return {
        "active": (
            gettext("Active in a week"),
            gettext("The share of those who take part that contribute in a week, on average over the weeks."),
            percent,
        ),
        "contributions": (
            gettext("Contributions"),
            gettext("What a person writes in a week, on average: posts, questions and answers."),
            number,
        ),
        "answers": (
            gettext("Answers to others"),
            gettext("What a person writes in a week in threads that somebody else opened, on average."),
            number,
        ),
        "answered": (
            gettext("Questions answered"),
            gettext(
                "Of their questions that are 7 days old, the share that somebody else answered within 7 days."
            ),
            percent,
        ),
        "crossing": (
            gettext("Answers from elsewhere"),
            gettext(
                "Of those answers, the share that comes from another unit or from outside, as far as both are known."
            ),
            percent,
        ),
        "hours": (
            gettext("Hours to the first answer"),
            gettext("After how many hours half of those questions had their first answer."),
            gettext("in hours"),
        ),
    }


def verdicts() -> dict[str, str]:
    """What each verdict is called in a word or two."""
    return {
        "reached": gettext("Reached"),
        "on-the-way": gettext("On the way"),
        "not-yet": gettext("Not yet"),
        "unsaid": gettext("Cannot be said"),
    }


def reasons() -> dict[str, str]:
    """The sentence of each reason of a verdict."""
    return {
        "target": gettext("Over the last four weeks it is at the target or beyond."),
        "before": gettext("Over the last four weeks it is at the target or beyond; it was there before the pilot began."),
        "change": gettext("It is surely better than before its start. The target is not reached."),
        "still": gettext("The target is not reached, and there is no sure change since its start."),
        "away": gettext("The target is not reached, and it is surely further away than before its start."),
        "early": gettext("Fewer than four whole weeks are over."),
        "few": gettext("Too few people take part to tell anything of them."),
        "alike": gettext("Those who take part are nearly the same people as in an earlier pilot. Two figures of nearly "
                         "the same people would tell of the few who differ."),
        "quiet": gettext("Over the last four weeks too few people did anything that this measure counts."),
        "aimless": gettext("It has no target. Set one, and it is held against it."),
        "history": gettext("The target is not reached, and the data do not reach back far enough to say whether anything "
                           "changed."),
    }  # fmt: skip

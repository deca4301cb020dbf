"""The constants of the desk; ``docs/desk.md`` and the definitions say what each does."""

from __future__ import annotations

from dataclasses import dataclass, field

SORTS = ("question", "welcome", "unanswered", "step", "thank", "post", "twice", "cool", "drift")
"""The sorts of entries, in the order in which they stand on the desk."""
VERDICTS = ("done", "later", "no")


@dataclass(frozen=True, slots=True)
class Rules:
    """Days unless the name says otherwise.

    ``most``: entries of each sort on one day, those already dealt with today included, so that the list ends; they
    add up to 15.  ``unanswered_after`` and ``unanswered_within``: how old a question without an answer is at least and
    at most.  ``welcome_within``: how long ago a first contribution is at most.  ``post_within``: the same for a post
    worth a word, which has at most ``post_replies`` replies (a count); ``quiet``: after so many days without a
    contribution a post is that of somebody who returns, one in three of the posts at most.  ``cool_people`` wrote in a
    thread in which nothing was written for ``cool_after`` days, and which lived until ``cool_within`` days ago.
    ``thank_within``: how long ago somebody entered an inner ring at most.  ``training_after``: how long after its start
    a training is asked about.  ``drift_weeks``: length of the two periods that are compared; ``drift_least``: by how
    many rings the mean moved.  ``twice_within``: questions that are compared, the last ``twice_most`` of them (a
    count); two are alike when they share ``twice_words`` words and ``twice_share`` of all their words.  ``later``:
    after how many days what was put off returns; ``rest``: after how many days a person, a thread or a channel that
    was dealt with may come up again.
    """

    most: dict[str, int] = field(
        default_factory=lambda: {
            "question": 2, "welcome": 3, "unanswered": 2, "step": 1, "thank": 1, "post": 3, "twice": 1, "cool": 1,
            "drift": 1,
        }
    )  # fmt: skip
    unanswered_after: int = 1
    unanswered_within: int = 30
    welcome_within: int = 14
    post_within: int = 14
    post_replies: int = 2
    quiet: int = 90
    cool_people: int = 5
    cool_after: int = 7
    cool_within: int = 28
    thank_within: int = 28
    training_after: int = 14
    drift_weeks: int = 8
    drift_least: float = 0.25
    twice_within: int = 60
    twice_most: int = 200
    twice_words: int = 3
    twice_share: float = 0.5
    later: int = 7
    rest: int = 56


DEFAULT = Rules()

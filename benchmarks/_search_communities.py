"""The communities of ``search_speed``: one that wrote 388,000 messages, and one of 100,000 people made up of numbers."""

import gzip
import json
from pathlib import Path

import numpy as np

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
PEOPLE, MESSAGES, THREADS = 100_000, 400_000, 80_000
WORDS, TOPICS, LENGTH = 60_000, 2_000, 40
START, SECONDS = 1_600_000_000, 3 * 365 * 86_400
_SYLLABLES = [a + b for a in "bdfgklmnprstvw" for b in ("a", "e", "i", "o", "u", "ai", "ou", "ee")]


def real(_folder: Path) -> tuple[Path, list[str]] | None:
    """The messages of dev_lean_zulip and needs of its test split; None where the collection is not here."""
    collection = BENCH / "dev_lean_zulip"
    if not collection.is_dir():
        return None
    lines = (collection / "queries.test.jsonl").read_text().splitlines()
    needs = [
        "\n".join(filter(None, (each.get("title"), each["text"]))) for each in map(json.loads, lines[:300])
    ]
    return collection / "messages.jsonl.gz", needs


def made(folder: Path) -> tuple[Path, list[str]]:
    """100,000 people who wrote 400,000 messages, most of them little and a few very much, and 300 needs.

    Words follow Zipf's law; each thread is about one of 2,000 topics with words of its own, in one of 200
    channels.  The seed is fixed.
    """
    dice = np.random.default_rng(5)
    words = np.array([_word(number) for number in range(WORDS)], object)
    common = 1 / np.arange(1, WORDS + 1)
    topics = dice.integers(200, WORDS, (TOPICS, 30))
    thread = np.sort(dice.integers(0, THREADS, MESSAGES))
    topic_of, opened = dice.integers(0, TOPICS, THREADS), np.sort(dice.integers(0, SECONDS, THREADS))
    author = (PEOPLE * dice.random(MESSAGES) ** 2.5).astype(int)
    author[dice.permutation(MESSAGES)[:PEOPLE]] = np.arange(PEOPLE)  # everybody wrote something
    said = dice.choice(WORDS, (MESSAGES, LENGTH), p=common / common.sum())
    about = dice.random((MESSAGES, LENGTH)) < 0.3
    own = topics[topic_of[thread][:, None], dice.integers(0, 30, (MESSAGES, LENGTH))]
    text = words[np.where(about, own, said)]
    position = np.arange(MESSAGES) - np.searchsorted(thread, thread)
    at = START + opened[thread] + position * dice.integers(60, 7200, MESSAGES)
    path = folder / "made.jsonl.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        for row in range(MESSAGES):
            file.write(
                json.dumps(
                    {
                        "id": str(row),
                        "thread": f"t{thread[row]}",
                        "channel": f"c{topic_of[thread[row]] % 200}",
                        "author": f"u{author[row]}",
                        "time": int(at[row]),
                        "pos": int(position[row]),
                        "title": " ".join(text[row][:6]) if position[row] == 0 else None,
                        "text": " ".join(text[row]) + ".",
                    }
                )
                + "\n"
            )
    asked = topics[dice.integers(0, TOPICS, 300)[:, None], dice.integers(0, 30, (300, 6))]
    needs = ["How do we " + " ".join(words[row]) + "?" for row in asked]
    return path, needs


def _word(number: int) -> str:
    """A word of its own for each number: its digits in syllables."""
    base, parts = len(_SYLLABLES), []
    while number or len(parts) < 2:
        number, digit = divmod(number, base)
        parts.append(_SYLLABLES[digit])
    return "".join(parts)

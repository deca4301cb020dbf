"""One sample of full size, written once and read with the standard library only."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from expertgraph import sample
from tests.sample.reading import Said, everything

UNTIL = 1_771_977_600
"""Wednesday 25 February 2026, 00:00 UTC: the last week is a stump."""


class Written(NamedTuple):
    """Where the files are, what was planted, and what the files say."""

    folder: Path
    truth: sample.SampleTruth
    said: list[Said]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The sample as ``demo`` writes it."""
    folder = tmp_path_factory.mktemp("sample")
    truth = sample.write(folder, until=UNTIL)
    return Written(folder, truth, everything(folder))

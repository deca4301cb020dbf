"""An answer given on a page is searchable in seconds: a process of its own refreshes the search beside other work."""

import threading
from pathlib import Path

from expertgraph.answers.find import find
from expertgraph.frames import columns_of
from expertgraph.policy import OWNER
from expertgraph.records import Item
from expertgraph.schema import TABLES
from tests.community import ANNA, NOW, workspace
from web import create_app
from web.jobs import Job, Jobs


def over(job: Job) -> Job:
    for thread in threading.enumerate():
        if thread.name == f"job-{job.id}":
            thread.join()
    return job


def test_what_was_written_is_found_after_the_job(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    jobs: Jobs = create_app(space).extensions["expertgraph.jobs"]
    before = space.edition().number
    answer = Item(
        "x:new", "x", ANNA, "x:forum", "x:new", "post", NOW - 60, "Zirconium", "Zirconium helps.", 0
    )
    space.store.upsert("item", columns_of(TABLES["item"], [answer]))
    first, second = jobs.refresh(), jobs.refresh()
    assert [over(job).state for job in (first, second)] == ["done", "done"], (first.message, second.message)
    assert space.edition().number == before + 1  # the second one, if it came at all, had nothing to do
    best, *_ = find(space, OWNER, "zirconium").results
    assert (best.name, best.evidence[0].item) == ("Anna de Vries", "x:new")
    assert jobs.all() == []  # the list of imports and analyses is not filled with them
    space.store.close()

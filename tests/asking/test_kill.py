"""Following up is killed with -9 at every one of its steps: nothing is lost and nothing is told twice."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

from tests.asking.world import HOUR, World
from tests.servers.smtp_server import SmtpServer


def test_a_kill_at_any_step_loses_nothing_and_tells_nothing_twice(
    world: World, smtp: Callable[..., SmtpServer]
) -> None:
    server = smtp()
    world.ask(world.anna, world.bob)
    world.space.store.delete("outbox", list(world.space.store.frame("outbox", ["id"])["id"]))
    world.space.store.close()
    command = [
        sys.executable,
        "-m",
        "tests.asking.killing",
        str(world.database.parent),
        str(world.now + 49 * HOUR),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        seen, points = 0, []
        for line in running.stdout:
            told = json.loads(line)
            points.append(told["at"])
            assert told["kinds"] == [["asked", "routed", "routed", "reminded", "reminded"]]
            assert told["unsent"] == 0
            mails = server.mails()[seen:]
            seen += len(mails)
            ids = Counter(mail["Message-ID"] for mail in mails)
            # Between the server's word and ours a mail may go again: under the same id, so that it shows once.
            assert len(ids) == 2
            assert sorted(ids.values()) == ([1, 2] if told["at"] in AGAIN else [1, 1]), told
    assert running.returncode == 0
    assert points[-1] is None
    assert points.count("before-mail") == points.count("after-mail") == 2
    assert points.count("write") >= 6


AGAIN = {"after-mail", "unrecorded"}

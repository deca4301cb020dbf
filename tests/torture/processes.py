"""Where processes of their own come from: forked off a clean one in which everything is loaded already."""

from __future__ import annotations

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.torture.killing", "tests.torture.measured"])
HANG = 100.0
"""Seconds after which a process that neither ends nor dies is a failure: ten times what it may take."""

"""A skip is a failure where everything must be there, and what was really used is counted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFTEST = """\
import pytest
from tests.servers.reckoning import *

@pytest.fixture(scope="session")
def neo4j_url():
    return "bolt://nowhere"

@pytest.fixture(scope="module")
def filled(neo4j_url):
    return neo4j_url
"""
SUITE = """\
import pytest

def test_one(neo4j_url): pass
def test_two(filled): pass

@pytest.mark.parametrize("store", ["small", "real"])
def test_three(store, request):
    if store == "real":
        request.getfixturevalue("neo4j_url")
"""


def run(folder: Path, suite: str, *options: str, required: str = "1") -> tuple[int, str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text("[pytest]\n")
    environment = os.environ | {
        "EXPERTGRAPH_REQUIRE_ALL": required,
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_tests_that_used_the_server_are_counted_however_they_asked(tmp_path: Path) -> None:
    code, said = run(tmp_path, SUITE)
    assert code == 0
    assert "tests that used a real Neo4j server: 3\n" in said
    assert "tests that used a real browser: 0\n" in said


SKIPS = {
    "test_by_call.py": "import pytest\ndef test_it(): pytest.skip('no server')\n",
    "test_by_mark.py": "import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): pass\n",
    "test_by_file.py": "import pytest\npytest.skip('no java', allow_module_level=True)\n",
    "test_by_import.py": "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass\n",
}


def test_a_skip_fails_where_all_is_required(tmp_path: Path) -> None:
    for name, suite in SKIPS.items():
        (tmp_path / name).write_text(suite)
    code, said = run(tmp_path, "def test_it(): pass\n", "--continue-on-collection-errors")
    assert code != 0
    assert "1 failed, 1 passed, 3 errors" in said
    code, said = run(tmp_path, "def test_it(): pass\n", required="")
    assert code == 0
    assert "1 passed, 4 skipped" in said


def test_absent_external_data_may_be_skipped(tmp_path: Path) -> None:
    suite = (
        "import pytest\ndef test_it(): pytest.skip('not run: ../shared is not here')\ndef test_a(): pass\n"
    )
    code, said = run(tmp_path, suite)
    assert code == 0
    assert "1 passed, 1 skipped" in said


def test_an_expected_failure_is_not_a_skip(tmp_path: Path) -> None:
    suite = "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_it(): assert False\n"
    assert run(tmp_path, suite)[0] == 0


def test_no_test_at_all_is_red(tmp_path: Path) -> None:
    assert run(tmp_path, "")[0] == pytest.ExitCode.NO_TESTS_COLLECTED

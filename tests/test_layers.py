"""The arrows between the layers: importers -> expertgraph <- web, and nothing else."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from tests.requirements import closure

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("expertgraph", "importers", "web")
MAY_IMPORT = {"expertgraph": set(), "importers": {"expertgraph"}, "web": {"expertgraph"}}
NOT_THE_PRODUCT = {"tests", "benchmarks", "queries"}
# The extras: loaded only where a store or an engine of theirs is opened.
OPTIONAL = {"neo4j", "pyspark", "py4j"}


def modules(layer: str) -> list[Path]:
    found = sorted((ROOT / layer).rglob("*.py"))
    assert found, f"{layer} has no modules"
    return found


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and top-level package of each absolute import in a file, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and _name(node.func) in {"import_module", "__import__"}:
            yield from ((node.lineno, module.partition(".")[0]) for module in _texts(node.args[:1]))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_what_its_arrow_points_at(layer: str) -> None:
    forbidden = (set(LAYERS) | NOT_THE_PRODUCT) - MAY_IMPORT[layer] - {layer}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {package}"
        for path in modules(layer)
        for line, package in imports(path)
        if package in forbidden
    ]
    assert wrong == []


def test_the_walk_sees_every_form_of_import(tmp_path: Path) -> None:
    file = tmp_path / "probe.py"
    file.write_text(
        "import web\nimport a, web.pages as w\nfrom web.api import x\nfrom . import y\n"
        "def f():\n    import importlib\n    importlib.import_module('web.late')\n"
    )
    assert [line for line, package in imports(file) if package == "web"] == [1, 2, 3, 7]


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_imported_is_declared(layer: str) -> None:
    """Every third-party import comes with the default installation, named in pyproject.toml itself."""
    declared = _declared() | OPTIONAL
    by_import = metadata.packages_distributions()
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {package}"
        for path in modules(layer)
        for line, package in imports(path)
        if package not in sys.stdlib_module_names | set(LAYERS) | OPTIONAL
        and not {_canonical(name) for name in by_import.get(package, [])} & declared
    ]
    assert wrong == []


def test_the_product_loads_without_its_extras() -> None:
    blocked = f"import sys; sys.modules.update(dict.fromkeys({sorted(OPTIONAL)}))"
    loading = "import expertgraph.cli, web; from expertgraph.ingest.registry import importers; importers()"
    subprocess.run([sys.executable, "-c", f"{blocked}; {loading}"], check=True, cwd=ROOT)


def test_the_closure_reaches_what_dependencies_bring() -> None:
    assert {"flask", "werkzeug", "networkx"} <= closure("expertgraph")
    assert "pytest" not in closure("expertgraph")


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {_canonical(re.match(r"[\w.-]+", each)[0]) for each in project["dependencies"]}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

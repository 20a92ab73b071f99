"""House law: imports point down, nothing imports in circles, and nothing is imported in passing."""

import ast
import graphlib
import os
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house.exemptions import is_exempt
from tests.house.tree import ROOT, CodeFile, code, sample

LINT = (sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
ROOMS = ("api", "web", "pipeline", "collectors", "flows", "events", "observations", "reference", "estimator")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the contracts of the folder's pyproject.toml on the packages of that folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = (*LINT, "--no-cache", "--no-logo")
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def imported(file: CodeFile) -> set[str]:
    """Return the dotted names a file imports at module level, also those of `from x import y` as x.y."""
    names: set[str] = set()
    for node in file.tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def module_name(path: str) -> str:
    """Return the dotted module of a path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def circles(files: tuple[CodeFile, ...]) -> list[str]:
    """Return one circle of modules that import each other, if there is any."""
    modules = {module_name(file.path): file for file in files}
    graph: dict[str, set[str]] = defaultdict(set)
    for name, file in modules.items():
        for target in imported(file):
            known = target if target in modules else target.rpartition(".")[0]
            if known in modules and known != name:
                graph[name].add(known)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as fault:
        return list(fault.args[1])
    return []


def inner_imports(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path:line of every import inside a function."""
    found = []
    for file in files:
        for node in file.nodes:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    name = getattr(node, "name", "lambda")
                    if not is_exempt("inner import", file.path, name):
                        found.append(f"{file.path}:{inner.lineno}: in {name}")
    return found


def foreign_imports(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path: name of every import in bootstrap that a bare Python does not have."""
    found = []
    for file in files:
        for node in file.nodes:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                known = name.split(".")[0] in sys.stdlib_module_names or name.startswith(
                    "tokentrade.bootstrap"
                )
                if not known and not is_exempt("bootstrap import", file.path, name):
                    found.append(f"{file.path}: {name}")
    return found


def test_imports_point_down():
    judged = lint_imports(ROOT)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_no_modules_import_each_other():
    assert circles(code()) == []


def test_nothing_is_imported_inside_a_function():
    assert inner_imports(tuple(file for file in code() if file.path.startswith("apps/"))) == []


def test_bootstrap_needs_a_bare_python():
    files = tuple(file for file in code() if file.path.startswith("tokentrade/bootstrap/"))
    assert files
    assert foreign_imports(files) == []
    assert (ROOT / "tokentrade/__init__.py").read_text() == ""


def _skeleton(folder: Path) -> Path:
    """Lay out empty rooms with our contracts."""
    rooms = [*ROOMS, "collectors/sources"]
    files = [f"apps/{room}/__init__.py" for room in rooms] + ["apps/__init__.py", "tokentrade/__init__.py"]
    files += [f"apps/{room}/models.py" for room in ROOMS[3:8]] + ["tokentrade/wiring.py"]
    files += ["apps/collectors/sources/one.py", "apps/collectors/sources/two.py"]
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    text = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(text[text.index("[tool.importlinter]") :])
    return folder


def test_the_skeleton_keeps_every_contract(tmp_path):
    judged = lint_imports(_skeleton(tmp_path))
    assert judged.returncode == 0, judged.stdout
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert f"{len(contracts)} kept, 0 broken" in judged.stdout


@pytest.mark.parametrize(
    ("contract", "path", "text"),
    [
        ("1.", "apps/estimator/energy.py", "import apps.flows"),
        ("1.", "apps/web/home.py", "import apps.api"),
        ("2.", "apps/estimator/energy.py", "import django"),
        ("3.", "apps/collectors/sources/one.py", "import httpx"),
        ("4.", "apps/collectors/sources/one.py", "import apps.collectors.sources.two"),
        ("5.", "apps/flows/publish.py", "import celery"),
        ("6.", "apps/web/home.py", "import rest_framework"),
        ("7.", "apps/web/home.py", "import tokentrade.wiring"),
        ("8. Tables of observations", "apps/flows/inputs.py", "import apps.observations.models"),
        ("8. Tables of flows", "apps/web/home.py", "import apps.flows.models"),
    ],
)
def test_a_broken_contract_is_refused(tmp_path, contract, path, text):
    (_skeleton(tmp_path) / path).write_text(text + "\n")
    judged = lint_imports(tmp_path)
    broken = [line for line in judged.stdout.splitlines() if line.endswith("BROKEN")]
    assert judged.returncode == 1
    assert [line for line in broken if line.startswith(contract)], judged.stdout


def test_an_undeclared_room_is_refused(tmp_path):
    (_skeleton(tmp_path) / "apps/utils").mkdir()
    (tmp_path / "apps/utils/__init__.py").touch()
    assert lint_imports(tmp_path).returncode == 1


def test_a_circle_is_refused():
    one = sample("from apps.flows import two", "apps/flows/one.py")
    two = sample("from apps.flows.one import x", "apps/flows/two.py")
    assert set(circles((one, two))) == {"apps.flows.one", "apps.flows.two"}
    assert circles((one,)) == []


def test_an_import_in_passing_is_refused():
    assert inner_imports((sample("def f():\n    import numpy\n"),)) == ["apps/flows/sample.py:2: in f"]


def test_a_package_in_bootstrap_is_refused():
    text = "import os\nimport httpx\nfrom django.conf import settings\nfrom tokentrade.bootstrap import say\n"
    path = "tokentrade/bootstrap/up.py"
    assert foreign_imports((sample(text, path),)) == [f"{path}: httpx", f"{path}: django.conf"]

"""House law: a number in the method is a cited parameter, not a literal."""

import ast

import pytest

from tests.house.exemptions import is_exempt
from tests.house.tree import CodeFile, code, sample

ALLOWED = {-1, 0, 1, 2, 0.05, 0.5, 0.95}


def _named_constants(file: CodeFile) -> set[int]:
    """Return the ids of all nodes inside UPPERCASE assignments of the module."""
    covered: set[int] = set()
    for node in file.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if names and all(name.isupper() for name in names):
            covered |= {id(inner) for inner in ast.walk(node)}
    return covered


def naked_numbers(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path:line: value of every numeric literal in estimator and flows without name or citation."""
    found = []
    for file in files:
        skipped = not file.in_room("estimator", "flows") or file.is_migration
        if skipped or is_exempt("number", file.path, "any literal"):
            continue
        named = _named_constants(file) if is_exempt("number", file.path, "CONSTANT") else set()
        for node in file.nodes:
            is_number = isinstance(node, ast.Constant) and type(node.value) in (int, float, complex)
            if is_number and node.value not in ALLOWED and id(node) not in named:
                found.append(f"{file.path}:{node.lineno}: {node.value}")
    return found


def test_no_number_is_naked():
    assert naked_numbers(code()) == []


@pytest.mark.parametrize("text", ["energy = joules / 3.6e6", "pue = 1.25", "SHARE = 0.3", "x = f(k=-3)"])
def test_a_naked_number_is_refused(text):
    assert len(naked_numbers((sample(text, "apps/estimator/energy.py"),))) == 1


def test_a_drawing_constant_needs_a_name():
    arcs = "apps/flows/arcs.py"
    assert naked_numbers((sample("BULGE = 0.18\nSTEPS = 24", arcs),)) == []
    assert naked_numbers((sample("bulge = 0.18", arcs), sample("def f():\n    return 24", arcs))) == [
        f"{arcs}:1: 0.18",
        f"{arcs}:2: 24",
    ]


def test_units_and_other_rooms_are_free():
    free = (sample("J_PER_KWH = 3.6e6", "apps/estimator/units.py"), sample("x = 7", "apps/web/views/home.py"))
    assert naked_numbers(free) == []

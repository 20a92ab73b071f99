"""House law: files and functions stay small, and public functions say what they promise."""

import ast
from statistics import median

import pytest

from tests.house.exemptions import is_exempt
from tests.house.tree import EVERYTHING, ROOT, CodeFile, code, functions, paths, sample

FILE_LINES, FUNCTION_LINES, MEDIAN_LINES, TASKS_LINES, API_LINES = 250, 45, 10, 120, 120
TEXTS = (".py", ".js", ".mjs", ".html")


def long_files(texts: dict[str, str]) -> list[str]:
    """Return path: lines of every file above its limit."""
    found = []
    for path, text in texts.items():
        lines = text.count("\n") + (not text.endswith("\n"))
        limit = TASKS_LINES if path.endswith("/tasks.py") else FILE_LINES
        limit = API_LINES if path.startswith("apps/api/v1/") else limit
        if lines > limit and not is_exempt("size", path, "file"):
            found.append(f"{path}: {lines} lines, at most {limit}")
    return found


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines from def to the last statement."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def long_functions(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path:line: name of every function above the limit."""
    return [
        f"{file.path}:{node.lineno}: {node.name} has {_length(node)} lines, at most {FUNCTION_LINES}"
        for file in files
        if not file.is_migration
        for node in functions(file)
        if _length(node) > FUNCTION_LINES and not is_exempt("size", file.path, node.name)
    ]


def silent_publics(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path:line: name of every public function or class of a module without docstring."""
    return [
        f"{file.path}:{node.lineno}: {node.name}"
        for file in files
        if not file.is_migration
        for node in file.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not is_exempt("docstring", file.path, node.name)
    ]


def _texts() -> dict[str, str]:
    """Return every judged text by its path."""
    found = {str(path.relative_to(ROOT)): path for path in paths(*EVERYTHING, suffixes=TEXTS)}
    return {name: path.read_text() for name, path in found.items() if "/migrations/" not in name}


def test_files_are_short():
    assert long_files(_texts()) == []


def test_functions_are_short():
    assert long_functions(code(EVERYTHING)) == []


def test_half_of_the_functions_fit_in_ten_lines():
    lengths = [_length(node) for file in code() if not file.is_migration for node in functions(file)]
    assert median(lengths) <= MEDIAN_LINES


def test_public_functions_say_what_they_promise():
    assert silent_publics(code()) == []


def test_room_notes_are_short():
    notes = {path: ast.get_docstring(ast.parse(path.read_text())) for path in ROOT.glob("apps/*/__init__.py")}
    assert notes
    assert [str(path) for path, note in notes.items() if not note or note.count("\n") >= 12] == []


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("apps/web/views/home.py", 251),
        ("apps/web/static/web/map.js", 251),
        ("apps/web/templates/web/home.html", 251),
        ("apps/pipeline/tasks.py", 121),
        ("apps/api/v1/flows.py", 121),
        ("tokentrade/settings.py", 251),
    ],
)
def test_a_long_file_is_refused(path, lines):
    assert len(long_files({path: "x\n" * lines})) == 1
    assert long_files({path: "x\n" * (lines - 1)}) == []


def test_a_long_function_is_refused():
    body = "def f():\n" + "    x = 1\n" * 45
    assert len(long_functions((sample(body),))) == 1
    assert long_functions((sample(body.removesuffix("    x = 1\n")),)) == []


def test_a_silent_public_function_is_refused():
    text = "def flows():\n    return 1\n\n\nclass Flow:\n    pass\n\n\ndef _inner():\n    return 2\n"
    assert silent_publics((sample(text),)) == [
        "apps/flows/sample.py:1: flows",
        "apps/flows/sample.py:5: Flow",
    ]

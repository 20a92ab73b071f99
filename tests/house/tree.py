"""The files that the house tests judge, parsed once."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("apps", "tokentrade", "manage.py")
EVERYTHING = (*PRODUCT, "tests")
UNJUDGED = {"__pycache__", "vendor", "node_modules", ".venv", ".data"}


@dataclass(frozen=True)
class CodeFile:
    """One Python file: its path from the root, its text and its syntax tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed file; a syntax error names the file."""
        return ast.parse(self.text, filename=self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Return every node once; walking is the slow part of all laws."""
        return list(ast.walk(self.tree))

    @property
    def is_migration(self) -> bool:
        """Tell whether Django generated most of this file."""
        return "/migrations/" in self.path

    def in_room(self, *rooms: str) -> bool:
        """Tell whether the file lies in one of the named rooms or folders under apps/."""
        return any(self.path.startswith(f"apps/{room}/") for room in rooms)


def paths(*places: str, suffixes: Iterable[str] = (".py",), root: Path = ROOT) -> Iterator[Path]:
    """Yield the files under the places, in order, without caches and foreign code."""
    wanted = tuple(suffixes)
    for place in places:
        start = root / place
        found = [start] if start.is_file() else sorted(start.rglob("*"))
        for path in found:
            if path.is_file() and path.suffix in wanted and not UNJUDGED & set(path.relative_to(root).parts):
                yield path


@lru_cache(maxsize=4)
def code(places: tuple[str, ...] = PRODUCT) -> tuple[CodeFile, ...]:
    """Return the Python files of the places."""
    return tuple(CodeFile(str(path.relative_to(ROOT)), path.read_text()) for path in paths(*places))


def sample(text: str, path: str = "apps/flows/sample.py") -> CodeFile:
    """Return a snippet that pretends to lie at a path, to show that a law bites."""
    return CodeFile(path, text)


def dotted(node: ast.AST) -> str:
    """Return the dotted name of a name or attribute chain; calls and subscripts keep only their names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return ""


def functions(file: CodeFile) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    for node in file.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node

"""House law: every TOKENTRADE_ variable is in README and in deploy/, and nothing else is."""

import ast
import re
from itertools import pairwise

import pytest

from tests.house.tree import ROOT, CodeFile, code, dotted, sample

NAME = re.compile(r"\bTOKENTRADE_[A-Z](?:[A-Z0-9_]*[A-Z0-9])?\b")
ROW = re.compile(r"^\| `(TOKENTRADE_[A-Z0-9_]+)` \|", re.MULTILINE)
LINE = re.compile(r"^#? ?(TOKENTRADE_[A-Z0-9_]+)=", re.MULTILINE)


def names_read(files: tuple[CodeFile, ...]) -> set[str]:
    """Return the variables a program reads: env("X") of the settings, and every full name in a string."""
    found: set[str] = set()
    for file in files:
        for node in file.nodes:
            if (
                isinstance(node, ast.Call)
                and dotted(node.func) == "env"
                and file.path.endswith("settings.py")
            ):
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{file.path}:{node.lineno}: write the name out"
                found.add(f"TOKENTRADE_{first.value}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(NAME.findall(node.value))
    return found


def documented(readme: str) -> tuple[set[str], set[str]]:
    """Return the variables of README's table of settings and of its table for tests."""
    settings, _, tests = readme.partition("### Variables of the tests")
    return set(ROW.findall(settings)), set(ROW.findall(tests))


def test_readme_lists_the_variables_that_are_read():
    settings, tests = documented((ROOT / "README.md").read_text())
    read = names_read(code())
    assert settings == read
    others = tuple(
        file for file in code(("tests",)) if not file.path.endswith("/test_settings_are_documented.py")
    )
    assert tests == names_read(others) - read


def test_deploy_lists_the_variables_that_are_read():
    settings, _ = documented((ROOT / "README.md").read_text())
    offered = {name for path in (ROOT / "deploy").glob("*.env") for name in LINE.findall(path.read_text())}
    assert offered == settings


def test_every_offered_variable_has_a_comment():
    for path in (ROOT / "deploy").glob("*.env"):
        lines = ["", *path.read_text().splitlines()]
        bare = [
            line
            for before, line in pairwise(lines)
            if LINE.match(line) and (LINE.match(before) or not before.startswith("# "))
        ]
        assert bare == [], path.name


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tokentrade/settings.py", 'DEBUG = env("X", "off", on_off)'),
        ("tokentrade/settings.py", 'KEY = os.environ["TOKENTRADE_X"]'),
        ("tokentrade/bootstrap/up.py", 'print("set TOKENTRADE_X to another folder")'),
    ],
)
def test_a_variable_is_found_where_it_is_read(path, text):
    assert names_read((sample(text, path),)) == {"TOKENTRADE_X"}


def test_a_table_row_is_a_documented_variable():
    readme = "| `TOKENTRADE_A` | on | a |\n### Variables of the tests\n| `TOKENTRADE_B` | | b |\n"
    assert documented(readme) == ({"TOKENTRADE_A"}, {"TOKENTRADE_B"})

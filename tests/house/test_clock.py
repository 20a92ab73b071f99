"""House law: the clock comes from outside."""

import ast

import pytest

from tests.house.exemptions import is_exempt
from tests.house.tree import CodeFile, code, dotted, sample

READS = {"now", "utcnow", "today", "localtime", "gmtime", "localdate"}
READERS = {"time.time", "time.time_ns"}
EDGES = ("web", "api", "pipeline", "collectors/transports")


def clock_readings(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path:line: name of every reading of the clock below the edges."""
    found = []
    for file in files:
        if not file.path.startswith("apps/") or file.in_room(*EDGES) or file.is_migration:
            continue
        for node in file.nodes:
            name = dotted(node.func) if isinstance(node, ast.Call) else ""
            reads = name.rpartition(".")[2] in READS or name in READERS
            marked = isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add")
            handed = isinstance(node, ast.keyword) and dotted(node.value).endswith((".now", ".today"))
            if (reads or marked or handed) and not is_exempt("clock", file.path, name):
                found.append(f"{file.path}:{getattr(node, 'lineno', 0)}: {name or node.arg}")
    return found


def test_the_clock_comes_from_outside():
    assert clock_readings(code()) == []


@pytest.mark.parametrize(
    "text",
    [
        "published = timezone.now()",
        "week = datetime.date.today()",
        "at = models.DateTimeField(auto_now=True)",
        "at = models.DateTimeField(auto_now_add=True)",
        "at = models.DateTimeField(default=timezone.now)",
        "started = time.time()",
        "at = datetime.datetime.now(tz=UTC)",
    ],
)
def test_reading_the_clock_below_the_edges_is_refused(text):
    assert len(clock_readings((sample(text),))) == 1


def test_the_edges_may_read_the_clock():
    edge = sample("at = timezone.now()", "apps/collectors/transports/http.py")
    assert clock_readings((edge, sample("at = timezone.now()", "apps/web/views/home.py"))) == []

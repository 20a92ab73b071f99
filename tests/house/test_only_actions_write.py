"""House law: the database is written in `actions` and migrations only."""

import ast

import pytest

from tests.house.exemptions import is_exempt
from tests.house.tree import CodeFile, code, dotted, sample

VERBS = {
    "save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "delete", "execute",
    "executemany", "copy",
}  # fmt: skip
VERBS |= {f"a{verb}" for verb in VERBS}
QUERY_SET = {
    "objects",
    "filter",
    "exclude",
    "all",
    "order_by",
    "select_for_update",
    "select_related",
    "using",
}
# A copy of an array, a dict or a file is no write to the database.
HARMLESS_COPIES = {"np", "numpy", "shutil", "copy"}


def _chain(node: ast.expr) -> set[str]:
    """Return every name on the way from a call's receiver to its root."""
    return {part for inner in ast.walk(node) for part in dotted(inner).split(".") if part}


def _is_write(call: ast.Call, path: str) -> str | None:
    """Return the verb when the call writes rows, else None."""
    if not isinstance(call.func, ast.Attribute):
        return None
    verb, receiver = call.func.attr, call.func.value
    if verb in ("update", "aupdate"):
        named_only = bool(call.keywords) and not call.args
        return verb if named_only or QUERY_SET & _chain(receiver) else None
    if verb in ("execute", "aexecute") and (path.endswith("/queries.py") or "/queries/" in path):
        return None
    if verb in ("copy", "acopy") and (not call.args or dotted(receiver) in HARMLESS_COPIES):
        return None
    return verb if verb in VERBS else None


def writes_outside_actions(files: tuple[CodeFile, ...]) -> list[str]:
    """Return path:line: verb of every write that no action and no migration makes."""
    found = []
    for file in files:
        if file.is_migration or file.path.endswith("/actions.py") or "/actions/" in file.path:
            continue
        for node in file.nodes:
            verb = _is_write(node, file.path) if isinstance(node, ast.Call) else None
            if verb and not is_exempt("write", file.path, verb):
                found.append(f"{file.path}:{node.lineno}: {verb}")
    return found


def test_only_actions_write():
    assert writes_outside_actions(code()) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("run.save()", "apps/flows/queries.py"),
        ("EstimateRun.objects.create(state='OK')", "apps/flows/publish.py"),
        ("run.cells.update(mean=0)", "apps/flows/publish.py"),
        ("EstimateRun.objects.filter(id=1).update(**values)", "apps/web/views/home.py"),
        ("await source.asave()", "apps/collectors/run.py"),
        ("cursor.execute('delete from flows')", "apps/flows/releases.py"),
        ("cursor.copy('COPY t FROM STDIN')", "apps/observations/ingest.py"),
        ("get_object_or_404(Source, key=key).delete()", "apps/web/views/sources.py"),
    ],
)
def test_a_write_elsewhere_is_refused(text, path):
    assert len(writes_outside_actions((sample(text, path),))) == 1


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("run.save()", "apps/flows/actions.py"),
        ("run.save()", "apps/observations/actions/record.py"),
        ("cursor.execute('select 1')", "apps/flows/queries.py"),
        ("cursor.execute('select 1')", "apps/observations/queries/vintages.py"),
        ("seen.update(other); array.copy(); digest.update(b'x')", "apps/flows/arcs.py"),
    ],
)
def test_reading_and_actions_are_free(text, path):
    assert writes_outside_actions((sample(text, path),)) == []

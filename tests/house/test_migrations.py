"""House law: migrations are complete, named by intent, pure and reversible."""

import ast
import re
from collections import defaultdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.house.exemptions import is_exempt
from tests.house.tree import CodeFile, code, dotted, sample

AUTOMATIC = re.compile(r"^\d{4}_(auto_|(alter|add|remove|delete|rename)_\w+_and_more$)")
NEEDS_REVERSE = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}


def _faults_of(file: CodeFile) -> list[str]:
    """Return what is wrong inside one migration."""
    name = file.path.rpartition("/")[2].removesuffix(".py")
    found = [f"{file.path}: name it by intent"] if AUTOMATIC.match(name) else []
    for node in file.nodes:
        target = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        targets = [target] + ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        for target in targets:
            if target.split(".")[0] == "apps" and not is_exempt("migration import", file.path, target):
                found.append(f"{file.path}: imports {target}")
        verb = dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and verb in NEEDS_REVERSE:
            given = {keyword.arg for keyword in node.keywords}
            if len(node.args) < 2 and NEEDS_REVERSE[verb] not in given:
                found.append(f"{file.path}:{node.lineno}: {verb} without {NEEDS_REVERSE[verb]}")
    return found


def migration_faults(files: tuple[CodeFile, ...]) -> list[str]:
    """Return every fault of the migrations, numbers given twice included."""
    numbers: dict[tuple[str, str], list[str]] = defaultdict(list)
    found = []
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if folder.endswith("/migrations") and name != "__init__.py":
            numbers[(folder, name[:4])].append(name)
            found += _faults_of(file)
    return found + [f"{key[0]}: {' and '.join(names)}" for key, names in numbers.items() if len(names) > 1]


def test_migrations_obey_the_law():
    assert migration_faults(code()) == []


def test_migrations_have_one_leaf_per_room():
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()


@pytest.mark.django_db
def test_a_missing_migration_is_noticed():
    from django.apps import apps as registry

    rooms = registry.get_app_config("flows")
    stray = type("Stray", (models.Model,), {"__module__": "apps.flows.models"})
    try:
        with pytest.raises((SystemExit, CommandError)):
            call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
    finally:
        del rooms.models["stray"]
        registry.clear_cache()
        assert stray is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0002_auto_20261122_1010", "x = 1"),
        ("0002_alter_run_state_and_more", "x = 1"),
        ("0002_run_has_state", "from apps.flows.models import Run"),
        ("0002_run_has_state", "import apps.flows.actions"),
        ("0002_run_has_state", "operations = [migrations.RunPython(fill)]"),
        ("0002_run_has_state", "operations = [migrations.RunSQL('create index x')]"),
    ],
)
def test_a_bad_migration_is_refused(name, text):
    assert len(migration_faults((sample(text, f"apps/flows/migrations/{name}.py"),))) == 1


def test_a_number_given_twice_is_refused():
    folder = "apps/flows/migrations"
    twins = (sample("", f"{folder}/0002_one.py"), sample("", f"{folder}/0002_two.py"))
    assert migration_faults(twins) == [f"{folder}: 0002_one.py and 0002_two.py"]


def test_a_reversible_migration_passes():
    text = "operations = [migrations.RunPython(fill, empty), migrations.RunSQL(sql='a', reverse_sql='b')]"
    assert migration_faults((sample(text, "apps/flows/migrations/0002_run_has_state.py"),)) == []

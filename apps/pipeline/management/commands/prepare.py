"""`manage.py prepare`: bring a database, new or old, to where the site can answer; safe to repeat."""

import contextlib
import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from apps.collectors import registry, run
from apps.events import actions as events
from apps.flows import actions as flows
from apps.flows import queries as releases
from apps.observations import actions as observations
from apps.reference import actions as reference
from apps.reference import queries as reference_tables

Step = Callable[[datetime], str]
SIMULATED = "left alone: this database holds SYNTHETIC figures, and never real ones beside them"
BUNDLED_PACKAGES = ("genai-prices", "codecarbon")
LOCK_TIMEOUT = " -c lock_timeout=3000"


def migrations(now: datetime) -> str:
    """Apply the migrations that are missing; a busy table fails it after three seconds."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return "none to apply"
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(plan)} applied"


def reference_rows(now: datetime) -> str:
    """Load the reference rows and the roles, and make room for the years of observations."""
    observations.make_partitions(now=now)
    events.ensure_roles()
    counts = reference.load_reference(now=now)
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def bundled_figures(now: datetime) -> str:
    """Read the sources that are part of the product, unless this very content has been read here."""
    if releases.is_synthetic_world():
        return SIMULATED
    marker, wanted = Path(settings.DATA_DIR) / "bundled.txt", _bundled_fingerprint()
    if releases.release(now=now) is not None and marker.is_file() and marker.read_text() == wanted:
        return "unchanged"
    outcomes = run.collect_bundled(now=now)
    if all(outcome.is_good for outcome in outcomes):
        # A read-only data directory costs a second reading, nothing else.
        with contextlib.suppress(OSError):
            marker.write_text(wanted)
    return str(outcomes)


def _bundled_fingerprint() -> str:
    parts = [reference_tables.reference_sha256()]
    parts += [f"{name} {version(name)}" for name in BUNDLED_PACKAGES]
    parts += [f"{key} {module.SPEC.parser_version}" for key, module in registry.sources().items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def first_estimate(now: datetime) -> str:
    """Estimate and publish the bundled weeks, unless something is published."""
    try:
        release = flows.first_estimate(now=now)
    except (flows.NothingToEstimate, flows.RunNotPublishable) as fault:
        return f"NOT MADE: {fault}"
    return f"release {release}" if release else "kept what is published"


def static_files(now: datetime) -> str:
    """Copy the static files to where they are served from, when one of them has changed."""
    marker = Path(settings.STATIC_ROOT) / "fingerprint.txt"
    wanted = _static_fingerprint()
    if marker.is_file() and marker.read_text() == wanted:
        return "unchanged"
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    marker.write_text(wanted)
    return f"copied to {settings.STATIC_ROOT}"


def _static_fingerprint() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(name.encode() + b"\0")
            digest.update(Path(storage.path(name)).read_bytes())
    return digest.hexdigest()


STEPS: tuple[tuple[str, Step], ...] = (
    ("migrations", migrations),
    ("reference rows", reference_rows),
    ("bundled figures", bundled_figures),
    ("first estimate", first_estimate),
    ("static files", static_files),
)


class Command(BaseCommand):
    """Migrate, load what is bundled, estimate once; one line per step."""

    help = "Bring the database to where the site can answer: migrations, reference rows, first estimate."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let a supervisor start the imports before the database is there."""
        parser.add_argument(
            "--when-told", action="store_true", help="wait for a line on standard input first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every step and say what it did; the end of a supervisor ends the wait."""
        if options["when_told"] and not sys.stdin.readline():
            return
        connection.settings_dict["OPTIONS"]["options"] += LOCK_TIMEOUT
        for name, step in STEPS:
            try:
                self.stdout.write(f"{name}\t{step(datetime.now(UTC))}")
            except OperationalError as fault:
                raise CommandError(f"{name}: the database did not do it: {fault}") from fault
            self.stdout.flush()

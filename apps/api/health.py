"""Probes: is this process alive, and can it answer a reader?"""

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.api import problems, sending
from apps.flows import queries


def _json(request: HttpRequest, body: dict[str, str]) -> HttpResponse:
    response = JsonResponse(body)
    response.headers["Cache-Control"] = "no-store"
    return sending.finish(request, response)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process serves requests; asks nothing of the database."""
    return _json(request, {"status": "ok"})


def _missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _why_not_ready() -> str | None:
    """Return the reason why readers cannot be served, or None."""
    try:
        missing = _missing_migrations()
        if missing:
            return f"{len(missing)} migrations are not applied, first {missing[0]}; run manage.py migrate."
        if queries.release(now=timezone.now()) is None:
            return "No estimate is published yet; the first one is being made or has failed."
    except (DatabaseError, InterfaceError) as fault:
        return f"The database does not answer ({type(fault).__name__})."
    return None


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, migrations and a published release are there; else 503 with the reason."""
    reason = _why_not_ready()
    if reason is not None:
        return sending.finish(request, problems.respond(problems.Problem("unavailable", reason)))
    return _json(request, {"status": "ready"})

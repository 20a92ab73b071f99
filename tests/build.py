"""Builders for tests: small worlds made through the same actions as the product's own.

`published` stores a world worked by hand (exact numbers); `bundled` runs the real chain on the figures
that ship with the product; `usage` and `figures` put single numbers through the doors of observations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.db import connection

from apps.collectors import registry, run
from apps.estimator.results import Estimates
from apps.flows import actions
from apps.flows.actions.estimating import summary_of
from apps.flows.fingerprint import Fingerprint, parameter_rows
from apps.observations import actions as observations
from apps.observations.rows import FigureDetail, ReadRow
from apps.reference import actions as reference
from apps.reference import parameters
from tests.tiny import PER_TOKEN, TOKENS, WEEK, cell, estimates

__all__ = ["PER_TOKEN", "TOKENS", "WEEK", "cell", "estimates"]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def settle() -> None:
    """Give what an open transaction changed its place in the log, as its commit would."""
    connection.check_constraints()


def countries(*, now: datetime = NOW) -> None:
    """Load the product's reference data."""
    reference.load_reference(now=now)


def kept(
    made: Estimates,
    *,
    weeks: Sequence[date] = (WEEK,),
    as_of: datetime | None = None,
    now: datetime = NOW,
    name: str = "",
) -> int:
    """Store these cells as a finished run and return its id; `name` tells equal cells apart."""
    run_id = actions.request_estimate(
        period_from=min(weeks), period_to=max(weeks) + timedelta(days=7), as_of=as_of or now, now=now
    )
    whole = sha256(repr((name, now, made.flows)).encode()).hexdigest()
    copied = parameter_rows(parameters.load())
    told = {
        week.isoformat(): {
            "week": week.isoformat(),
            "publication": "tiny",
            "source": "curated.published_figures",
            "denominator": "TOP10",
            "coverage": 1.0,
            "flags": ["window_assumed"],
            "tokens": TOKENS,
            "rule": "a publication with total, split by lab country and the first model",
            "chosen": {},
            "alternatives": [],
        }
        for week in weeks
    }
    return actions.keep_estimates(
        run_id=run_id,
        estimates=made,
        parameters=copied,
        fingerprint=Fingerprint(whole, "0" * 64, "1" * 64),
        inputs_summary=summary_of(told, copied),
        code_version="tests",
        now=now,
    )


def published(
    *, weeks: Sequence[date] = (WEEK,), tokens: float = TOKENS, now: datetime = NOW, name: str = ""
) -> str:
    """Store and publish the tiny world for these weeks and return the release id."""
    countries(now=now)
    run_id = kept(estimates(weeks, tokens), weeks=weeks, now=now, name=name)
    return actions.publish_run(run_id=run_id, now=now)


def sources() -> None:
    """Write every source of the registry."""
    observations.write_sources(specs=[module.SPEC for module in registry.sources().values()])


def snapshot(source_key: str, *, now: datetime = NOW, body: bytes = b"typed for a test") -> int:
    """Archive bytes for a source and return the snapshot id."""
    return observations.archive(
        source_key=source_key, page_url=f"https://example.org/{source_key}", body=body, http_status=200,
        content_type="text/plain", response_headers={}, parser_version=1, now=now,
    )  # fmt: skip


def usage(rows: Iterable[tuple[date, str, int]], *, now: datetime = NOW) -> None:
    """Record daily tokens (day, slug, tokens) as the rankings state them."""
    sources()
    rows = list(rows)
    reference.note_subjects(slugs={slug for _, slug, _ in rows}, source_key="openrouter.rankings", now=now)
    observations.record(
        source_key="openrouter.rankings",
        rows=[
            ReadRow(
                metric="tokens", unit="token", kind="MEASURED", period_length="DAY", period_start=day,
                value=Decimal(tokens), subject=slug,
            )
            for day, slug, tokens in rows
        ],
        snapshot_id=snapshot("openrouter.rankings", now=now, body=repr(rows).encode()),
        now=now,
    )  # fmt: skip


DETAIL = FigureDetail(
    figure_id="", publication="", scope="OBSERVED", denominator="TOP10", window_start=WEEK,
    window_end=WEEK + timedelta(days=7), reported_date=None, original="as typed", evidence_grade="B",
    is_verified=True, flags=(), source_title="A publication made for a test", source_url="https://example.org/",
    accessed_date=date(2026, 11, 20),
)  # fmt: skip


def figures(
    publication: str,
    values: dict[tuple[str, str], float],
    *,
    denominator: str = "TOP10",
    week: date = WEEK,
    reported: date | None = None,
    now: datetime = NOW,
) -> None:
    """Record the figures of one publication: {(metric, model key or country): tokens}."""
    sources()
    rows, details = [], []
    for (metric, subject), value in values.items():
        figure_id = f"{publication}.{metric}.{subject}"
        is_country = len(subject) == 3 and subject.isupper()
        rows.append(
            ReadRow(
                metric=metric,
                unit="token",
                kind="REPORTED",
                period_length="WEEK",
                period_start=week,
                value=Decimal(value),
                subject=subject,
                qualifier=figure_id,
                country=subject if is_country else None,
                model=subject if "model" in metric else None,
            )
        )
        details.append(
            replace(
                DETAIL,
                figure_id=figure_id,
                publication=publication,
                denominator=denominator,
                window_start=week,
                window_end=week + timedelta(days=7),
                reported_date=reported,
            )
        )
    key = "curated.published_figures"
    observations.record(
        source_key=key, rows=rows, snapshot_id=snapshot(key, now=now, body=publication.encode()), now=now
    )
    observations.record_figures(source_key=key, figures=details)


def bundled(*, now: datetime = NOW) -> str | None:
    """Load, collect and estimate what ships with the product, as `manage.py prepare` does; return the release."""
    countries(now=now)
    run.collect_bundled(now=now)
    # Earlier tests took all rows back; statistics that say "empty" would make the reads crawl.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # A collection takes its time: what it recorded is known a little later than it began.
    return actions.first_estimate(now=now + timedelta(minutes=5))

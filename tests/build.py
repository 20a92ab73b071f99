"""Builders for tests: small worlds made through the same actions as the product's own.

`published` stores a world worked by hand (exact numbers); `bundled` runs the real chain on the figures
that ship with the product; `usage` and `figures` put single numbers through the doors of observations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from apps.collectors import registry, run
from apps.estimator.measures import MEASURES
from apps.estimator.results import BalanceCell, ConservationRow, Estimates, FlowCell, Range, RatioRow
from apps.flows import actions
from apps.flows.actions.estimating import summary_of
from apps.flows.fingerprint import Fingerprint, parameter_rows
from apps.observations import actions as observations
from apps.observations.rows import FigureDetail, ReadRow
from apps.reference import actions as reference
from apps.reference import parameters

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = date(2026, 2, 16)
TOKENS = 1000.0

# The tiny world of one week: 1,000 tokens of two models, served and used as these shares say.
ORIGINS = {
    "LAB": {"CHN": 0.6, "USA": 0.4},
    "COMPANY": {"CHN": 0.2, "USA": 0.8},
    "COMPUTE": {"CHN": 0.1, "USA": 0.5, "UNK": 0.4},
}
DESTINATIONS = {"USA": 0.4, "DEU": 0.2, "CHN": 0.1, "UNK": 0.3}
PER_TOKEN = {
    "TOKENS": 1.0,
    "ENERGY_KWH": 4e-8,
    "ELECTRICITY_VALUE_USD": 4e-9,
    "SERVICE_VALUE_USD": 2e-6,
    "COMPUTE_VALUE_USD": 5e-7,
    "CARBON_KG": 2e-8,
}
# Corridors below this share of the total stand in the row `unlisted`.
LISTED_SHARE = 0.015


def ranged(mean: float) -> Range:
    """Return a range around a mean: half, nine tenths, twice (turned round below zero)."""
    ends = sorted((mean / 2, mean * 0.9, mean * 2))
    return Range(ends[0], ends[1], ends[2], mean)


def corridors(basis: str, total: float) -> dict[tuple[str, str], float]:
    """Return the mean of each corridor of the tiny world."""
    return {
        (origin, destination): total * share * billed
        for origin, share in ORIGINS[basis].items()
        for destination, billed in DESTINATIONS.items()
    }


def cell(week: date, basis: str, measure: str, ends: tuple[str | None, str | None], mean: float) -> FlowCell:
    """Return a corridor with the range of `ranged`; both ends None is the row `unlisted`."""
    values = ranged(mean)
    return FlowCell(
        period_start=week, basis=basis, scope="OBSERVED", measure=measure,
        origin=ends[0], destination=ends[1],
        low=values.low, q25=mean * 0.8, central=values.central, q75=mean * 1.1, high=values.high, mean=mean,
        evidence_grade="D", grade_profile="BCCDDC", identification="PRIOR_DRIVEN",
        unknown_share=1.0 if "UNK" in ends else 0.25, coverage=1.0, flags=("usage:tiny",),
        frechet_low=0.0, frechet_high=mean * 3, is_counterfactual=basis in MEASURES[measure].counterfactual_bases,
    )  # fmt: skip


def cells(week: date, basis: str, measure: str, total: float) -> list[FlowCell]:
    """Return the corridors of a week, the small ones summed into `unlisted`."""
    found = corridors(basis, total)
    listed = {ends: mean for ends, mean in found.items() if mean >= total * LISTED_SHARE}
    rest = total - sum(listed.values())
    rows = [cell(week, basis, measure, ends, mean) for ends, mean in listed.items()]
    return [*rows, cell(week, basis, measure, (None, None), rest)] if len(listed) < len(found) else rows


def balance(week: date, basis: str, measure: str, country: str | None, total: float) -> BalanceCell:
    """Return a country's balance, or the world row (country None), from all corridors."""
    found = corridors(basis, total)
    known = {ends: mean for ends, mean in found.items() if "UNK" not in ends}
    crossing = {ends: mean for ends, mean in known.items() if ends[0] != ends[1]}
    exports = sum(mean for ends, mean in crossing.items() if country in (None, ends[0]))
    imports = sum(mean for ends, mean in crossing.items() if country in (None, ends[1]))
    return BalanceCell(
        period_start=week, basis=basis, scope="OBSERVED", measure=measure, country=country,
        exports=ranged(exports), imports=ranged(imports), net=ranged(exports - imports),
        domestic_mean=sum(mean for ends, mean in known.items() if ends[0] == ends[1] and country in (None, ends[0])),
        unknown_mean=sum(mean for ends, mean in found.items() if "UNK" in ends and country in (None, *ends)),
        total_mean=total if country is None else None,
        unlisted_exports=0.0, unlisted_imports=0.0, surplus_share=1.0 if exports > imports else 0.0,
        evidence_grade="D", unknown_share=0.5, is_counterfactual=basis in MEASURES[measure].counterfactual_bases,
    )  # fmt: skip


def estimates(weeks: Iterable[date] = (WEEK,), tokens: float = TOKENS) -> Estimates:
    """Return the tiny world's cells for each week: every measure on every basis it has."""
    made = Estimates()
    for week in weeks:
        for measure in MEASURES.values():
            total = tokens * PER_TOKEN[measure.name]
            for basis in (*measure.bases, *measure.counterfactual_bases):
                made.flows += cells(week, basis, measure.name, total)
                codes = sorted({code for ends in corridors(basis, 1.0) for code in ends} - {"UNK"})
                made.balances += [balance(week, basis, measure.name, code, total) for code in (None, *codes)]
                made.conservation.append(
                    ConservationRow(week, basis, measure.name, total, total, total, 0.0, True)
                )
        made.ratios.append(RatioRow(week, "value_multiple", None, 26.0, 89.0, 271.0))
    return made


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
    return actions.first_estimate(now=now)

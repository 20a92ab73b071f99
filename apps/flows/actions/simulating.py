"""A SYNTHETIC release of any length, in a database that holds no number of anybody.

A dozen weeks are estimated by the method from made-up inputs; the weeks before them repeat these on a rising level,
so that everything adds up in every week. Run and release are marked, and their ids begin with `synthetic`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from apps.estimator.flows import estimate as estimate_block
from apps.estimator.measures import FLOW_SCOPES, UNKNOWN
from apps.estimator.periods import DAYS_PER_WEEK, monday_of
from apps.estimator.results import Estimates
from apps.estimator.worlds.site import MODELS, SOURCE, model_slug, site_inputs
from apps.flows import releases, world_rows
from apps.flows.actions.estimating import summary_of
from apps.flows.actions.keeping import keep_estimates
from apps.flows.actions.publishing import publish_run
from apps.flows.actions.requesting import make_request
from apps.flows.code_version import code_version
from apps.flows.fingerprint import fingerprint, parameter_rows
from apps.flows.models import EstimateRun, Release
from apps.flows.units import (
    COUNTRIES_SIMULATED_AT_LEAST,
    SEED,
    SIMULATED_DRAWS,
    SIMULATED_WEEKS,
    WEEKS_PER_QUESTION,
)
from apps.observations import queries as observations
from apps.reference import actions as reference
from apps.reference import parameters as reference_parameters
from apps.reference import queries as countries_known

FIRST_COUNTRIES = ("CHN", "USA", "SGP", "DEU", "IND", "JPN")


class NotEmpty(RuntimeError):
    """The database holds something else than a simulation begins with; the message says what."""


def simulate(*, weeks: int, countries: int, now: datetime) -> str:
    """Fill an empty database with a SYNTHETIC release of so many weeks and countries; return the release's id.

    Raises NotEmpty where any number, run or release is stored, and ValueError for a size that cannot be made.
    """
    codes = _codes(countries, weeks)
    with transaction.atomic():
        _refuse_filled()
        reference.load_reference(now=now)
        reference.note_subjects(
            slugs=[model_slug(number) for number in range(MODELS)], source_key=SOURCE, now=now
        )
        run_id = _estimated(codes, _mondays(weeks, now), now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return publish_run(run_id=run_id, now=now)


def _refuse_filled() -> None:
    """Raise NotEmpty unless there is neither a number nor a run."""
    counted = {
        "releases": Release.objects.count(),
        "estimate runs": EstimateRun.objects.count(),
        "source files": int(observations.latest_snapshot() is not None),
    }
    held = [name for name, count in counted.items() if count]
    if held:
        raise NotEmpty(
            f"this database holds {' and '.join(held)}; SYNTHETIC figures go into an empty one only: name another "
            "folder in TOKENTRADE_DATA_DIR, or another TOKENTRADE_DATABASE_URL"
        )


def _codes(countries: int, weeks: int) -> list[str]:
    """Return the codes of so many countries with a place on the map; the largest traders first."""
    anchored = sorted(countries_known.country_anchors().keys() - {*FIRST_COUNTRIES, UNKNOWN})
    most = len(anchored) + len(FIRST_COUNTRIES)
    if not COUNTRIES_SIMULATED_AT_LEAST <= countries <= most:
        raise ValueError(
            f"{countries} countries: between {COUNTRIES_SIMULATED_AT_LEAST} and {most} can be simulated"
        )
    if not 1 <= weeks <= WEEKS_PER_QUESTION:
        raise ValueError(f"{weeks} weeks: between 1 and {WEEKS_PER_QUESTION} can be simulated")
    # Evenly over the alphabet, so that every part of the world has some.
    wanted = countries - len(FIRST_COUNTRIES)
    step = len(anchored) / max(1, wanted)
    return [*FIRST_COUNTRIES, *(anchored[int(number * step)] for number in range(wanted))]


def _mondays(weeks: int, now: datetime) -> list[date]:
    """Return the Mondays of so many whole weeks before now, oldest first."""
    last = monday_of(now.date()) - timedelta(days=DAYS_PER_WEEK)
    return [last - timedelta(weeks=back) for back in reversed(range(weeks))]


def _estimated(codes: Sequence[str], weeks: Sequence[date], now: datetime) -> int:
    """Store one SYNTHETIC run over the weeks and return its id."""
    run_id = make_request(
        period_from=weeks[0],
        period_to=weeks[-1] + timedelta(days=DAYS_PER_WEEK),
        as_of=now,
        draws=SIMULATED_DRAWS,
        seed=SEED,
        now=now,
    )
    EstimateRun.objects.filter(pk=run_id).update(is_synthetic=True)
    season = weeks[-SIMULATED_WEEKS:]
    parameters = reference_parameters.load(now)
    copied = parameter_rows(parameters)
    inputs = site_inputs(countries=codes, weeks=season)
    made = estimate_block(inputs, parameters, draws=SIMULATED_DRAWS, seed=SEED, scopes=FLOW_SCOPES)
    names = fingerprint(
        blocks=[(inputs, frozenset(season))], gaps=[week.isoformat() for week in weeks], parameters=copied,
        method="synthetic", version=code_version(), draws=SIMULATED_DRAWS, seed=SEED,
    )  # fmt: skip
    repeats = world_rows.repeats(weeks, len(season))
    keep_estimates(
        run_id=run_id,
        estimates=_with_proofs(made, repeats),
        parameters=copied,
        fingerprint=replace(names, whole=releases.synthetic_id(names.whole, len(names.whole))),
        inputs_summary=summary_of(world_rows.summaries(inputs, weeks, repeats), copied),
        code_version=code_version(),
        now=now,
    )
    _repeat(run_id, repeats)
    return run_id


def _with_proofs(made: Estimates, repeats: Sequence[world_rows.Repeat]) -> Estimates:
    """Return the estimates with the checks and ratios of the weeks that are to repeat them."""
    made.conservation += [row for one in repeats for row in world_rows.proofs(made.conservation, one)]
    made.ratios += [row for one in repeats for row in world_rows.ratios(made.ratios, one)]
    return made


def _repeat(run_id: int, repeats: Sequence[world_rows.Repeat]) -> None:
    """Copy the estimated weeks to the earlier ones, each on its level."""
    values: dict[str, Any] = {
        "run": run_id,
        "weeks": [one.week for one in repeats],
        "likes": [one.like for one in repeats],
        "levels": [one.level for one in repeats],
    }
    with connection.cursor() as cursor:
        cursor.execute(world_rows.UNCHECKED)
        for statement in world_rows.statements():
            cursor.execute(statement, values)
        cursor.execute(world_rows.CHECKED)

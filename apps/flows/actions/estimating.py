"""Make an estimate: the bridge from what was known at a moment to stored cells."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from apps.estimator.flows import estimate as estimate_block
from apps.estimator.measures import FLOW_SCOPES
from apps.estimator.parameters import Parameters
from apps.estimator.periods import monday_of, next_week
from apps.estimator.results import Estimates
from apps.flows import coverage
from apps.flows.actions.keeping import keep_estimates
from apps.flows.actions.publishing import publish_run
from apps.flows.actions.requesting import RunBusy, claim, close, make_request, renew
from apps.flows.code_version import code_version
from apps.flows.facts import told
from apps.flows.fingerprint import names_of, parameter_rows
from apps.flows.inputs import InputSet, read
from apps.flows.inputs.blocks import known_weeks
from apps.flows.models import EstimateRun, Release
from apps.flows.units import DRAWS, SEED
from apps.reference import parameters as reference_parameters

__all__ = ["NothingToEstimate", "RunBusy", "estimate", "first_estimate"]

Clock = Callable[[], datetime]


class NothingToEstimate(RuntimeError):
    """No usage is stored, so there is nothing to begin with; the message says what to collect."""


def estimate(
    *,
    now: datetime,
    run_id: int | None = None,
    period_from: date | None = None,
    period_to: date | None = None,
    as_of: datetime | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    task_id: str = "",
    clock: Clock | None = None,
) -> int:
    """Estimate the weeks of a requested run, or of [period_from, period_to) as of a moment; return the run's id.

    Equal inputs, parameters, code, draws and seed give the run that exists. A fault of the inputs ends the
    run FAILED with its words and is raised; RunBusy is raised while another worker holds the run. With a `clock`
    the lease is renewed after every block of weeks.
    """
    if run_id is None:
        if period_from is None or period_to is None:
            raise ValueError("name a requested run, or the span with period_from and period_to")
        run_id = make_request(
            period_from=period_from, period_to=period_to, as_of=as_of or now, draws=draws, seed=seed, now=now
        )
    run = claim(run_id=run_id, now=now, task_id=task_id)
    if run.state in ("FAILED", "DONE"):
        return run.pk
    try:
        return _estimate(run, clock or (lambda: now))
    except (ValueError, LookupError) as fault:
        close(run_id=run.pk, state="FAILED", problem=f"{type(fault).__name__}: {fault}", now=now)
        raise


def _estimate(run: EstimateRun, clock: Clock) -> int:
    """Read, hash, estimate unless an equal run exists, and store."""

    def beat() -> None:
        renew(run_id=run.pk, attempt=run.attempt, now=clock())

    parameters = reference_parameters.load(run.as_of)
    inputs = read(
        period_from=run.period_from, period_to=run.period_to, as_of=run.as_of, parameters=parameters
    )
    copied = parameter_rows(parameters)
    names = names_of(inputs, copied, draws=run.draws, seed=run.seed)
    is_known = EstimateRun.objects.filter(fingerprint=names.whole).exists()
    cells = Estimates()
    if not is_known:
        cells = estimate_all(inputs, parameters, draws=run.draws, seed=run.seed, beat=beat)
    cells.notices += inputs.notices
    beat()
    return keep_estimates(
        run_id=run.pk,
        estimates=cells,
        parameters=copied,
        fingerprint=names,
        inputs_summary=summary_of(inputs.summaries, copied),
        input_facts=told(inputs),
        location_evidence=inputs.location_evidence,
        code_version=code_version(),
        now=clock(),
    )


def summary_of(summaries: Mapping[str, Any], copied: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a run keeps of its inputs: the choice of each week, in full and in brief."""
    return {
        "weeks": dict(summaries),
        "brief": coverage.brief(summaries),
        "share_of_world": coverage.share_of_world(copied),
    }


def estimate_all(
    inputs: InputSet,
    parameters: Parameters,
    *,
    draws: int,
    seed: int,
    beat: Callable[[], None] = lambda: None,
) -> Estimates:
    """Return the cells of all blocks, those of lent weeks left out; `beat` is called after each block."""
    whole = Estimates()
    for block in inputs.blocks:
        part = estimate_block(block.inputs, parameters, draws=draws, seed=seed, scopes=FLOW_SCOPES)
        for name in ("flows", "balances", "conservation", "ratios", "attribution"):
            getattr(whole, name).extend(row for row in getattr(part, name) if row.period_start in block.weeks)
        whole.notices += [notice for notice in part.notices if notice not in whole.notices]
        beat()
    return whole


def first_estimate(*, now: datetime) -> str | None:
    """Estimate and publish every week known so far and return the release; None where a release exists already.

    Raises NothingToEstimate where no usage is stored, and RunNotPublishable.
    """
    if Release.objects.exists():
        return None
    weeks = known_weeks(end=next_week(monday_of(now.date())), as_of=now)
    if not weeks:
        raise NothingToEstimate(
            "no usage is stored; run `manage.py collect curated.published_figures` and read what it says"
        )
    run_id = estimate(period_from=weeks[0], period_to=next_week(weeks[-1]), as_of=now, now=now)
    return publish_run(run_id=run_id, now=now)

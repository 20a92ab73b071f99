"""Hold what is published against what is known, and ask for the weeks that are to be estimated anew."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from apps.estimator.periods import monday_of, next_week
from apps.flows.actions.requesting import request_estimate
from apps.flows.code_version import code_version
from apps.flows.facts import told
from apps.flows.fingerprint import parameter_rows, parameters_hash
from apps.flows.inputs import read
from apps.flows.inputs.blocks import known_weeks
from apps.flows.models import EstimateRun, InputCheck
from apps.flows.releases import ReleaseRow, find
from apps.flows.stored_facts import stale_weeks
from apps.flows.units import CHECK_SECONDS
from apps.observations import queries as observations
from apps.reference import parameters as reference_parameters


def request_changed(*, now: datetime) -> tuple[int, ...]:
    """Request an estimate of every published week whose inputs, parameters or code have changed; return the runs.

    A new or changed fact asks for the weeks it touches, a changed parameter or code for all weeks, and nothing
    changed for none. Looks at the inputs only when something was stored since the last look, at most every
    quarter of an hour.
    """
    release = find(id_=None, as_of=now)
    if release is None:
        return ()
    parameters = reference_parameters.load(now)
    version, parameters_sha256 = code_version(), parameters_hash(parameter_rows(parameters))
    last = InputCheck.objects.order_by("-checked_at").first()
    is_same = last and (last.code_version, last.parameters_sha256) == (version, parameters_sha256)
    if last and is_same and not _is_due(last, now):
        return ()
    known = known_weeks(end=next_week(monday_of(now.date())), as_of=now)
    if not known:
        return ()
    inputs = read(period_from=known[0], period_to=next_week(known[-1]), as_of=now, parameters=parameters)
    stale = _stale(release, told(inputs), version, parameters_sha256)
    return _request(
        stale,
        sorted({*known, *stale}),
        InputCheck(
            checked_at=now, code_version=version, parameters_sha256=parameters_sha256, weeks_stale=len(stale)
        ),
    )


def _is_due(last: InputCheck, now: datetime) -> bool:
    """Tell whether a number was stored since the last look, and the look is some while ago."""
    changed = observations.latest_recorded_at()
    is_old = now - last.checked_at >= timedelta(seconds=CHECK_SECONDS)
    return is_old and changed is not None and changed > last.checked_at


def _stale(
    release: ReleaseRow, now_told: dict[str, dict[str, dict[str, str]]], version: str, parameters_sha256: str
) -> set[date]:
    """Return the weeks that the release lacks or answers by a run of other inputs, parameters or code."""
    run_of = {item.week: item.run_id for item in release.weeks}
    rows = EstimateRun.objects.filter(pk__in=set(run_of.values()))
    facts = dict(rows.values_list("pk", "input_facts"))
    current = set(
        rows.filter(code_version=version, parameters_sha256=parameters_sha256).values_list("pk", flat=True)
    )
    answered = {week.isoformat(): facts[run_id] for week, run_id in run_of.items() if run_id in current}
    gone = {week for week in run_of if week.isoformat() not in now_told["weeks"]}
    left = sorted(set(run_of) - gone)
    # A run of nothing but gaps is refused, so a week beside each gap is estimated with it.
    beside = {max((week for week in left if week < one), default=min(left, default=one)) for one in gone}
    return {*stale_weeks(now_told, answered), *gone, *beside}


@transaction.atomic
def _request(stale: Iterable[date], known: Sequence[date], check: InputCheck) -> tuple[int, ...]:
    """Write the requests and the look together."""
    check.save()
    return tuple(
        request_estimate(period_from=first, period_to=end, as_of=check.checked_at, now=check.checked_at)
        for first, end in spans(stale, known)
    )


def spans(stale: Iterable[date], known: Sequence[date]) -> list[tuple[date, date]]:
    """Return the half-open spans that hold the stale weeks and no other known week."""
    found: list[tuple[date, date]] = []
    wanted, is_open = set(stale), False
    for week in known:
        if week not in wanted:
            is_open = False
        elif is_open:
            found[-1] = (found[-1][0], next_week(week))
        else:
            found.append((week, next_week(week)))
            is_open = True
    return found

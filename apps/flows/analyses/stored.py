"""What an analysis of a stored run may use: its inputs, read again as it read them, and its copy of the parameters."""

from datetime import date

from apps.flows import releases
from apps.flows.analyses.given import Given, parameters_of
from apps.flows.fingerprint import names_of
from apps.flows.inputs import read
from apps.flows.models import EstimateRun


class InputsChanged(RuntimeError):
    """What the run was made from cannot be read again; another run of the same weeks will be analysed."""


class NoSuchWeek(LookupError):
    """No published run answers a week; the message names those that are answered."""


def given_of(run: EstimateRun) -> Given:
    """Return what the analyses of a run may use; raise InputsChanged where it cannot be had."""
    parameters = parameters_of(run.parameters)
    inputs = read(
        period_from=run.period_from, period_to=run.period_to, as_of=run.as_of, parameters=parameters
    )
    if names_of(inputs, run.parameters, draws=run.draws, seed=run.seed).inputs != run.inputs_sha256:
        raise InputsChanged(
            f"the facts that run {run.pk} was made from have been edited since; a new run is made from the new ones"
        )
    weeks = tuple(sorted(week for block in inputs.blocks for week in block.weeks))
    return Given(run.pk, run.as_of, run.draws, run.seed, inputs, parameters, weeks)


def given_of_week(week: date | None) -> tuple[Given, date]:
    """Return what stands behind the published run of a week, and the week; None: the newest complete one of all.

    Raises NoSuchWeek where nothing is published for it, and InputsChanged.
    """
    release = releases.find(id_=None, as_of=None)
    answered = {item.week: item.run_id for item in release.weeks} if release else {}
    newest = max(answered, default=None)
    asked = newest if week is None else week
    if asked is None or asked not in answered:
        told = ", ".join(map(str, sorted(answered))) or "none yet; run manage.py prepare"
        raise NoSuchWeek(f"no published run answers {week or 'any week'}; published weeks: {told}")
    given = given_of(EstimateRun.objects.get(pk=answered[asked]))
    return given, given.newest_complete if week is None else asked

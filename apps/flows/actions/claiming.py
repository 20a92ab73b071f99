"""Evaluate the claims and keep the results with the run they rest on; a stored set is never changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.flows.actions.telling import tell_claims
from apps.flows.claims.evaluating import evaluate
from apps.flows.claims.ledger import Box, ClaimView, boxes, views
from apps.flows.claims.queries import claim_set, claims_due, write_evaluated
from apps.flows.models import EstimateRun
from apps.flows.releases import find

__all__ = ["Told", "claims_told", "evaluate_claims", "evaluate_due_claims"]


@dataclass(frozen=True, slots=True)
class Told:
    """The ledger with one set of results: when and by what it was made, every claim, every box."""

    about: dict[str, Any]
    is_stored: bool
    claims: list[ClaimView]
    boxes: list[Box]


def claims_told(
    *,
    now: datetime,
    as_of: datetime | None = None,
    week: date | None = None,
    claim_id: str | None = None,
    again: bool = False,
) -> Told:
    """Return the ledger: evaluated now and stored, or as the last set stored by `as_of` had it.

    Where nothing was stored by then, or with `again`, the claims are evaluated from what was known at `as_of`.
    """
    stored = claim_set(as_of=as_of) if as_of and not (again or week) else None
    made = stored.about if stored else evaluate_claims(now=now, as_of=as_of, week=week, claim_id=claim_id)
    rows = views(stored.results if stored else made["results"])
    about = {name: value for name, value in made.items() if name != "results"}
    asked = [row for row in rows if claim_id in (None, row.claim.claim_id)]
    return Told(about, stored is not None, asked, boxes(rows) if claim_id is None else [])


def evaluate_claims(
    *, now: datetime, as_of: datetime | None = None, week: date | None = None, claim_id: str | None = None
) -> dict[str, Any]:
    """Evaluate the claims as known at `as_of` (None: now) and return the set, `evaluated_at` included.

    A whole evaluation of now is appended to the newest run of the current release; one of an earlier moment,
    of another week or of one claim is only returned. Without a release nothing is stored.
    """
    made = {
        "evaluated_at": write_evaluated(now),
        **evaluate(as_of=as_of or now, week=week, claim_id=claim_id),
    }
    release = find(id_=None, as_of=now)
    if release is not None and (as_of, week, claim_id) == (None, None, None):
        _append(release.weeks[-1].run_id, made, now)
    return made


def evaluate_due_claims(*, now: datetime) -> bool:
    """Evaluate and store where a newer release, other claims or a passed night asks for it; tell whether it did."""
    if not claims_due(now=now):
        return False
    evaluate_claims(now=now)
    return True


@transaction.atomic
def _append(run_id: int, made: dict[str, Any], now: datetime) -> None:
    """Append a set to a run; results equal to stored ones of the run are named by their hash only."""
    run = EstimateRun.objects.select_for_update().only("id", "claim_results").get(pk=run_id)
    before = claim_set()
    tell_claims(before.results if before else (), made["results"], run=made["run"] or "", now=now)
    known = {one["results_sha256"] for one in run.claim_results if "results" in one}
    is_known = made["results_sha256"] in known
    kept = {name: value for name, value in made.items() if name != "results" or not is_known}
    run.claim_results = [*run.claim_results, kept]
    run.save(update_fields=["claim_results"])

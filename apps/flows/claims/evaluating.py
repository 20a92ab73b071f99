"""Evaluate every claim as of a moment; one claim that cannot be checked leaves the others alone."""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import orjson

from apps.estimator.claims import (
    FORMULA_VERSION,
    NO_CALCULATION,
    UNIT_OF_INPUTS,
    Answer,
    Claimed,
    Tolerances,
    Verdict,
    claimed,
    exact,
    judge,
    printed,
)
from apps.flows.claims.found import Found, Missing
from apps.flows.claims.resolving import Resolver
from apps.flows.question_values import write_moment
from apps.reference import claims as reference
from apps.reference import parameters as reference_parameters

RECONSTRUCTED = "RECONSTRUCTED"
STATED = "stated."


def evaluate(*, as_of: datetime, week: date | None = None, claim_id: str | None = None) -> dict[str, Any]:
    """Return one set of results as known at `as_of`: same stored inputs, same bytes of `results`.

    A week replaces @latest in references of estimates; a claim_id limits the set to one claim.
    """
    resolver = Resolver(as_of=as_of, week=week)
    tolerances = _tolerances(as_of)
    rows = [row for row in reference.ledger() if claim_id in (None, row.claim.claim_id)]
    results = [_result(row, check, resolver, tolerances) for row in rows for check in row.checks]
    release = resolver.published.release
    latest = resolver.published.latest
    return {
        "as_of": write_moment(as_of),
        "release": release.id if release else None,
        "run": latest.run if latest else None,
        "week": latest.week.isoformat() if latest else None,
        "formula_version": FORMULA_VERSION,
        "claims_sha256": reference.claims_sha256(),
        "results_sha256": sha256(orjson.dumps(results, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        "results": results,
    }


def _tolerances(as_of: datetime) -> Tolerances:
    """Return the cited tolerances."""
    known = reference_parameters.load(as_of)
    about, nearly, order = (
        known.get(key).central for key in ("claim_about", "claim_nearly_low", "claim_order")
    )
    return Tolerances(exact(repr(about)), exact(repr(nearly)), exact(repr(order)))


def _result(
    row: reference.LedgerRow, check: reference.CheckRow, resolver: Resolver, tolerances: Tolerances
) -> dict[str, Any]:
    """Return the result of one check as JSON values."""
    found, missing = _resolve(row, check, resolver)
    against = _against(row, check)
    verdict = judge(
        check.formula_id,
        {name: one.given for name, one in found.items()},
        against,
        tolerances=tolerances,
        damage=frozenset() if check.reading == RECONSTRUCTED else row.claim.damage,
        missing=missing,
    )
    inputs = [one.told(name, check.inputs[name]) for name, one in sorted(found.items())]
    return {
        "claim_id": row.claim.claim_id,
        "check_id": check.check_id,
        "publication_id": check.publication_id,
        "is_headline": check.is_headline,
        "basis": check.basis,
        "formula_id": check.formula_id,
        "reading": check.reading,
        "label": check.label,
        "claimed": _told(row, check),
        "resolved_inputs": inputs,
        **_judged(verdict, {one.unit for one in found.values()} - {""} or {_unit(row, check)}),
    }


def _resolve(
    row: reference.LedgerRow, check: reference.CheckRow, resolver: Resolver
) -> tuple[dict[str, Found], str]:
    """Return the inputs that are there, and the first reference that is not."""
    found: dict[str, Found] = {}
    missing = ""
    for name, ref in check.inputs.items() if check.formula_id != NO_CALCULATION else ():
        try:
            found[name] = resolver.find(ref, claim_id=row.claim.claim_id)
        except Missing as fault:
            missing = missing or str(fault)
    return found, missing


def _texts(row: reference.LedgerRow, check: reference.CheckRow) -> tuple[str, str, str]:
    """Return value, low and high that a check compares with, as printed."""
    claim = row.claim
    if check.compares.startswith(STATED):
        return claim.stated[check.compares.removeprefix(STATED)], "", ""
    said = next((one.value for one in row.occurrences if one.publication_id == check.publication_id), "")
    return said or claim.value, claim.value_low, claim.value_high


def _against(row: reference.LedgerRow, check: reference.CheckRow) -> Claimed | None:
    """Return what a check compares with; None makes its answer a counter-figure."""
    if not check.compares:
        return None
    hedge = check.hedge or ("EXACT" if check.compares.startswith(STATED) else row.claim.hedge)
    value, low, high = _texts(row, check)
    return claimed(value, low, high, hedge=hedge)


def _told(row: reference.LedgerRow, check: reference.CheckRow) -> dict[str, str]:
    """Return what a check compares with, as printed."""
    value, low, high = _texts(row, check) if check.compares else ("", "", "")
    return {"value": value, "low": low, "high": high}


def _unit(row: reference.LedgerRow, check: reference.CheckRow) -> str:
    """Return the unit of what a check compares with."""
    return row.claim.unit if check.compares == "value" else "1"


def _judged(verdict: Verdict, units: set[str]) -> dict[str, Any]:
    """Return status, reason and answer as JSON values."""
    answer = verdict.answer or Answer()
    unit = (next(iter(units)) if len(units) == 1 else "1") if answer.unit == UNIT_OF_INPUTS else answer.unit
    numbers = {end: printed(getattr(answer, end), unit) for end in ("low", "central", "high")}
    return {
        "status": verdict.status,
        "reason": verdict.reason,
        "unit": unit,
        "text": answer.text,
        "details": list(_details(answer)),
        **numbers,
    }


def _details(answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the further numbers of an answer."""
    for one in answer.details:
        ends = {end: printed(getattr(one, end), one.unit) for end in ("low", "central", "high")}
        yield {"name": one.name, "unit": one.unit, **ends}

"""One read of the ledger for its page: the set of a release, its claims by filter, and all boxes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.flows.claims.ledger import Box, ClaimView, boxes, views
from apps.flows.claims.queries import ClaimSet, claim_changes, claim_sets, with_results
from apps.reference import claims as reference

# What a reader may filter by, and where the words that are allowed come from.
FILTERS = ("status", "basis", "publication", "group")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Claims as they stood: `rows` match the filters, `statuses` counts the headlines of all; None: not evaluated."""

    evaluated: ClaimSet | None
    rows: list[ClaimView]
    boxes: list[Box]
    statuses: dict[str, int]
    total: int


def ledger(
    *, as_of: datetime | None = None, release: str | None = None, asked: dict[str, str] | None = None
) -> Ledger:
    """Return the claims with the results that stood at a moment, or with the last ones of a named release."""
    found = evaluated(as_of=as_of, release=release)
    rows = views(found.results if found else ())
    filters = dict.fromkeys(FILTERS) | (asked or {})
    return Ledger(
        evaluated=found,
        rows=[row for row in rows if row.is_asked(**filters)],
        boxes=boxes(rows),
        statuses=dict(Counter(result["status"] for row in rows for result in row.headlines)),
        total=len(rows),
    )


def one(claim_id: str, *, as_of: datetime | None = None, release: str | None = None) -> ClaimView | None:
    """Return one claim with its results and, oldest first, every change of a status up to that moment."""
    found = evaluated(as_of=as_of, release=release)
    rows = views(found.results if found else ())
    view = next((row for row in rows if row.claim.claim_id == claim_id), None)
    if view is not None and found is not None:
        changes = claim_changes(as_of=found.evaluated_at)
        view.history.extend(change for change in changes if change["claim_id"] == claim_id)
    return view


def evaluated(*, as_of: datetime | None = None, release: str | None = None) -> ClaimSet | None:
    """Return the last evaluation by a moment, of a named release where one is named; None without any."""
    sets = [item for item in claim_sets(as_of=as_of) if release in (None, item.about["release"])]
    return with_results(sets[-1]) if sets else None


def choices() -> dict[str, list[str]]:
    """Return the words of the filters that rows decide: publications and groups, in their order."""
    return {
        "publication": list(reference.publications()),
        "group": [row.group_id for row in reference.conflict_groups()],
    }


def flat(rows: list[ClaimView]) -> list[dict[str, Any]]:
    """Return one plain row per check, for files: the claim, who said it, what was claimed, what we find."""
    return [_flat(row, result) for row in rows for result in (row.results or ({},))]


def _flat(row: ClaimView, result: dict[str, Any]) -> dict[str, Any]:
    claim = row.claim
    return {
        "claim_id": claim.claim_id,
        "check_id": result.get("check_id", ""),
        "wording": claim.wording,
        "speaker": claim.speaker,
        "publications": " ".join(item.publication_id for item in row.occurrences),
        "claimed_low": claim.value_low,
        "claimed": claim.value,
        "claimed_high": claim.value_high,
        "claimed_unit": claim.unit,
        "denominator": claim.denominator,
        "is_headline": result.get("is_headline", ""),
        "status": result.get("status", ""),
        "reason": result.get("reason", ""),
        "basis": result.get("basis", ""),
        "low": result.get("low"),
        "central": result.get("central"),
        "high": result.get("high"),
        "unit": result.get("unit", ""),
        "formula_id": result.get("formula_id", ""),
        "caveat": claim.caveat,
    }

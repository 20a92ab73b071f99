"""A claim as one row, with its places and the results of its checks."""

from typing import Any

from apps.flows.claims import queries as claims

NAMES = (
    "claim_id",
    "wording",
    "speaker",
    "said_date",
    "kind",
    "value",
    "value_low",
    "value_high",
    "unit",
    "denominator",
    "caveat",
)


def as_row(view: claims.ClaimView, found: claims.ClaimSet | None) -> dict[str, Any]:
    """Return a claim with the results of one evaluation."""
    claim, headlines = view.claim, view.headlines
    titles = {one.publication_id: one for one in view.publications}
    return {
        **{name: getattr(claim, name) for name in NAMES},
        "groups": list(claim.conflict_groups),
        "occurrences": [
            {
                "publication": one.publication_id,
                "title": titles[one.publication_id].title,
                "url": titles[one.publication_id].url,
                "locator": one.locator,
                "wording": one.wording,
                "value": one.value,
            }
            for one in view.occurrences
        ],
        "status": headlines[0]["status"] if headlines else None,
        "statuses": sorted({row["status"] for row in headlines}),
        "formula_id": headlines[0]["formula_id"] if headlines else "",
        "checks": [_check(row) for row in view.results],
        "run": found.about["run"] if found else None,
        "evaluated_at": found.evaluated_at if found else None,
    }


def _check(row: dict[str, Any]) -> dict[str, Any]:
    names = (
        "check_id",
        "basis",
        "formula_id",
        "is_headline",
        "status",
        "reason",
        "low",
        "central",
        "high",
        "unit",
        "text",
    )
    return {name: row[name] for name in (*names, "resolved_inputs")}

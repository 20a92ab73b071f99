"""Read what was found about claims: the set of results that stood at a moment, its history, its boxes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import connection

from apps.flows.claims.ledger import Box, ClaimView, boxes, views
from apps.flows.claims.units import CLAIMS_HOUR
from apps.flows.models import Release
from apps.reference import claims as reference

__all__ = ["Box", "ClaimView"]

# Sets of results in the order they were evaluated; equal results of a run are stored once, by their hash.
ENVELOPES = """
select r.id, e.place, e.item - 'results'
from flows_estimaterun r cross join lateral jsonb_array_elements(r.claim_results) with ordinality as e(item, place)
where jsonb_array_length(r.claim_results) > 0 and e.item->>'evaluated_at' <= %(until)s
order by e.item->>'evaluated_at', r.id, e.place
"""
RESULTS = """
select e.item->'results'
from flows_estimaterun r cross join lateral jsonb_array_elements(r.claim_results) with ordinality as e(item, place)
where r.id = %(run_id)s and e.item ? 'results' and e.item->>'results_sha256' = %(sha256)s and e.place <= %(place)s
order by e.place desc limit 1
"""
END = "9999"


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """One evaluation: when, of what was known when, by which formulas and rows; `results` one dict per check."""

    run_id: int
    place: int
    about: dict[str, Any]
    results: tuple[dict[str, Any], ...] = field(default=(), repr=False)

    @property
    def evaluated_at(self) -> datetime:
        """Return when the claims were evaluated."""
        return datetime.fromisoformat(self.about["evaluated_at"])


def write_evaluated(moment: datetime) -> str:
    """Return a moment with all its digits, so that texts sort as moments do."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}+00:00"


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one reading statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _json(cell: Any) -> Any:
    """Return a JSON cell; the raw cursor of this database gives its text."""
    return orjson.loads(cell) if isinstance(cell, str | bytes) else cell


def claim_sets(*, as_of: datetime | None = None) -> list[ClaimSet]:
    """Return every evaluation by a moment, oldest first, without its results."""
    rows = _rows(ENVELOPES, {"until": write_evaluated(as_of) if as_of else END})
    return [ClaimSet(run_id, place, _json(about)) for run_id, place, about in rows]


def with_results(one: ClaimSet) -> ClaimSet:
    """Return an evaluation with its results."""
    asked = {"run_id": one.run_id, "sha256": one.about["results_sha256"], "place": one.place}
    return ClaimSet(one.run_id, one.place, one.about, tuple(_json(_rows(RESULTS, asked)[0][0])))


def claim_set(*, as_of: datetime | None = None) -> ClaimSet | None:
    """Return the last evaluation by a moment with its results; None where nothing was evaluated by then."""
    sets = claim_sets(as_of=as_of)
    return with_results(sets[-1]) if sets else None


def claims(
    *,
    as_of: datetime | None = None,
    status: str | None = None,
    basis: str | None = None,
    publication: str | None = None,
    group: str | None = None,
) -> list[ClaimView]:
    """Return the claims with the results that stood at a moment; filters look at headline checks."""
    found = claim_set(as_of=as_of)
    rows = views(found.results if found else ())
    return [
        row for row in rows if row.is_asked(status=status, basis=basis, publication=publication, group=group)
    ]


def claim(claim_id: str, *, as_of: datetime | None = None) -> ClaimView | None:
    """Return one claim with the results that stood at a moment and the history of its statuses; None if unknown."""
    found = claim_set(as_of=as_of)
    view = next(
        (row for row in views(found.results if found else ()) if row.claim.claim_id == claim_id), None
    )
    if view is not None:
        view.history.extend(change for change in claim_changes(as_of=as_of) if change["claim_id"] == claim_id)
    return view


def conflict_boxes(*, as_of: datetime | None = None) -> list[Box]:
    """Return the questions on which claims contradict each other, every side with its result."""
    found = claim_set(as_of=as_of)
    return boxes(views(found.results if found else ()))


def claim_changes(*, since: datetime | None = None, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Return what changed between evaluations, oldest first; the first status of a check counts as a change."""
    return [
        change
        for change in _changes(claim_sets(as_of=as_of))
        if since is None or datetime.fromisoformat(change["at"]) > since
    ]


def _changes(sets: Sequence[ClaimSet]) -> Iterator[dict[str, Any]]:
    """Yield one dict per check and change of status or reason."""
    before: dict[str, tuple[str, str]] = {}
    hashed = ""
    for one in sets:
        if one.about["results_sha256"] == hashed:
            continue
        hashed = one.about["results_sha256"]
        for row in with_results(one).results:
            after = (row["status"], row["reason"])
            if before.get(row["check_id"]) != after:
                was = before.get(row["check_id"], ("", ""))
                yield {
                    "claim_id": row["claim_id"], "check_id": row["check_id"], "is_headline": row["is_headline"],
                    "before": was[0], "before_reason": was[1], "after": after[0], "after_reason": after[1],
                    "at": one.about["evaluated_at"], "run": one.about["run"],
                }  # fmt: skip
            before[row["check_id"]] = after


def claims_due(*, now: datetime) -> bool:
    """Tell whether claims are to be evaluated: a newer release, other rows of claims, or a night has passed."""
    newest = Release.objects.order_by("-published_at").first()
    if newest is None:
        return False
    sets = claim_sets(as_of=now)
    if not sets:
        return True
    last = sets[-1]
    night = now.astimezone(UTC).replace(hour=CLAIMS_HOUR, minute=0, second=0, microsecond=0)
    night = night if night <= now else night - timedelta(days=1)
    is_same = (last.about["release"], last.about["claims_sha256"]) == (newest.pk, reference.claims_sha256())
    return not is_same or last.evaluated_at < night

"""Disputes as readers see them at a moment, and the queue of those who decide them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from apps.events.models import Dispute, DisputeChange, DisputeFiling
from apps.events.naming import public_names
from apps.events.written import line


def dispute_rows(
    *, as_of: datetime, subjects: Collection[str] = (), uid: UUID | None = None
) -> list[dict[str, Any]]:
    """Return the disputes filed by a moment, the oldest first, with their state then; the filer is a role."""
    found = Dispute.objects.filter(filed_at__lte=as_of)
    found = found.filter(subject_key__in=subjects) if subjects else found
    found = found.filter(uid=uid) if uid else found
    return _told(found, as_of)


def _told(found: QuerySet[Dispute], as_of: datetime) -> list[dict[str, Any]]:
    """Return disputes as plain rows."""
    changes = (
        DisputeChange.objects.filter(noted_at__lte=as_of).select_related("revision__event").order_by("pk")
    )
    found = found.select_related("decision").prefetch_related(Prefetch("changes", changes))
    rows = list(found.order_by("filed_at", "pk"))
    decisions = [getattr(row, "decision", None) for row in rows]
    names = public_names({one.decided_by_id for one in decisions if one})
    return [_dispute(row, names, as_of) for row in rows]


def _dispute(row: Dispute, names: dict[int, str], as_of: datetime) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    decision = decision if decision and decision.decided_at <= as_of else None
    changes = list(row.changes.all())
    moments = [decision.decided_at] if decision else []
    runs = [decision.changed_run] if decision and decision.changed_run else []
    runs += [change.run for change in changes if change.run]
    revisions = [change.revision for change in changes if change.revision]
    return {
        "uid": row.uid, "subject_key": row.subject_key, "claim": row.claim, "evidence_url": row.evidence_url,
        "filed_by": row.filer_role, "filed_at": row.filed_at, "due_at": row.due_at,
        "state": decision.state if decision else "OPEN", "outcome": decision.outcome if decision else None,
        "decided_by": names[decision.decided_by_id] if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "changed_run": runs[0] if runs else None,
        "changed_revisions": [f"event/{one.event.slug}/{one.number}" for one in revisions],
        "updated_at": max([row.filed_at, *moments, *(one.noted_at for one in changes)]),
        "revision": 1 + bool(decision) + len(changes),
    }  # fmt: skip


def dispute_history(*, uid: UUID, as_of: datetime) -> list[dict[str, Any]]:
    """Return the filing of a dispute, its decision, and what was changed after it, by a moment."""
    found = dispute_rows(as_of=as_of, uid=uid)
    if not found:
        return []
    row = found[0]
    lines = [line(1, row["filed_at"], "FILED", row["filed_by"], "", {"claim": row["claim"]})]
    if row["decided_at"]:
        changes = {"state": row["state"], "changed_run": row["changed_run"]}
        lines.append(line(2, row["decided_at"], "DECIDED", row["decided_by"], row["outcome"], changes))
    later = DisputeChange.objects.filter(dispute__uid=uid, noted_at__lte=as_of).select_related(
        "revision__event"
    )
    names = public_names({one.noted_by_id for one in later})
    for place, one in enumerate(later.order_by("pk"), start=3):
        write = one.revision
        what = {"event": write.event.slug, "revision": write.number} if write else {"run": one.run}
        lines.append(line(place, one.noted_at, "CHANGED", names[one.noted_by_id], "", what))
    return lines


@dataclass(frozen=True, slots=True)
class Contested:
    """How often a thing is contested: disputes that wait, and those that were decided."""

    open: int
    decided: int


def contested(*, subjects: Collection[str], ends: Collection[str] = (), as_of: datetime) -> Contested:
    """Return how many disputes are about these subjects, or about a number whose address ends so."""
    about = Q(subject_key__in=subjects)
    for end in ends:
        about |= Q(subject_key__startswith="cell/", subject_key__endswith=end)
    decided = Q(decision__decided_at__lte=as_of)
    found = Dispute.objects.filter(about, filed_at__lte=as_of)
    told = found.aggregate(all=Count("pk"), decided=Count("pk", filter=decided))
    return Contested(told["all"] - told["decided"], told["decided"])


@dataclass(frozen=True, slots=True)
class DisputePage:
    """One page of a list of disputes, how many fit, and how many there are of each state."""

    rows: list[dict[str, Any]]
    total: int
    counts: dict[str, int]


def dispute_page(
    *, state: str, subject: str, as_of: datetime, start: int, length: int, is_by_due: bool = False
) -> DisputePage:
    """Return disputes of a state ('' for all), the latest first, or by the day an answer is due."""
    known = Dispute.objects.filter(filed_at__lte=as_of)
    known = known.filter(_about(subject)) if subject else known
    decided = Q(decision__decided_at__lte=as_of)
    of_state = {
        "OPEN": ~decided,
        "UPHELD": decided & Q(decision__state="UPHELD"),
        "DECLINED": decided & Q(decision__state="DECLINED"),
    }
    counts = known.aggregate(**{name: Count("pk", filter=one) for name, one in of_state.items()})
    fitting = known.filter(of_state[state]) if state else known
    order = ("due_at", "pk") if is_by_due else ("-filed_at", "-pk")
    keys = list(fitting.order_by(*order).values_list("pk", flat=True)[start : start + length])
    rows = {row["uid"]: row for row in _told(Dispute.objects.filter(pk__in=keys), as_of)}
    uids = dict(Dispute.objects.filter(pk__in=keys).values_list("pk", "uid"))
    total = counts[state] if state else sum(counts.values())
    return DisputePage([rows[uids[key]] for key in keys], total, counts)


def _about(subject: str) -> Q:
    """Return the disputes about a thing; a corridor has those about its numbers too."""
    kind, _, rest = subject.partition("/")
    cells = Q(subject_key__startswith="cell/", subject_key__endswith=f"/{rest}")
    return Q(subject_key=subject) | cells if kind == "corridor" else Q(subject_key=subject)


def email_of_filer(*, uid: UUID) -> str:
    """Return the e-mail to which the answer to a dispute may go, or ''; for those who answer only."""
    found = DisputeFiling.objects.filter(dispute__uid=uid, answered_at__isnull=True)
    return found.values_list("email", flat=True).first() or ""


def is_own(*, uid: UUID, user_id: int) -> bool:
    """Tell whether a person filed a dispute."""
    return Dispute.objects.filter(uid=uid, filed_by_id=user_id).exists()

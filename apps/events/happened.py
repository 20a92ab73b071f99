"""Policy events as readers see them: their state, stages and evidence as they were known at a moment."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from apps.events.coded import COLUMNS
from apps.events.document_ids import document_ids
from apps.events.models import EventEvidence, EventRevision, EventStage, EvidenceCheck, PolicyEvent, Review
from apps.events.quotes import check_cells

# What a person's verdict makes of an event; NEEDS_WORK leaves it where it was.
STATE_AFTER = {"CONFIRM": "CONFIRMED", "REJECT": "REJECTED", "MERGE": "REJECTED"}
UNREAD = ("document_version__text", "document_version__new_passages", "snapshot__response_headers")


def verdicts(*, slugs: Collection[str] | None = None) -> dict[str, list[tuple[datetime, str, str]]]:
    """Return (decided_at, verdict, reason) of each event's reviews that say something of its state, in order."""
    found = Review.objects.filter(verdict__in=STATE_AFTER, subject_key__startswith="event/")
    if slugs is not None:
        found = found.filter(subject_key__in=[f"event/{slug}" for slug in slugs])
    told: dict[str, list[tuple[datetime, str, str]]] = {}
    rows = found.order_by("decided_at", "pk").values_list("subject_key", "decided_at", "verdict", "reason")
    for key, at, verdict, reason in rows:
        if at is not None and verdict is not None:
            told.setdefault(key.removeprefix("event/"), []).append((at, verdict, reason))
    return told


def state_at(now: str, decided: list[tuple[datetime, str, str]], as_of: datetime) -> str:
    """Return the state of an event at a moment: that of the last verdict by then."""
    if not decided:
        return now
    by_then = [STATE_AFTER[verdict] for at, verdict, _ in decided if at <= as_of]
    return by_then[-1] if by_then else "CANDIDATE"


def event_rows(
    *,
    states: Collection[str],
    as_of: datetime,
    kinds: Collection[str] = (),
    slug: str | None = None,
    slugs: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """Return the events that were in one of these states at a moment, with stages and evidence known then."""
    events = PolicyEvent.objects.filter(recorded_at__lte=as_of)
    events = events.filter(kind__in=kinds) if kinds else events
    asked = [slug] if slug else slugs
    events = events if asked is None else events.filter(slug__in=asked)
    decided = verdicts(slugs=asked)
    wanted = {
        pk: state
        for pk, name, now in events.values_list("pk", "slug", "state")
        if (state := state_at(now, decided.get(name, []), as_of)) in states
    }
    names = document_ids()
    found = _with_parts(PolicyEvent.objects.filter(pk__in=wanted), as_of).order_by("slug")
    return [_row(event, wanted[event.pk], decided.get(event.slug, []), names, as_of) for event in found]


def _with_parts(events: QuerySet[PolicyEvent], as_of: datetime) -> QuerySet[PolicyEvent]:
    """Return events with everything that was known of them at a moment."""
    stages = EventStage.objects.filter(recorded_at__lte=as_of).order_by("date", "pk")
    known = Q(recorded_at__lte=as_of) | Q(recorded_at__isnull=True, accessed_date__lte=as_of.date())
    evidence = (
        EventEvidence.objects.filter(known).select_related("document_version", "snapshot").order_by("pk")
    )
    looks = (
        EvidenceCheck.objects.filter(checked_at__lte=as_of).select_related("newest_version").order_by("pk")
    )
    looks = looks.defer("newest_version__text", "newest_version__new_passages")
    return events.select_related("merged_into").prefetch_related(
        "targets",
        Prefetch("stages", stages),
        Prefetch("revisions", EventRevision.objects.order_by("number")),
        # Texts of documents are large and not needed here.
        Prefetch("evidence", evidence.defer(*UNREAD).prefetch_related(Prefetch("checks", looks))),
    )


def _row(
    event: PolicyEvent, state: str, decided: list[tuple[datetime, str, str]], names: dict[int, str], as_of: datetime
) -> dict[str, Any]:  # fmt: skip
    """Return an event as a plain row; what a later stage replaced is left out, conflicting dates stay."""
    stages, evidence = list(event.stages.all()), list(event.evidence.all())
    replaced = {stage.supersedes_id for stage in stages}
    standing = [stage for stage in stages if stage.pk not in replaced]
    dates = Counter(stage.stage for stage in {(one.stage, one.date): one for one in standing}.values())
    reviews = [at for at, _, _ in decided if at <= as_of]
    writes = [one for one in event.revisions.all() if one.at <= as_of]
    words = _words(event, as_of)
    proofs = [_evidence(proof, names) for proof in evidence]
    looks = [proof["check"] for proof in proofs if proof["check"]]
    return {
        **{name: getattr(event, name) for name in ("slug", "doubt", "recorded_at")},
        **{name: words[name] for name in COLUMNS if name != "model_keys"},
        "models": words["model_keys"],
        "state": state,
        "countries": words["targets"],
        "merged_into": event.merged_into.slug if event.merged_into else None,
        "updated_at": max(
            [
                event.recorded_at,
                *(stage.recorded_at for stage in stages),
                *reviews,
                *(one.at for one in writes),
            ]
        ),
        "revision": writes[-1].number if writes else 1,
        "stages": [_stage(stage, is_alone=dates[stage.stage] == 1) for stage in standing],
        "evidence": proofs,
        "unmatched_quotes": sum(look["stored"] != "MATCH" for look in looks),
        "gone_quotes": sum(look["newest"] == "GONE" for look in looks),
    }


def _words(event: PolicyEvent, as_of: datetime) -> dict[str, Any]:
    """Return the coded fields as they were at a moment: later edits are taken back."""
    told: dict[str, Any] = {name: getattr(event, name) for name in COLUMNS}
    told["targets"] = sorted(country.pk for country in event.targets.all())
    for write in reversed(event.revisions.all()):
        if write.at > as_of and write.kind == "EDITED":
            told |= {name: old for name, (old, _new) in write.changes.items()}
    return told


def _stage(stage: EventStage, *, is_alone: bool) -> dict[str, Any]:
    """Return a step as a plain row."""
    names = ("stage", "date", "date_precision", "is_disputed", "recorded_at")
    told = {name: getattr(stage, name) for name in names}
    return told | {"id": stage.pk, "has_other_dates": not is_alone, "evidence": stage.evidence_id}


def _evidence(proof: EventEvidence, names: dict[int, str]) -> dict[str, Any]:
    """Return a piece of evidence as a plain row."""
    version, snapshot = proof.document_version, proof.snapshot
    columns = ("quote", "locator", "published_date", "accessed_date", "grade")
    told = {name: getattr(proof, name) for name in columns}
    is_tied = proof.span_start is not None
    return told | {
        "id": proof.pk,
        "span": [proof.span_start, proof.span_end] if is_tied else None,
        "text_sha256": proof.text_sha256 or None,
        "check": check_cells(list(proof.checks.all())),
        "url": proof.url or (snapshot.url if snapshot else None),
        "document": names[version.document_id] if version else None,
        "version": version.external_id if version else None,
        "snapshot": snapshot.sha256 if snapshot else None,
    }


def end_of_event(*, slug: str, as_of: datetime) -> tuple[str, str] | None:
    """Return (reason, slug it was merged into or '') of an event rejected or merged by then, else None."""
    event = (
        PolicyEvent.objects.filter(slug=slug, recorded_at__lte=as_of).select_related("merged_into").first()
    )
    if event is None:
        return None
    decided = verdicts(slugs=[slug]).get(slug, [])
    if state_at(event.state, decided, as_of) != "REJECTED":
        return None
    reasons = [reason for at, _, reason in decided if at <= as_of]
    return (
        reasons[-1] if reasons else "a reviewer rejected it"
    ), event.merged_into.slug if event.merged_into else ""

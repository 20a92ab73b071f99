"""Removals that hold: a passage that stays away for 14 days is worth a person's look."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from apps.events.actions.candidates import record_candidates
from apps.events.models import DocumentVersion
from apps.events.rows import CandidateOutcome, ReadCandidate, ReadEvidence, ReadStage

HOLDS = timedelta(days=14)
# Older removals were judged when they were young; newly recorded ones are looked at whatever their date.
LOOK_BACK = timedelta(days=45)
QUOTE_CHARS = 1_200


def promote_removals(*, source_key: str, now: datetime) -> CandidateOutcome:
    """Make a candidate of low severity of every removal that held for 14 days; the same again changes nothing."""
    young = Q(published_at__gte=now - LOOK_BACK) | Q(recorded_at__gte=now - LOOK_BACK)
    removals = DocumentVersion.objects.filter(
        young, document__source_id=source_key, change="KNOWN", is_technical_upgrade=False,
        published_at__lte=now - HOLDS, eventevidence__isnull=True,
    )  # fmt: skip
    found = removals.defer("text").select_related("document").order_by("pk")
    candidates = [candidate for version in found for candidate in _candidates(version)]
    return record_candidates(source_key=source_key, candidates=candidates, now=now)


def _candidates(version: DocumentVersion) -> Iterator[ReadCandidate]:
    """Yield the removal of a version, where not all of it came back in time."""
    day = version.published_at
    removed = version.new_passages.get("removed", [])
    if not removed or day is None:
        return
    later = DocumentVersion.objects.filter(
        document_id=version.document_id, pk__gt=version.pk, published_at__lte=day + HOLDS
    )
    back = {key for told in later.values_list("new_passages", flat=True) for key in told.get("returned", [])}
    gone = [passage for passage in removed if passage["key"] not in back]
    if not gone:
        return
    document, first, previous = version.document, gone[0], version.new_passages["previous"]
    yield ReadCandidate(
        slug=f"terms-removal-{document.pk}-{version.external_id[:12]}", kind="TERMS_CHANGE",
        title=f"{document.title}: passages removed",
        summary=f"{len(gone)} passages were removed and stayed away for {HOLDS.days} days.",
        identifiers=(f"terms-removal:{document.key}@{version.external_id}",),
        evidence=(
            ReadEvidence(
                document=(document.key, version.external_id), quote=first["text"][:QUOTE_CHARS],
                locator=f"gone from version {previous}, characters {first['start']}-{first['end']}",
                published_date=day.date(), grade="A",
            ),
        ),
        stages=(ReadStage(stage="TEXT_CHANGE", date=day.date()),),
    )  # fmt: skip

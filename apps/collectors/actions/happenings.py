"""The storing of what is no number: document versions and candidate events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.collectors.contract import Reading, Spec
from apps.collectors.documents import Document, EventCandidate, Evidence
from apps.collectors.gathering import Item
from apps.events import actions as events
from apps.events.rows import (
    CandidateOutcome,
    DocumentOutcome,
    ReadCandidate,
    ReadDocument,
    ReadEvidence,
    ReadStage,
)
from apps.reference import queries as reference


@dataclass(frozen=True, slots=True)
class Happened:
    """What a collection left in the tables of events."""

    documents: DocumentOutcome
    candidates: CandidateOutcome

    @property
    def changed(self) -> int:
        """Return how many versions and candidates are new or say more."""
        return self.documents.changed + self.candidates.changed

    @property
    def counts(self) -> dict[str, int]:
        """Return the counts that the run keeps, without those that say nothing."""
        counts = {
            "documents": self.documents.changed, "documents_unchanged": self.documents.unchanged,
            "candidates": self.candidates.created, "candidates_joined": self.candidates.joined,
            "candidates_unchanged": self.candidates.unchanged,
        }  # fmt: skip
        return {name: count for name, count in counts.items() if count}


def record_happenings(spec: Spec, reading: Reading, items: Mapping[str, Item], now: datetime) -> Happened:
    """Store document versions, then the candidates that point at them; the same again changes nothing."""
    documents = events.record_documents(
        source_key=spec.key, documents=[_document(read, items) for read in reading.documents], now=now,
        parser_version=spec.parser_version,
    )  # fmt: skip
    candidates = events.record_candidates(
        source_key=spec.key,
        candidates=[_candidate(read, items) for read in reading.event_candidates],
        now=now,
    )
    return Happened(documents, candidates.plus(events.promote_removals(source_key=spec.key, now=now)))


def _document(read: Document, items: Mapping[str, Item]) -> ReadDocument:
    """Return a version under our keys, with the bytes it was read from."""
    return ReadDocument(
        key=read.key, kind=read.kind, title=read.title, url=read.url, external_id=read.external_id, text=read.text,
        snapshot_id=items[read.page_path].snapshot_id, published_at=read.published_at, change=read.change,
        severity=read.severity, language=read.language, agency=read.agency,
        provider=reference.package_provider(read.provider_id) if read.provider_id else None,
        is_technical_upgrade=read.is_technical_upgrade, new_passages=read.new_passages,
    )  # fmt: skip


def _candidate(read: EventCandidate, items: Mapping[str, Item]) -> ReadCandidate:
    """Return a candidate with the bytes that its evidence was read from."""
    return ReadCandidate(
        slug=read.slug, kind=read.kind, title=read.title, summary=read.summary, jurisdiction=read.jurisdiction,
        targets=read.targets, severity=read.severity, doubt=read.doubt, identifiers=read.identifiers,
        evidence=tuple(_evidence(proof, items) for proof in read.evidence),
        stages=tuple(
            ReadStage(
                stage=step.stage, date=step.date, date_precision=step.date_precision, evidence=step.evidence,
                is_disputed=step.is_disputed,
            )
            for step in read.stages
        ),
    )  # fmt: skip


def _evidence(proof: Evidence, items: Mapping[str, Item]) -> ReadEvidence:
    """Return a piece of evidence with the id of its bytes."""
    return ReadEvidence(
        document=proof.document, snapshot_id=items[proof.page_path].snapshot_id if proof.page_path else None,
        url=proof.url, quote=proof.quote, near=proof.near, locator=proof.locator, published_date=proof.published_date,
        grade=proof.grade,
    )  # fmt: skip

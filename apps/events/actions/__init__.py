"""The only writes of this room: held readings and verdicts, document versions, candidate events."""

from apps.events.actions.candidates import UntellableCandidate, record_candidates
from apps.events.actions.documents import record_documents
from apps.events.actions.reviews import UndecidableReview, accept, hold, reject

__all__ = [
    "UndecidableReview", "UntellableCandidate", "accept", "hold", "record_candidates", "record_documents", "reject",
]  # fmt: skip

"""The only writes of this room: held readings and verdicts, document versions, candidate events."""

from apps.events.actions.candidates import UntellableCandidate, record_candidates
from apps.events.actions.documents import record_documents
from apps.events.actions.removals import promote_removals
from apps.events.actions.reviews import (
    UndecidableReview,
    accept,
    confirm,
    forget_days,
    hold,
    hold_standing,
    reject,
)

__all__ = [
    "UndecidableReview", "UntellableCandidate", "accept", "confirm", "forget_days", "hold", "hold_standing",
    "promote_removals", "record_candidates", "record_documents", "reject",
]  # fmt: skip

"""A request as read: what is asked, where its walk stands, and from which version it is answered."""

from dataclasses import dataclass
from typing import Any

from apps.api.versions import Version
from apps.flows.question import Question


@dataclass(frozen=True, slots=True)
class Ask:
    """One readable request; `canonical` is its address with sorted parameters, without the cursor."""

    question: Question
    canonical: str
    after: list[Any] | None
    version: Version
    form: str
    # What the caller's token allows beyond reading what everybody may read, such as raw:read.
    scopes: frozenset[str] = frozenset()
    # The release, or the moment, at which the request holds its answer.
    pin: str | None = None

    @property
    def shape(self) -> str:
        """Return how rows are written: csv, or rows or columns of JSON (of which Parquet is made)."""
        return {"csv": "csv", "parquet": "columns"}.get(self.form, self.question.shape)

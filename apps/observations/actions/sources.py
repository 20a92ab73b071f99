"""The sources as the code names them."""

from collections.abc import Iterable
from typing import Protocol

from django.db import transaction

from apps.observations.models import Source

COLUMNS = ("title", "publisher", "url", "licence", "citation", "cadence_seconds", "kind", "redistribution")


class SourceText(Protocol):
    """What a source says of itself."""

    @property
    def key(self) -> str:
        """Return `publisher.subject`."""


@transaction.atomic
def write_sources(*, specs: Iterable[SourceText]) -> int:
    """Write what the code says of each source; a source that left the code keeps its row. Return how many."""
    sources = [
        Source(key=spec.key, **{column: getattr(spec, column) for column in COLUMNS})
        for spec in sorted(specs, key=lambda spec: spec.key)
    ]
    Source.objects.bulk_create(
        sources, update_conflicts=True, unique_fields=["key"], update_fields=list(COLUMNS)
    )
    return len(sources)

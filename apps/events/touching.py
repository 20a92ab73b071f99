"""What happened to a pair of countries, and what people noted about its cells."""

from collections.abc import Iterable
from datetime import datetime

from apps.events.happened import event_rows
from apps.events.written import annotation_rows


def touching(*, countries: Iterable[str], starts: str, ends: str, as_of: datetime) -> dict[str, list[str]]:
    """Return the confirmed events that touch these countries, and the notes on cells whose address fits."""
    wanted = set(countries)
    found = event_rows(states=("CONFIRMED",), as_of=as_of)
    notes = [
        note
        for note in annotation_rows(as_of=as_of)
        if note["subject_key"].startswith(starts) and note["subject_key"].endswith(ends)
        and not note["is_withdrawn"] and note["superseded_by"] is None
    ]  # fmt: skip
    return {
        "events": [row["slug"] for row in found if wanted & {row["jurisdiction"], *row["countries"]}],
        "counter_evidence": [str(note["uid"]) for note in notes],
    }

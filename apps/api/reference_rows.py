"""What the lists of slow facts share: citation fields, the notice on vintages, filters by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.estimator.measures import GRADES

NO_VINTAGES = "These facts have no vintages; this is the list in use now."


class CitedSerializer(s.Serializer):
    """Where a fact was read."""

    evidence_grade = s.ChoiceField(GRADES, help_text="A the publisher's own document to D assumed.")
    source_title = s.CharField()
    source_url = s.CharField()
    accessed = s.DateField(
        allow_null=True, help_text="When it was read; null where a list named the thing only."
    )
    note = s.CharField()


def notices(ask: Ask) -> Sequence[str]:
    """Return what to know about the moment asked for."""
    return [NO_VINTAGES] if ask.question.as_of else []


def named(rows: Iterable[dict[str, Any]], text: str, *fields: str) -> list[dict[str, Any]]:
    """Return the rows with this text, in any case, in one of these fields or in an alias."""
    wanted = text.casefold()
    return [
        row for row in rows
        if any(wanted in word.casefold() for word in (*(row[name] for name in fields), *row.get("aliases", ())))
    ]  # fmt: skip

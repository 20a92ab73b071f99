"""The form of a coding: what is typed, read into what the room takes; choices by the codebook."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.events.coding import FIELDS, GivenCoding
from apps.events.faults import InvalidField
from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, PRECISIONS, SEVERITIES, STAGES
from apps.web import event_words, words
from apps.web.foreign import shown
from apps.web.words import Text

FIELD_NAMES: dict[str, Text] = {
    "kind": _l("Kind"),
    "severity": _l("Severity"),
    "direction": _l("Direction"),
    "confidence": _l("Confidence"),
    "stage": _l("First stage"),
    "date": _l("Its first day"),
    "precision": _l("How exact the day is"),
    "countries": _l("Affected countries"),
    "note": _l("Note"),
}
HINTS: dict[str, Text] = {
    "stage": _l("The earliest step that the evidence shows; none where it shows none."),
    "date": _l("Of a month, a quarter or a year: its first day."),
    "countries": _l("Three-letter codes with spaces between them, such as CHN USA."),
    "note": _l("What made you hesitate. Shown to whoever settles a difference."),
}
WORD_NAMES: dict[str, tuple[tuple[str, ...], Mapping[str, Text]]] = {
    "kind": (EVENT_KINDS, event_words.KIND_NAMES),
    "severity": (SEVERITIES, event_words.SEVERITY_NAMES),
    "direction": (DIRECTIONS, event_words.DIRECTION_NAMES),
    "confidence": (CONFIDENCES, event_words.CONFIDENCE_NAMES),
    "stage": (STAGES, event_words.STAGE_NAMES),
    "precision": (PRECISIONS, event_words.PRECISION_NAMES),
}
MAY_BE_NONE = ("stage", "precision")
TYPED = (*FIELDS, "note")
LONGEST = 4_000


def typed(sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields as they were sent."""
    return {name: str(sent.get(name, "")) for name in TYPED}


def read(cells: Mapping[str, str]) -> GivenCoding:
    """Return a coding from what was typed; raise InvalidField for what is no date."""
    found = {name: cells[name].strip() for name in FIELDS}
    try:
        day = date.fromisoformat(found["date"]) if found["date"] else None
    except ValueError:
        raise InvalidField("date", found["date"][:40], _("is no date"), _("such as 2026-02-16")) from None
    countries = found["countries"][:LONGEST].upper().replace(",", " ").split()
    return GivenCoding(
        kind=found["kind"], severity=found["severity"], direction=found["direction"],
        confidence=found["confidence"], stage=found["stage"], date=day, precision=found["precision"],
        countries=tuple(countries), note=cells["note"].replace("\r\n", "\n"),
    )  # fmt: skip


def inputs(cells: Mapping[str, str], found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields of the form: what is typed, the choices, and what is wrong."""
    return [
        {
            "name": name,
            "label": FIELD_NAMES[name],
            "value": cells.get(name, ""),
            "options": options(name),
            "hint": HINTS.get(name, ""),
            "fault": found.get(name, ""),
        }
        for name in TYPED
    ]


def options(field: str) -> list[tuple[str, Text]]:
    """Return the words of a field; an empty one first, so that nothing is coded by leaving it."""
    if field not in WORD_NAMES:
        return []
    codes, names = WORD_NAMES[field]
    first = _("none") if field in MAY_BE_NONE else _("choose …")
    return [("", first), *((code, names[code]) for code in codes)]


def worded(field: str, value: Any, names: Mapping[str, str]) -> str:
    """Return a coded value in words."""
    if field == "countries":
        return ", ".join(names.get(code, code) for code in value) or _("none")
    if field == "date":
        return words.day(date.fromisoformat(value)) if value else _("none")
    known = WORD_NAMES[field][1] if field in WORD_NAMES else {}
    return shown(str(known.get(value, value))) if value else _("none")


def cell(field: str, value: Any) -> str:
    """Return a coded value as it is typed."""
    return " ".join(value) if field == "countries" else str(value)

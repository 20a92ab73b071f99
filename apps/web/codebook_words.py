"""The readers' words for the codebook: the fields of an event and the names of their codes."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _l

from apps.web.event_words import (
    CONFIDENCE_NAMES,
    DIRECTION_NAMES,
    KIND_NAMES,
    PRECISION_NAMES,
    SEVERITY_NAMES,
    STAGE_NAMES,
)
from apps.web.words import Text

FIELD_NAMES: dict[str, Text] = {
    "kind": _l("Kind"),
    "stage": _l("Stage"),
    "precision": _l("Precision of a date"),
    "severity": _l("Severity"),
    "direction": _l("Direction"),
    "confidence": _l("Confidence"),
    "grade": _l("Grade of evidence"),
}
FIELD_MEANINGS: dict[str, Text] = {
    "kind": _l("What happened. An event has one kind."),
    "stage": _l("How far it is. A stage has a date and evidence; conflicting dates stand side by side."),
    "precision": _l("How exactly a date is known."),
    "severity": _l("How much of the trade it touches."),
    "direction": _l("What it does to trade across a border."),
    "confidence": _l("How sure the coder is of the coding."),
    "grade": _l("How well the evidence shows it."),
}
CODE_NAMES: Mapping[str, Mapping[str, Text]] = {
    "kind": KIND_NAMES,
    "stage": STAGE_NAMES,
    "precision": PRECISION_NAMES,
    "severity": SEVERITY_NAMES,
    "direction": DIRECTION_NAMES,
    "confidence": CONFIDENCE_NAMES,
}


def code_name(field: str, code: str) -> Text:
    """Return the words of a code, '' for one that is its own name or no longer in use."""
    return CODE_NAMES.get(field, {}).get(code, "")

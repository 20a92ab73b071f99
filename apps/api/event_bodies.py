"""The bodies with which events are proposed and corrected."""

from collections.abc import Callable
from typing import Any

from apps.api.fields import Body, Matching, OneOf, Several, Text
from apps.api.write_words import SLUG, EvidenceBody, StageBody
from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, SEVERITIES

PARTS_AT_MOST = 20


class Country(Matching):
    """A country's code."""

    def __init__(self) -> None:
        super().__init__("[A-Z]{3}", "three upper-case letters, XKX or UNK")


class Key(Matching):
    """The id of a lab or a model."""

    def __init__(self) -> None:
        super().__init__(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,119}", "the id of a lab or a model")


class EventBody(Body):
    """A new event."""

    slug = Matching(SLUG, "lower-case letters, digits and hyphens, at most 80")
    kind = OneOf(EVENT_KINDS)
    title = Text(max_length=300)
    summary = Text(max_length=4000, required=False, allow_blank=True)
    jurisdiction = Matching(
        "(?:[A-Z]{3}|EU)?", "a country code, EU, or empty", required=False, allow_blank=True
    )
    targets = Several(child=Country(), max_length=50, required=False, help_text="Countries it is aimed at.")
    labs = Several(
        child=Key(), max_length=20, required=False, help_text="Labs that are affected, by their ids."
    )
    companies = Several(
        child=Text(max_length=120), max_length=20, required=False, help_text="Others, by name."
    )
    models = Several(child=Key(), max_length=40, required=False, help_text="Models, by their ids.")
    severity = OneOf(SEVERITIES, required=False, help_text="LOW if left out.")
    direction = OneOf(DIRECTIONS, required=False, help_text="What it does to the trade in tokens.")
    confidence = OneOf(CONFIDENCES, required=False, help_text="How sure the coder is.")
    stages = Several(child=StageBody(), min_length=1, max_length=PARTS_AT_MOST)
    evidence = Several(child=EvidenceBody(), min_length=1, max_length=PARTS_AT_MOST)


class EventChangesBody(Body):
    """What is changed; at least one beside the reason."""

    kind = OneOf(EVENT_KINDS, required=False)
    title = Text(max_length=300, required=False)
    summary = Text(max_length=4000, required=False, allow_blank=True)
    jurisdiction = Matching(
        "(?:[A-Z]{3}|EU)?", "a country code, EU, or empty", required=False, allow_blank=True
    )
    targets = Several(child=Country(), max_length=50, required=False)
    labs = Several(child=Key(), max_length=20, required=False)
    companies = Several(child=Text(max_length=120), max_length=20, required=False)
    models = Several(child=Key(), max_length=40, required=False)
    severity = OneOf(SEVERITIES, required=False)
    direction = OneOf(DIRECTIONS, required=False)
    confidence = OneOf(CONFIDENCES, required=False)
    reason = Text(max_length=1000, required=False, help_text="Why; it stands in the public history.")


def parties_of(body: dict[str, Any], form: Callable[[list[str]], Any]) -> dict[str, Any]:
    """Take the lists of affected parties out of a body, each entry once and in order, as the action names them."""
    names = {"targets": "targets", "labs": "labs", "companies": "companies", "models": "model_keys"}
    return {inner: form(sorted(set(body.pop(outer)))) for outer, inner in names.items() if outer in body}

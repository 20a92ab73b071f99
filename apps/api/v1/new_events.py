"""Writing events: propose one, correct its words."""

from collections.abc import Callable
from typing import Any

from apps.api.fields import Body, Matching, OneOf, Several, Text
from apps.api.resource import PathWord
from apps.api.words import ID
from apps.api.write_words import SLUG, EvidenceBody, StageBody, WrittenEventSerializer, evidence_of, stage_of
from apps.api.writing import Given, Writing
from apps.events import actions
from apps.events.faults import Written
from apps.events.given import GivenEvent
from apps.events.words import CONFIDENCES, DIRECTIONS, EVENT_KINDS, SEVERITIES

PARTS_AT_MOST = 20
EVENT_WORD = PathWord(ID, "Slug of the event.", "us-ai-diffusion-rule")


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


class EventWrites(Writing):
    """What writes to events share."""

    name = "events"
    scope, role = "events:write", "analyst"
    answer = WrittenEventSerializer
    path_words = {"event": EVENT_WORD}

    def told(self, written: Written) -> dict[str, Any]:
        """Return slug, revision and state."""
        return {
            "slug": written.id,
            "revision": written.revision,
            "state": written.state,
            "waits": written.waits,
        }


class NewEvent(EventWrites):
    """Propose an event: it becomes a CANDIDATE, and is shown to all once another person has confirmed it.

    The same body again answers 200 with the first answer; another body under a slug that is taken answers 409.
    """

    title = "Propose an event"
    body = EventBody
    needs_revision = False
    path_words = {}
    example = {
        "slug": "example-terms-change", "kind": "TERMS_CHANGE", "title": "A provider changes its terms",
        "jurisdiction": "USA", "targets": ["CHN"], "severity": "MEDIUM",
        "stages": [{"stage": "TEXT_CHANGE", "date": "2026-02-27", "date_precision": "DAY", "evidence": 0}],
        "evidence": [{"url": "https://example.org/terms", "quote": "You must not", "grade": "A"}],
    }  # fmt: skip

    def write(self, given: Given) -> Written:
        """Store the event."""
        body = dict(given.body)
        parts: dict[str, Any] = {
            **parties_of(body, tuple),
            "evidence": tuple(evidence_of(one) for one in body.pop("evidence")),
            "stages": tuple(stage_of(one) for one in body.pop("stages")),
        }
        event = GivenEvent(**body, **parts)
        return actions.propose(given=event, body_sha256=given.body_sha256, by=given.by, now=given.now)


class EditEvent(EventWrites):
    """Correct the fields of an event; old and new values stay in its history and in a note.

    Of a confirmed event, and where a text waits already, the answer is 202: the change is kept, and readers see it
    once a second person has confirmed it.
    """

    http_method_names = ["patch", "options"]
    title = "Correct an event"
    body = EventChangesBody
    good_status = 200
    example = {"summary": "What the provider changed, in one sentence.", "reason": "It was missing."}

    def write(self, given: Given) -> Written:
        """Store the new words."""
        values = dict(given.body)
        reason = values.pop("reason", "")
        values |= parties_of(values, list)
        return actions.edit(
            slug=given.path["event"],
            expected=given.expected,
            values=values,
            reason=reason,
            by=given.by,
            now=given.now,
        )

"""Writing events: propose one, correct its words."""

from typing import Any

from apps.api.event_bodies import EventBody, EventChangesBody, parties_of
from apps.api.resource import PathWord
from apps.api.words import ID
from apps.api.write_words import WrittenEventSerializer, evidence_of, stage_of
from apps.api.writing import Given, Writing
from apps.events import actions
from apps.events.faults import Written
from apps.events.given import GivenEvent

EVENT_WORD = PathWord(ID, "Slug of the event.", "us-ai-diffusion-rule")


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

"""Writing to an event: a stage, a piece of evidence, a review."""

from rest_framework.exceptions import ValidationError

from apps.api.fields import Body, Day, Flag, Matching, OneOf, Text, Whole
from apps.api.v1.new_events import EventWrites
from apps.api.write_words import PERSON_ID, SLUG, EvidenceBody, evidence_of, stage_of
from apps.api.writing import Given
from apps.events import actions
from apps.events.faults import Written
from apps.events.words import PRECISIONS, STAGES, VERDICTS

ONE_PROOF = "either `evidence` with new evidence, or `evidence_id` with the id of one that the event has"


class NewStageBody(Body):
    """A dated step with its evidence: sent with it, or one that the event has."""

    stage = OneOf(STAGES)
    date = Day()
    date_precision = OneOf(PRECISIONS, required=False, help_text="DAY if left out.")
    is_disputed = Flag(required=False)
    evidence = EvidenceBody(required=False)
    evidence_id = Whole(required=False, min_value=1, max_value=PERSON_ID)
    supersedes = Whole(
        required=False, min_value=1, max_value=PERSON_ID, help_text="Id of the stage it replaces."
    )

    def validate(self, attrs: dict) -> dict:  # type: ignore[type-arg]
        """Refuse a stage without proof, or with two."""
        if ("evidence" in attrs) == ("evidence_id" in attrs):
            raise ValidationError({"evidence": ONE_PROOF})
        return attrs


class ReviewBody(Body):
    """A verdict with its reason."""

    verdict = OneOf(VERDICTS)
    reason = Text(max_length=2000)
    merged_into = Matching(
        SLUG + "[a-z0-9-]{0,80}", "the slug of an event", required=False, help_text="With MERGE."
    )


class NewStage(EventWrites):
    """Add a dated step to an event; conflicting dates stand side by side, a corrected one names what it replaces."""

    title = "Add a stage to an event"
    body = NewStageBody
    example = {
        "stage": "TEXT_CHANGE", "date": "2026-02-27", "date_precision": "DAY", "is_disputed": False,
        "evidence": {"url": "https://example.org/terms", "quote": "You must not"},
    }  # fmt: skip

    def write(self, given: Given) -> Written:
        """Store the stage."""
        body = dict(given.body)
        proof = body.pop("evidence", None)
        stage = stage_of({"evidence": body.pop("evidence_id", 0)} | body)
        return actions.add_stage(
            slug=given.path["event"], expected=given.expected, given=stage,
            evidence=evidence_of(proof) if proof else None, by=given.by, now=given.now,
        )  # fmt: skip


class NewEvidence(EventWrites):
    """Add a piece of evidence to an event; quoted words must stand in the version that is named."""

    title = "Add evidence to an event"
    body = EvidenceBody
    example = {"url": "https://example.org/statement", "quote": "As announced", "grade": "B"}

    def write(self, given: Given) -> Written:
        """Store the evidence."""
        return actions.add_evidence(
            slug=given.path["event"],
            expected=given.expected,
            given=evidence_of(given.body),
            by=given.by,
            now=given.now,
        )


class NewReview(EventWrites):
    """Judge an event that another person proposed: confirm, reject, merge, or ask for more work.

    Nobody judges an event that they proposed or changed; CONFIRM needs evidence, and takes over the change that
    waits, where one does. DECLINE leaves that change out; the event stays as it is.
    """

    scope, role = "reviews:write", "reviewer"
    title = "Judge an event"
    body = ReviewBody
    example = {"verdict": "CONFIRM", "reason": "The text and its date are there."}

    def write(self, given: Given) -> Written:
        """Store the verdict."""
        return actions.judge(
            slug=given.path["event"], expected=given.expected, verdict=given.body["verdict"],
            reason=given.body["reason"], merged_into=given.body.get("merged_into", ""), by=given.by, now=given.now,
        )  # fmt: skip

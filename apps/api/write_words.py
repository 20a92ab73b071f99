"""The objects that bodies of writes are made of, and what writes answer."""

from typing import Any

from rest_framework import serializers as s

from apps.api.fields import Body, Day, Flag, Link, Matching, OneOf, Several, Text, Whole
from apps.events.given import GivenEvidence, GivenStage
from apps.events.words import GRADES, PRECISIONS, STAGES

SLUG = r"[a-z0-9][a-z0-9-]{0,79}"
SHA256 = r"[0-9a-f]{64}"
SUBJECT = r"[a-z]{2,20}/[A-Za-z0-9._:@/-]{1,180}"
VERSION = r"[A-Za-z0-9][A-Za-z0-9@._-]{0,79}"
SUBJECT_TEXT = (
    "What it is about: kind/id, such as event/us-ai-diffusion-rule, claim/c01, corridor/CHN/USA or"
    " cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA."
)
PERSON_ID = 2**31 - 1


class EvidenceBody(Body):
    """What shows it: a version of a document (with quote or span), stored bytes, or a public page; one of three."""

    document = Matching(
        SLUG + "[a-z0-9-]{0,80}", "the id of a document", required=False, help_text="Id of a document."
    )
    version = Matching(
        VERSION, "the id of a version", required=False, help_text="Version of it, or its beginning."
    )
    span = Several(
        child=Whole(min_value=0, max_value=PERSON_ID), min_length=2, max_length=2, required=False,
        help_text="[start, end) in characters of that version.",
    )  # fmt: skip
    snapshot = Matching(SHA256, "a sha256 in lower case", required=False, help_text="sha256 of stored bytes.")
    url = Link(required=False, help_text="Public page.")
    quote = Text(required=False, max_length=2000, help_text="The words; they must stand in the version.")
    locator = Text(required=False, max_length=200, help_text="Where it stands: a page, a section.")
    published_date = Day(required=False)
    grade = OneOf(GRADES, required=False, help_text="B if left out.")


class StageBody(Body):
    """A dated step of a new event; `evidence` is the place of its proof in the list sent with it."""

    stage = OneOf(STAGES)
    date = Day()
    date_precision = OneOf(PRECISIONS, required=False, help_text="DAY if left out.")
    is_disputed = Flag(required=False)
    evidence = Whole(required=False, min_value=0, max_value=19, help_text="Place in `evidence`, from 0.")


class WrittenEventSerializer(s.Serializer):
    """An event after a write."""

    slug = s.CharField()
    revision = s.IntegerField(help_text="Send it as If-Match with the next write.")
    state = s.CharField()
    waits = s.BooleanField(
        help_text="True (with status 202): kept, and shown to readers once a second person has confirmed it."
    )


class WrittenThingSerializer(s.Serializer):
    """A note or dispute after a write."""

    uid = s.CharField()
    revision = s.IntegerField(help_text="Send it as If-Match with the next write.")
    state = s.CharField()


def evidence_of(body: dict[str, Any]) -> GivenEvidence:
    """Return evidence as the action takes it."""
    span = body.get("span")
    return GivenEvidence(**body | ({"span": (span[0], span[1])} if span else {}))


def stage_of(body: dict[str, Any]) -> GivenStage:
    """Return a stage as the action takes it."""
    return GivenStage(**body)

"""Writing notes."""

from typing import Any
from uuid import UUID

from apps.api.fields import Body, Matching, Text, Uid
from apps.api.resource import PathWord
from apps.api.write_words import SUBJECT, SUBJECT_TEXT, WrittenThingSerializer
from apps.api.writing import Given, Writing
from apps.events import actions
from apps.events.faults import Written

UID = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
EXAMPLE_UID = "6f1c2a3e-5b7d-4c8e-9f10-2a3b4c5d6e7f"
UID_WORD = PathWord(UID, "Its uid.", EXAMPLE_UID)
UID_TEXT = "Made by the caller (a random UUID): the same request again is answered again and stored once."


class NoteBody(Body):
    """A note."""

    uid = Uid(help_text=UID_TEXT)
    subject_key = Matching(SUBJECT, "kind/id", help_text=SUBJECT_TEXT)
    body = Text(max_length=4000)
    supersedes = Uid(required=False, help_text="The note of one's own that this one replaces.")


class ReasonBody(Body):
    """Why."""

    reason = Text(max_length=1000)


class ThingWrites(Writing):
    """What writes of notes and disputes share."""

    answer = WrittenThingSerializer

    def told(self, written: Written) -> dict[str, Any]:
        """Return uid, revision and state."""
        return {"uid": written.id, "revision": written.revision, "state": written.state}


class NewNote(ThingWrites):
    """Write a note on anything that has an address here, or the next version of one's own note."""

    name, title = "annotations", "Write a note"
    scope, role = "annotations:write", "analyst"
    body = NoteBody
    needs_revision = False
    example = {"uid": EXAMPLE_UID, "subject_key": "corridor/CHN/USA", "body": "The price fell in this week."}

    def write(self, given: Given) -> Written:
        """Store the note."""
        before = given.body.get("supersedes")
        return actions.annotate(
            uid=UUID(given.body["uid"]), subject_key=given.body["subject_key"], body=given.body["body"],
            supersedes=UUID(before) if before else None, body_sha256=given.body_sha256, by=given.by, now=given.now,
        )  # fmt: skip


class WithdrawNote(ThingWrites):
    """Withdraw a note with a reason: its words are no longer shown, that it was there is."""

    name, title = "annotations", "Withdraw a note"
    scope, role = "annotations:write", "analyst"
    path_words = {"annotation": UID_WORD}
    body = ReasonBody
    example = {"reason": "It was about another week."}

    def write(self, given: Given) -> Written:
        """Store the withdrawal."""
        uid, reason = UUID(given.path["annotation"]), given.body["reason"]
        return actions.withdraw(uid=uid, expected=given.expected, reason=reason, by=given.by, now=given.now)

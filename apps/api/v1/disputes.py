"""Disputes: what is contested, with what evidence, and what became of it."""

from typing import Any
from uuid import UUID

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.atom import Entry
from apps.api.listing import RowPage, cut
from apps.api.own_words import choices
from apps.api.problems import Problem
from apps.api.v1.annotations import SUBJECT_WORD, Written
from apps.api.v1.new_notes import UID_WORD
from apps.api.write_words import SUBJECT_TEXT
from apps.events import queries as events
from apps.events.words import DISPUTE_STATES


class DisputeSerializer(s.Serializer):
    """One dispute; who filed it is shown as a role."""

    uid = s.UUIDField()
    subject_key = s.CharField(help_text=SUBJECT_TEXT)
    claim = s.CharField()
    evidence_url = s.CharField()
    filed_by = s.CharField(help_text="Role of the filer.")
    filed_at = s.DateTimeField()
    due_at = s.DateTimeField(help_text="A reviewer answers by then.")
    state = s.ChoiceField(DISPUTE_STATES)
    outcome = s.CharField(allow_null=True)
    decided_by = s.CharField(allow_null=True)
    decided_at = s.DateTimeField(allow_null=True)
    changed_run = s.CharField(allow_null=True, help_text="The run that changed a number because of it.")
    changed_revisions = s.ListField(
        child=s.CharField(), help_text="Reviewed revisions made because of it: event/<slug>/<revision>."
    )
    updated_at = s.DateTimeField(help_text="When it was filed, decided, or a change was last noted.")
    revision = s.IntegerField(help_text="Send it as If-Match to decide it.")


class Disputes(Written):
    """Disputes, the oldest first."""

    name = "disputes"
    title = "Disputes"
    words = ("as_of",)
    own_words = {
        "subject_key": SUBJECT_WORD,
        "state": choices(*DISPUTE_STATES, text="States of disputes.", example=["OPEN"]),
    }
    row = DisputeSerializer
    forms = ("json", "atom")
    limit_maximum = 200
    samples = ("state=OPEN,UPHELD",)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of disputes."""
        return cut(_chosen(ask), ask, key=lambda row: [row["filed_at"].isoformat(), str(row["uid"])])

    def entries(self, ask: Ask) -> list[Entry]:
        """Return the disputes that were filed or decided last."""
        rows = sorted(_chosen(ask), key=lambda row: (row["updated_at"], str(row["uid"])), reverse=True)
        return [
            Entry(
                id=f"dispute/{row['uid']}", title=f"{row['state']}: {row['subject_key']}",
                updated_at=row["updated_at"], published_at=row["filed_at"], url=f"/disputes/{row['uid']}/",
                summary=" ".join(filter(None, (row["claim"], row["outcome"]))),
            )
            for row in rows
        ]  # fmt: skip


def _chosen(ask: Ask) -> list[dict[str, Any]]:
    """Return the disputes that a question asks for, the oldest first."""
    subject, states = ask.question.asked("subject_key"), ask.question.asked("state")
    rows = events.dispute_rows(as_of=ask.version.known_at, subjects=[subject] if subject else ())
    return [row for row in rows if not states or row["state"] in states]


class Dispute(Written):
    """One dispute."""

    name = "disputes"
    title = "One dispute"
    words = ("as_of",)
    path_words = {"dispute": UID_WORD}
    row = DisputeSerializer
    forms = ("json",)
    is_list = False
    is_many = False
    has_plain_answer = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the dispute; raise Problem where there is none."""
        uid = self.kwargs["dispute"]
        found = events.dispute_rows(as_of=ask.version.known_at, uid=UUID(uid))
        if not found:
            raise Problem("not-found", f"There is no dispute {uid}; /api/v1/disputes lists them.")
        return found[0]

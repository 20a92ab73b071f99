"""Writing disputes, and what becomes of them."""

from uuid import UUID

from apps.api.fields import Body, Link, Matching, OneOf, Text, Uid
from apps.api.problems import Problem, error_of
from apps.api.v1.new_notes import EXAMPLE_UID, UID_TEXT, UID_WORD, ThingWrites
from apps.api.write_words import SUBJECT, SUBJECT_TEXT
from apps.api.writing import Given
from apps.events import actions
from apps.events.faults import Written
from apps.flows import queries as flows

DECISIONS = ("UPHELD", "DECLINED")


class DisputeBody(Body):
    """What is contested, and what shows that it is wrong."""

    uid = Uid(help_text=UID_TEXT)
    subject_key = Matching(SUBJECT, "kind/id", help_text=SUBJECT_TEXT)
    claim = Text(max_length=2000)
    evidence_url = Link()


class DecisionBody(Body):
    """What became of a dispute."""

    state = OneOf(DECISIONS)
    outcome = Text(max_length=2000)
    changed_run = Matching(
        "[0-9a-f]{16}", "16 hexadecimal digits", required=False, help_text="The run that changed it."
    )


class NewDispute(ThingWrites):
    """Contest a number, an event or a claim with evidence; a reviewer answers within 14 days."""

    name, title = "disputes", "File a dispute"
    scope, role = "disputes:write", "reader"
    body = DisputeBody
    needs_revision = False
    example = {
        "uid": EXAMPLE_UID, "subject_key": "claim/c01", "claim": "The table counts requests, not tokens.",
        "evidence_url": "https://example.org/table",
    }  # fmt: skip

    def write(self, given: Given) -> Written:
        """Store the dispute."""
        body = dict(given.body)
        return actions.file_dispute(
            uid=UUID(body.pop("uid")), **body, body_sha256=given.body_sha256, by=given.by, now=given.now
        )


class DecideDispute(ThingWrites):
    """Uphold or decline a dispute that another person filed; numbers change only through another run."""

    name, title = "disputes", "Decide a dispute"
    scope, role = "disputes:write", "reviewer"
    path_words = {"dispute": UID_WORD}
    body = DecisionBody
    example = {"state": "DECLINED", "outcome": "The table counts tokens; see its second note."}

    def write(self, given: Given) -> Written:
        """Store the decision."""
        run = given.body.get("changed_run", "")
        if run and flows.run(run) is None:
            error = error_of("changed_run", run, "no such run", "a published run of /api/v1/runs")
            raise Problem(
                "invalid-field", "Nothing was stored: there is no such published run.", errors=[error]
            )
        return actions.decide(
            uid=UUID(given.path["dispute"]), expected=given.expected, state=given.body["state"],
            outcome=given.body["outcome"], changed_run=run, by=given.by, now=given.now,
        )  # fmt: skip

"""Claims: what circulates about the trade in tokens, and what recomputing it gives."""

from datetime import datetime
from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.atom import Entry
from apps.api.claimed import as_row
from apps.api.listing import RowPage, cut
from apps.api.own_words import an_id, choice
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.estimator.claims import STATUSES
from apps.flows.claims import queries as claims
from apps.flows.question import Question

BASES = ("A", "D", "M", "L")
TEXT = "As a decimal text; null where it has none."


class ClaimInputSerializer(s.Serializer):
    """One number that a check was made from."""

    name = s.CharField()
    value = s.JSONField(help_text="As it was found.")
    id = s.CharField(help_text="What it is: a figure, a parameter, a cell of a run.")
    citation = s.CharField()


class CheckSerializer(s.Serializer):
    """One recomputation of a claim."""

    check_id = s.CharField()
    basis = s.ChoiceField(
        BASES, help_text="A arithmetic on the claim's own inputs, D data, M our model, L literature."
    )
    formula_id = s.CharField(help_text="Empty: nothing to compute.")
    is_headline = s.BooleanField()
    status = s.ChoiceField(STATUSES)
    reason = s.CharField(help_text="Why it cannot be checked; else empty.")
    low = s.CharField(allow_null=True, help_text=TEXT)
    central = s.CharField(allow_null=True, help_text=TEXT)
    high = s.CharField(allow_null=True, help_text=TEXT)
    unit = s.CharField()
    text = s.CharField(help_text="An answer that is no number; else empty.")
    resolved_inputs = s.ListField(
        child=s.DictField(), help_text="What it was made from, each with its citation."
    )


class OccurrenceSerializer(s.Serializer):
    """Where the claim stands, in our words."""

    publication = s.CharField()
    title = s.CharField()
    url = s.CharField()
    locator = s.CharField()
    wording = s.CharField()
    value = s.CharField(help_text="Only where publications disagree.")


class ClaimSerializer(s.Serializer):
    """One claim as a short paraphrase with its number, and what checking it gave."""

    claim_id = s.CharField()
    wording = s.CharField(help_text="Our own paraphrase.")
    speaker = s.CharField()
    said_date = s.DateField(allow_null=True)
    kind = s.CharField()
    occurrences = OccurrenceSerializer(many=True)
    value = s.CharField(help_text="As printed; empty for none.")
    value_low = s.CharField()
    value_high = s.CharField()
    unit = s.CharField()
    denominator = s.CharField(help_text="What it is a share of, or counted over.")
    caveat = s.CharField()
    groups = s.ListField(child=s.CharField(), help_text="Questions on which claims contradict each other.")
    status = s.ChoiceField(
        STATUSES, allow_null=True, help_text="Of the headline check; null: not evaluated yet."
    )
    statuses = s.ListField(
        child=s.CharField(), help_text="Of all headline checks, where publications disagree."
    )
    formula_id = s.CharField(help_text="Of the headline check.")
    checks = CheckSerializer(many=True)
    run = s.CharField(allow_null=True, help_text="The run the results rest on.")
    evaluated_at = s.DateTimeField(allow_null=True)


class ClaimReads(Resource):
    """What the list and the item share."""

    name = "claims"

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the last evaluation."""
        return versions.of_parts("CLAIMS", as_of=question.as_of, pin=release_id or "")


class Claims(ClaimReads):
    """Every claim of the ledger, by id, with the results that stood then. A claim is never an input of an estimate."""

    title = "Published claims, recomputed"
    words = ("as_of",)
    own_words = {
        "status": choice(
            *STATUSES, text="Claims with a headline check of this status.", example="contradicted"
        ),
        "basis_of_check": choice(*BASES, text="Claims whose headline check is on this basis.", example="A"),
        "publication": an_id("Claims that stand in this publication."),
        "group": an_id("Claims on one side of this contradiction."),
    }
    row = ClaimSerializer
    forms = ("json", "csv", "atom")
    limit_maximum = 200
    samples = ("limit=5",)

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of claims."""
        return cut(_asked(ask), ask, key=lambda row: [row["claim_id"]])

    def entries(self, ask: Ask) -> list[Entry]:
        """Return the claims whose status changed last."""
        rows = {row["claim_id"]: row for row in _asked(ask)}
        changes = [one for one in claims.claim_changes(as_of=ask.question.as_of) if one["claim_id"] in rows]
        return [_entry(one, rows[one["claim_id"]]) for one in reversed(changes) if one["is_headline"]]


def _asked(ask: Ask) -> list[dict[str, Any]]:
    """Return the claims that a question asks for."""
    question = ask.question
    found = claims.claim_set(as_of=question.as_of)
    rows = claims.claims(
        as_of=question.as_of, status=question.asked("status"), basis=question.asked("basis_of_check"),
        publication=question.asked("publication"), group=question.asked("group"),
    )  # fmt: skip
    return [as_row(view, found) for view in rows]


def _entry(change: dict[str, Any], row: dict[str, Any]) -> Entry:
    return Entry(
        id=f"claim/{change['check_id']}/{change['at']}", title=f"{row['claim_id']}: {change['after']}",
        updated_at=datetime.fromisoformat(change["at"]), url=f"/api/v1/claims/{row['claim_id']}",
        summary=f"{row['wording']} Before: {change['before'] or 'not evaluated'}. {change['after_reason']}",
    )  # fmt: skip

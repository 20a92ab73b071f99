"""Claims: what circulates about the trade in tokens, and what recomputing it gives."""

from datetime import datetime
from typing import Any

from apps.api import versions
from apps.api.asking import Ask
from apps.api.atom import Entry
from apps.api.claimed import as_row
from apps.api.listing import RowPage, cut
from apps.api.own_words import an_id, choice
from apps.api.resource import Resource
from apps.api.v1.claim_fields import BASES, ClaimSerializer
from apps.api.versions import Version
from apps.estimator.claims.rule import STATUSES
from apps.flows.claims import queries as claims
from apps.flows.question import Question


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
        "publication": an_id("Claims that stand in this publication.", "P"),
        "group": an_id("Claims on one side of this contradiction.", "level_vs_flow"),
    }
    row = ClaimSerializer
    forms = ("json", "csv", "parquet", "atom")
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

"""One claim, with the history of its statuses."""

from typing import Any

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.claimed import as_row
from apps.api.problems import Problem
from apps.api.resource import PathWord
from apps.api.v1.claim_fields import ClaimSerializer
from apps.api.v1.claims import ClaimReads
from apps.api.words import ID
from apps.flows.claims import queries as claims


class StatusChangeSerializer(s.Serializer):
    """One change of a check's status or of its reason."""

    check_id = s.CharField()
    before = s.CharField(help_text="Empty at the first evaluation.")
    after = s.CharField()
    reason = s.CharField()
    at = s.DateTimeField()
    run = s.CharField(allow_null=True)


class ClaimItemSerializer(ClaimSerializer):
    """A claim with its history."""

    history = StatusChangeSerializer(many=True)


class Claim(ClaimReads):
    """One claim with every check, its inputs, and how its status changed from evaluation to evaluation."""

    title = "One claim"
    words = ("as_of",)
    path_words = {"claim": PathWord(ID, "Id of the claim.", "c01")}
    row = ClaimItemSerializer
    forms = ("json",)
    is_list = False
    is_many = False

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the claim; raise Problem if the ledger has none of this id."""
        name, as_of = self.kwargs["claim"], ask.question.as_of
        view = claims.claim(name, as_of=as_of)
        if view is None:
            raise Problem("not-found", f"There is no claim {name}; /api/v1/claims lists them.")
        history = [
            {
                **{word: change[word] for word in ("check_id", "before", "after", "at", "run")},
                "reason": change["after_reason"],
            }
            for change in view.history
        ]
        return as_row(view, claims.claim_set(as_of=as_of)) | {"history": history}

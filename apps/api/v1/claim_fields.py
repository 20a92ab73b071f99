"""The fields of a claim, its places and its checks."""

from rest_framework import serializers as s

from apps.estimator.claims.rule import STATUSES

BASES = ("A", "D", "M", "L")
TEXT = "As a decimal text; null where it has none."


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

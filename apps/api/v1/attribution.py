"""Attribution: who made it, where it was computed, where it went, from one set of draws."""

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.estimates import WrittenByDatabase
from apps.api.own_words import choice
from apps.estimator.measures import GRADES, IDENTIFICATIONS, MEASURES
from apps.flows import queries as flows
from apps.flows.attribution.checks import LEVELS
from apps.flows.queries import TextPage

ROUNDED = "in `unit`; 6 significant digits."
SHARE = "of the lab country's, model's or week's own total, taken within the draws; null where it has none."


class AttributionSerializer(s.Serializer):
    """One cell: null in lab, compute, destination or model means all of them, or the remainder of the level."""

    period_start = s.DateField(help_text="Monday of the week, UTC.")
    level = s.ChoiceField(LEVELS, help_text="The means of one level add to the week's total.")
    measure = s.ChoiceField(list(MEASURES))
    model = s.CharField(allow_null=True)
    lab = s.CharField(allow_null=True, help_text="Country of who made the model.")
    compute = s.CharField(allow_null=True, help_text="Country where it is computed; UNK is kept.")
    destination = s.CharField(allow_null=True, help_text="Country where it is consumed or billed.")
    period = s.DateField(help_text="The same Monday, under the name of the parameter.")
    unit = s.CharField()
    split = s.CharField(help_text="On LAB_SPLIT: at home, elsewhere, or unknown; else empty.")
    low = s.FloatField(help_text=f"5th percentile, {ROUNDED}")
    central = s.FloatField(help_text=f"Median, {ROUNDED}")
    high = s.FloatField(help_text=f"95th percentile, {ROUNDED}")
    mean = s.FloatField(help_text="Mean, all digits; only means add.")
    share_low = s.FloatField(allow_null=True, help_text=f"5th percentile of the share {SHARE}")
    share_central = s.FloatField(allow_null=True, help_text=f"Median of the share {SHARE}")
    share_high = s.FloatField(allow_null=True, help_text=f"95th percentile of the share {SHARE}")
    bound_low = s.FloatField(allow_null=True, help_text="What is known to be so, as a share.")
    bound_high = s.FloatField(allow_null=True, help_text="The same with all that is unknown.")
    evidence_grade = s.ChoiceField(GRADES)
    identification = s.ChoiceField(IDENTIFICATIONS)
    flags = s.ListField(child=s.CharField())
    run = s.CharField(help_text="16 hex: the run that estimated this row.")


class Attribution(WrittenByDatabase):
    """Lab country x compute country x destination of a week's usage, or one of its margins.

    Rows are of one level: MODEL where models are named, else CROSS, unless `level` says which. UNK is kept.
    """

    name = "attribution"
    title = "Who made it, where it ran, where it went"
    words = ("period", "from", "to", "as_of", "release", "measure", "model", "lab", "compute", "destination")
    own_words = {"level": choice(*LEVELS, text="Which table of the week.", example="LAB_COMPUTE")}
    row = AttributionSerializer
    samples = ("period=2026-02-16&level=LAB_COMPUTE", "lab=CHN&limit=10")

    def text(self, ask: Ask, columns: tuple[str, ...]) -> TextPage:
        """Return one page of cells, written by the database."""
        return flows.attribution_text(
            ask.question,
            ask.version.release,
            columns=columns,
            shape=ask.shape,
            after=ask.after,
            limit=ask.question.limit,
            level=ask.question.asked("level"),
        )

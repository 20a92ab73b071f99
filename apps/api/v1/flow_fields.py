"""The fields of a flow."""

from rest_framework import serializers as s

from apps.estimator.measures import BASES, GRADES, IDENTIFICATIONS, MEASURES, SCOPES

ROUNDED = "in `unit`; 6 significant digits."
SHARE_NULL = "null where something else was counted, which a notice names."


class CorridorFlowSerializer(s.Serializer):
    """One corridor in one week. Rows without origin and destination gather corridors too small to list."""

    period_start = s.DateField(help_text="Monday of the week, UTC.")
    period = s.DateField(help_text="The same Monday, under the name of the parameter.")
    origin = s.CharField(
        allow_null=True, help_text="ISO 3166-1 alpha-3, XKX or UNK (unknown); null on the row `unlisted`."
    )
    destination = s.CharField(
        allow_null=True, help_text="Where it is consumed or billed; null on the row `unlisted`."
    )
    basis = s.ChoiceField(BASES, help_text="What the origin is.")
    scope = s.ChoiceField(SCOPES)
    measure = s.ChoiceField(list(MEASURES))
    unit = s.CharField(help_text="token, kWh, USD or kg.")
    low = s.FloatField(help_text=f"5th percentile of the draws, {ROUNDED}")
    central = s.FloatField(help_text=f"Median of the draws, {ROUNDED} Medians do not add.")
    high = s.FloatField(help_text=f"95th percentile of the draws, {ROUNDED}")
    mean = s.FloatField(
        help_text="Mean of the draws, in `unit`. Only means add, so this one keeps all its digits: summed over"
        " all rows of a week it is the same on every basis and equals total_mean of the balances."
    )
    evidence_grade = s.ChoiceField(
        GRADES, help_text="A measured to D assumed: the weakest link of the chain."
    )
    unknown_share = s.FloatField(help_text="Share of the mean that rests on an unknown country, 0 to 1.")
    identification = s.ChoiceField(
        IDENTIFICATIONS, help_text="What fixes the number: data, margins or priors."
    )
    is_counterfactual = s.BooleanField(
        help_text="True: as if every model were served in its maker's country."
    )
    q25 = s.FloatField(help_text=f"25th percentile, {ROUNDED}")
    q75 = s.FloatField(help_text=f"75th percentile, {ROUNDED}")
    grade_profile = s.CharField(
        help_text="A grade per link: usage, provider, location, destination, energy, price; `-` = not used."
    )
    coverage = s.FloatField(help_text="Observed days of the week / 7, 0 to 1.")
    flags = s.ListField(
        child=s.CharField(), help_text="What to know of this row; usage:<id> is the figure used."
    )
    frechet_low = s.FloatField(help_text=f"The least the margins allow, {ROUNDED}")
    frechet_high = s.FloatField(help_text=f"The most the margins allow, {ROUNDED}")
    run = s.CharField(help_text="16 hex: the run that estimated this row; see /api/v1/runs.")


def _share(end: str) -> s.FloatField:
    """Return a field that is there only where a denominator was asked for."""
    text = f"With `denominator`: {end} over all tokens counted in the week, 0 to 1; {SHARE_NULL}"
    return s.FloatField(required=False, allow_null=True, help_text=text)


class FlowSerializer(CorridorFlowSerializer):
    """One corridor in one week. Rows without origin and destination gather corridors too small to list."""

    share_low = _share("low")
    share_central = _share("central")
    share_high = _share("high")

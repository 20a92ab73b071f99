"""Balances: exports, imports and net of each country in a week."""

from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.estimates import MEASURED, WrittenByDatabase
from apps.estimator.measures import BASES, GRADES, MEASURES, SCOPES
from apps.flows import queries as flows
from apps.flows.queries import TextPage

NET = "exports - imports, from the draws: not the difference of the other columns."


class BalanceSerializer(s.Serializer):
    """One country in one week; country null is the world. Percentiles come from the draws and do not add."""

    period_start = s.DateField(help_text="Monday of the week, UTC.")
    period = s.DateField(help_text="The same Monday, under the name of the parameter.")
    country = s.CharField(allow_null=True, help_text="ISO 3166-1 alpha-3, XKX or UNK; null = the world.")
    basis = s.ChoiceField(BASES)
    scope = s.ChoiceField(SCOPES)
    measure = s.ChoiceField(list(MEASURES))
    unit = s.CharField(help_text="token, kWh, USD or kg.")
    exports_low = s.FloatField(help_text="To other countries: 5th percentile.")
    exports_central = s.FloatField(help_text="Median.")
    exports_high = s.FloatField(help_text="95th percentile.")
    exports_mean = s.FloatField(help_text="Mean, all digits; only means add.")
    imports_low = s.FloatField(help_text="From other countries: 5th percentile.")
    imports_central = s.FloatField(help_text="Median.")
    imports_high = s.FloatField(help_text="95th percentile.")
    imports_mean = s.FloatField(help_text="Mean, all digits.")
    net_low = s.FloatField(help_text=f"5th percentile of {NET}")
    net_central = s.FloatField(help_text="Median.")
    net_high = s.FloatField(help_text="95th percentile.")
    net_mean = s.FloatField(help_text="Mean, all digits; over all countries it adds to 0.")
    domestic_mean = s.FloatField(help_text="Mean of what stays in the country.")
    unknown_mean = s.FloatField(help_text="Mean of what has an unknown country at the other end.")
    total_mean = s.FloatField(
        allow_null=True,
        help_text="World row only: every cell with domestic, UNK and unlisted; the same on every basis.",
    )
    unlisted_exports = s.FloatField(help_text="Part of the exports in corridors too small to list.")
    unlisted_imports = s.FloatField(help_text="Part of the imports in corridors too small to list.")
    surplus_share = s.FloatField(help_text="Share of draws in which net > 0, 0 to 1.")
    evidence_grade = s.ChoiceField(GRADES)
    unknown_share = s.FloatField(help_text="Share of the mean with an unknown country, 0 to 1.")
    is_counterfactual = s.BooleanField()
    run = s.CharField(help_text="16 hex: the run that estimated this row.")


class Balances(WrittenByDatabase):
    """What each country exports, imports and nets, with the world row (country null) first in each week."""

    name = "balances"
    title = "Balance of each country"
    words = (*MEASURED, "country")
    row = BalanceSerializer
    samples = ("period=2026-02-16&measure=COMPUTE_VALUE_USD", "country=CHN,USA&basis=LAB")

    def text(self, ask: Ask, columns: tuple[str, ...]) -> TextPage:
        """Return one page of balances, written by the database."""
        return flows.balance_text(
            ask.question,
            ask.version.release,
            columns=columns,
            shape=ask.shape,
            after=ask.after,
            limit=ask.question.limit,
        )

"""Price gap: two models' list prices against each other over time."""

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage, cut
from apps.api.own_words import Word, an_id, choice, days
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.flows import price_pairs
from apps.flows.question import Question
from apps.flows.question_more import pattern, refuse, span_of
from apps.observations.price_words import SIDES
from apps.reference import queries as reference

MIX = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?:[0-9]{1,4}(\.[0-9]{1,3})?")


class PriceGapSerializer(s.Serializer):
    """Both prices from a day on, and their ratio; the range is over the providers the route looks at."""

    date = s.DateField(help_text="First day on which these prices hold together.")
    a = s.CharField()
    b = s.CharField()
    a_price_usd_per_mtok = s.DecimalField(
        max_digits=38,
        decimal_places=12,
        allow_null=True,
        help_text="USD per million tokens; null: not listed.",
    )
    b_price_usd_per_mtok = s.DecimalField(
        max_digits=38,
        decimal_places=12,
        allow_null=True,
        help_text="USD per million tokens; null: not listed.",
    )
    ratio_low = s.FloatField(allow_null=True, help_text="Cheapest of a to dearest of b.")
    ratio = s.FloatField(allow_null=True, help_text="a to b; null with a reason.")
    ratio_high = s.FloatField(
        allow_null=True, help_text="Dearest of a to cheapest of b; null where that is zero."
    )
    a_source = s.CharField(help_text="Lists behind it; for CHEAPEST with its provider.")
    b_source = s.CharField(help_text="Lists behind it; for CHEAPEST with its provider.")
    a_providers = s.IntegerField(help_text="Providers the route looked at.")
    b_providers = s.IntegerField(help_text="Providers the route looked at.")
    reason = s.CharField(help_text="Why there is no ratio; empty where there is one.")


class PriceGap(Resource):
    """Standard list prices of two models, a row for each day on which one changed; free tiers stay outside.

    `side` or `mix` (shares of input and output tokens, such as 3:1) says which price; without them OUTPUT.
    """

    name = "price-gap"
    title = "Prices of two models against each other"
    words = ("as_of",)
    own_words = {
        "a": an_id("Id of one model.", "deepseek-v3-2-20251201"),
        "b": an_id("Id of the other model.", "gpt-5-4-20260305"),
        "side": choice(*SIDES, text="Which tokens are priced. Excludes mix.", example="INPUT"),
        "mix": Word(
            pattern(MIX, "input and output tokens as 3:1"),
            {"type": "string", "pattern": f"^{MIX.pattern}$"},
            "Input and output tokens of a blended price, for example 3:1. Excludes side.",
            "3:1",
        ),
        "route": choice(
            *price_pairs.ROUTES,
            text="Which providers: the lab's own, the cheapest, or the median of all.",
            default="FIRST_PARTY",
            example="CHEAPEST",
        ),
        **days("the days from which prices hold"),
    }
    required = ("a", "b")
    row = PriceGapSerializer
    samples = ("a=deepseek-v3-2-20251201&b=gpt-5-4-20260305&route=MEDIAN",)

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the stored prices and of who serves what."""
        return versions.of_parts("OBSERVATIONS", "REFERENCE", as_of=question.as_of, pin=release_id or "")

    def rows(self, ask: Ask) -> RowPage:
        """Return one page of days."""
        question, (start, end) = ask.question, span_of(ask.question)
        known = reference.lab_of_model()
        for name in self.required:
            if question.asked(name) not in known:
                raise refuse(name, question.asked(name), "unknown-model", "an id that /api/v1/models lists")
        found = price_pairs.pair_rows(
            a=question.asked("a"), b=question.asked("b"), shares=_shares(question), start=start, end=end,
            route=question.asked("route") or price_pairs.FIRST_PARTY, as_of=ask.version.known_at,
        )  # fmt: skip
        return cut(found, ask, key=lambda row: [row["date"].isoformat()])


def _shares(question: Question) -> dict[str, Any]:
    """Return the share of each side in the price asked for; raise UnreadableQuestion."""
    mix = question.asked("mix")
    if mix is None:
        return {question.asked("side") or "OUTPUT": Decimal(1)}
    if question.asked("side"):
        raise refuse("side", question.asked("side"), "conflicting-parameters", "either side or mix")
    parts = [Decimal(part) for part in mix.split(":")]
    if not sum(parts):
        raise refuse("mix", mix, "out-of-range", "two numbers, not both 0")
    return {side: part / sum(parts) for side, part in zip(price_pairs.MIXED, parts, strict=True)}

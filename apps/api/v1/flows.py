"""Flows: what one country provides to another in a week."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers as s

from apps.api.asking import Ask
from apps.api.estimates import MEASURED, WrittenByDatabase
from apps.api.listing import Listing
from apps.api.own_words import VINTAGES, Word
from apps.api.words import one_of
from apps.estimator.measures import BASES, GRADES, IDENTIFICATIONS, MEASURES, SCOPES
from apps.flows import flow_shares
from apps.flows import queries as flows
from apps.flows.queries import TextPage
from apps.flows.question_more import refuse
from apps.flows.releases import ReleaseRow, every_version

EVERY_VERSION = (
    "all: one week (`period`) in every version that readers ever saw, instead of the one in force; `run` tells"
    " them apart."
)
ROUNDED = "in `unit`; 6 significant digits."
SHARE_NULL = "null where something else was counted, which a notice names."
DIVIDED = (
    "Adds share_low, share_central and share_high: of all tokens counted in the week, where the count was of the"
    " whole platform, of the ten largest models, or of labs in China and the USA. Tokens only, for there the total"
    " is counted; shares of other measures, of the world or of listed models need draws that are not stored."
)


def _share(end: str) -> s.FloatField:
    """Return a field that is there only where a denominator was asked for."""
    text = f"With `denominator`: {end} over all tokens counted in the week, 0 to 1; {SHARE_NULL}"
    return s.FloatField(required=False, allow_null=True, help_text=text)


class FlowSerializer(s.Serializer):
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
    share_low = _share("low")
    share_central = _share("central")
    share_high = _share("high")


class Flows(WrittenByDatabase):
    """Corridors (origin to destination) with range, grade and unknown share.

    Domestic rows (origin = destination), unknown countries (UNK) and one row `unlisted` per week (origin and
    destination null) are rows too, so that the means of a week add up to its total. Percentiles never add.
    The order is fixed: week, then the larger mean first.
    """

    name = "flows"
    title = "Estimated flows between countries"
    words = (*MEASURED, "origin", "destination", "country")
    # Without a period it is refused, so its example stands among the samples.
    own_words = {
        "vintages": replace(VINTAGES, text=EVERY_VERSION, example=None),
        "denominator": Word(flow_shares.DENOMINATOR, one_of(*flow_shares.ANSWERED), DIVIDED, "TOP10"),
    }
    row = FlowSerializer
    samples = (
        "measure=TOKENS&basis=COMPUTE&period=2026-02-16",
        "measure=SERVICE_VALUE_USD&basis=LAB&origin=CHN,USA&limit=10",
        "measure=ENERGY_KWH&basis=LAB&counterfactual=true&shape=columns",
        "period=2026-02-16&vintages=all&limit=10",
        "period=2026-02-16&denominator=TOP10&limit=10",
    )

    def read(self, request: HttpRequest, path: dict[str, str]) -> Ask:
        """Return the request as asked; refuse shares that are not stored."""
        ask = super().read(request, path)
        flow_shares.check(ask.question)
        return ask

    def shown(self, ask: Ask) -> tuple[str, ...]:
        """Return the columns asked for; shares only with their denominator."""
        columns = super().shown(ask)
        is_whole = ask.question.denominator or ask.question.fields
        return columns if is_whole else tuple(name for name in columns if name not in flow_shares.SHARES)

    def meta(self, ask: Ask, listing: Listing, next_url: str | None) -> dict[str, Any]:
        """Return the meta block, with a notice where weeks have no share."""
        block = super().meta(ask, listing, next_url)
        return block | {"notices": block["notices"] + flow_shares.share_notices(ask.question, _shown(ask))}

    def text(self, ask: Ask, columns: tuple[str, ...]) -> TextPage:
        """Return one page of corridors, written by the database."""
        write = flow_shares.shared_text if ask.question.denominator else flows.flow_text
        return write(
            ask.question,
            _shown(ask),
            columns=columns,
            shape=ask.shape,
            after=ask.after,
            limit=ask.question.limit,
        )


def _shown(ask: Ask) -> ReleaseRow:
    """Return the release asked for, or with vintages=all every version of its one week; refuse more weeks."""
    release: ReleaseRow = ask.version.release
    if not ask.question.asked("vintages"):
        return release
    if ask.question.period is None:
        raise refuse("vintages", "all", "needs-a-period", "with one period, such as period=2026-02-16")
    return every_version(release, ask.question.period)

"""Flows: what one country provides to another in a week."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from apps.api.asking import Ask
from apps.api.estimates import MEASURED, WrittenByDatabase
from apps.api.listing import Listing
from apps.api.own_words import VINTAGES, Word
from apps.api.v1.flow_fields import FlowSerializer
from apps.api.words import one_of
from apps.flows import queries as flows
from apps.flows.queries import TextPage
from apps.flows.question_more import refuse
from apps.flows.releases import ReleaseRow, every_version
from apps.flows.shares import queries as flow_shares

EVERY_VERSION = (
    "all: one week (`period`) in every version that readers ever saw, instead of the one in force; `run` tells"
    " them apart."
)
DIVIDED = (
    "Adds share_low, share_central and share_high: of all tokens counted in the week, where the count was of the"
    " whole platform, of the ten largest models, or of labs in China and the USA. Tokens only, for there the total"
    " is counted; shares of other measures, of the world or of listed models need draws that are not stored."
)


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

"""Prices: what providers ask for a million tokens, as lists state it."""

from datetime import date
from typing import Any

from rest_framework import serializers as s

from apps.api import versions
from apps.api.asking import Ask
from apps.api.listing import RowPage
from apps.api.own_words import choice, choices, days
from apps.api.prices import held_row, listed_row
from apps.api.resource import Resource
from apps.api.versions import Version
from apps.events import queries as events
from apps.flows.question import Question
from apps.flows.question_more import span_of
from apps.observations import queries as observations
from apps.observations.price_words import SIDES, TIERS
from apps.reference import queries as reference


class PriceSerializer(s.Serializer):
    """One list price, valid from a day until the next one of the same series."""

    model = s.CharField(allow_null=True, help_text="Id of the model; null for a listing nobody has matched.")
    provider = s.CharField(allow_null=True, help_text="Id of the provider; null for the list's own price.")
    side = s.ChoiceField(list(SIDES), help_text="Which tokens are priced.")
    price_usd_per_mtok = s.DecimalField(
        max_digits=38,
        decimal_places=12,
        allow_null=True,
        help_text="Exact, as a decimal text: USD per million tokens; null: withdrawn.",
    )
    valid_from = s.DateField(
        help_text="First day; a day ahead is a price announced. 2020-01-01: start unknown."
    )
    recorded_at = s.DateTimeField(help_text="When it was stored here, or put aside.")
    tier = s.ChoiceField(TIERS, help_text="STANDARD, FREE (a free tier, outside indices) or CONDITIONAL.")
    condition = s.CharField(help_text="When a conditional price holds; empty for none.")
    tag = s.CharField(help_text="Which offer of the provider, where it has several; empty for none.")
    is_first_party = s.BooleanField(help_text="True: the provider is the lab's own endpoint.")
    held = s.BooleanField(help_text="True: put aside until somebody decides; not used in any estimate.")
    hold_reason = s.CharField(allow_null=True, help_text="Why it is put aside.")
    source = s.CharField()  # type: ignore[assignment]
    source_url = s.CharField(help_text="Page that states it.")
    series = s.IntegerField(allow_null=True, help_text="Series of the price; null for one put aside.")


class Prices(Resource):
    """List prices by series and first day, each as last known; what is held comes after them, if asked for.

    A router's price (-1) is none and never stored.
    """

    name = "prices"
    title = "List prices"
    words = ("model", "provider", "as_of")
    own_words = {
        "side": choices(*SIDES, text="Which tokens are priced.", example=["INPUT", "OUTPUT"]),
        **days("the days from which prices hold"),
        "held": choice(
            "include", text="include: also prices put aside until somebody decides.", example="include"
        ),
    }
    row = PriceSerializer
    limit_maximum = 5000
    samples = ("model=deepseek-v3-2-20251201&side=OUTPUT", "provider=deepseek&limit=10&shape=columns")

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version of the stored numbers, and of what is held."""
        return versions.of_parts(
            "OBSERVATIONS", "HELD", "REFERENCE", as_of=question.as_of, pin=release_id or ""
        )

    def rows(self, ask: Ask) -> RowPage:
        """Return one page: prices in force, then those put aside."""
        labs, own = reference.lab_of_model(), reference.own_hosts()
        found = [(_key(row), listed_row(row, labs, own)) for row in self._listed(ask)]
        if ask.question.asked("held") and len(found) <= ask.question.limit:
            waiting = self._held(ask)
            pages = observations.snapshots(snapshot_ids={held.snapshot_id for held in waiting})
            urls = {page.id: page.url for page in pages}
            found += [(_held_key(held), held_row(held, labs, own, urls)) for held in waiting]
        shown = found[: ask.question.limit]
        return RowPage([row for _, row in shown], shown[-1][0] if len(found) > len(shown) else None)

    def _listed(self, ask: Ask) -> list[dict[str, Any]]:
        question, (start, end) = ask.question, span_of(ask.question)
        if ask.after and ask.after[0]:
            return []
        return observations.list_prices(
            metrics=[SIDES[side] for side in question.asked("side") or SIDES],
            models=question.model, providers=question.provider, period_from=start, period_to=end,
            as_of=ask.version.known_at, limit=question.limit + 1,
            after=(ask.after[1], date.fromisoformat(ask.after[2])) if ask.after else None,
        )  # fmt: skip

    def _held(self, ask: Ask) -> list[events.HeldRow]:
        question, (start, end) = ask.question, span_of(ask.question)
        metrics = [SIDES[side] for side in question.asked("side") or SIDES]
        waiting = events.held_rows(metrics=metrics, as_of=ask.version.known_at)
        return [
            held
            for held in waiting
            if (held.row.model in question.model or not question.model)
            and (held.row.provider in question.provider or not question.provider)
            and (start or date.min) <= held.row.period_start < (end or date.max)
            and (ask.after is None or _held_key(held) > ask.after)
        ]


def _key(row: dict[str, Any]) -> list[Any]:
    return [0, row["series"], row["period_start"].isoformat()]


def _held_key(held: events.HeldRow) -> list[Any]:
    return [1, held.review_id, held.place]

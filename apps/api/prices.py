"""A list price as programs read it, whichever list it stands in."""

from collections.abc import Collection, Mapping
from typing import Any

from apps.events.queries import HeldRow
from apps.observations.price_words import SIDE_OF, price_words

Labs = Mapping[str, str]
Own = Collection[tuple[str, str]]


def _is_own(model: str | None, provider: str | None, labs: Labs, own: Own) -> bool:
    return (labs.get(model or "", ""), provider) in own


def listed_row(found: dict[str, Any], labs: Labs, own: Own) -> dict[str, Any]:
    """Return a stored price as a row."""
    return {
        **found,
        **price_words(found["source"], found["qualifier"]),
        "side": SIDE_OF[found["metric"]],
        "price_usd_per_mtok": found["value"],
        "valid_from": found["period_start"],
        "is_first_party": _is_own(found["model"], found["provider"], labs, own),
        "held": False,
        "hold_reason": None,
    }


def held_row(held: HeldRow, labs: Labs, own: Own, urls: Mapping[int, str]) -> dict[str, Any]:
    """Return a price that was put aside as a row."""
    row = held.row
    return {
        **price_words(held.source, row.qualifier),
        "model": row.model,
        "provider": row.provider,
        "side": SIDE_OF[row.metric],
        "price_usd_per_mtok": row.value,
        "valid_from": row.period_start,
        "recorded_at": held.opened_at,
        "is_first_party": _is_own(row.model, row.provider, labs, own),
        "held": True,
        "hold_reason": held.reason,
        "source": held.source,
        "source_url": urls.get(held.snapshot_id, ""),
        "series": None,
    }

"""The metrics that may be stored and the one unit of each; add a metric here."""

import re

_UNIT_OF = {
    "tokens": "token",
    "tokens_sampled": "token",
    # Totals of a nation or a company: their period length stands in the series, not in the name.
    "tokens_domestic": "token",
    "tokens_company": "token",
    "list_price_input": "usd_per_mtok",
    "list_price_output": "usd_per_mtok",
    "list_price_cache_read": "usd_per_mtok",
    "list_price_cache_write": "usd_per_mtok",
    "list_price_request": "usd",
    # Sets: 1 for a member, 0 for one that left; the count tells a declared empty set from one nobody declared.
    "is_listed": "flag",
    "models_listed": "count",
    "has_open_weights": "flag",
    "alias_points_at": "flag",
    "endpoint_listed": "flag",
    "endpoints_listed": "count",
    "provider_listed": "flag",
    "providers_listed": "count",
    "seat_in": "flag",
    "datacentre_in": "flag",
    "datacentres_declared": "count",
    "grid_carbon": "kg_per_kwh",
    "electricity_price": "eur_per_kwh",
    # The same in the consumption band that is nearest to a data centre's: the qualifier says which.
    "electricity_price_large_user": "eur_per_kwh",
    "ai_user_share": "fraction",
}
# A published count names its own window and what it counts: tokens_week_top10_lab_chn.
_PUBLISHED_TOKENS = re.compile(r"tokens_(minute|day|week|month|quarter|year)(_[a-z0-9]+)+")


def unit_of(metric: str) -> str | None:
    """Return the unit a metric is stored in, or None for a metric nobody declared."""
    return "token" if _PUBLISHED_TOKENS.fullmatch(metric) else _UNIT_OF.get(metric)

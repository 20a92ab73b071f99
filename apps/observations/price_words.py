"""How the lists of prices name sides, offers, free tiers and conditions."""

SIDES = {
    "INPUT": "list_price_input",
    "OUTPUT": "list_price_output",
    "CACHE_READ": "list_price_cache_read",
    "CACHE_WRITE": "list_price_cache_write",
}
SIDE_OF = {metric: side for side, metric in SIDES.items()}
TIERS = STANDARD, FREE, CONDITIONAL = "STANDARD", "FREE", "CONDITIONAL"
# In this list the first word of the qualifier names the offer; in both of this publisher's a word marks free tiers.
TAGGED, PUBLISHER, FREE_WORD = "openrouter.endpoints", "openrouter.", "free"


def price_words(source: str, qualifier: str) -> dict[str, str]:
    """Return offer (`tag`), `tier` and `condition` of a price from what its list writes beside it."""
    tag, rest = "", qualifier
    if source == TAGGED:
        tag, _, rest = qualifier.partition(" ")
    is_free = source.startswith(PUBLISHER) and rest.partition(" ")[0] == FREE_WORD
    condition = rest.partition(" ")[2] if is_free else rest
    return {
        "tag": tag,
        "tier": FREE if is_free else CONDITIONAL if condition else STANDARD,
        "condition": condition,
    }

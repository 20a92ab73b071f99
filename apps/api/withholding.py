"""What a source's terms keep back: raw rows of some sources are ours to work with, not to pass on."""

from collections.abc import Collection

# Only what is worked out from such rows may be passed on.
DERIVED_ONLY = "DERIVED_ONLY"
SOURCE_TERMS = "source-terms"
# The scope of a token whose holder may see the rows behind one estimate.
RAW_SCOPE = "raw:read"
REDISTRIBUTION = (
    "What may be passed on: OPEN all of it; FACTS single facts with their citation; EXCERPTS headlines and"
    " quotations; DERIVED_ONLY only what is worked out from it."
)


def reason_to_withhold(redistribution: str, scopes: Collection[str]) -> str | None:
    """Return why a source's number is kept back from this caller, or None where it is shown."""
    return SOURCE_TERMS if redistribution == DERIVED_ONLY and RAW_SCOPE not in scopes else None

"""Words that a person must give: there, not too long, and such as the database can keep."""

from apps.events.faults import InvalidField

REASON_CHARACTERS = 2_000
# PostgreSQL keeps no NUL and UTF-8 has no lone surrogate; anything else stands as it was typed.
NUL, SURROGATES = "\x00", ("\ud800", "\udfff")


def said(field: str, text: str, *, most: int = REASON_CHARACTERS) -> str:
    """Return the text without outer space; raise InvalidField where it is missing, too long or cannot be kept."""
    found = text.strip()
    if not found:
        raise InvalidField(field, "", "is missing", "write a sentence")
    return storable(field, found, most=most)


def storable(field: str, text: str, *, most: int = REASON_CHARACTERS) -> str:
    """Return a text that may be empty; raise InvalidField where it is too long or cannot be kept."""
    if len(text) > most:
        raise InvalidField(field, text[:40], f"has {len(text):,} characters", f"write at most {most:,}")
    if NUL in text or any(SURROGATES[0] <= letter <= SURROGATES[1] for letter in text):
        raise InvalidField(
            field, ascii(text[:40]), "holds a character that cannot be kept", "take it out and send again"
        )
    return text

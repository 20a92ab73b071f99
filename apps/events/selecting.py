"""Words picked out of a text: by their characters, by a pasted quote, or by their first and last words. Pure."""

from apps.events.faults import InvalidField, QuoteNotFound
from apps.events.quoted import place_of, reflowed_place

SPAN_CHARACTERS = 2_000


def selected(
    text: str,
    *,
    quote: str = "",
    first: str = "",
    last: str = "",
    span: tuple[int, int] | None = None,
) -> tuple[int, int]:
    """Return [start, end) of what was picked; a quote comes first, then first and last words, then characters.

    Where a quote stands several times, the place nearest to the given characters is taken; white space may differ.
    Raises InvalidField, QuoteNotFound.
    """
    near = span[0] if span else 0
    if quote.strip():
        found = place_of(text, quote, near=near) or place_of(text, quote.strip(), near=near)
        found = found or reflowed_place(text, quote)
        if found is None:
            raise QuoteNotFound(
                "quote", quote[:80], "these words do not stand in this version", "words of it"
            )
    elif first.strip() or last.strip():
        found = _between(text, first.strip(), last.strip(), near)
    elif span is not None:
        found = span
    else:
        raise InvalidField(
            "selection", "", "nothing is selected", "a quote, first and last words, or characters"
        )
    return _checked(text, found)


def _between(text: str, first: str, last: str, near: int) -> tuple[int, int]:
    """Return the place from the first words to the last ones after them."""
    if not first or not last:
        raise InvalidField("first", first or last, "one end is missing", "the first and the last words")
    head = place_of(text, first, near=near)
    if head is None:
        raise QuoteNotFound("first", first[:80], "these words do not stand in this version", "words of it")
    tail = text.find(last, head[0])
    if tail < 0:
        raise QuoteNotFound(
            "last", last[:80], "these words do not stand after the first ones", "words after them"
        )
    return head[0], max(head[1], tail + len(last))


def _checked(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span that lies in the text, without the white space at its ends; raise InvalidField."""
    start, end = span
    if not 0 <= start < end <= len(text):
        allowed = f"inside 0 to {len(text)}, the start before the end"
        raise InvalidField("selection", f"{start}-{end}", "lies outside the text", allowed)
    if end - start > SPAN_CHARACTERS:
        raise InvalidField(
            "selection", f"{start}-{end}", f"is {end - start} characters long", f"at most {SPAN_CHARACTERS}"
        )
    words = text[start:end]
    if not words.strip():
        raise InvalidField("selection", f"{start}-{end}", "holds white space only", "a span with words")
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())

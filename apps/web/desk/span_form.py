"""The form of the page of a text: what was picked, and what is to be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.events.faults import InvalidField
from apps.events.words import GRADES

DIGITS = 9
LONGEST = 20_000
TEXTS = ("quote", "first", "last", "body", "locator")
# What a browser sends and a person did not type.
NOTE, EVENT, DRAFT, NEW, LOOK = "note", "event", "draft", "new", "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What was sent: the words picked in one of three ways, and what to do: look, note, event, draft or new."""

    do: str = LOOK
    start: str = ""
    end: str = ""
    quote: str = ""
    first: str = ""
    last: str = ""
    body: str = ""
    locator: str = ""
    slug: str = ""
    draft: str = ""
    grade: str = GRADES[0]
    uid: UUID = field(default_factory=uuid4)

    @property
    def span(self) -> tuple[int, int] | None:
        """Return the characters that were typed; raise InvalidField for what is no pair of whole numbers."""
        if not self.start.strip() and not self.end.strip():
            return None
        for name, text in (("start", self.start), ("end", self.end)):
            word = text.strip()
            if not (word.isascii() and word.isdigit() and len(word) <= DIGITS):
                raise InvalidField(
                    name, text[:20], _("is no whole number"), _("a character of the text, from 0")
                )
        return int(self.start), int(self.end)

    @property
    def has_words(self) -> bool:
        """Tell whether anything was picked."""
        return any(text.strip() for text in (self.start, self.end, self.quote, self.first, self.last))


def picked(sent: QueryDict) -> Picked:
    """Return what a form or an address holds; line ends as everywhere else, nothing longer than 20,000 characters."""
    words: Mapping[str, str] = {
        name: sent.get(name, "").replace("\r\n", "\n")[:LONGEST]
        for name in ("do", "start", "end", "slug", "draft", *TEXTS)
    }
    try:
        uid = UUID(sent.get("uid", ""))
    except ValueError:
        uid = uuid4()
    grade = sent.get("grade", GRADES[0])
    named = {name: word for name, word in words.items() if word} | {
        "grade": grade if grade in GRADES else GRADES[0]
    }
    return Picked(uid=uid, **named)

"""Fields of bodies that take what the document says and nothing beside it: no text for a number, no guess."""

import re
import unicodedata
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from drf_spectacular.drainage import set_override
from rest_framework import serializers as s
from rest_framework.exceptions import ValidationError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
URL_CHARACTERS = 2_000


def told(field: s.Field, schema: dict[str, Any]) -> None:
    """Let the OpenAPI document state a field by this schema."""
    set_override(field, "field", schema)


class Body(s.Serializer):
    """An object of a body; a name that it does not have is refused."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the values; raise ValidationError, also for unknown names."""
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                known = ", ".join(self.fields)
                raise ValidationError(
                    {str(unknown[0])[:100]: f"there is no such field; the fields are {known}"}
                )
        return super().to_internal_value(data)


class Text(s.CharField):
    """A text, stored in Unicode's NFC and otherwise as typed; not blank unless that is allowed."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"trim_whitespace": False} | words)

    def to_internal_value(self, data: Any) -> str:
        """Return the text in NFC; raise ValidationError for any other type."""
        if not isinstance(data, str):
            raise ValidationError("a text")
        return unicodedata.normalize("NFC", data)

    def run_validation(self, data: Any = s.empty) -> Any:  # type: ignore[attr-defined]
        """Refuse white space alone where a text is needed."""
        if isinstance(data, str) and not self.allow_blank and not data.strip():
            raise ValidationError("a text that is not empty")
        return super().run_validation(data)


class Matching(Text):
    """A text of one form."""

    def __init__(self, pattern: str, what: str, **words: Any) -> None:
        super().__init__(**words)
        self.pattern, self.what = pattern, what
        told(self, {"type": "string", "pattern": f"^(?:{pattern})$"})

    def to_internal_value(self, data: Any) -> str:
        """Return the text; raise ValidationError where it has not that form."""
        if not isinstance(data, str) or not re.fullmatch(self.pattern, data, re.ASCII):
            raise ValidationError(self.what)
        return data


class Uid(Matching):
    """A UUID in lower case, with hyphens."""

    def __init__(self, **words: Any) -> None:
        super().__init__(UUID_TEXT.pattern, "a UUID in lower case, with hyphens", **words)


class Link(Text):
    """An address of the web, http or https; it is kept, never fetched by the site."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"max_length": URL_CHARACTERS} | words)
        told(self, {"type": "string", "pattern": "^https?://[!-~]+$", "maxLength": URL_CHARACTERS})

    def to_internal_value(self, data: Any) -> str:
        """Return the address; raise ValidationError for anything else."""
        if not isinstance(data, str) or not _is_link(data):
            raise ValidationError(
                "an address that begins with https:// or http://, without spaces or a password"
            )
        return data


def _is_link(text: str) -> bool:
    """Tell whether a text is an address of the web that can be shown as a link."""
    if not text.isascii() or not text.isprintable() or set(text) & set(' <>"\\^`{|}'):
        return False
    try:
        parts = urlsplit(text)
        # A port that is no number is found out only when it is read.
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


class Day(s.DateField):
    """A date as YYYY-MM-DD, 1990 to 2099."""

    def to_internal_value(self, value: Any) -> date:
        """Return the date; raise ValidationError."""
        try:
            if not isinstance(value, str) or not DAY.fullmatch(value):
                raise ValueError
            found = date.fromisoformat(value)
        except ValueError as fault:
            raise ValidationError("a date as YYYY-MM-DD") from fault
        if not FIRST_DAY <= found <= LAST_DAY:
            raise ValidationError(f"a date from {FIRST_DAY} to {LAST_DAY}")
        return found


class Flag(s.BooleanField):
    """true or false, not a word for it."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the truth value; raise ValidationError for anything else."""
        if not isinstance(data, bool):
            raise ValidationError("true or false")
        return data


class Whole(s.IntegerField):
    """A whole number, not a text of one."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number; raise ValidationError."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise ValidationError("a whole number")
        return data


class OneOf(s.ChoiceField):
    """One of some words."""

    def to_internal_value(self, data: Any) -> str:
        """Return the word; raise ValidationError naming all."""
        if not isinstance(data, str) or data not in self.choices:
            raise ValidationError(f"one of {', '.join(map(str, self.choices))}")
        return data


class Several(s.ListField):
    """A list, not one thing in its place."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the items; raise ValidationError."""
        if not isinstance(data, list):
            raise ValidationError("a list")
        return super().to_internal_value(data)

"""What a way in gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body as sent with its address; `is_unchanged` means the stored body still holds and came not again."""

    url: str
    status: int = 0
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_unchanged: bool = False

    @property
    def etag(self) -> str:
        """Return the validator of this body, or an empty text."""
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        """Return the date of this body as sent, or an empty text."""
        return self.headers.get("last-modified", "")


class PageMissing(LookupError):
    """The publisher has no such page (404 or 410); the message names the address and what it said."""

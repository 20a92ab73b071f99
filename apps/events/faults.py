"""Why a write is refused, who writes, and what a write leaves behind."""

from dataclasses import dataclass
from datetime import datetime

from apps.events.words import ROLES


class NotThere(LookupError):
    """Nothing has this slug or uid."""


class VersionConflict(ValueError):
    """Somebody changed the thing first; `current` is its revision now."""

    def __init__(self, message: str, current: int) -> None:
        super().__init__(message)
        self.current = current


class WrongState(ValueError):
    """The thing cannot be changed like this in the state it is in; the message says what would go."""


class OwnWork(ValueError):
    """Nobody judges what is their own."""


class RoleTooLow(ValueError):
    """The person's role does not allow this; the message says which one does."""


class NotTheAuthor(ValueError):
    """Only the author, or a reviewer, may do this."""


class UidReused(ValueError):
    """Something else was sent under this uid or slug before."""


class TooMany(ValueError):
    """More was sent than is allowed; `again_at` is when it may be tried once more."""

    def __init__(self, message: str, again_at: datetime) -> None:
        super().__init__(message)
        self.again_at = again_at


class Repeated(ValueError):
    """The same stands already; `uid` names it."""

    def __init__(self, message: str, uid: str) -> None:
        super().__init__(message)
        self.uid = uid


class InvalidField(ValueError):
    """A field holds what does not exist or cannot be; names the field and what is allowed."""

    def __init__(self, field: str, value: object, reason: str, allowed: str) -> None:
        super().__init__(f"{field}: {reason}; {allowed}")
        self.field, self.value, self.reason, self.allowed = field, str(value), reason, allowed


class QuoteNotFound(InvalidField):
    """The quoted words do not stand in that version of the document."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes: the account, its name and its role (reader, analyst, reviewer, admin)."""

    user_id: int
    name: str
    role: str

    @property
    def is_reviewer(self) -> bool:
        """Tell whether this person may judge the work of others."""
        return self.role in ("reviewer", "admin")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write left behind: the id of the thing, its revision and state, and whether this write made it.

    `waits`: the write is kept, and shown to readers once a second person has confirmed it.
    """

    id: str
    revision: int
    state: str = ""
    is_new: bool = True
    waits: bool = False


def check_role(by: "Person", role: str) -> None:
    """Raise RoleTooLow for a person below a role."""
    if not is_at_least(by, role):
        raise RoleTooLow(f"This needs the role {role} or a higher one; yours is {by.role or 'none'}.")


def is_at_least(by: "Person", role: str) -> bool:
    """Tell whether a person has this role or a higher one; somebody without a role has none."""
    return by.role in ROLES and ROLES.index(by.role) >= ROLES.index(role)

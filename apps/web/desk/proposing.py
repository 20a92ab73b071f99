"""A draft of a new event becomes a proposed one, which waits for a second person at once."""

from datetime import datetime
from uuid import UUID

from django.utils.text import slugify

from apps.events import actions
from apps.events.faults import Person
from apps.events.given import GivenEvent
from apps.web.desk.event_form import WholeForm

SLUG_CHARACTERS, TAIL = 60, 6


def propose(form: WholeForm, *, key: UUID, by: Person, now: datetime) -> str:
    """Propose the event of a valid form and return its slug; raises as the action does."""
    values = form.fields.values
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    given = GivenEvent(
        slug=slug_of(values["title"], key), evidence=tuple(form.new_evidence), stages=tuple(form.new_stages),
        **values | lists,
    )  # fmt: skip
    reason = form.fields.cleaned_data["reason"]
    return actions.hand_in_new(given=given, key=key, reason=reason, by=by, now=now).id


def slug_of(title: str, key: UUID) -> str:
    """Return the address of a new event: words of its title, and a tail that no other draft has."""
    words = slugify(title)[:SLUG_CHARACTERS].strip("-") or "event"
    return f"{words}-{key.hex[:TAIL]}"

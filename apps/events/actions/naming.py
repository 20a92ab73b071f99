"""People choose whether readers see a name of theirs."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.events.actions.access import NAME
from apps.events.faults import InvalidField, Person
from apps.events.models import Annotation, DisputeDecision, EventRevision, PublicName
from apps.events.naming import PSEUDONYM
from apps.observations.actions import note_changes
from apps.observations.rows import ChangeNote

ALLOWED = "1 to 80 letters, digits, dots, hyphens and underscores, and nobody else's name"


@transaction.atomic
def choose_name(*, name: str, by: Person, now: datetime) -> None:
    """Show a person under this name from now on, also on what was written before; '' goes back to the pseudonym.

    Raises InvalidField.
    """
    if not name:
        PublicName.objects.filter(user_id=by.user_id).delete()
    else:
        if not NAME.fullmatch(name) or PSEUDONYM.fullmatch(name):
            raise InvalidField("name", name, "not a name that can be shown", ALLOWED)
        try:
            with transaction.atomic():
                PublicName.objects.update_or_create(
                    user_id=by.user_id, defaults={"name": name, "chosen_at": now}
                )
        except IntegrityError as fault:
            raise InvalidField("name", name, "somebody else has it", ALLOWED) from fault
    note_changes(part="EVENTS", changes=_named_anew(by), now=now)


def _named_anew(by: Person) -> list[ChangeNote]:
    """Return what now names this person otherwise: answers that hang on these are made anew."""
    notes = Annotation.objects.filter(author_id=by.user_id).values_list("uid", flat=True)
    decided = DisputeDecision.objects.filter(decided_by_id=by.user_id).values_list("dispute__uid", flat=True)
    slugs = EventRevision.objects.filter(author_id=by.user_id).values_list("event__slug", flat=True)
    ids = {
        resource: {str(key) for key in found}
        for resource, found in (("annotations", notes), ("disputes", decided), ("events", slugs))
    }
    return [
        ChangeNote(op="UPDATED", resource=resource, id=key, reason="its author is named otherwise")
        for resource, found in ids.items()
        for key in sorted(found)
    ]

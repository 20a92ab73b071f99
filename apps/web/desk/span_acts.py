"""What is done with picked words: a note, evidence of an event, evidence in a draft of one's own, a new draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.events import actions, desk
from apps.events.desk import DraftRow
from apps.events.faults import InvalidField, NotThere, Person
from apps.events.given import GivenEvidence
from apps.events.queries import VersionText
from apps.web.desk.draft_parts import start_of
from apps.web.desk.event_form import AT_MOST
from apps.web.desk.span_form import DRAFT, EVENT, NEW, NOTE, Picked
from apps.web.foreign import shown

Span = tuple[int, int]
TITLE = 100
FIELDS = ("url", "document", "version", "snapshot", "quote", "locator", "published_date")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and where to go on; '' for the text itself."""

    words: str
    url: str = ""


def note(document: str, text: VersionText, span: Span, sent: Picked, by: Person, now: datetime) -> Done:
    """Store a note on the words."""
    actions.annotate_span(
        uid=sent.uid, document=document, version=text.version, span=span, body=sent.body, by=by, now=now
    )
    return Done(_("The note is stored."))


def evidence(document: str, text: VersionText, span: Span, sent: Picked, by: Person, now: datetime) -> Done:
    """Add the words to an event as evidence; of a published event they wait for a second person."""
    slug = sent.slug.strip()
    if not slug:
        raise InvalidField("slug", "", _("no event is named"), _("the slug of an event"))
    written = actions.add_evidence(
        slug=slug, expected=None, given=_given(document, text, span, sent), by=by, now=now
    )
    words = _("The evidence waits for a second person.") if written.waits else _("The evidence is stored.")
    return Done(words, reverse("desk-event", args=[slug]))


def into_draft(document: str, text: VersionText, span: Span, sent: Picked, by: Person, now: datetime) -> Done:
    """Add the words to an open draft of one's own, as the next line of evidence."""
    row = _draft(sent.draft, by)
    if row is None:
        raise NotThere(_("There is no such open draft of yours."))
    return _added(row, document, text, span, sent, by, now)


def into_new(document: str, text: VersionText, span: Span, sent: Picked, by: Person, now: datetime) -> Done:
    """Begin a draft of a new event with the words as its first evidence."""
    uid = actions.open_draft(slug=None, by=by, now=now)
    row = desk.draft_row(uid=uid, user_id=by.user_id)
    if row is None:
        raise NotThere(_("There is no such open draft of yours."))
    return _added(row, document, text, span, sent, by, now)


Act = Callable[[str, VersionText, Span, Picked, Person, datetime], Done]
ACTS: Mapping[str, Act] = {NOTE: note, EVENT: evidence, DRAFT: into_draft, NEW: into_new}


def drafts_of(person: Person) -> list[tuple[str, str]]:
    """Return (uid, title) of the person's open drafts."""
    return [
        (
            str(row.uid),
            shown((row.fields.get("title") or [row.slug])[0], most=TITLE) or _("without a title yet"),
        )
        for row in desk.draft_rows(user_id=person.user_id)
    ]


def _given(document: str, text: VersionText, span: Span, sent: Picked) -> GivenEvidence:
    return GivenEvidence(
        document=document, version=text.version, span=span, quote=text.text[slice(*span)], locator=sent.locator.strip(),
        grade=sent.grade,
    )  # fmt: skip


def _draft(uid: str, by: Person) -> DraftRow | None:
    try:
        return desk.draft_row(uid=UUID(uid), user_id=by.user_id)
    except ValueError:
        return None


def _added(
    row: DraftRow, document: str, text: VersionText, span: Span, sent: Picked, by: Person, now: datetime
) -> Done:
    """Write the words into the first empty line of evidence of a draft, and lead there."""
    typed = {name: list(values) for name, values in (row.fields or start_of(row)).items()}
    place = _free_line(typed)
    told = {
        "document": document, "version": text.version, "quote": text.text[slice(*span)], "grade": sent.grade,
        "locator": "; ".join(filter(None, (f"characters {span[0]}-{span[1]}", sent.locator.strip()))),
    }  # fmt: skip
    typed |= {f"evidence-{place}-{name}": [value] for name, value in told.items()}
    actions.save_draft(
        uid=row.uid, saves=row.saves, base_revision=row.base_revision, fields=typed, by=by, now=now
    )
    return Done(_("The evidence is in your draft."), reverse("desk-draft", args=[row.uid]))


def _free_line(typed: dict[str, list[str]]) -> int:
    """Return the place of the first empty line of evidence, made where there is none; raise InvalidField."""
    known = (typed.get("evidence-TOTAL_FORMS") or ["0"])[0]
    total = int(known) if known.isascii() and known.isdigit() and len(known) < 4 else 0
    for place in range(min(total + 1, AT_MOST)):
        if not any("".join(typed.get(f"evidence-{place}-{name}", [])).strip() for name in FIELDS):
            typed["evidence-TOTAL_FORMS"] = [str(max(total, place + 1))]
            typed.setdefault("evidence-INITIAL_FORMS", ["0"])
            return place
    raise InvalidField("draft", "", _("the draft holds as many pieces of evidence as one can"), str(AT_MOST))

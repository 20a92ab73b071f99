"""What the page of a draft places: the form with its faults, what the event has already, and what may be typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from apps.events import desk_texts
from apps.events import queries as events
from apps.events.desk import DraftRow
from apps.reference import queries as reference
from apps.web import event_parts, event_words
from apps.web.desk.conflict import current_typed
from apps.web.desk.event_form import WholeForm
from apps.web.desk.gate import DeskRequest, show
from apps.web.desk.typed import place_names, query_of, with_defaults
from apps.web.foreign import shown

STATES = ("CONFIRMED", "CANDIDATE")
FIRST_KIND = {"kind": ["TERMS_CHANGE"], "severity": ["LOW"]}
EMPTY_LINES = {
    f"{prefix}-{name}": [number]
    for prefix in ("stages", "evidence")
    for name, number in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))
}


def start_of(row: DraftRow) -> dict[str, list[str]]:
    """Return what the form of a draft begins with: the text that stands, or nothing."""
    return current_typed(row) or FIRST_KIND | EMPTY_LINES


def page_of_draft(
    request: DeskRequest,
    row: DraftRow,
    typed: Mapping[str, Sequence[str]],
    *,
    form: WholeForm | None = None,
    problems: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Return the form with what was typed in it; `form` brings its faults, `problems` stand above it."""
    whole = form or WholeForm(query_of(EMPTY_LINES | with_defaults(typed)))
    if form is None:
        # Bound so that it shows what was typed, but not judged before somebody hands it in.
        _forget_faults(whole)
    now = desk_texts.text_now(row.slug) if row.slug else None
    given = {
        "draft": row, "form": whole.fields, "stages": whole.stages, "evidence": whole.evidence,
        "problems": problems, "has_faults": form is not None and not form.is_valid(),
        "revision": row.base_revision, "is_stale": now is not None and now.revision != row.base_revision,
        "current": now.revision if now else 0, "is_published": now is not None and now.state == "CONFIRMED",
        "saved": event_words.moment(row.saved_at) if row.saves else "",
        "url": reverse("desk-draft", args=[row.uid]), "autosave": reverse("desk-autosave", args=[row.uid]),
        "places": place_names(), "labs": [(lab.key, lab.name) for lab in reference.labs()],
        "models": [(key, name) for key, name, _lab in reference.models()], **_stored(row.slug, whole),
    }  # fmt: skip
    return show(request, "web/desk/draft.html", given, status=status)


def _forget_faults(whole: WholeForm) -> None:
    """Show a form that nobody has handed in without faults."""
    for one in (whole.fields, *whole.stages, *whole.evidence):
        one.full_clean()
        one.errors.clear()


def _stored(slug: str, whole: WholeForm) -> dict[str, Any]:
    """Return what the event has: its evidence and stages, and what a new stage may name of them."""
    rows = events.event_rows(states=STATES, as_of=timezone.now(), slug=slug) if slug else []
    row: Mapping[str, Any] = rows[0] if rows else {"evidence": [], "stages": [], "title": "", "doubt": ""}
    proofs = event_parts.proofs(row["evidence"])
    named = [
        (
            f"e{one['id']}",
            f"{proof.place}. {proof.host or proof.version[:12] or proof.snapshot[:12]}: {proof.quote[:50]}",
        )
        for one, proof in zip(row["evidence"], proofs, strict=True)
    ]
    fresh = [(f"n{place}", str(place + 1)) for place in range(len(whole.evidence.forms))]
    return {
        "event_title": shown(row["title"]), "doubt": shown(row["doubt"]), "proofs": proofs, "proof_choices": named,
        "fresh_choices": fresh, "slug": slug,
        "standing": [
            (
                str(one["id"]),
                event_words.STAGE_NAMES.get(one["stage"], one["stage"]),
                event_words.dated(one["date"], one["date_precision"]),
                one["is_disputed"],
            )
            for one in row["stages"]
        ],
    }  # fmt: skip

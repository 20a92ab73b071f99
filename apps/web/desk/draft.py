"""A draft: the form of an event, saved as it is typed, handed in for a second person."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.events import actions, desk
from apps.events.desk import DraftRow
from apps.events.faults import InvalidField, NotThere, UidReused, VersionConflict, WrongState
from apps.web.desk import conflict
from apps.web.desk.draft_parts import page_of_draft, start_of
from apps.web.desk.event_form import WholeForm
from apps.web.desk.gate import DeskRequest, needs, unsent
from apps.web.desk.proposing import propose
from apps.web.desk.typed import LINES, query_of, typed_from, with_more_lines

REFUSED, GONE, STALE, TOO_LARGE = 422, 404, 409, 413
Typed = dict[str, list[str]]


@require_http_methods(["POST"])
@needs("analyst")
def new(request: DeskRequest) -> HttpResponse:
    """Begin an event that no source told of."""
    return _opened(request, None)


@require_http_methods(["POST"])
@needs("analyst")
def take(request: DeskRequest, slug: str) -> HttpResponse:
    """Take an event into one's drafts; the draft that is open already is opened again."""
    return _opened(request, slug)


def _opened(request: DeskRequest, slug: str | None) -> HttpResponse:
    try:
        uid = actions.open_draft(slug=slug, by=request.person, now=timezone.now())
    except NotThere as fault:
        raise Http404 from fault
    except (WrongState, InvalidField) as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(reverse("desk"))
    return HttpResponseRedirect(reverse("desk-draft", args=[uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def draft(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Show a draft of one's own; save it, add lines, hand it in, or put it away."""
    row = desk.draft_row(uid=uid, user_id=request.person.user_id)
    if row is None and request.method == "POST":
        return _closed(request, uid)
    if row is None:
        raise Http404
    if request.method != "POST":
        return page_of_draft(request, row, row.fields or start_of(row))
    act = ACTS.get(request.POST.get("do", ""), _save)
    return act(request, row, typed_from(request.POST))


def _found(request: DeskRequest, uid: UUID) -> DraftRow:
    row = desk.draft_row(uid=uid, user_id=request.person.user_id)
    if row is None:
        raise Http404
    return row


def _closed(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Lead to the event where a form was sent twice; else give back what was typed into a draft that is closed."""
    slug = desk.handed_in(uid=uid, user_id=request.person.user_id)
    if slug and request.POST.get("do") == "submit":
        return HttpResponseRedirect(reverse("desk-event", args=[slug]))
    return unsent(request, why=_("This draft is closed, or it is not yours. What the form held is below."))


def _number(request: DeskRequest, name: str, default: int) -> int:
    """Return a number of a hidden field; what cannot be read is a stale one."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def _kept(request: DeskRequest, row: DraftRow, typed: Typed) -> int:
    """Keep what is typed and return how often the draft was saved; raises as `save_draft`."""
    return actions.save_draft(
        uid=row.uid, saves=_number(request, "saves", -1), base_revision=_number(request, "revision", row.base_revision),
        fields=typed, by=request.person, now=timezone.now(),
    )  # fmt: skip


def _unkept(request: DeskRequest, row: DraftRow, typed: Typed, fault: Exception) -> HttpResponse:
    """Answer what a draft could not keep: the typed text stays in the page."""
    if isinstance(fault, VersionConflict):
        return conflict.of_windows(request, row, typed)
    words = _("Nothing was stored: %(why)s. Your text is still in the form.") % {"why": fault}
    return page_of_draft(
        request, row, typed, problems=[words], status=TOO_LARGE if "characters" in str(fault) else REFUSED
    )


def _save(request: DeskRequest, row: DraftRow, typed: Typed) -> HttpResponse:
    """Keep the draft: the plain button, for browsers without scripts."""
    try:
        _kept(request, row, typed)
    except (VersionConflict, InvalidField) as fault:
        return _unkept(request, row, typed, fault)
    messages.success(request, _("Draft saved. Nobody but you sees it."))
    return HttpResponseRedirect(reverse("desk-draft", args=[row.uid]))


def _more(prefix: str) -> Callable[[DeskRequest, DraftRow, Typed], HttpResponse]:
    """Return the act that keeps the draft and gives the form one more line."""

    def more(request: DeskRequest, row: DraftRow, typed: Typed) -> HttpResponse:
        typed = with_more_lines(typed, prefix)
        try:
            _kept(request, row, typed)
        except (VersionConflict, InvalidField) as fault:
            return _unkept(request, row, typed, fault)
        return HttpResponseRedirect(f"{reverse('desk-draft', args=[row.uid])}#{prefix}")

    return more


def _discard(request: DeskRequest, row: DraftRow, typed: Typed) -> HttpResponse:
    """Put the draft away; what was typed is kept before that."""
    try:
        _kept(request, row, typed)
        actions.end_draft(uid=row.uid, end="DISCARDED", by=request.person, now=timezone.now())
    except (VersionConflict, InvalidField) as fault:
        return _unkept(request, row, typed, fault)
    messages.success(request, _("The draft is put away; the event is as it was."))
    return HttpResponseRedirect(reverse("desk"))


def _submit(request: DeskRequest, row: DraftRow, typed: Typed) -> HttpResponse:
    """Keep the draft, then hand its text in; a conflict leaves it kept."""
    form = WholeForm(query_of(typed))
    try:
        saves = _kept(request, row, typed)
    except (VersionConflict, InvalidField) as fault:
        return _unkept(request, row, typed, fault)
    row = _found(request, row.uid)
    if not form.is_valid():
        return page_of_draft(request, row, typed, form=form, status=REFUSED)
    try:
        slug = _handed_in(request, row, form)
    except VersionConflict as fault:
        return conflict.of_event(request, row, typed, fault.current, saves)
    except (InvalidField, WrongState, UidReused, NotThere) as fault:
        words = _("Not handed in: %(why)s. Your draft is kept.") % {"why": fault}
        return page_of_draft(request, row, typed, form=form, problems=[words], status=REFUSED)
    actions.end_draft(uid=row.uid, end="SUBMITTED", by=request.person, now=timezone.now())
    messages.success(request, _("Handed in. A second person confirms it before it is published."))
    return HttpResponseRedirect(reverse("desk-event", args=[slug]))


def _handed_in(request: DeskRequest, row: DraftRow, form: WholeForm) -> str:
    """Hand the text in, of a known event or of a new one, and return the slug."""
    now = timezone.now()
    if not row.slug:
        return propose(form, key=row.uid, by=request.person, now=now)
    actions.submit(
        slug=row.slug, expected=row.base_revision, values=form.fields.values, evidence=form.new_evidence,
        stages=form.new_stages, reason=form.fields.cleaned_data["reason"], by=request.person, now=now,
    )  # fmt: skip
    return row.slug


def _resolve(request: DeskRequest, row: DraftRow, typed: Typed) -> HttpResponse:
    """Begin a new draft from what was chosen of two texts; the old one is put away with its words."""
    now, against = timezone.now(), row.fields if request.POST.get("against") == "window" else start_of(row)
    chosen = conflict.chosen(typed, against)
    # The revision that was shown: what was changed since then is asked about again.
    base = _number(request, "revision", row.base_revision)
    actions.end_draft(uid=row.uid, end="DISCARDED", by=request.person, now=now)
    uid = actions.open_draft(slug=row.slug or None, by=request.person, now=now)
    fresh = _found(request, uid)
    actions.save_draft(
        uid=uid, saves=fresh.saves, base_revision=base, fields=chosen, by=request.person, now=now
    )
    messages.success(request, _("The two texts are one draft now. Check it and hand it in."))
    return HttpResponseRedirect(reverse("desk-draft", args=[uid]))


ACTS: dict[str, Callable[[DeskRequest, DraftRow, Typed], HttpResponse]] = {
    "save": _save, "submit": _submit, "discard": _discard, "resolve": _resolve,
    **{f"more-{prefix}": _more(prefix) for prefix in LINES},
}  # fmt: skip


@require_http_methods(["POST"])
@needs("analyst")
def autosave(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Keep what is typed, asked by the script of the form; the answer says how it went and never changes an event."""
    row = desk.draft_row(uid=uid, user_id=request.person.user_id)
    if row is None:
        return JsonResponse(
            {"problem": _("This draft is closed; your text is in this page only.")}, status=GONE
        )
    try:
        saves = _kept(request, row, typed_from(request.POST))
    except VersionConflict:
        words = _("This draft was saved in another window; “Save” shows both texts.")
        return JsonResponse({"problem": words}, status=STALE)
    except InvalidField as fault:
        return JsonResponse({"problem": _("Not saved: %(why)s.") % {"why": fault}}, status=TOO_LARGE)
    return JsonResponse({"saves": saves, "at": f"{datetime.now(UTC):%H:%M:%S}"})

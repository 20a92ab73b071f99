"""One event at the desk: what it says, what waits, what shows it, what may be done, and everything that was done."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.events import actions, desk, desk_texts
from apps.events import queries as events
from apps.events.faults import InvalidField, NotThere, OwnWork, RoleTooLow, VersionConflict, WrongState
from apps.events.words import VERDICTS
from apps.reference import queries as reference
from apps.web import event_parts
from apps.web.desk import event_page
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.foreign import shown
from apps.web.home_parts import names_of

REFUSED, STALE, FORBIDDEN = 422, 409, 403
REASON = 2_000
STATUS: Mapping[type[Exception], int] = {
    VersionConflict: STALE, OwnWork: FORBIDDEN, RoleTooLow: FORBIDDEN, WrongState: STALE, InvalidField: REFUSED,
}  # fmt: skip


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def event(request: DeskRequest, slug: str) -> HttpResponse:
    """Show one event with everything that people may do to it."""
    return _page(request, slug)


@require_http_methods(["GET", "HEAD"])
@needs("reviewer")
def reviews(request: DeskRequest) -> HttpResponse:
    """List the texts that wait for a second person, the oldest first."""
    rows = [event_page.listed(text) for text in desk_texts.waiting_texts(user_id=request.person.user_id)]
    return show(request, "web/desk/reviews.html", {"rows": rows})


@require_http_methods(["POST"])
@needs("analyst")
def judge(request: DeskRequest, slug: str) -> HttpResponse:
    """Give a verdict with its reason; what is refused gives the reason back to be sent again."""
    verdict, reason = (
        request.POST.get("verdict", ""),
        request.POST.get("reason", "").replace("\r\n", "\n").strip(),
    )
    text = request.POST.get("revision", "")
    problem = _fault_of(verdict, reason)
    if problem:
        return _page(request, slug, problem=problem, status=REFUSED)
    try:
        written = actions.judge(
            slug=slug, expected=int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0,
            verdict=verdict, reason=reason, merged_into=request.POST.get("merged_into", "").strip()[:200],
            by=request.person, now=timezone.now(),
        )  # fmt: skip
    except NotThere as fault:
        raise Http404 from fault
    except tuple(STATUS) as fault:
        words = _("Nothing was stored. %(why)s") % {"why": fault}
        return _page(request, slug, problem=words, status=STATUS.get(type(fault), REFUSED))
    messages.success(request, event_page.SAID[verdict] % {"title": shown(slug, most=120)})
    to = "desk-event" if written.state == "CONFIRMED" else "desk"
    return HttpResponseRedirect(reverse(to, args=[slug] if to == "desk-event" else []))


def _fault_of(verdict: str, reason: str) -> str:
    """Return what keeps a verdict from being read, '' where nothing does."""
    if verdict not in VERDICTS:
        return _("Nothing was stored: choose one of the verdicts.")
    if not reason:
        return _("Nothing was stored: a verdict needs a reason.")
    if len(reason) > REASON or "\x00" in reason:
        return _("Nothing was stored: the reason has %(length)s characters; at most %(most)s, without U+0000.") % {
            "length": len(reason), "most": REASON,
        }  # fmt: skip
    return ""


def _page(request: DeskRequest, slug: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Return the page of an event, in any state."""
    now = timezone.now()
    rows = events.event_rows(states=("CONFIRMED", "CANDIDATE", "REJECTED"), as_of=now, slug=slug)
    if not rows:
        raise Http404
    row, names = rows[0], names_of(reference.countries())
    waiting = desk_texts.waiting_texts(user_id=request.person.user_id, slug=slug)
    is_open = row["state"] != "REJECTED"
    shown_by = event_parts.proofs(row["evidence"])
    by_id = {proof["id"]: told for proof, told in zip(row["evidence"], shown_by, strict=True)}
    given = event_parts.line(row, names) | {
        "slug": slug, "state": event_page.STATE_NAMES[row["state"]], "revision": row["revision"],
        "is_published": row["state"] == "CONFIRMED", "is_open": is_open, "merged_into": row["merged_into"] or "",
        "fields": event_page.fields(row, names), "waiting": event_page.told(waiting[0], names) if waiting else None,
        "proofs": event_page.in_context(row["evidence"]), "stages": event_parts.stages(row["stages"], by_id),
        "texts": [event_page.past(one) for one in desk_texts.past_texts(slug=slug)],
        "history": event_parts.history(events.event_history(slug=slug, as_of=now)),
        "merged": desk_texts.merged_slugs(slug=slug), "public_url": event_parts.event_url(slug, row["state"]),
        "verdicts": event_page.verdicts(request.person, row, waiting), "slugs": desk.known_slugs(),
        "is_own": desk_texts.is_own(slug=slug, user_id=request.person.user_id), "problem": problem,
        "typed": request.POST.get("reason", "") if problem else "",
        "chosen": request.POST.get("verdict", "") if problem else "",
        "chosen_target": request.POST.get("merged_into", "")[:200] if problem else "", "reason_most": REASON,
    }  # fmt: skip
    return show(request, "web/desk/event.html", given, status=status)

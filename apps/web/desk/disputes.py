"""Disputes on the desk: the queue by the day an answer is due, one dispute with its decision, and what it changed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.events import actions
from apps.events import queries as events
from apps.events.faults import InvalidField, NotTheAuthor, OwnWork, VersionConflict, WrongState
from apps.events.words import DISPUTE_STATES
from apps.flows import queries as flows
from apps.web import dispute_parts
from apps.web.asked import choice
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.event_asked import page_of
from apps.web.subject_values import valued
from apps.web.views.documents import neighbours

PER_PAGE = 40
OUTCOME_CHARACTERS, FEWEST = 2_000, 10
REFUSED, CONFLICT, FORBIDDEN = 422, 409, 403
DECISIONS = ("UPHELD", "DECLINED")
FIELDS = ("state", "outcome", "run", "event", "number")


@require_safe
@needs("analyst")
def listed(request: DeskRequest) -> HttpResponse:
    """List the disputes of a state, the one whose answer is due first at the top."""
    now = timezone.now()
    notices: list[str] = []
    state = choice(request.GET, "state", DISPUTE_STATES, notices, default="OPEN")
    page = page_of(request.GET)
    found = events.dispute_page(
        state=state, subject="", as_of=now, start=(page - 1) * PER_PAGE, length=PER_PAGE, is_by_due=True
    )
    lines = [dispute_parts.told(row, now=now) for row in found.rows]
    given = {
        "lines": lines, "notices": notices, "states": dispute_parts.states(found.counts, state, "")[1:],
        "leaf": neighbours(page, found.total, PER_PAGE, {"state": state}),
    }  # fmt: skip
    return show(request, "web/desk/disputes.html", given)


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def one(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Show one dispute with what the contested thing says now, and the forms of a reviewer."""
    return _page(request, uid)


@require_http_methods(["POST"])
@needs("reviewer")
def decide(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Uphold or decline a dispute with a reason."""
    typed = _typed(request)
    faults = _faults(typed)
    if faults:
        return _page(request, uid, typed=typed, faults=faults, status=REFUSED)
    return _written(request, uid, typed, _decide)


@require_http_methods(["POST"])
@needs("reviewer")
def link(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Say which run or which reviewed revision came of an upheld dispute."""
    typed = _typed(request)
    fault = _link_fault(typed)
    if fault:
        return _page(request, uid, typed=typed, faults={"link": fault}, status=REFUSED)
    return _written(request, uid, typed, _link)


@require_http_methods(["POST"])
@needs("reviewer")
def answered(request: DeskRequest, uid: UUID) -> HttpResponse:
    """Say that the filer was written to; the e-mail is forgotten."""
    if actions.note_answer(uid=uid, now=timezone.now()):
        messages.success(request, _("The e-mail is deleted."))
    return HttpResponseRedirect(reverse("desk-dispute", args=[uid]))


def _decide(request: DeskRequest, uid: UUID, typed: dict[str, str]) -> None:
    actions.decide(
        uid=uid, expected=_revision(request), state=typed["state"], outcome=typed["outcome"],
        changed_run=typed["run"], by=request.person, now=timezone.now(),
    )  # fmt: skip


def _link(request: DeskRequest, uid: UUID, typed: dict[str, str]) -> None:
    actions.link_change(
        uid=uid, expected=_revision(request), run=typed["run"], event=typed["event"],
        revision=int(typed["number"] or 0), by=request.person, now=timezone.now(),
    )  # fmt: skip


def _written(request: DeskRequest, uid: UUID, typed: dict[str, str], write: Any) -> HttpResponse:
    """Write and lead back to the page; what was refused is given back with the reason."""
    try:
        write(request, uid, typed)
    except LookupError as fault:
        raise Http404 from fault
    except VersionConflict:
        told = _(
            "Somebody wrote to this dispute first; it is shown as it stands now, and below what you typed."
        )
        return _page(request, uid, typed=typed, faults={"": told}, status=CONFLICT)
    except (OwnWork, NotTheAuthor) as fault:
        return _page(request, uid, typed=typed, faults={"": str(fault)}, status=FORBIDDEN)
    except (WrongState, InvalidField) as fault:
        return _page(request, uid, typed=typed, faults={"": str(fault)}, status=REFUSED)
    messages.success(request, _("It is stored and public."))
    return HttpResponseRedirect(reverse("desk-dispute", args=[uid]))


def _page(
    request: DeskRequest,
    uid: UUID,
    *,
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of one dispute."""
    now = timezone.now()
    rows = events.dispute_rows(as_of=now, uid=uid)
    if not rows:
        raise Http404
    line = dispute_parts.told(rows[0], now=now)
    is_own = events.is_own(uid=uid, user_id=request.person.user_id)
    may_judge = request.person.is_reviewer and not is_own
    kind, _slash, rest = rows[0]["subject_key"].partition("/")
    given = {
        "line": line, "now": valued(rows[0]["subject_key"], now=now), "faults": faults or {},
        "typed": typed or dict.fromkeys(FIELDS, "") | {"event": rest if kind == "event" else ""},
        "may_judge": may_judge, "is_own": is_own, "most": OUTCOME_CHARACTERS,
        "email": events.email_of_filer(uid=uid) if may_judge else "",
        "history": dispute_parts.history(events.dispute_history(uid=uid, as_of=now)),
    }  # fmt: skip
    return show(request, "web/desk/dispute.html", given, status=status)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\x00", "").strip() for name in FIELDS}


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """Return what is wrong with a decision, by field."""
    faults = {}
    if typed["state"] not in DECISIONS:
        faults["state"] = _("Choose one of the two.")
    if not FEWEST <= len(typed["outcome"]) <= OUTCOME_CHARACTERS:
        told = {"fewest": FEWEST, "most": OUTCOME_CHARACTERS, "n": len(typed["outcome"])}
        faults["outcome"] = _("Give the reason in %(fewest)s to %(most)s characters; it has %(n)s.") % told
    if typed["run"] and (typed["state"] != "UPHELD" or not _is_run(typed["run"])):
        faults["run"] = _("Only an upheld dispute names a run, and only one that was published (16 digits).")
    return faults


def _link_fault(typed: dict[str, str]) -> str:
    """Return what is wrong with a link to a change; '' for nothing."""
    number = typed["number"]
    has_revision = bool(typed["event"]) and number.isascii() and number.isdigit() and len(number) < 10
    if typed["run"] and number:
        return _("Name a run or a revision, not both.")
    if typed["run"]:
        return "" if _is_run(typed["run"]) else _("There is no such published run.")
    return "" if has_revision else _("Name a published run, or an event with the number of a revision.")


def _is_run(text: str) -> bool:
    return len(text) == 16 and not set(text) - set("0123456789abcdef") and flows.run(text) is not None

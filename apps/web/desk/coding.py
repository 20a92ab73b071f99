"""Double coding: one's tasks, the form with the evidence, and the comparison once both codings are in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.events import actions, coding, faults
from apps.events import queries as events
from apps.events.coding import FIELDS, CodedPair, TaskRow
from apps.reference import queries as reference
from apps.web import agreement_parts, event_parts, event_words
from apps.web.desk import coding_form
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.foreign import shown
from apps.web.home_parts import names_of

REFUSED, CONFLICT, FORBIDDEN = 422, 409, 403
STATUS_OF: tuple[tuple[type[Exception], int], ...] = (
    (faults.OwnWork, FORBIDDEN), (faults.RoleTooLow, FORBIDDEN), (faults.VersionConflict, CONFLICT),
    (faults.WrongState, CONFLICT), (faults.InvalidField, REFUSED),
)  # fmt: skip
FAULTS = tuple(kind for kind, _status in STATUS_OF)
EVERY_STATE = ("CANDIDATE", "CONFIRMED", "REJECTED")


def status_of(fault: Exception) -> int:
    """Return the status that answers a refusal."""
    return next(status for kind, status in STATUS_OF if isinstance(fault, kind))


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def listed(request: DeskRequest) -> HttpResponse:
    """List the tasks: those in hand, those to take, those that wait, and for a reviewer those to settle."""
    return show(request, "web/desk/coding.html", _lists(request) | {"sent": {}})


def _lists(request: DeskRequest) -> dict[str, Any]:
    """Return the tasks by what the person can do about them, and how far all of them are."""
    tasks = coding.tasks_of(user_id=request.person.user_id, now=timezone.now())
    is_reviewer = request.person.is_reviewer
    return {
        "mine": [task for task in tasks if task.has_seat],
        "to_take": [task for task in tasks if task.is_open],
        "coded": [task for task in tasks if task.has_coded],
        "to_settle": [
            task
            for task in tasks
            if is_reviewer and task.is_complete and not (task.is_settled or task.has_coded)
        ],
        "settled": [task for task in tasks if task.is_settled and not task.has_coded],
        "progress": {
            "tasks": len(tasks),
            "complete": sum(task.is_complete for task in tasks),
            "settled": sum(task.is_settled for task in tasks),
        },
        "is_reviewer": is_reviewer,
        "states": [(code, event_words.STATE_NAMES[code]) for code in ("CANDIDATE", "CONFIRMED")],
    }


@require_http_methods(["POST"])
@needs("reviewer")
def draw(request: DeskRequest) -> HttpResponse:
    """Draw a sample for double coding."""
    sent = {name: request.POST.get(name, "") for name in ("seed", "percent", "state")}
    try:
        seed, rate = _number(sent["seed"], "seed"), _number(sent["percent"], "percent") / 100
        drawn = actions.draw_sample(
            seed=int(seed), rate=rate, state=sent["state"], by=request.person, now=timezone.now()
        )
    except FAULTS as fault:
        given = _lists(request) | {"sent": sent, "problem": str(fault)}
        return show(request, "web/desk/coding.html", given, status=status_of(fault))
    told = ngettext(
        "%(n)s event is drawn for double coding.", "%(n)s events are drawn for double coding.", drawn
    )
    messages.success(request, told % {"n": drawn})
    return HttpResponseRedirect(reverse("desk-coding"))


def _number(text: str, field: str) -> float:
    """Return a typed plain number; raise InvalidField."""
    plain = text.strip()
    if not (plain.isascii() and plain.replace(".", "", 1).isdigit() and len(plain) < 12):
        raise faults.InvalidField(field, plain[:40], _("is no number"), _("digits, such as 20"))
    return float(plain)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def one(request: DeskRequest, number: int) -> HttpResponse:
    """Show a task: the form while it is in hand, one's own coding, the comparison once both are in."""
    cells, found, status, problem = coding_form.typed(request.POST), {}, 200, ""
    if request.method == "POST":
        try:
            made = actions.submit_coding(
                task_id=number, given=coding_form.read(cells), by=request.person, now=timezone.now()
            )
        except faults.NotThere as fault:
            raise Http404(str(fault)) from fault
        except FAULTS as fault:
            status, problem, found = status_of(fault), str(fault), _field_of(fault)
        else:
            messages.success(request, _told(made))
            return HttpResponseRedirect(reverse("desk-coding-task", args=[number]))
    return page(request, number, {"problem": problem, "typed": cells, "found": found}, status)


def _told(made: int) -> str:
    """Return what follows from a coding."""
    if made < coding.CODERS:
        return _("Your coding is kept. You see the other one when it is in.")
    return _("Your coding is kept. Both are in: they are compared below.")


def _field_of(fault: Exception) -> dict[str, str]:
    """Return the field of a fault with its words."""
    return {fault.field: f"{fault.reason}; {fault.allowed}"} if isinstance(fault, faults.InvalidField) else {}


def page(request: DeskRequest, number: int, sent: dict[str, Any], status: int) -> HttpResponse:
    """Return the page of a task as this person may see it."""
    now = timezone.now()
    task = coding.task_of(task_id=number, user_id=request.person.user_id, now=now)
    if task is None:
        raise Http404("no such task")
    given: dict[str, Any] = {"task": task, "title": shown(task.title, most=300)} | sent
    given |= _evidence(task, now)
    names = names_of(reference.countries())
    pair = coding.pair_of(task_id=number)
    if pair is not None and (task.has_coded or request.person.is_reviewer or task.is_settled):
        given["compared"] = _compared(pair, names, sent)
        labels = (_("Note on the first"), _("Note on the second"))
        given["notes"] = [
            (label, shown(note)) for label, note in zip(labels, pair.notes, strict=True) if note
        ]
        given["revision"] = pair.revision
        given["may_settle"] = request.person.is_reviewer and not task.has_coded and not task.is_settled
        given["settled"] = settled = coding.settled(task_id=number)
        reasons = settled["reasons"].items() if settled else ()
        given["reasons"] = [(coding_form.FIELD_NAMES[name], shown(text)) for name, text in reasons]
    elif task.has_coded:
        own = coding.own_coding(task_id=number, user_id=request.person.user_id) or {}
        given["own"] = [
            (coding_form.FIELD_NAMES[name], coding_form.worded(name, own[name], names)) for name in FIELDS
        ]
    # What a refused form held stays on the page, whoever has the task by now.
    if task.has_seat or (sent["problem"] and "compared" not in given):
        given["fields"] = coding_form.inputs(sent["typed"], sent["found"])
        given["codes"] = [(row.code, names[row.code]) for row in reference.countries()]
    return show(request, "web/desk/coding_task.html", given, status=status)


def _evidence(task: TaskRow, now: Any) -> dict[str, Any]:
    """Return the words and the evidence of an event, without any code of it."""
    rows = events.event_rows(states=EVERY_STATE, as_of=now, slug=task.slug)
    if not rows:
        return {"proofs": [], "summary": ""}
    return {
        "proofs": event_parts.proofs(rows[0]["evidence"]),
        "summary": shown(rows[0]["summary"], most=4_000),
    }


def _compared(pair: CodedPair, names: dict[str, str], sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Return both codings field by field, with what a refused settlement held."""
    cells = sent.get("settling", {})
    return [
        {
            "name": name,
            "label": coding_form.FIELD_NAMES[name],
            "values": [coding_form.worded(name, values[name], names) for values in pair.values],
            "differs": name in pair.differing,
            "options": coding_form.options(name),
            "value": cells.get(
                name, "" if name in pair.differing else coding_form.cell(name, pair.values[0][name])
            ),
            "reason": cells.get(f"reason-{name}", ""),
            "fault": sent["found"].get(name, "") or sent["found"].get(f"reason-{name}", ""),
        }
        for name in FIELDS
    ]


@require_http_methods(["POST"])
@needs("analyst")
def take(request: DeskRequest, number: int) -> HttpResponse:
    """Take a task in hand."""
    return _moved(request, number, actions.take_seat, "desk-coding-task")


@require_http_methods(["POST"])
@needs("analyst")
def give_back(request: DeskRequest, number: int) -> HttpResponse:
    """Leave a task to others."""
    return _moved(request, number, actions.give_back, "desk-coding")


def _moved(request: DeskRequest, number: int, act: Any, target: str) -> HttpResponse:
    """Take or leave a task and go on."""
    try:
        act(task_id=number, by=request.person, now=timezone.now())
    except faults.NotThere as fault:
        raise Http404(str(fault)) from fault
    except FAULTS as fault:
        given = _lists(request) | {"sent": {}, "problem": str(fault)}
        return show(request, "web/desk/coding.html", given, status=status_of(fault))
    return HttpResponseRedirect(reverse(target, args=[number] if target == "desk-coding-task" else []))


@require_http_methods(["POST"])
@needs("reviewer")
def settle(request: DeskRequest, number: int) -> HttpResponse:
    """Settle two codings; the result becomes the event's codes."""
    cells = {name: request.POST.get(name, "") for name in request.POST if name != "csrfmiddlewaretoken"}
    expected = request.POST.get("revision", "")
    is_number = expected.isascii() and expected.isdigit() and len(expected) < 9
    try:
        actions.adjudicate(
            task_id=number, expected=int(expected) if is_number else 0,
            given=coding_form.read(coding_form.typed(request.POST)),
            reasons={name: cells.get(f"reason-{name}", "") for name in FIELDS}, by=request.person, now=timezone.now(),
        )  # fmt: skip
    except faults.NotThere as fault:
        raise Http404(str(fault)) from fault
    except FAULTS as fault:
        sent = {"problem": str(fault), "typed": {}, "found": _field_of(fault), "settling": cells}
        return page(request, number, sent, status_of(fault))
    messages.success(request, _("Settled. The event carries these codes; another reviewer confirms it."))
    return HttpResponseRedirect(reverse("desk-coding-task", args=[number]))


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def agreement(request: HttpRequest) -> HttpResponse:
    """Show how far coders agree."""
    return show(request, "web/desk/agreement.html", agreement_parts.about())

"""Double coding as people read it: what is open to whom, what was coded, and where two codings differ.

Blind: until two codings of a task are in, nobody is told what either of them says.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from apps.events.models import (
    Adjudication,
    AgreementFigures,
    Coding,
    CodingDraw,
    CodingSeat,
    CodingTask,
    Draft,
    EventRevision,
    PolicyEvent,
)
from apps.events.naming import public_name

CODERS = 2
SEAT = timedelta(days=7)
# In the order of the form; `date` and `precision` belong to the stage.
FIELDS = ("kind", "severity", "direction", "confidence", "stage", "date", "precision", "countries")
COLUMN_OF = {"date": "stage_date", "precision": "date_precision"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCoding:
    """What a person codes; stage, date and precision are all there or all empty."""

    kind: str
    severity: str
    direction: str
    confidence: str
    stage: str = ""
    date: dt.date | None = None
    precision: str = ""
    countries: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as one person may see it: how far it is, and what that person can do about it."""

    id: int
    slug: str
    title: str
    codebook: str
    codings: int
    taken: int
    has_seat: bool
    has_coded: bool
    is_own: bool
    is_settled: bool
    drawn_at: datetime

    @property
    def is_complete(self) -> bool:
        """Tell whether both codings are in."""
        return self.codings >= CODERS

    @property
    def is_open(self) -> bool:
        """Tell whether the person may take it."""
        return not (self.has_seat or self.has_coded or self.is_own) and self.codings + self.taken < CODERS


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPair:
    """Both codings of a complete task, field by field, with who made them."""

    coders: tuple[int, ...]
    values: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    revision: int

    @property
    def differing(self) -> tuple[str, ...]:
        """Return the fields on which the codings differ."""
        first, second = self.values
        return tuple(name for name in FIELDS if first[name] != second[name])


def in_hand(task: CodingTask, now: datetime) -> list[int]:
    """Return who has the task in hand and has not coded it yet."""
    coded = task.codings.values("coder_id")
    seats = CodingSeat.objects.filter(task=task, given_back_at__isnull=True, taken_at__gt=now - SEAT)
    return list(seats.exclude(coder_id__in=coded).values_list("coder_id", flat=True))


def has_worked_on(event: PolicyEvent | int, user_id: int) -> bool:
    """Tell whether a person wrote to an event, or began to: they know its codes."""
    written = EventRevision.objects.filter(event=event, author_id=user_id)
    return written.exists() or Draft.objects.filter(event=event, author_id=user_id).exists()


def tasks_of(*, user_id: int, now: datetime) -> list[TaskRow]:
    """Return every task as this person sees it, the newest draw first."""
    found = CodingTask.objects.select_related("event", "draw", "adjudication").order_by("-draw_id", "pk")
    return [_row(task, user_id, now) for task in found]


def task_of(*, task_id: int, user_id: int, now: datetime) -> TaskRow | None:
    """Return one task as this person sees it, or None."""
    found = CodingTask.objects.select_related("event", "draw", "adjudication").filter(pk=task_id).first()
    return _row(found, user_id, now) if found else None


def _row(task: CodingTask, user_id: int, now: datetime) -> TaskRow:
    """Return a task as a plain row."""
    coders = list(task.codings.values_list("coder_id", flat=True))
    holders = in_hand(task, now)
    has_coded, has_seat = user_id in coders, user_id in holders
    return TaskRow(
        id=task.pk, slug=task.event.slug, title=task.event.title, codebook=task.codebook, codings=len(coders),
        taken=len(holders), has_seat=has_seat, has_coded=has_coded,
        is_own=not has_coded and not has_seat and has_worked_on(task.event, user_id),
        is_settled=hasattr(task, "adjudication"), drawn_at=task.draw.drawn_at,
    )  # fmt: skip


def own_coding(*, task_id: int, user_id: int) -> dict[str, Any] | None:
    """Return what this person coded, or None."""
    found = Coding.objects.filter(task_id=task_id, coder_id=user_id).first()
    return values_of(found) if found else None


def pair_of(*, task_id: int) -> CodedPair | None:
    """Return both codings of a task; None before both are in."""
    codings = list(Coding.objects.filter(task_id=task_id).select_related("task__event").order_by("pk"))
    if len(codings) < CODERS:
        return None
    event = codings[0].task.event
    last = EventRevision.objects.filter(event=event).order_by("-number").values_list("number", flat=True)
    return CodedPair(
        coders=tuple(one.coder_id for one in codings), values=tuple(values_of(one) for one in codings),
        notes=tuple(one.note for one in codings), revision=last.first() or 1,
    )  # fmt: skip


def settled(*, task_id: int) -> dict[str, Any] | None:
    """Return how a task was settled: values, reasons by field, by whom and when; None before it is."""
    found = Adjudication.objects.filter(task_id=task_id).first()
    if found is None:
        return None
    who = public_name(found.decided_by_id)
    return {"values": found.values, "reasons": found.reasons, "who": who, "at": found.decided_at}


def values_of(coding: Coding) -> dict[str, Any]:
    """Return the coded fields, a day as ISO text, countries in order."""
    found = {name: getattr(coding, COLUMN_OF.get(name, name)) for name in FIELDS}
    return found | {
        "date": found["date"].isoformat() if found["date"] else "",
        "countries": sorted(found["countries"]),
    }


def pairs_by_codebook() -> dict[str, tuple[int, list[tuple[Coding, ...]]]]:
    """Return, per codebook, the last coding of a complete task and the codings of each such task."""
    tasks: dict[int, list[Coding]] = {}
    for coding in Coding.objects.order_by("pk"):
        tasks.setdefault(coding.task_id, []).append(coding)
    found: dict[str, tuple[int, list[tuple[Coding, ...]]]] = {}
    for codings in tasks.values():
        if len(codings) >= CODERS:
            last, pairs = found.get(codings[0].codebook, (0, []))
            found[codings[0].codebook] = (max(last, codings[-1].pk), [*pairs, tuple(codings)])
    return found


def agreement() -> list[dict[str, Any]]:
    """Return the newest figures of every codebook, the newest codebook first."""
    newest: dict[str, AgreementFigures] = {}
    for row in AgreementFigures.objects.order_by("last_coding"):
        newest[row.codebook] = row
    ordered = sorted(newest.values(), key=lambda row: (len(row.codebook), row.codebook), reverse=True)
    return [{"codebook": row.codebook, "made_at": row.made_at, "figures": row.figures} for row in ordered]


def draws() -> Sequence[CodingDraw]:
    """Return how samples were drawn, newest first."""
    return list(CodingDraw.objects.order_by("-drawn_at", "-pk"))


def blind_slugs(*, user_id: int, now: datetime) -> frozenset[str]:
    """Return the events that a person codes and must not be told the codes of until both codings are in."""
    held = Q(seats__coder_id=user_id, seats__given_back_at__isnull=True, seats__taken_at__gt=now - SEAT)
    found = CodingTask.objects.annotate(made=Count("codings", distinct=True)).filter(made__lt=CODERS)
    return frozenset(found.filter(held | Q(codings__coder_id=user_id)).values_list("event__slug", flat=True))

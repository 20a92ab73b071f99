"""The calculator: what a million tokens cost, what a kWh earns, and how Bitcoin did it. The server computes."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import calculator as room
from apps.flows import queries, timeline
from apps.flows.calculator import Worked
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import asked, calculator_form, row_files, words
from apps.web.charts import of_bitcoin, of_calculator, of_ladder, of_multiples, of_timeline
from apps.web.home_parts import names_of
from apps.web.numbers import digits, percent, percentage
from apps.web.page_tools import tools
from apps.web.sentences import said
from apps.web.views import twin

ALLOWED = asked.COMMON | {"period"}
SHOWN = 4


def calculator(request: HttpRequest) -> HttpResponse:
    """Work out the reader's numbers and show what a release says of the same quantities."""
    now = timezone.now()
    opened = _opened(request, now)
    question, notices, release = opened
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    known = room.dials(release)
    values = calculator_form.read(request.GET, known, notices)
    found = room.worked(values, known, release)
    weeks = room.weeks(release)
    week = question.period or (weeks[0] if weeks else release.newest)
    drawn = figures(found, question, release, week)
    context = {"question": question, "notices": notices, "release": release}
    context |= {
        "entries": calculator_form.entries(values, known),
        "answer": answer(found),
        "changed": calculator_form.changed(values, known),
        "week": words.day(week),
        "weeks": [(item.isoformat(), words.day(item), item == week) for item in weeks],
        "tools": tools(
            request,
            release,
            title=_("Token-cost calculator"),
            path=address(calculator_form.changed(values, known), question),
            downloads=row_files.downloads(request, "calculator-rows", release),
            figures=(drawn["split"],),
        ),
    }
    return TemplateResponse(request, "web/calculator.html", context | drawn)


def _opened(request: HttpRequest, now: datetime) -> tuple[Question, list[str], ReleaseRow | None]:
    """Return the common question, its notices, and the release it names."""
    question, found = asked.common(request.GET, own=room.INPUTS, now=now, allowed=ALLOWED)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    return question, list(found), release


def address(changed: dict[str, str], question: Question) -> str:
    """Return the address of a calculation: only what differs from the defaults."""
    parts = dict(changed)
    if question.period:
        parts["period"] = question.period.isoformat()
    query = "&".join(f"{name}={value}" for name, value in sorted(parts.items()))
    return f"{reverse('calculator')}?{query}" if query else reverse("calculator")


def answer(found: Worked) -> list[tuple[str, str, str]]:
    """Return the results in words: name, number, what it is."""
    cost = found.cost
    share, of_cost, multiple = (
        cost.electricity_share_of_price,
        cost.electricity_share_of_cost,
        cost.value_multiple,
    )
    return [
        (_("Cost of a million tokens"), of_calculator.usd(cost.cost_usd), _("accelerators and electricity")),
        (_("Electricity"), f"{digits(cost.kwh, 3)} kWh", _("per million tokens, at the meter")),
        (
            _("Electricity in the price"),
            fine_percent(share),
            _("%(share)s of the cost") % {"share": fine_percent(of_cost)},
        ),
        (
            _("Value multiple"),
            of_calculator.times(multiple) if multiple is not None else _("none"),
            _("the price over the electricity in it") if multiple is not None else _("electricity is free here"),
        ),
    ]  # fmt: skip


def fine_percent(share: float | None) -> str:
    """Return a share; one below 10 % with two digits, one that cannot be told as a dash."""
    if share is None:
        return "–"
    return percentage(digits(share * 100, 2)) if share < 0.1 else percent(share)


def figures(found: Worked, question: Question, release: ReleaseRow, week: date) -> dict[str, Any]:
    """Return the figures, and the sentences of the Bitcoin comparison."""
    stored = room.stored(release, week)
    published = room.points(release)
    names = names_of(reference.countries())
    bitcoin = [row for row in stored["bitcoin"] if row["central"] is not None]
    input_names = {name: str(bounds.label) for name, bounds in calculator_form.BOUNDS.items()}
    return {
        "split": of_calculator.split(found),
        "multiple": of_calculator.multiple(found, stored["ladder"], published, release=release.id),
        "swings": of_multiples.swings(found, input_names),
        "points": published,
        "clashes": clashes(stored["curve"]),
        "choices": of_multiples.choices(stored["curve"], week=words.day(week), release=release.id),
        "ladder": of_ladder.ladder(stored["ladder"], release=release.id),
        "hash_rate": of_bitcoin.hash_rate(
            bitcoin, names, ban_url=reverse("claim", args=["c27"]), release=release.id
        ),
        "above": of_bitcoin.above(bitcoin),
        "tokens": tokens(question, release, names),
        "inputs": twin.inputs(release),
        "between": twin.between(question, release),
        "state": room.state(release),
    }


def clashes(rows: list[dict[str, Any]]) -> list[str]:
    """Return how the published points stand to each other."""
    return [said(row["says"]) for row in rows if row["key"].startswith("CLASH:")]


def tokens(question: Question, release: ReleaseRow, names: dict[str, str]) -> Any:
    """Return the share of tokens by place of computing, the counterpart of hash rate."""
    asked_for = replace(question, period=None, basis="COMPUTE", measure="TOKENS")
    found = timeline.parts(asked_for, release)
    shown = timeline.largest(found, count=SHOWN)
    return of_timeline.whole_by_origin(
        found, shown, names, title=_("Tokens by country of computing"), release=release.id
    )


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the calculation as a file: its inputs and its results, then the release's rows."""
    question, notices, release = _opened(request, timezone.now())
    if release is None or kind not in row_files.KINDS:
        raise Http404
    known = room.dials(release)
    values = calculator_form.read(request.GET, known, notices)
    cost = room.worked(values, known, release).cost
    own = [{"key": f"INPUT:{name}", "central": value} for name, value in values.items()]
    results = (
        "kwh", "depreciation_usd", "electricity_usd", "rest_usd", "cost_usd", "electricity_share_of_price",
        "electricity_share_of_cost", "value_multiple", "list_usd_per_kwh", "cost_usd_per_kwh",
    )  # fmt: skip
    own += [{"key": f"RESULT:{name}", "central": getattr(cost, name)} for name in results]
    weeks = room.weeks(release)
    week = question.period or (weeks[0] if weeks else release.newest)
    columns = ("key", "period_start", "low", "central", "high", "unit", "reason", "run")
    stored = [
        {name: row.get(name) for name in columns}
        for found in room.stored(release, week).values()
        for row in found
    ]
    return row_files.answer(
        kind, "calculator", [*own, *stored], release, notices=notices, week=week.isoformat()
    )

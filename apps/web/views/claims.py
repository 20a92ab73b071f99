"""Published claims: the ledger, one claim, and the boxes of those that contradict each other."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.periods import monday_of
from apps.estimator.shares_of import DENOMINATORS as SWITCHED
from apps.flows import queries
from apps.flows.claims import pages
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import claims as reference
from apps.reference.claims import ClaimRow
from apps.web import asked, claim_parts, claim_words, row_files
from apps.web.charts import of_claims
from apps.web.claim_words import STATUSES
from apps.web.contested import remarks
from apps.web.own_words import ours
from apps.web.page_tools import tools


def claims(request: HttpRequest) -> HttpResponse:
    """List the claims that fit the filters, with what each says and what we find."""
    now = timezone.now()
    question, notices, release = opened(request, now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    chosen = filters(request, notices)
    found = pages.ledger(as_of=question.as_of, release=question.release, asked=chosen)
    context = {
        "question": question,
        "notices": notices,
        "release": release,
        "lines": [claim_parts.line(row) for row in found.rows],
        "total": found.total,
        "counts": counts(found.statuses),
        "boxes": [claim_parts.box(one) for one in found.boxes],
        "evaluated": claim_words.moment(found.evaluated.about["evaluated_at"]) if found.evaluated else "",
        "form": form(chosen),
        "chosen": chosen,
        "tools": tools(
            request,
            release,
            title=_("Published claims"),
            path=path_of(reverse("claims"), chosen),
            downloads=row_files.downloads(request, "claim-rows", release),
        ),
    }
    return render(request, "web/claims.html", context)


def opened(request: HttpRequest, now: datetime) -> tuple[Question, list[str], ReleaseRow | None]:
    """Return the common question, its notices, and the release it names."""
    question, notices = asked.common(request.GET, own=pages.FILTERS, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    return question, list(notices), release


def filters(request: HttpRequest, notices: list[str]) -> dict[str, str]:
    """Return the filters that were set; a bad one is put aside with a notice."""
    options = {"status": claim_words.FILTERED, "basis": tuple(claim_words.BASES), **pages.choices()}
    found = {name: asked.choice(request.GET, name, options[name], notices) for name in pages.FILTERS}
    return {name: value for name, value in found.items() if value}


def path_of(path: str, chosen: dict[str, str]) -> str:
    """Return the address of the list with its filters."""
    query = "&".join(f"{name}={value}" for name, value in sorted(chosen.items()))
    return f"{path}?{query}" if query else path


def counts(statuses: dict[str, int]) -> list[tuple[str, str, str, int]]:
    """Return how many headline checks have each status: code, sign, words, number."""
    return [
        (code, STATUSES[code][0], str(STATUSES[code][1]), statuses.get(code, 0))
        for code in claim_words.FILTERED
    ]


def form(chosen: dict[str, str]) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Return the selects of the form: name, label, options (value, words, whether chosen)."""
    texts = reference.publications()
    groups = {row.group_id: ours(row.title) for row in reference.conflict_groups()}
    options: dict[str, tuple[str, dict[str, str]]] = {
        "status": (_("Status"), {code: str(STATUSES[code][1]) for code in claim_words.FILTERED}),
        "basis": (_("Basis"), {code: f"{code}: {text}" for code, text in claim_words.BASES.items()}),
        "publication": (
            _("Stands in"),
            {key: f"{key}: {row.title or row.outlet or _('without title')}" for key, row in texts.items()},
        ),
        "group": (_("Contradiction"), groups),
    }
    return [
        (name, label, [(value, text, chosen.get(name) == value) for value, text in known.items()])
        for name, (label, known) in options.items()
    ]


def claim(request: HttpRequest, claim_id: str) -> HttpResponse:
    """Show one claim; an id that names none is not found."""
    if claim_id not in {row.claim.claim_id for row in reference.ledger()}:
        raise Http404
    now = timezone.now()
    question, notices, release = opened(request, now)
    if release is None:
        return render(request, "web/first_estimate.html", {"notices": notices, "question": question})
    view = pages.one(claim_id, as_of=question.as_of, release=question.release)
    if view is None:
        raise Http404
    labels = {row.check_id: ours(row.label) for row in view.checks}
    drawn = of_claims.compared(view.claim, view.results, labels, release=release.id)
    context: dict[str, Any] = {"question": question, "notices": notices, "release": release}
    context |= {
        "compared": drawn,
        "claim": view.claim,
        "line": claim_parts.line(view),
        "said": claim_parts.said(view),
        "attribution": claim_words.ATTRIBUTIONS[view.claim.attribution],
        "damage": [claim_words.DAMAGES[flag] for flag in sorted(view.claim.damage)],
        "checks": claim_parts.checks(view),
        "occurrences": [
            claim_parts.occurrence(row, text)
            for row, text in zip(view.occurrences, view.publications, strict=True)
        ],
        "history": claim_parts.history(view),
        "groups": [row for row in reference.conflict_groups() if row.group_id in view.claim.conflict_groups],
        "neighbours": neighbours(claim_id),
        "switch_url": switch_url(view.claim),
        **remarks(f"claim/{claim_id}", as_of=question.as_of or now),
        "tools": tools(
            request,
            release,
            title=ours(view.claim.wording),
            path=reverse("claim", args=[claim_id]),
            downloads=row_files.downloads(request, "claim-rows", release),
            figures=(drawn,),
        ),
    }
    return TemplateResponse(request, "web/claim.html", context)


def switch_url(row: ClaimRow) -> str:
    """Return the denominator switch at a claim's own denominator and week; nothing for another kind of whole."""
    if row.denominator not in SWITCHED:
        return ""
    week = f"&period={monday_of(row.period_start).isoformat()}" if row.period_start else ""
    return f"{reverse('denominators')}?denominator={row.denominator}{week}"


def neighbours(claim_id: str) -> tuple[str, str]:
    """Return the ids of the claims before and after ('' at an end)."""
    ids = [row.claim.claim_id for row in reference.ledger()]
    place = ids.index(claim_id)
    return ids[place - 1] if place else "", ids[place + 1] if place + 1 < len(ids) else ""


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the claims of a view as a file, one row per check."""
    question, notices, release = opened(request, timezone.now())
    if release is None or kind not in row_files.KINDS:
        raise Http404
    asked_for = filters(request, notices)
    found = pages.ledger(as_of=question.as_of, release=question.release, asked=asked_for)
    about = found.evaluated.about if found.evaluated else {}
    return row_files.answer(
        kind, "claims", pages.flat(found.rows), release, filters=asked_for, notices=notices,
        evaluated_at=about.get("evaluated_at"), claims_sha256=about.get("claims_sha256"),
    )  # fmt: skip

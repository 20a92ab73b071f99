"""Links that keep the reader's question: one URL, one view."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.estimator.measures import MEASURES
from apps.flows.cells import Cell
from apps.flows.question import Question

PAGE_ONLY = ("view", "theme", "lang", "top", "country", "evidence")


def home_url(question: Question, **changes: Any) -> str:
    """Return the home page's address of a question with some parts changed."""
    query = replace(question, **changes).canonical()
    return f"{reverse('home')}?{query}" if query else reverse("home")


def page_url(name: str, question: Question, *parts: str, **changes: Any) -> str:
    """Return the address of a page of figures, with what was asked and without the release it stands on."""
    query = replace(question, release=None, **changes).canonical(without=("country",))
    path = reverse(name, args=parts)
    return f"{path}?{query}" if query else path


def api_url(resource: str, question: Question, *, keep: tuple[str, ...] = (), **changes: Any) -> str:
    """Return the API's address of the same figures; `keep` names what only this page's figures need."""
    query = replace(question, **changes).canonical(without=[name for name in PAGE_ONLY if name not in keep])
    return f"/api/v1/{resource}.json?{query}" if query else f"/api/v1/{resource}.json"


def cell_api_url(cell: Cell) -> str:
    """Return the API's address of one cell's exact figures."""
    question = Question(
        measure=cell.measure,
        basis=cell.basis,
        scope=cell.scope,
        period=cell.week,
        origin=(cell.origin,),
        destination=(cell.destination,),
        counterfactual=cell.basis in MEASURES[cell.measure].counterfactual_bases,
    )
    return api_url("flows", question)


def revisions_url(question: Question, week: date, origin: str, destination: str) -> str:
    """Return the address of the history of one cell of a question."""
    cell = Cell(question.basis, question.scope, question.measure, week, origin, destination)
    return f"{reverse('revisions')}?{urlencode({'cell': cell.address}, safe='/')}"

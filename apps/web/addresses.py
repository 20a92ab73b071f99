"""Links that keep the reader's question: one URL, one view."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.estimator.measures import MEASURES
from apps.flows.cells import Cell
from apps.flows.question import Question

PAGE_ONLY = ("view", "theme", "lang", "top", "country")


def home_url(question: Question, **changes: Any) -> str:
    """Return the home page's address of a question with some parts changed."""
    query = replace(question, **changes).canonical()
    return f"{reverse('home')}?{query}" if query else reverse("home")


def api_url(resource: str, question: Question, **changes: Any) -> str:
    """Return the API's address of the same figures."""
    query = replace(question, **changes).canonical(without=PAGE_ONLY)
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

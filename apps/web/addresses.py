"""Links that keep the reader's question: one URL, one view."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

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

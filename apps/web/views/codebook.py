"""The codebook: what each word of an event means, in every version."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.events import codebook as books
from apps.flows import queries
from apps.web.codebook_words import FIELD_MEANINGS, FIELD_NAMES, code_name


def show(request: HttpRequest, version: str = "") -> HttpResponse:
    """Show the version in use, or an earlier one, with what each version changed."""
    book = books.book(version) if version else books.current()
    if book is None:
        raise Http404
    context = {
        "release": queries.release(now=timezone.now()),
        "book": book,
        "is_current": book == books.current(),
        "books": books.books(),
        "field_names": FIELD_NAMES,
        "fields": [
            (field, FIELD_NAMES.get(field, field), FIELD_MEANINGS.get(field, ""),
             [(code_name(field, one.code), one) for one in book.of(field)])
            for field in book.fields
        ],
        "log": [
            (one, [(FIELD_NAMES.get(change.field, change.field), change) for change in one.changes])
            for one in books.books()
        ],
    }  # fmt: skip
    return render(request, "web/codebook.html", context)

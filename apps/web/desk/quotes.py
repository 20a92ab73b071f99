"""The quotes that no longer stand where they stood, and when every quote was looked up last."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.events import actions
from apps.events import queries as events
from apps.events.queries import FlaggedQuote
from apps.web import event_words
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.foreign import shown
from apps.web.quote_words import STORED

TITLE, QUOTE, SHORT = 160, 300, 12


@require_http_methods(["GET", "HEAD", "POST"])
@needs("analyst")
def quotes(request: DeskRequest) -> HttpResponse:
    """List the quotes that do not match; look every quote up again where somebody asks for it."""
    now = timezone.now()
    if request.method == "POST":
        found = actions.check_quotes(now=now)
        if found:
            messages.success(request, _("Looked up: %(number)s.") % {"number": found.quotes})
        return HttpResponseRedirect(reverse("desk-quotes"))
    last = events.last_look(as_of=now)
    given = {
        "rows": [_line(one) for one in events.flagged_quotes(as_of=now)],
        "last": last,
        "at": event_words.moment(last.checked_at) if last else "",
    }
    return show(request, "web/desk/quotes.html", given)


def _line(one: FlaggedQuote) -> dict[str, Any]:
    """Return a quote as the table places it."""
    return {
        "title": shown(one.title, most=TITLE), "url": reverse("desk-event", args=[one.slug]),
        "quote": shown(one.quote, most=QUOTE), "is_unmatched": one.stored != "MATCH",
        "stored": STORED[one.stored], "is_gone": one.newest == "GONE", "version": one.version[:SHORT],
        "newest": one.newest_version[:SHORT], "at": event_words.moment(one.checked_at),
        "text_url": reverse("desk-document", args=[one.document, one.version]) if one.document else "",
        "newest_url": (
            reverse("desk-document", args=[one.document, one.newest_version]) if one.newest_version else ""
        ),
    }  # fmt: skip

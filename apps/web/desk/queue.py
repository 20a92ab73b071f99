"""The queue: what waits to be made an event."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.events.listed import CANDIDATE, EventQuery, event_page
from apps.reference import queries as reference
from apps.web import event_parts
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.home_parts import names_of

LENGTH = 50


@require_http_methods(["GET", "HEAD"])
@needs("analyst")
def queue(request: DeskRequest) -> HttpResponse:
    """List the candidates."""
    found = event_page(asked=EventQuery(state=CANDIDATE), as_of=timezone.now(), length=LENGTH)
    names = names_of(reference.countries())
    given = {"rows": [event_parts.line(row, names) for row in found.rows], "total": found.total}
    return show(request, "web/desk/queue.html", given)

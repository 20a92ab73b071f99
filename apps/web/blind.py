"""Who codes an event blind is not shown its codes, wherever they stand, before both codings are in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.events.coding import blind_slugs
from apps.web.desk.gate import private, show

FORBIDDEN = 403
View = Callable[..., HttpResponse]


def hidden(request: HttpRequest) -> frozenset[str]:
    """Return the events that this person codes blind; none for somebody who is not signed in."""
    # A reader without a session is asked for none: their pages stay the same for all.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.user.pk is None:
        return frozenset()
    return blind_slugs(user_id=request.user.pk, now=timezone.now())


def unless_blind(view: View) -> View:
    """Let a page of an event (`slug`) answer 403 to those who code it blind."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.get("slug") in hidden(request):
            return private(show(request, "web/desk/blind.html", {}, status=FORBIDDEN))
        return view(request, *args, **kwargs)

    return guarded

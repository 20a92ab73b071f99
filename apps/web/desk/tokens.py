"""One's own tokens, with which programs write through the API."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from apps.events import actions, holders
from apps.events.actions import IssuedToken, TokenNotMade
from apps.events.faults import is_at_least
from apps.events.words import ROLE_OF_SCOPE, SCOPES
from apps.web.desk.gate import DeskRequest, needs, show
from apps.web.foreign import shown
from apps.web.words import Text, day

REFUSED = 422
DAYS, MOST_DAYS = 90, 365
SCOPE_NAMES: dict[str, Text] = {
    "raw:read": _l("read stored rows that may not be passed on"),
    "annotations:write": _l("write notes"),
    "events:write": _l("propose and correct events"),
    "reviews:write": _l("judge events"),
    "disputes:write": _l("file disputes"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("reader")
def tokens(request: DeskRequest) -> HttpResponse:
    """List one's tokens; make one, which is shown once, or revoke one."""
    if request.method != "POST":
        return _page(request)
    now = timezone.now()
    if revoked := request.POST.get("revoke", ""):
        if actions.revoke_own_token(token_id=revoked[:40], by=request.person, now=now):
            messages.success(request, _("The token works no longer."))
            return HttpResponseRedirect(reverse("desk-tokens"))
        return _page(request, fault=_("No token of yours with this id works."))
    days = request.POST.get("days", "")
    try:
        made = actions.issue_own_token(
            label=request.POST.get("label", ""), scopes=request.POST.getlist("scopes"), by=request.person, now=now,
            lasts=timedelta(days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0),
        )  # fmt: skip
    except TokenNotMade as fault:
        return _page(request, fault=_("No token was made: %(why)s.") % {"why": fault})
    return _page(request, made=made)


def _page(request: DeskRequest, *, fault: str = "", made: IssuedToken | None = None) -> HttpResponse:
    now, chosen = timezone.now(), request.POST.getlist("scopes") if fault else []
    allowed = [scope for scope in SCOPES if is_at_least(request.person, ROLE_OF_SCOPE[scope])]
    rows = [
        {
            "id": row.id, "label": shown(row.label), "scopes": row.scopes, "works": row.works(now),
            "is_revoked": row.revoked_at is not None, "until": day(row.expires_at.date()),
            "used": day(row.last_used_date) if row.last_used_date else "",
        }
        for row in holders.tokens_of(user_id=request.person.user_id)
    ]  # fmt: skip
    given = {
        "rows": rows, "made": made, "fault": fault, "most_days": MOST_DAYS,
        "scopes": [(scope, SCOPE_NAMES[scope], scope in chosen) for scope in allowed],
        "label": request.POST.get("label", "")[:80] if fault else "",
        "days": request.POST.get("days", "")[:4] if fault else DAYS,
    }  # fmt: skip
    return show(request, "web/desk/tokens.html", given, status=REFUSED if fault else 200)

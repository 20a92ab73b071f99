"""Get this view, for pages that stand on what was recorded and on no release."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.flows.question import Question
from apps.flows.question_values import write_moment
from apps.web.page_tools import Tools, day_of


def lasting_tools(
    request: HttpRequest, *, now: datetime, title: str, path: str, downloads: Sequence[tuple[str, str]]
) -> Tools:
    """Return the block of a view that always shows the present: its citation names the day on which it was seen."""
    url = request.build_absolute_uri(path)
    told = {"title": title, "day": day_of(now.date()), "url": url}
    return Tools(
        downloads, url, _("Tokentrade, “%(title)s”, seen on %(day)s, %(url)s. Licence CC BY 4.0.") % told
    )


def known_tools(
    request: HttpRequest,
    question: Question,
    *,
    now: datetime,
    title: str,
    path: str,
    downloads: Sequence[tuple[str, str]],
) -> Tools:
    """Return the block of a view; its address names the moment whose knowledge it shows, so it stays as it is."""
    moment = (
        (question.as_of or now).replace(second=0, microsecond=0) if question.as_of is None else question.as_of
    )
    url = request.build_absolute_uri(f"{path}{'&' if '?' in path else '?'}as_of={write_moment(moment)}")
    told = {"title": title, "day": day_of(moment.date()), "url": url}
    citation = _("Tokentrade, “%(title)s”, as known on %(day)s, %(url)s. Licence CC BY 4.0.") % told
    return Tools(downloads, url, citation)

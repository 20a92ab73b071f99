"""Parameters that one page alone has: read beside the common ones, a bad value put aside with a notice."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.flows.question import Question, read_forgiving
from apps.flows.question_problems import echo
from apps.web.sentences import said

COMMON = frozenset({"as_of", "release", "theme", "lang"})
FIRST_DAY = date(2020, 1, 1)


def common(
    params: QueryDict, *, own: Collection[str], now: datetime, allowed: frozenset[str] = COMMON
) -> tuple[Question, list[str]]:
    """Return the common question of a page and its notices; the page's own parameters are left to it."""
    rest = {name: values for name, values in params.lists() if name not in own}
    return forgiving(rest, allowed=allowed, now=now)


def forgiving(
    params: Mapping[str, Any], *, allowed: frozenset[str], now: datetime
) -> tuple[Question, list[str]]:
    """Return a question that always reads, with its notices in the reader's language."""
    question, notices = read_forgiving(params, allowed=allowed, now=now)
    return question, [said(notice) for notice in notices]


def choice(
    params: QueryDict, name: str, options: Collection[str], notices: list[str], *, default: str = ""
) -> str:
    """Return one of the options; anything else gives the default and a notice. An empty value asks for it."""
    values = params.getlist(name)
    if not values or values == [""]:
        return default
    if len(values) == 1 and values[0] in options:
        return values[0]
    notices.append(put_aside(name, ",".join(values), default))
    return default


def day(params: QueryDict, name: str, notices: list[str], *, default: date, last: date) -> date:
    """Return an ISO date from 2020 to `last`; anything else gives the default and a notice."""
    text = params.get(name, "")
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.max
    if FIRST_DAY <= found <= last and len(params.getlist(name)) == 1:
        return found
    notices.append(put_aside(name, text, default.isoformat()))
    return default


def put_aside(name: str, value: str, default: str) -> str:
    """Return the notice of a value that was put aside."""
    told: Mapping[str, str] = {"name": name, "value": echo(value), "default": default or _("all")}
    return _("%(name)s=%(value)s is not a choice here; shown instead: %(default)s.") % told

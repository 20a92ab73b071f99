"""What every view offers beside itself: the same as data, its address, a citation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.flows.releases import ReleaseRow

PICTURES = ("png", "svg", "html")


@dataclass(frozen=True, slots=True)
class Tools:
    """The block `web/page_tools.html`."""

    downloads: Sequence[tuple[str, str]]
    permalink: str
    citation: str
    embed: str = ""
    title: str = ""


def tools(
    request: HttpRequest,
    release: ReleaseRow,
    *,
    title: str,
    path: str,
    downloads: Sequence[tuple[str, str]],
    embed: str = "",
    figures: Iterable[object] = (),
) -> Tools:
    """Return the block of a view; the address of the view names its release, so that it stays as it is.

    Where any of `figures` is there, the view is offered as pictures too.
    """
    joint = "&" if "?" in path else "?"
    pinned = f"{path}{joint}release={release.id}"
    permalink = request.build_absolute_uri(pinned)
    offered = [*downloads, *(pictures(pinned) if any(figures) else ())]
    return Tools(offered, permalink, citation(release, title, permalink), embed, title)


def pictures(path: str) -> list[tuple[str, str]]:
    """Return (kind, address) of the files of a page with charts, after the page's own address."""
    page, _sep, query = path.partition("?")
    return [
        (kind.upper(), f"{reverse('export-page', args=[page.strip('/'), kind])}?{query}") for kind in PICTURES
    ]


def citation(release: ReleaseRow, title: str, url: str) -> str:
    """Return how to cite a view: what, which release, published when, where, under which licence."""
    named = {"title": title, "id": release.id, "day": day_of(release.published_at.date()), "url": url}
    return (
        _("Tokentrade, “%(title)s”, release %(id)s, published %(day)s, %(url)s. Licence CC BY 4.0.") % named
    )


def day_of(day: date) -> str:
    """Return an ISO date: a citation is the same in every language."""
    return day.isoformat()

"""Views that stand alone in a frame, and the oEmbed answer that names them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.flows import queries
from apps.flows.releases import ReleaseRow
from apps.web import embeds
from apps.web.addresses import home_url
from apps.web.asked import forgiving
from apps.web.views import home, timeline, twin

CACHE_S = 3600
PROVIDER = "Tokentrade"
SMALLEST_PX = 240


@embeds.framed
def embed_map(request: HttpRequest) -> HttpResponse:
    """Show the map of one week alone."""
    now = timezone.now()
    question, notices = forgiving(home.asked(request), allowed=home.ALLOWED | {"release"}, now=now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/embed_nothing.html", {"question": question})
    figures = queries.corridors_for_home(question, release, rows=home.TABLE_ROWS)
    at_week = replace(question, period=figures.week)
    context: dict[str, Any] = {
        "notices": notices,
        "release": release,
        "figures": figures,
        "question": question,
    }
    context |= home.page(request, question, release, figures)
    context |= {"links": stepping(context["links"])}
    context |= {"full_url": pinned(request, home_url(replace(at_week, release=None)), release)}
    return render(request, "web/embed_map.html", context)


@embeds.framed
def embed_timeline(request: HttpRequest) -> HttpResponse:
    """Show the stacked shares of the weeks alone."""
    now = timezone.now()
    question, rest = timeline.asked_of(request, now)
    release = queries.release(release_id=question.release, as_of=question.as_of, now=now)
    if release is None:
        return render(request, "web/embed_nothing.html", {"question": question})
    told: dict[str, Any] = (
        twin.shown(question, release) if rest.view else timeline.shown(question, release, rest)
    )
    path = timeline.url(replace(question, release=None), rest)
    context = {"question": question, "release": release, "notices": rest.notices}
    context |= told | {"full_url": pinned(request, path, release)}
    return render(request, "web/embed_timeline.html", context)


def stepping(links: dict[str, Any]) -> dict[str, Any]:
    """Return the links with the neighbouring weeks inside the frame."""
    pages = {name: links[name] for name in ("previous", "next") if links[name]}
    frame, page = reverse("embed-map"), reverse("home")
    return links | {name: frame + url.removeprefix(page) for name, url in pages.items()}


def pinned(request: HttpRequest, path: str, release: ReleaseRow) -> str:
    """Return the whole address of the page with its release, so that it shows the same figures."""
    joint = "&" if "?" in path else "?"
    return request.build_absolute_uri(f"{path}{joint}release={release.id}")


def oembed(request: HttpRequest) -> HttpResponse:
    """Answer oEmbed 1.0 for the addresses of the map and the timeline; any other address is not found."""
    if request.GET.get("format", "json") != "json":
        return JsonResponse({"error": "only format=json is offered"}, status=501)
    found = embeds.name_of(request, request.GET.get("url", ""))
    if found is None:
        return JsonResponse(
            {"error": "url: expected the address of the map or of the timeline of this site"}, status=404
        )
    name, parts = found
    width = _pixels(request, "maxwidth", embeds.WIDTH_PX)
    height = _pixels(request, "maxheight", embeds.HEIGHTS_PX[name])
    title = _("Map of token flows") if name == "embed-map" else _("Timeline of token flows")
    if queries.is_synthetic_world():
        title = f"SYNTHETIC: {title}"
    frame = embeds.line(request, name, parts.query, f"{PROVIDER}: {title}", width=str(width))
    answer = JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": PROVIDER,
            "provider_url": request.build_absolute_uri("/"),
            "title": f"{PROVIDER}: {title}",
            "html": frame.replace(f'height="{embeds.HEIGHTS_PX[name]}"', f'height="{height}"'),
            "width": width,
            "height": height,
            "cache_age": CACHE_S,
        }
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _pixels(request: HttpRequest, name: str, ours: int) -> int:
    """Return the size to offer: ours, or the largest that is asked for; what is no number is put aside."""
    text = request.GET.get(name, "")
    return (
        max(SMALLEST_PX, min(ours, int(text)))
        if text.isascii() and text.isdigit() and len(text) < 6
        else ours
    )

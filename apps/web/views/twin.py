"""The twin timeline: Bitcoin's hash rate then and tokens now, side by side, with what may not be compared."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.estimator.measures import UNKNOWN
from apps.flows import calculator as room
from apps.flows import queries, sharebars
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.reference import queries as reference
from apps.web import asked, row_files, words
from apps.web.charts import of_bitcoin, of_ladder, of_twin
from apps.web.embeds import embed_of
from apps.web.home_parts import names_of
from apps.web.numbers import digits, percent
from apps.web.page_tools import tools

TWIN = "twin"
# The place of computing is what hash rate has too; the lab is offered, and said to be something else.
BASES = ("COMPUTE", "LAB")
Row = Mapping[str, Any]


def told(request: HttpRequest, question: Question, release: ReleaseRow) -> dict[str, Any]:
    """Return what the page places."""
    drawn = shown(question, release)
    weeks = room.weeks(release)
    week = weeks[-1] if weeks else release.newest
    ladder = of_ladder.ladder(room.stored(release, week)["ladder"], release=release.id)
    return {
        "headline": drawn["headline"],
        "twins": drawn["shares"],
        "above": of_bitcoin.above(sides(question, release)[0]),
        "ladder": ladder,
        "ladder_week": words.day(week),
        "inputs": inputs(release),
        "bases": [(name, words.BASIS_NAMES[name], name == question.basis) for name in BASES],
        "state": room.state(release),
        "tools": tools(
            request,
            release,
            title=_("Bitcoin then, tokens now"),
            path=address(question),
            downloads=row_files.downloads(request, "twin-rows", release),
            figures=(drawn["shares"], ladder),
            embed=embed_of(
                request, "timeline", question, release, _("Bitcoin then, tokens now"), extra=f"view={TWIN}"
            ),
        ),
    }


def shown(question: Question, release: ReleaseRow) -> dict[str, Any]:
    """Return the sentence and the drawing, as the page and its view in a frame place them."""
    names = names_of(reference.countries())
    hashed, tokens = sides(question, release)
    figure = of_twin.twins(
        hashed, tokens, names, ban_url=reverse("claim", args=["c27"]), release=release.id,
        basis=str(words.BASIS_NAMES[question.basis]),
    )  # fmt: skip
    return {"headline": headline(hashed, tokens, names), "shares": figure}


def sides(question: Question, release: ReleaseRow) -> tuple[list[Row], list[Row]]:
    """Return the printed shares of hash rate, and the estimated shares of tokens on the asked basis."""
    hashed = [row for row in queries.analysis(release, "bitcoin") if row["central"] is not None]
    return list(hashed), list(sharebars.shares_by_week(release, basis=question.basis))


def between(question: Question, release: ReleaseRow) -> list[str]:
    """Return the words of the span that neither side covers; none where a side is empty."""
    hashed, tokens = sides(question, release)
    return of_twin.between(hashed, tokens) if hashed and tokens else []


def address(question: Question) -> str:
    """Return the page's address."""
    basis = f"&basis={question.basis}" if question.basis != BASES[0] else ""
    return f"{reverse('timeline')}?view={TWIN}{basis}"


def headline(hashed: Sequence[Row], tokens: Sequence[Row], names: Mapping[str, str]) -> str:
    """Return both sides in two sentences that are not one comparison."""
    printed = [row for row in hashed if row["place"] == "CHN"]
    newest = max((row["period_start"] for row in tokens), default=None)
    week = {row["place"]: row for row in tokens if row["period_start"] == newest}
    said = []
    if printed:
        most = max(printed, key=lambda row: row["central"])
        text = _(
            "Of Bitcoin’s hash rate, %(share)s was printed for China in %(month)s, the most of any printed month."
        )
        said.append(text % {"share": percent(most["central"]), "month": of_bitcoin.month_words(most)})
    if newest and "CHN" in week:
        china, unknown = week["CHN"], week.get(UNKNOWN)
        text = _(
            "Of the platform’s tokens, an estimated %(share)s (%(low)s – %(high)s) belong to %(name)s in the week of "
            "%(week)s; %(unknown)s belong to no known country."
        )
        said.append(
            text
            % {
                "share": percent(china["central"]), "low": percent(china["low"]), "high": percent(china["high"]),
                "name": names.get("CHN", "CHN"), "week": words.day(date.fromisoformat(newest)),
                "unknown": percent(unknown["central"]) if unknown else percent(0),
            }
        )  # fmt: skip
    return " ".join(said)


def inputs(release: ReleaseRow) -> list[dict[str, str]]:
    """Return what the revenue of hash rate rests on: number, range, unit, its day, grade and source."""
    names = {
        room.BITCOIN[0]: (_("Revenue of hash rate"), _("USD per PH/s and day")),
        room.BITCOIN[1]: (_("Electricity of hash rate"), _("J per TH")),
    }
    return [
        {
            "name": names[row["key"]][0],
            "value": f"{_span(row)} {names[row['key']][1]}",
            "day": words.day(day) if (day := _day(row["valid_from"])) else "",
            "grade": row["evidence_grade"],
            "source_title": row["source_title"],
            "source_url": row["source_url"],
            "note": row["note"],
        }
        for row in room.bitcoin_inputs(release)
    ]


def _span(row: Row) -> str:
    """Return a number with its range."""
    low, central, high = (digits(row[end], 3) for end in ("low", "central", "high"))
    return f"{central} ({low}–{high})"


def _day(value: Any) -> date | None:
    """Return the day of a table's cell or of its copy in a run."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Return both sides and the ladder as a file, each row with what it is a share of."""
    question, notices = asked.common(
        request.GET, own=("view",), now=timezone.now(), allowed=asked.COMMON | {"basis"}
    )
    release = queries.release(release_id=question.release, as_of=question.as_of, now=timezone.now())
    if release is None or kind not in row_files.KINDS:
        raise Http404
    hashed, tokens = sides(question, release)
    columns = (
        "of", "month", "period_start", "place", "key", "low", "central", "high", "unit", "evidence_grade",
        "publication", "source_title", "source_url", "caveat", "run",
    )  # fmt: skip
    weeks = room.weeks(release)
    ladder = room.stored(release, weeks[-1])["ladder"] if weeks else []
    parts = (("HASH_RATE", hashed), ("TOKENS", tokens), ("KWH", ladder))
    found = [{name: {**row, "of": of}.get(name) for name in columns} for of, part in parts for row in part]
    # A printed share has no range: its ends would look like one.
    found = [row | {"low": None, "high": None} if row["of"] == "HASH_RATE" else row for row in found]
    return row_files.answer(kind, "twin", found, release, basis=question.basis, notices=list(notices))

"""Frames: all weeks of a measure and basis in one small answer, for the map's slider."""

import gzip
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import brotli
import orjson

from apps.estimator.measures import GRADE_LINKS, GRADES, UNKNOWN
from apps.estimator.periods import next_week, weeks_between
from apps.flows.encoding import differences, encode
from apps.flows.models import CountryBalance, FlowEstimate
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow, WeekRun
from apps.flows.units import (
    ARCS_BY_DEFAULT,
    BROTLI_LARGE,
    BROTLI_SMALL,
    GZIP_LEVEL,
    KNOWN_ARCS_PER_UNKNOWN,
    LAST_CLASS,
    PERCENT,
    SMALL_BYTES,
    STRONG_CLASS,
    STRONG_RATIO,
    UNKNOWN_ARCS_AT_LEAST,
    WEAK_RATIO,
)

ABSENT = "."
LINE = ("central", "low", "high", "grade", "unknown_pct")
Arc = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FramesAnswer:
    """The bytes of a frames answer; gzip and br are None when it was built for this request."""

    body: bytes
    body_gzip: bytes | None
    body_br: bytes | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a frame shows of one corridor in one week."""

    low: float
    central: float
    high: float
    mean: float
    grade: str
    unknown_share: float


def prepared_key(question: Question) -> str:
    """Return the name under which publication keeps the frames of a question."""
    kind = "counterfactual/" if question.counterfactual else ""
    since = f"{question.period_from}/" if question.period_from else ""
    around = "".join(f"{code}/" for code in question.country)
    top = question.top or ARCS_BY_DEFAULT
    return f"frames/{question.measure}/{question.basis}/{question.scope}/{kind}{since}{around}{top}"


def is_kept(question: Question, release: ReleaseRow) -> bool:
    """Tell whether the frames of a question are kept: the weeks by default or every week, as known at the release."""
    if question.period_to or question.as_of or len(question.country) > 1:
        return False
    is_whole = question.period_from == release.whole(question).period_from
    return is_whole or not question.period_from


@cache
def drawn_grade(profile: str) -> str:
    """Return the weakest grade of a chain other than its destination, which is weak everywhere today."""
    links = [grade for link, grade in zip(GRADE_LINKS, profile, strict=False) if link != "destination"]
    return max((grade for grade in links if grade in GRADES), default=GRADES[-1])


def frames_answer(question: Question, release: ReleaseRow, meta: dict[str, Any]) -> FramesAnswer:
    """Return the answer's bytes, built for one request: without compression."""
    top = question.top or ARCS_BY_DEFAULT
    return FramesAnswer(_body(Frames(question, release).data(top), meta), None, None)


def packed_answers(
    question: Question, release: ReleaseRow, meta: dict[str, Any], tops: Sequence[int]
) -> Iterator[tuple[int, FramesAnswer]]:
    """Yield the answer for each number of arcs with its gzip and brotli bytes; for publication only."""
    frames = Frames(question, release)
    for top in tops:
        body = _body(frames.data(top), meta)
        quality = BROTLI_SMALL if len(body) < SMALL_BYTES else BROTLI_LARGE
        packed = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
        yield top, FramesAnswer(body, gzip.compress(body, GZIP_LEVEL, mtime=0), packed)


def _body(data: dict[str, Any], meta: dict[str, Any]) -> bytes:
    """Return an answer as JSON text."""
    return orjson.dumps({"meta": meta, "data": data})


class Frames:
    """The cells of a measure and basis over the weeks asked for, read once, shown with any number of arcs."""

    def __init__(self, question: Question, release: ReleaseRow) -> None:
        self.around = question.country
        weeks = release.asked(question)
        self.periods = weeks_between(weeks[0].week, next_week(weeks[-1].week)) if weeks else []
        self.cells, self.sums = _cells(question, weeks)
        self.classes = _balance_classes(question, weeks)
        self.lines: dict[Arc, dict[str, Any]] = {}

    def data(self, top: int) -> dict[str, Any]:
        """Return periods, countries and arcs with their encoded ranges; weeks without estimate are null."""
        arcs = _chosen(self.cells, self.periods, top, self.around)
        places = {code for arc in arcs for code in arc} | set(self.classes)
        countries = sorted(places, key=lambda code: (code == UNKNOWN, code))
        index = {code: at for at, code in enumerate(countries)}
        lines = [self._line(arc) for arc in arcs]
        shown = dict.fromkeys(self.sums, 0.0)
        for arc in arcs:
            for week, cell in self.cells[arc].items():
                shown[week] += cell.mean
        return {
            "periods": [week.isoformat() for week in self.periods],
            "countries": countries,
            "arcs": [[index[origin], index[destination]] for origin, destination in arcs],
            **{name: [line[name] for line in lines] for name in LINE},
            "balance_class": [
                "".join(self.classes.get(code, {}).get(week, ABSENT) for week in self.periods)
                for code in countries
            ],
            **_sums(self.periods, self.sums, shown),
        }

    def _line(self, arc: Arc) -> dict[str, Any]:
        """Return the encoded numbers of an arc over the periods."""
        if arc not in self.lines:
            row = [self.cells[arc].get(week) for week in self.periods]
            self.lines[arc] = {
                "central": encode(cell.central if cell else None for cell in row),
                "low": encode(cell.low if cell else None for cell in row),
                "high": encode(cell.high if cell else None for cell in row),
                "grade": "".join(cell.grade if cell else ABSENT for cell in row),
                "unknown_pct": differences(
                    round(PERCENT * cell.unknown_share) if cell else None for cell in row
                ),
            }
        return self.lines[arc]


def _sums(
    periods: Sequence[date], sums: dict[date, dict[str, float]], shown: dict[date, float]
) -> dict[str, Any]:
    """Return total, domestic and rest of each week as means (means add), and the share shown."""
    rest = {week: max(0.0, sums[week]["total"] - sums[week]["domestic"] - shown[week]) for week in sums}
    return {
        "total": {"mean": encode(sums[week]["total"] if week in sums else None for week in periods)},
        "domestic": {"mean": encode(sums[week]["domestic"] if week in sums else None for week in periods)},
        "rest": {"mean": encode(rest.get(week) for week in periods)},
        "shown_pct": [
            round(PERCENT * shown[week] / sums[week]["total"]) if sums.get(week, {}).get("total") else None
            for week in periods
        ],
    }


def _cells(
    question: Question, weeks: Sequence[WeekRun]
) -> tuple[dict[Arc, dict[date, Cell]], dict[date, dict[str, float]]]:
    """Return the cells between two different places, and per week the sums of means (total, domestic)."""
    run_of = {item.week: item.run_id for item in weeks}
    rows = FlowEstimate.objects.filter(
        run_id__in=set(run_of.values()), basis=question.basis, scope=question.scope, measure=question.measure
    ).values_list(
        "run_id", "period_start", "origin_id", "destination_id", "low", "central", "high", "mean",
        "grade_profile", "unknown_share",
    )  # fmt: skip
    cells: dict[Arc, dict[date, Cell]] = defaultdict(dict)
    sums: dict[date, dict[str, float]] = defaultdict(lambda: {"total": 0.0, "domestic": 0.0})
    for run_id, week, origin, destination, low, central, high, mean, profile, unknown in rows:
        if run_of.get(week) != run_id:
            continue
        sums[week]["total"] += mean
        if origin is not None and origin == destination != UNKNOWN:
            sums[week]["domestic"] += mean
        elif origin is not None and destination is not None:
            cells[origin, destination][week] = Cell(low, central, high, mean, drawn_grade(profile), unknown)
    return cells, sums


def _chosen(
    cells: dict[Arc, dict[date, Cell]], periods: Sequence[date], top: int, around: Sequence[str] = ()
) -> list[Arc]:
    """Return the `top` largest arcs between known places by their last central value, and the largest with UNK.

    Where countries are named, only arcs that begin or end in one of them are taken.
    Arcs with UNK are counted apart (ten, or a quarter of `top`), or they would crowd the map's corridors out.
    """

    def size(arc: Arc) -> tuple[float, float, Arc]:
        last = cells[arc].get(periods[-1])
        return (-last.central if last else 0.0, -max(cell.central for cell in cells[arc].values()), arc)

    ordered = sorted((arc for arc in cells if not around or set(arc) & set(around)), key=size)
    known = [arc for arc in ordered if UNKNOWN not in arc][:top]
    unknown = [arc for arc in ordered if UNKNOWN in arc]
    kept = {*known, *unknown[: max(UNKNOWN_ARCS_AT_LEAST, top // KNOWN_ARCS_PER_UNKNOWN)]}
    return [arc for arc in ordered if arc in kept]


def _balance_classes(question: Question, weeks: Sequence[WeekRun]) -> dict[str, dict[date, str]]:
    """Return each country's class of balance per week, as a digit."""
    run_of = {item.week: item.run_id for item in weeks}
    rows = CountryBalance.objects.filter(
        run_id__in=set(run_of.values()), basis=question.basis, scope=question.scope, measure=question.measure
    ).exclude(country=None)
    names = ("run_id", "period_start", "country_id", "exports_mean", "imports_mean", "net_low", "net_high")
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for run_id, week, country, exports, imports, net_low, net_high in rows.values_list(*names):
        if run_of.get(week) == run_id:
            found[country][week] = str(balance_class(exports, imports, net_low, net_high))
    return found


def balance_class(exports: float, imports: float, net_low: float, net_high: float) -> int:
    """Return 0-4 from net importer to net exporter; 2 is balanced, or a range that contains zero."""
    total = exports + imports
    ratio = (exports - imports) / total if total else 0.0
    if net_low <= 0 <= net_high or abs(ratio) <= WEAK_RATIO:
        return 2
    if ratio < 0:
        return 0 if ratio < -STRONG_RATIO else 1
    return LAST_CLASS if ratio > STRONG_RATIO else STRONG_CLASS

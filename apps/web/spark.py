"""The sparkline above the time bar: central exports per week on a zero-based scale; a gap stays a gap."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.estimator.periods import next_week, weeks_between

WIDTH = 1000
HEIGHT = 56
HEADROOM = 3
COLOURED = ("CHN", "USA")


@dataclass(frozen=True, slots=True)
class Trace:
    """One country's line: `line` and `area` are SVG path data, `dots` weeks that stand alone."""

    code: str
    tone: str
    line: str
    area: str
    dots: str


@dataclass(frozen=True, slots=True)
class Spark:
    """All of the sparkline; `gaps` are (x, width) of spans without an estimate."""

    weeks: list[date]
    traces: list[Trace]
    gaps: list[tuple[float, float]]


def calendar(weeks: Sequence[date]) -> list[date]:
    """Return every Monday from the first to the last week with an estimate."""
    return weeks_between(weeks[0], next_week(weeks[-1])) if weeks else []


def draw(exports: Mapping[str, Mapping[date, float]], estimated: Sequence[date]) -> Spark:
    """Return the sparkline of these countries over the calendar of the estimated weeks."""
    weeks = calendar(estimated)
    largest = max((value for series in exports.values() for value in series.values()), default=0) or 1
    place = {week: WIDTH * index / max(1, len(weeks) - 1) for index, week in enumerate(weeks)}
    traces = [_trace(code, series, weeks, place, largest) for code, series in exports.items()]
    return Spark(weeks, traces, _gaps(weeks, set(estimated), place))


def runs_of(weeks: Iterable[date], present: Mapping[date, float] | set[date]) -> list[list[date]]:
    """Return the consecutive stretches of `weeks` that are present."""
    runs: list[list[date]] = [[]]
    for week in weeks:
        if week in present:
            runs[-1].append(week)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _trace(
    code: str,
    series: Mapping[date, float],
    weeks: Sequence[date],
    place: Mapping[date, float],
    largest: float,
) -> Trace:
    line, area, dots = [], [], []
    for run in runs_of(weeks, series):
        points = [(place[week], HEIGHT - (HEIGHT - HEADROOM) * series[week] / largest) for week in run]
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        if len(points) == 1:
            dots.append(f"M{text}h0")
            continue
        line.append(f"M{text}")
        area.append(f"M{points[0][0]:.1f},{HEIGHT} {text} {points[-1][0]:.1f},{HEIGHT}Z")
    tone = code if code in COLOURED else "other"
    return Trace(code, tone, "".join(line), "".join(area), "".join(dots))


def _gaps(
    weeks: Sequence[date], estimated: set[date], place: Mapping[date, float]
) -> list[tuple[float, float]]:
    """Return (x, width) between the estimated weeks on either side of each gap."""
    found = []
    for run in runs_of(weeks, set(weeks) - estimated):
        start, end = weeks.index(run[0]) - 1, weeks.index(run[-1]) + 1
        found.append((place[weeks[start]], place[weeks[end]] - place[weeks[start]]))
    return found

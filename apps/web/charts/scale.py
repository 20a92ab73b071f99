"""From values to coordinates, and round numbers for the axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear or logarithmic scale from [low, high] to [start, end]."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    def at(self, value: float) -> float:
        """Return the coordinate of a value; values outside the domain are drawn at its edge."""
        kept = min(max(value, self.low), self.high)
        part = self._part(kept) if self.high > self.low else 0.0
        return self.start + (self.end - self.start) * part

    def _part(self, value: float) -> float:
        if self.is_log:
            return (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (value - self.low) / (self.high - self.low)

    def ticks(self, wanted: int) -> list[float]:
        """Return round values inside the domain, about as many as wanted."""
        return decades(self.low, self.high, wanted) if self.is_log else steps(self.low, self.high, wanted)


def steps(low: float, high: float, wanted: int) -> list[float]:
    """Return the multiples of a round step from low to high."""
    if not high > low:
        return [low]
    raw = (high - low) / max(1, wanted)
    base = 10 ** floor(log10(raw))
    step = next(base * size for size in ROUND if base * size >= raw * (1 - 1e-9))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(step * index, 12) for index in range(first, last + 1)]


def decades(low: float, high: float, wanted: int) -> list[float]:
    """Return powers of ten from low to high, every n-th where there are more than wanted."""
    powers = range(ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9) + 1)
    stride = max(1, ceil(len(powers) / max(1, wanted)))
    return [10.0**power for power in powers[::stride]]


def linear(largest: float, start: float, end: float, *, lowest: float = 0.0) -> Scale:
    """Return a zero-based scale that ends at a round number at or above the largest value."""
    top = max(largest, 0.0) or 1.0
    raw = steps(min(lowest, 0.0), top, 5)
    step = raw[1] - raw[0] if len(raw) > 1 else top
    return Scale(min(lowest, 0.0), step * ceil(top / step - 1e-9), start, end)


def logarithmic(smallest: float, largest: float, start: float, end: float) -> Scale:
    """Return a logarithmic scale over the decades (at halves) that hold both ends; raise ValueError at or below 0."""
    if not 0 < smallest <= largest:
        raise ValueError(f"a logarithmic axis needs 0 < {smallest} <= {largest}")
    low, high = floor(log10(smallest) * 2) / 2, ceil(log10(largest) * 2) / 2
    return Scale(10**low, 10 ** (high if high > low else low + 0.5), start, end, is_log=True)


@dataclass(frozen=True, slots=True)
class Days:
    """Dates on a line: the first at `start`, the last at `end`."""

    first: date
    last: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """Return the coordinate of a date."""
        whole = (self.last - self.first).days
        part = (day - self.first).days / whole if whole else 0.5
        return self.start + (self.end - self.start) * part

    def ticks(self, wanted: int) -> list[date]:
        """Return firsts of months (or of years), about as many as wanted."""
        months = [month for month in _months(self.first, self.last) if self.first <= month <= self.last]
        stride = next((size for size in (1, 2, 3, 6, 12) if len(months) / size <= wanted), 12)
        return [month for month in months if (month.month - 1) % stride == 0] or [self.first]


def _months(first: date, last: date) -> Sequence[date]:
    """Return the firsts of the months from the one of `first` to the one of `last`."""
    count = (last.year - first.year) * 12 + last.month - first.month
    whole = [first.year * 12 + first.month - 1 + step for step in range(count + 1)]
    return [date(month // 12, month % 12 + 1, 1) for month in whole]

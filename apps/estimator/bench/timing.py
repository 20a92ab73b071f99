"""What a bench tells: figures with their targets, and the shortest time of several."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.estimator.bench import units as size


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, with its target where it has one."""

    name: str
    value: float
    unit: str
    target: str = ""
    passes: bool = True


def best(work: Callable[[], Any]) -> float:
    """Return the shortest of the bench's repeats in seconds."""
    times = []
    for _ in range(size.REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def at_most(name: str, value: float, limit: float, unit: str = "x") -> Figure:
    """Return a figure that must not exceed its limit."""
    return Figure(name, value, unit, f"<= {limit:g} {unit}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str = "x") -> Figure:
    """Return a figure that must reach its limit."""
    return Figure(name, value, unit, f">= {limit:g} {unit}", value >= limit)

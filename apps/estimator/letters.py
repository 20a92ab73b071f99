"""Letters of evidence: the grade that all but 5 % of some weight reaches, and the weakest of several."""

import numpy as np

from apps.estimator.arrays import Bools, Float64s, Indices
from apps.estimator.measures import GRADES
from apps.estimator.shares import ASSUMED_GRADE, worst
from apps.estimator.units import GRADE_TAIL_SHARE

NOT_APPLICABLE = "-"


def tail_grades(weights: Float64s) -> list[str]:
    """Return for each column of (grades, n) weights, A first, the grade that all but 5 % of it reaches."""
    totals = weights.sum(axis=0)
    worse = totals - np.cumsum(weights, axis=0)
    found = np.argmax(worse < GRADE_TAIL_SHARE * totals, axis=0)
    return [
        GRADES[index] if total > 0 else ASSUMED_GRADE
        for index, total in zip(found.tolist(), totals.tolist(), strict=True)
    ]


def tail_grade(weights: Float64s) -> str:
    """Return the grade that all but 5 % of the weight reaches; weights are by grade, A first."""
    return tail_grades(weights[:, None])[0]


def weakest(profile: str) -> str:
    """Return the weakest grade of a profile."""
    return worst([letter for letter in profile if letter != NOT_APPLICABLE])


def identification(profile: str) -> str:
    """Return MARGINS where every link of row and column is grade C or better, else PRIOR_DRIVEN.

    MEASURED needs a source that observes the pair itself; none is read yet.
    """
    return "PRIOR_DRIVEN" if weakest(profile) == ASSUMED_GRADE else "MARGINS"


def indices(grades: list[str]) -> Indices:
    """Return the position of each grade, A first."""
    return np.array([GRADES.index(grade) for grade in grades], np.int8)


def by_grade(weights: Float64s, grades: Indices) -> Float64s:
    """Return the weight of each grade, A first; the first axis is summed."""
    return np.stack([weights[grades == index].sum(axis=0) for index in range(len(GRADES))])


def letters(cells: Float64s, grades: Indices) -> list[str]:
    """Return the letter of each column of (n, O) weights whose rows have these grades."""
    return tail_grades(by_grade(cells, grades))


def share(cells: Float64s, chosen: Bools) -> Float64s:
    """Return the share of each column that the chosen rows hold; 0 of nothing."""
    totals: Float64s = cells.sum(axis=0)
    shares: Float64s = np.divide(
        cells[chosen].sum(axis=0), totals, out=np.zeros_like(totals), where=totals > 0
    )
    return shares

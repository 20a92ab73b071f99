"""The form every page of figures has: week, measure, and what the origin means. It works without scripts."""

from dataclasses import dataclass

from apps.estimator.measures import BASES, MEASURES
from apps.flows.question import Question
from apps.flows.releases import ReleaseRow
from apps.web import words

Option = tuple[str, words.Text, bool]


@dataclass(frozen=True, slots=True)
class Controls:
    """The form: where it leads, and the options (value, words, whether chosen) of each select."""

    path: str
    weeks: list[Option]
    measures: list[Option]
    bases: list[Option]
    kept: list[tuple[str, str]]


def controls(question: Question, release: ReleaseRow, *, path: str, has_week: bool = True) -> Controls:
    """Return the form of a question; measures that do not exist on the chosen basis are left out."""
    chosen = question.period or release.newest
    weeks: list[Option] = [
        (w.week.isoformat(), words.day(w.week), w.week == chosen) for w in reversed(release.weeks)
    ]
    measures = [
        (name, words.MEASURE_NAMES[name], name == question.measure)
        for name, row in MEASURES.items()
        if question.basis in row.bases + row.counterfactual_bases
    ]
    row = MEASURES[question.measure]
    bases = [
        (name, words.BASIS_NAMES[name], name == question.basis)
        for name in reversed(BASES)
        if name in row.bases + row.counterfactual_bases
    ]
    kept = [("as_of", question.as_of.isoformat())] if question.as_of else []
    return Controls(path, weeks if has_week else [], measures, bases, kept)

"""The denominator switch: shares of a week by lab country, each with what it is a share of and the unknown part.

Every publication of a week has bars of its own; bars of different weeks or publications are never joined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from apps.estimator.measures import UNKNOWN
from apps.estimator.periods import next_week
from apps.estimator.shares_of import ANSWERS, DENOMINATORS, Bar, Line, NoDenominator, bar
from apps.flows.inputs import published, weekly
from apps.flows.inputs.candidates import Candidate
from apps.observations import queries as observations
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow


@dataclass(frozen=True, slots=True)
class CountedBar:
    """A bar with the publication and window it comes from; None with the reason where there is none."""

    week: date
    publication: str
    denominator: str
    bar: Bar | None
    reason: str
    window_start: str
    window_end: str
    evidence_grade: str
    coverage: float
    figure_ids: tuple[str, ...]


def counted_bars(weeks: Sequence[date], *, as_of: datetime) -> Iterator[CountedBar]:
    """Yield every denominator of every usable publication of these weeks, as known at a moment."""
    if not weeks:
        return
    models = reference.model_facts()
    for candidate in _candidates(weeks, models, as_of=as_of):
        if candidate.problem or candidate.week not in weeks:
            continue
        lines = [*_lines(candidate, models)]
        for wanted in DENOMINATORS:
            if wanted in ANSWERS[candidate.denominator]:
                yield _counted(candidate, lines, wanted)


def _candidates(
    weeks: Sequence[date], models: Mapping[str, ModelFactsRow], *, as_of: datetime
) -> Iterable[Candidate]:
    """Return what every publication and the daily list say of the span of these weeks."""
    first, end = min(weeks), next_week(max(weeks))
    figures = observations.published_figures_as_of(as_of=as_of)
    return [
        *published.candidates(figures, models, first=first, end=end),
        *weekly.candidates(first=first, end=end, as_of=as_of),
    ]


def _lines(candidate: Candidate, models: Mapping[str, ModelFactsRow]) -> Iterator[Line]:
    """Yield the tokens of each subject, its tiers together; a remainder is no named model."""
    tokens: dict[str, float] = {}
    for row in candidate.rows:
        tokens[row.subject] = tokens.get(row.subject, 0.0) + row.tokens
    for subject, amount in sorted(tokens.items()):
        facts = models.get(subject)
        is_named = facts is not None and not facts.is_group
        yield Line(subject, facts.lab_country if facts else UNKNOWN, amount, is_named)


def _counted(candidate: Candidate, lines: list[Line], wanted: str) -> CountedBar:
    """Return one bar, or why it cannot be drawn."""
    found, reason = None, ""
    try:
        found = bar(lines, observed=candidate.denominator, wanted=wanted)
    except NoDenominator as fault:
        reason = str(fault)
    about = candidate.about
    return CountedBar(
        week=candidate.week,
        publication=candidate.publication,
        denominator=wanted,
        bar=found,
        reason=reason,
        window_start=about["window_start"],
        window_end=about["window_end"] or next_week(candidate.week).isoformat(),
        evidence_grade=about["grade"],
        coverage=candidate.coverage,
        figure_ids=tuple(figure["figure_id"] for figure in about["figures"]),
    )

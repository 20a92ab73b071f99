"""How much of a model each provider served, where a publication printed it: figures tokens_<period>_model_provider.

The figure names the model, its subject is our key of the provider. With the model's own total of the same
publication and window (tokens_<period>_model) the shares are measured; without it they are activity.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from apps.estimator.inputs import Host
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.periods import next_week
from apps.observations.rows import FigureValue

SUFFIX = "_provider"
BY_PROVIDER = f"_model{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Split:
    """Tokens of one model by provider in [start, end) (end None: open), and of all its providers where printed."""

    start: date
    end: date | None
    tokens: Mapping[str, float]
    total: float | None
    evidence_grade: str

    def grade_in(self, week: date) -> str:
        """Return the grade in a week: one letter weaker after the window that was counted."""
        if self.end is None or week < self.end:
            return self.evidence_grade
        return GRADES[min(GRADES.index(self.evidence_grade) + 1, len(GRADES) - 1)]

    def applied(self, hosts: tuple[Host, ...], week: date) -> tuple[Host, ...]:
        """Return the hosts with their measured share or their activity; counted providers that were missing join."""
        grade = self.grade_in(week)
        known = {host.provider for host in hosts}
        joined = [Host(name, None, None) for name in sorted(self.tokens) if name not in known]
        found = [self._counted(host, grade) for host in (*hosts, *joined)]
        is_whole = self.total is None or sum(self.tokens.values()) >= self.total
        if not is_whole and all(host.measured_share is not None for host in found):
            found.append(Host(UNKNOWN, None, None))
        return tuple(found)

    def _counted(self, host: Host, grade: str) -> Host:
        """Return one host with what was counted of it."""
        tokens = self.tokens.get(host.provider)
        if tokens is None:
            return host
        if self.total is None:
            return replace(host, activity=tokens, evidence_grade=grade)
        whole = max(self.total, sum(self.tokens.values()))
        return replace(host, measured_share=tokens / whole, evidence_grade=grade)


def splits(figures: Iterable[FigureValue], providers: Iterable[str]) -> dict[str, tuple[Split, ...]]:
    """Return the splits of each model, oldest first; a provider we do not know counts as unknown."""
    ours = frozenset(providers)
    parts: dict[tuple[str, date, str, str], list[FigureValue]] = defaultdict(list)
    totals: dict[tuple[str, date, str, str], float] = {}
    for figure in figures:
        said = figure.detail
        key = (figure.model or "", said.window_start, said.publication, figure.metric.removesuffix(SUFFIX))
        if figure.metric.endswith(BY_PROVIDER):
            parts[key].append(figure)
        elif figure.metric.endswith("_model"):
            totals[key] = float(figure.value)
    found: dict[str, list[Split]] = defaultdict(list)
    for key, rows in sorted(parts.items()):
        tokens: dict[str, float] = defaultdict(float)
        for row in rows:
            tokens[row.subject if row.subject in ours else UNKNOWN] += float(row.value)
        grade = max((row.detail.evidence_grade for row in rows), key=GRADES.index)
        found[key[0]].append(Split(key[1], rows[0].detail.window_end, dict(tokens), totals.get(key), grade))
    return {model: tuple(made) for model, made in found.items()}


def split_at(known: Iterable[Split], week: date) -> Split | None:
    """Return the newest split that began before a week ended, or None."""
    begun = [split for split in known if split.start < next_week(week)]
    return begun[-1] if begun else None

"""Where each model was computed: model x compute of one week, a few models at a time."""

from collections.abc import Iterator, Sequence

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.margins import Margins
from apps.estimator.pertoken import PerToken
from apps.estimator.results import AttributionCell
from apps.estimator.served import BASIS, Place, Served, split_of, together
from apps.estimator.units import MODELS_PER_BATCH


class _Rests:
    """What one lab country has below the threshold, by split: (K,) draws and (O,) means."""

    def __init__(self, origins: int, draws: int) -> None:
        self.shape = (origins, draws)
        self.draws: dict[str, Float64s] = {}
        self.means: dict[str, Float64s] = {}

    def add(self, split: str, origin: int, row: Float32s, mean: float) -> None:
        """Add one row that is not listed."""
        draws = self.draws.setdefault(split, np.zeros(self.shape[1]))
        draws += row
        self.means.setdefault(split, np.zeros(self.shape[0]))[origin] += mean


def model_cells(measures: Sequence[Served], margins: Margins) -> Iterator[AttributionCell]:
    """Yield each model's countries of computing from 0.01 % of the week on, and the sum of the others per split.

    measures are those of one week. Shares and bounds are of the model's own total. Means add to those of the lab
    country.
    """
    for lab, own in measures[0].labs.items():
        rests = [_Rests(*served.by_group.shape[1:]) for served in measures]
        subjects = [row for index in own for row in measures[0].groups[index].subjects]
        for start in range(0, len(subjects), MODELS_PER_BATCH):
            batch = subjects[start : start + MODELS_PER_BATCH]
            spread = _placed(margins.drawn.phi[:, batch], margins.drawn.lam)
            for served, rest in zip(measures, rests, strict=True):
                for subject, rows in zip(batch, _rows(served, margins, batch, spread), strict=True):
                    yield from _cells(served, subject, lab, rows, rest)
        for served, rest in zip(measures, rests, strict=True):
            for split, draws in rest.draws.items():
                seen = together(served.evidence[lab], rest.means[split])
                yield served.cell("MODEL", Place(split, lab), seen, draws)


def _cells(
    served: Served, subject: int, lab: str, rows: Float32s, rests: _Rests
) -> Iterator[AttributionCell]:
    """Yield the listed countries of one subject, whose rows are (O, K); the others go into the rests."""
    means = rows.mean(axis=-1, dtype=np.float64)
    is_listed = means >= served.least
    for origin in np.flatnonzero((means > 0) & ~is_listed).tolist():
        rests.add(split_of(lab, served.origins[origin]), origin, rows[origin], float(means[origin]))
    listed = np.flatnonzero((means > 0) & is_listed).tolist()
    if listed:
        seen, uid = (
            served.grader.subject(subject, served.measure, served.week),
            served.block.subjects[subject].uid,
        )
        codes = [served.origins[index] for index in listed]
        places = [Place(split_of(lab, code), lab, code, model=uid) for code in codes]
        yield from served.shared("MODEL", places, [seen[index] for index in listed], rows[listed], rows)


def _rows(served: Served, margins: Margins, subjects: list[int], spread: Float32s) -> Float32s:
    """Return (S, O, K) of the measure of these subjects, whose shares of each country are `spread`."""
    drawn, week = margins.drawn, served.week
    if served.measure == "SERVICE_VALUE_USD":
        rows = spread * _lent(drawn.usd, week, subjects)
        rows += _placed(drawn.value[:, subjects], drawn.lam)
        rows *= _counts(served.block.paid[week, subjects])
        return rows
    rows = spread * _counts(served.block.tokens[week, subjects])
    if served.measure == "ENERGY_KWH":
        own = drawn.joules.own[:, subjects].T[:, None].astype(np.float32)
        rows *= own + _lent(drawn.joules, week, subjects)
        rows *= margins.factor(BASIS, served.measure).astype(np.float32)
    return rows


def _placed(by_provider: Float32s, lam: Float32s) -> Float32s:
    """Return (S, O, K) of what subjects have at their providers (K, S, P), by lam (K, P, O)."""
    return np.ascontiguousarray((by_provider @ lam).transpose(1, 2, 0))


def _counts(tokens: Float64s) -> Float32s:
    """Return (S, 1, 1) of token counts."""
    return tokens[:, None, None].astype(np.float32)


def _lent(facts: PerToken, week: int, subjects: list[int]) -> Float32s:
    """Return (S, 1, K) the week's value of one token of subjects without facts of their own, else 0."""
    lent: Float64s = facts.factors[:, subjects] * facts.level[week][:, None]
    return lent.T[:, None].astype(np.float32)

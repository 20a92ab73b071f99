"""Where each model was computed: model x compute of one week, one model's draws at a time."""

from collections.abc import Iterator

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.margins import Margins
from apps.estimator.pertoken import PerToken
from apps.estimator.results import AttributionCell
from apps.estimator.served import BASIS, Place, Served, split_of, together, with_shares


class _Rests:
    """What one lab country has below the threshold, by split: (K,) draws and (O,) means."""

    def __init__(self, origins: int, draws: int) -> None:
        self.shape = (origins, draws)
        self.draws: dict[str, Float64s] = {}
        self.means: dict[str, Float64s] = {}

    def add(self, split: str, origin: int, row: Float64s, mean: float) -> None:
        """Add one row that is not listed."""
        draws = self.draws.setdefault(split, np.zeros(self.shape[1]))
        draws += row
        self.means.setdefault(split, np.zeros(self.shape[0]))[origin] += mean


def model_cells(served: Served, margins: Margins) -> Iterator[AttributionCell]:
    """Yield each model's countries of computing from 0.01 % of the week on, and the sum of the others per split.

    Shares and bounds are of the model's own total. Means add to those of the lab country.
    """
    for lab, own in served.labs.items():
        rests = _Rests(*served.by_group.shape[1:])
        for subject in (row for index in own for row in served.groups[index].subjects):
            rows = _rows(served, margins, subject)
            if rows is not None:
                yield from _cells(served, subject, lab, rows, rests)
        for split, draws in rests.draws.items():
            seen = together(served.evidence(lab), rests.means[split])
            yield served.cell("MODEL", Place(split, lab), seen, draws)


def _cells(
    served: Served, subject: int, lab: str, rows: Float64s, rests: _Rests
) -> Iterator[AttributionCell]:
    """Yield the listed countries of one subject, whose rows are (O, K); the others go into the rests."""
    total, means = rows.sum(axis=0), rows.mean(axis=-1)
    listed = means >= served.least
    seen = served.seen([subject]) if listed.any() else []
    for origin in np.flatnonzero(means).tolist():
        code = served.origins[origin]
        place = Place(split_of(lab, code), lab, code, model=served.block.subjects[subject].uid)
        if listed[origin]:
            cell = served.cell("MODEL", place, seen[origin], rows[origin])
            yield with_shares(cell, rows[origin], total, rows[-1])
        else:
            rests.add(place.split, origin, rows[origin], float(means[origin]))


def _rows(served: Served, margins: Margins, subject: int) -> Float64s | None:
    """Return (O, K) of one subject's measure; None where it has none."""
    drawn, week = margins.drawn, served.week
    phi = drawn.phi[:, subject]
    if served.measure == "SERVICE_VALUE_USD":
        paid = served.block.paid[week, subject]
        own = _placed(drawn.value[:, subject], drawn.lam)
        rows = paid * (own + _lent(drawn.usd, week, subject) * _placed(phi, drawn.lam))
    else:
        rows = served.block.tokens[week, subject] * _placed(phi, drawn.lam)
    if served.measure == "ENERGY_KWH":
        joules = drawn.joules.own[:, subject] + _lent(drawn.joules, week, subject)
        rows = rows * joules * margins.factor(BASIS, served.measure)
    return rows if rows.any() else None


def _placed(by_provider: Float32s, lam: Float32s) -> Float64s:
    """Return (O, K) of what a subject has at its providers (K, P), by lam (K, P, O)."""
    hosts = np.flatnonzero(by_provider.any(axis=0))
    placed: Float64s = np.einsum("kp,kpo->ok", by_provider[:, hosts], lam[:, hosts], dtype=np.float64)
    return placed


def _lent(facts: PerToken, week: int, subject: int) -> Float64s:
    """Return (K,) the week's value of one token of a subject without facts of its own, else 0."""
    lent: Float64s = facts.factors[:, subject] * facts.level[week]
    return lent

"""Row margins: each measure by week, origin and draw, on each basis, from one set of draws."""

from dataclasses import dataclass

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.block import Block
from apps.estimator.checks import check_shares
from apps.estimator.distributions import Draws
from apps.estimator.energy import PerJoule, per_joule, unknown_shock
from apps.estimator.energymodels import tokenizer
from apps.estimator.locations import location_draws, seat_matrix
from apps.estimator.origins import OriginArrays, fix_totals, lab_arrays, origin_arrays, scaled_arrays
from apps.estimator.pertoken import PerToken, draw_joules, draw_usd
from apps.estimator.shares import provider_draws
from apps.estimator.value import drawn_class_shares, price_matrix, priced_hosts, value_draws


@dataclass(frozen=True, slots=True)
class Totals:
    """What went into each week, in double precision: (T, K) tokens, GPU joules and USD at list price."""

    tokens: Float64s
    joules: Float64s
    usd: Float64s


@dataclass(slots=True)
class DrawnTables:
    """The draws of a block: phi and value (K, M, P), lam (K, P, O), per-token facts, seats (P, C), totals."""

    phi: Float32s
    value: Float32s
    lam: Float32s
    seats: Float32s
    joules: PerToken
    usd: PerToken
    totals: Totals


@dataclass(slots=True)
class Margins:
    """Everything the corridors need of the rows: arrays by basis, totals, factors per GPU joule by basis.

    drawn are the tables behind them, from which rows by group of subjects are made (grouping.py).
    """

    arrays: dict[str, OriginArrays]
    totals: Totals
    joules: PerToken
    usd: PerToken
    factors: dict[str, PerJoule]
    mean_phi: Float64s
    mean_lam: Float64s
    seats: Float32s
    drawn: DrawnTables

    def rows(self, basis: str, measure: str, week: int) -> Float32s:
        """Return (O, K) of one measure at each origin of a basis in one week, in the measure's unit."""
        arrays = self.arrays[basis]
        rows = arrays.joules
        if measure == "TOKENS":
            rows = arrays.tokens
        elif measure == "SERVICE_VALUE_USD":
            rows = arrays.usd
        found: Float32s = rows[week]
        if rows is arrays.joules:
            found = found * self.factor(basis, measure).astype(np.float32)
        return found

    def factor(self, basis: str, measure: str) -> Float64s:
        """Return (O, K) of a physical measure per GPU joule at each origin of a basis."""
        factor: Float64s = getattr(self.factors[basis], measure)
        return factor

    def total(self, basis: str, measure: str, week: int, rows: Float32s) -> Float64s:
        """Return (K,) what went into the week, before any share; physical measures depend on the place of rows."""
        totals: Float64s = rows.sum(axis=0, dtype=np.float64)
        if measure == "TOKENS":
            totals = self.totals.tokens[week]
        elif measure == "SERVICE_VALUE_USD":
            totals = self.totals.usd[week]
        elif measure == "COMPUTE_VALUE_USD":
            totals = self.totals.joules[week] * self.factor(basis, measure)[0]
        return totals

    def is_estimable(self, measure: str, week: int) -> bool:
        """Tell whether the week has what this measure needs."""
        if measure == "TOKENS":
            return True
        needed = self.usd if measure == "SERVICE_VALUE_USD" else self.joules
        return bool(needed.is_estimable[week])


def draw_tables(block: Block, draws: Draws) -> DrawnTables:
    """Return everything a block draws before origins are summed; raise SharesNotOne where shares do not add up."""
    uids = [subject.uid for subject in block.subjects]
    phi = provider_draws(block.mixes, uids, block.providers, draws, block.own_sites)
    lam = location_draws(block.sites, block.providers, block.countries["COMPUTE"], draws)
    _check(phi, "provider shares")
    _check(lam, "location shares")
    hosts = [priced_hosts(subject, block.peers) for subject in block.subjects]
    prices = price_matrix(hosts, [block.columns(uid) for uid in uids], block.providers)
    value = value_draws(phi, prices, drawn_class_shares(draws))
    for row, subject in enumerate(block.subjects):
        if subject.kind == "GROUP":
            shock = unknown_shock("missing_price_ln_sd", subject.uid, draws)
            value[:, row] *= shock[:, None].astype(np.float32)
        if draws.structure.tokenizer_factor:
            value[:, row] *= tokenizer(subject.uid, draws)[:, None].astype(np.float32)
    joules, usd = draw_joules(block, draws), draw_usd(block, value, draws)
    seats = seat_matrix(block.companies, block.countries["COMPANY"])
    return DrawnTables(phi, value, lam, seats, joules, usd, _totals(block, joules, usd))


def build_margins(block: Block, draws: Draws) -> Margins:
    """Return the row margins of a block on every basis; totals agree between bases in every draw."""
    drawn = draw_tables(block, draws)
    everywhere = np.broadcast_to(drawn.seats, (draws.count, *drawn.seats.shape))
    arrays = served_arrays(block, drawn, np.concatenate([drawn.lam, everywhere], axis=-1))
    width, end = drawn.lam.shape[-1], drawn.lam.shape[-1] + drawn.seats.shape[-1]
    return Margins(
        arrays={
            "COMPUTE": fixed(arrays.part(0, width), drawn.totals),
            "COMPANY": fixed(arrays.part(width, end), drawn.totals),
            "LAB": fixed(_lab(block, drawn.joules, drawn.usd), drawn.totals),
        },
        totals=drawn.totals,
        joules=drawn.joules,
        usd=drawn.usd,
        factors=_factors(block, draws),
        mean_phi=drawn.phi.mean(axis=0, dtype=np.float64),
        mean_lam=drawn.lam.mean(axis=0, dtype=np.float64),
        seats=drawn.seats,
        drawn=drawn,
    )


def _factors(block: Block, draws: Draws) -> dict[str, PerJoule]:
    """Return what a GPU joule is at the places of each basis."""
    return {
        basis: per_joule([block.place(code) for code in codes], draws)
        for basis, codes in block.countries.items()
    }


def _check(shares: Float32s, name: str) -> None:
    """Raise SharesNotOne unless the mean shares of every row add to 1."""
    check_shares(name, shares.mean(axis=0, dtype=np.float64).sum(axis=-1))


def served_arrays(block: Block, drawn: DrawnTables, lam: Float32s) -> OriginArrays:
    """Return the arrays over the places of lam (K, P, O), subjects without own facts included."""
    tokens, paid = block.tokens.astype(np.float32), block.paid.astype(np.float32)
    joules = drawn.joules.own.astype(np.float32)
    arrays = origin_arrays(tokens=tokens, paid=paid, phi=drawn.phi, value=drawn.value, lam=lam, joules=joules)
    for target, counts, facts in ((arrays.joules, tokens, drawn.joules), (arrays.usd, paid, drawn.usd)):
        _add_unknown(target, counts, facts, drawn.phi, lam)
    return arrays


def _add_unknown(target: Float32s, counts: Float32s, facts: PerToken, phi: Float32s, lam: Float32s) -> None:
    """Add in place what the subjects without facts of their own hold at the week's level."""
    lacking = np.flatnonzero(~facts.has_own)
    if len(lacking):
        target += scaled_arrays(
            tokens=np.ascontiguousarray(counts[:, lacking]),
            phi=np.ascontiguousarray(phi[:, lacking]),
            lam=lam,
            factors=facts.factors[:, lacking],
            level=facts.level,
        )


def _lab(block: Block, joules: PerToken, usd: PerToken) -> OriginArrays:
    """Return the arrays by lab country."""
    labs, countries = block.labs(), block.countries["LAB"]

    def by_lab(tokens: Float64s, facts: PerToken) -> Float32s:
        spread = lab_arrays(tokens, facts.factors, labs, countries) * facts.level[:, None, :].astype(
            np.float32
        )
        return lab_arrays(tokens, facts.own, labs, countries) + spread

    counts = lab_arrays(block.tokens, np.ones_like(joules.own), labs, countries)
    return OriginArrays(counts, by_lab(block.tokens, joules), by_lab(block.paid, usd))


def _totals(block: Block, joules: PerToken, usd: PerToken) -> Totals:
    """Return what went into each week."""
    counts = np.broadcast_to(block.tokens.sum(axis=1)[:, None], (len(block.weeks), joules.own.shape[0]))
    return Totals(counts, joules.totals(block.tokens), usd.totals(block.paid))


def fixed(arrays: OriginArrays, totals: Totals) -> OriginArrays:
    """Return the arrays scaled to the totals, which are the same for every basis."""
    fix_totals(arrays.tokens, totals.tokens, "tokens")
    fix_totals(arrays.joules, totals.joules, "joules")
    fix_totals(arrays.usd, totals.usd, "value")
    return arrays

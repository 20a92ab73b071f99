"""The week a what-if begins with: drawn as the run drew it, cut by lab, weights and documented unavailability."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.estimator.arrays import Bools, Float32s, Float64s
from apps.estimator.block import Block, build_block
from apps.estimator.corridors import brought_to, columns
from apps.estimator.destinations import destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.energy import per_joule
from apps.estimator.grouping import Members, group_rows
from apps.estimator.inputs import Inputs
from apps.estimator.margins import Margins, build_margins
from apps.estimator.measures import MEASURES, UNKNOWN
from apps.estimator.pairing import Pairing, groups_of, pair_week
from apps.estimator.parameters import Parameters
from apps.estimator.whatif.world import BASIS, Mixes, Party, World

OPEN = "/open"
KINDS = ("tokens", "joules", "usd")


class NoSuchWeek(LookupError):
    """The inputs hold no usage of this week."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """The subjects of a block by lab, weights and forbidden destinations: members (M,), and what each part is."""

    membership: Members
    parties: tuple[Party, ...]
    forbidden: tuple[int, ...]


def week_world(
    inputs: Inputs, parameters: Parameters, week: date, *, draws: int, seed: int, basis: str = BASIS
) -> World:
    """Return one week of a run with every draw of it; equal inputs, parameters, draws and seed give equal bytes.

    On the basis COMPUTE every lab country is an origin, with nothing where nothing is computed. Raises
    NoSuchWeek, and what an estimate raises.
    """
    drawn = Draws(parameters, draws=draws, seed=seed)
    block = build_block(inputs, drawn)
    place = next((row for row, facts in enumerate(block.weeks) if facts.week == week), None)
    if place is None:
        raise NoSuchWeek(f"week {week}: no usage is known; ask for a week that has an estimate")
    margins = build_margins(block, drawn)
    ends = columns(destination_shares(inputs.destinations, drawn))
    groups = groups_of(block, inputs.unavailable, ends.countries)
    pairing = pair_week(block, margins, place, groups, ends)
    cut = _cut(block, pairing.groups.membership)
    origins = _origins(block, basis)
    parts = {name: _placed(rows, block.countries[basis], origins) for name, rows in _parts(
        block, margins, place, cut, basis
    ).items()}  # fmt: skip
    factors = per_joule([block.place(code) for code in origins], drawn)
    return World(
        basis=basis,
        origins=origins,
        ends=ends.countries,
        parties=cut.parties,
        open=_open(pairing, cut),
        link=_mixes(pairing, cut),
        kwh_per_joule=factors.ENERGY_KWH,
        usd_per_kwh=factors.ELECTRICITY_VALUE_USD / factors.ENERGY_KWH,
        kg_per_kwh=factors.CARBON_KG / factors.ENERGY_KWH,
        compute_usd_per_joule=factors.COMPUTE_VALUE_USD[0],
        draws=drawn,
        lacking=frozenset(name for name in MEASURES if not margins.is_estimable(name, place)),
        notices=(*block.notices, *groups.notices, *pairing.notices),
        **parts,
    )


def _cut(block: Block, forbidden: Members) -> _Cut:
    """Return the parts of a block in which lab, weights and forbidden destinations are equal."""
    names = [
        (lab, subject.hosting.endswith(OPEN), int(group))
        for lab, subject, group in zip(block.labs(), block.subjects, forbidden.tolist(), strict=True)
    ]
    distinct = sorted(set(names))
    membership = np.array([distinct.index(name) for name in names], np.int64)
    parties = tuple(Party(lab, is_open) for lab, is_open, _ in distinct)
    return _Cut(membership, parties, tuple(group for _, _, group in distinct))


def _origins(block: Block, basis: str) -> tuple[str, ...]:
    """Return the origins of a basis, on COMPUTE with every lab country, UNK last."""
    known = set(block.countries[basis]) | (set(block.labs()) if basis == BASIS else set())
    return (*sorted(known - {UNKNOWN}), UNKNOWN)


def _parts(block: Block, margins: Margins, week: int, cut: _Cut, basis: str) -> dict[str, Float64s]:
    """Return tokens, GPU joules and USD, each (G, O, K), which add over groups to the week's rows and totals."""
    rows = group_rows(block, margins.drawn, week, cut.membership, groups=len(cut.parties), basis=basis)
    whole, totals = margins.arrays[basis], margins.totals
    return {
        name: _fitted(
            getattr(rows, name), brought_to(getattr(totals, name)[week], getattr(whole, name)[week])
        )
        for name in KINDS
    }


def _fitted(parts: Float32s, whole: Float64s) -> Float64s:
    """Return the parts (G, O, K) such that they add to the whole (O, K)."""
    sums = parts.sum(axis=0, dtype=np.float64)
    fitted: Float64s = parts * np.divide(whole, sums, out=np.zeros_like(whole), where=sums > 0)
    return fitted


def _placed(rows: Float64s, names: tuple[str, ...], origins: tuple[str, ...]) -> Float64s:
    """Return (G, O, K) rows at their places among all origins."""
    if names == origins:
        return rows
    placed = np.zeros((rows.shape[0], len(origins), rows.shape[-1]))
    placed[:, [origins.index(name) for name in names]] = rows
    return placed


def _open(pairing: Pairing, cut: _Cut) -> Bools:
    """Return (G, D) which destinations no document shuts a part out of."""
    allowed: Bools = pairing.groups.open[list(cut.forbidden)]
    return allowed


def _mixes(pairing: Pairing, cut: _Cut) -> Mixes:
    """Return the destination shares of the parts: one for all where nothing is forbidden."""
    used = sorted(set(cut.forbidden))
    shares = np.stack([pairing.group_columns(group).shares for group in used])
    return Mixes(shares, tuple(used.index(group) for group in cut.forbidden))

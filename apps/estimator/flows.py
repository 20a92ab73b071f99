"""The method, version 1: from one block of weeks to corridors, balances, ratios and their proof."""

from collections.abc import Iterator

import numpy as np

from apps.estimator.attribution import attribution_cells, lab_groups
from apps.estimator.balances import SCOPE, balance_cells
from apps.estimator.block import Block, build_block
from apps.estimator.checks import check_draws, check_inputs
from apps.estimator.conservation import conservation_row
from apps.estimator.corridors import (
    Columns,
    brought_to,
    columns,
    corridor_means,
    corridor_spread,
    listed,
    rest_spread,
)
from apps.estimator.destinations import destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.grades import Grader
from apps.estimator.inputs import Inputs
from apps.estimator.margins import Margins, build_margins
from apps.estimator.measures import MEASURES
from apps.estimator.parameters import Parameters
from apps.estimator.ratios import ratio_rows
from apps.estimator.results import Estimates, FlowCell
from apps.estimator.structure import DEFAULT, Structure
from apps.estimator.week import Table, unknown_shares

METHOD = "flows"
METHOD_VERSION = "1.0"


def estimate(
    inputs: Inputs, parameters: Parameters, *, draws: int, seed: int, structure: Structure = DEFAULT
) -> Estimates:
    """Return corridors, balances, ratios and conservation checks of one block of weeks with constant facts.

    Tokens in tokens, energy in kWh, values in USD, carbon in kg, each as percentiles of `draws` draws and
    their mean; only means add. On one BLAS thread the same inputs, parameters, draws and seed give the same
    bytes. Raises MissingParameter, and ValueErrors named for the fault (checks.py, distributions.py).
    """
    check_draws(draws)
    check_inputs(inputs)
    drawn = Draws(parameters, draws=draws, seed=seed, structure=structure)
    block = build_block(inputs, drawn)
    result = Estimates(notices=list(block.notices))
    if not block.weeks:
        return result
    destinations = destination_shares(inputs.destinations, drawn)
    margins = build_margins(block, drawn)
    grader = Grader(block, margins, destinations, drawn)
    cols = columns(destinations)
    for table in _tables(block, margins, grader, cols, result):
        cells = list(flow_cells(table))
        balances = balance_cells(table)
        result.flows += cells
        result.balances += balances
        result.conservation.append(conservation_row(table, cells, balances[0]))
    groups = lab_groups(block, cols)
    for week in range(len(block.weeks)):
        result.attribution += attribution_cells(block, margins, grader, groups, week)
    result.notices += drawn.clip_notices()
    return result


def _tables(
    block: Block, margins: Margins, grader: Grader, cols: Columns, result: Estimates
) -> Iterator[Table]:
    """Yield the table of every week, basis and measure that can be estimated; leave notices and ratios."""
    for week, facts in enumerate(block.weeks):
        lacking = [name for name in MEASURES if not margins.is_estimable(name, week)]
        if lacking:
            result.notices.append(
                f"week {facts.week}: {', '.join(lacking)} not estimated: no model of this or an earlier week "
                "has what they need (parameter counts or a list price)"
            )
        served = {name: margins.rows("COMPUTE", name, week) for name in MEASURES if name not in lacking}
        result.ratios += ratio_rows(facts.week, block.countries["COMPUTE"], served)
        for basis in block.countries:
            shares = unknown_shares(margins.rows(basis, "TOKENS", week).mean(axis=1, dtype=np.float64))
            for measure, counterfactual in _measures(basis):
                if measure in lacking:
                    continue
                rows = served[measure] if basis == "COMPUTE" else margins.rows(basis, measure, week)
                totals = margins.total(basis, measure, week, rows)
                means = corridor_means(brought_to(totals, rows), cols.shares)
                yield Table(
                    week=facts.week,
                    basis=basis,
                    measure=measure,
                    is_counterfactual=counterfactual,
                    coverage=facts.coverage,
                    origins=block.countries[basis],
                    rows=rows,
                    totals=totals,
                    means=means,
                    mask=listed(means),
                    columns=cols,
                    evidence=grader.week(basis, measure, week),
                    unknown_shares=shares,
                )


def _measures(basis: str) -> list[tuple[str, bool]]:
    """Return the measures of a basis and whether each is a counterfactual there."""
    return [
        (measure.name, basis in measure.counterfactual_bases)
        for measure in MEASURES.values()
        if basis in (*measure.bases, *measure.counterfactual_bases)
    ]


def flow_cells(table: Table) -> Iterator[FlowCell]:
    """Yield the listed corridors of a table, and last the row `unlisted` with the sum of all others.

    `unknown_share` of a corridor from a known origin o is U / (F_o + U), with F_o and U the mean tokens of the
    week and basis at o and at UNK, whatever the destination; from origin UNK it is 1; of `unlisted` it is U / T.
    """
    total = table.totals.astype(np.float32)
    for index, origin in enumerate(table.origins):
        chosen = table.mask[index]
        ends = np.flatnonzero(chosen).tolist()
        if not ends:
            continue
        spread = corridor_spread(table.rows[index], total, chosen, table.columns)
        means = table.means[index, ends].tolist()
        names = [table.columns.countries[end] for end in ends]
        for name, mean, numbers, bounds in zip(
            names, means, spread.percentiles.tolist(), spread.bounds.tolist(), strict=True
        ):
            yield _cell(table, (origin, name), mean, numbers, bounds, index)
    rest = float(table.means[~table.mask].sum())
    if rest > 0:
        spread = rest_spread(table.rows, total, table.mask, table.columns)
        yield _cell(table, (None, None), rest, spread.percentiles[0].tolist(), spread.bounds[0].tolist(), -1)


def _cell(
    table: Table,
    ends: tuple[str | None, str | None],
    mean: float,
    numbers: list[float],
    bounds: list[float],
    row: int,
) -> FlowCell:
    """Return one cell; row picks the evidence and unknown share of its origin (-1: of all together)."""
    evidence = table.evidence[row]
    low, q25, central, q75, high = numbers
    return FlowCell(
        period_start=table.week,
        basis=table.basis,
        scope=SCOPE,
        measure=table.measure,
        origin=ends[0],
        destination=ends[1],
        low=low,
        q25=q25,
        central=central,
        q75=q75,
        high=high,
        mean=mean,
        evidence_grade=evidence.evidence_grade,
        grade_profile=evidence.grade_profile,
        identification=evidence.identification,
        unknown_share=table.unknown_shares[row],
        coverage=table.coverage,
        flags=evidence.flags,
        frechet_low=bounds[0],
        frechet_high=bounds[1],
        is_counterfactual=table.is_counterfactual,
    )

"""The method, version 2: from one block of weeks to corridors, balances, ratios and their proof."""

from collections.abc import Sequence
from datetime import date

from apps.estimator.arrays import Float64s
from apps.estimator.attribution import attribution_cells, lab_groups
from apps.estimator.balances import balance_cells
from apps.estimator.block import build_block
from apps.estimator.cells import flow_cells
from apps.estimator.checks import check_draws, check_inputs
from apps.estimator.conservation import conservation_row
from apps.estimator.corridors import columns
from apps.estimator.destinations import destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.grades import Grader
from apps.estimator.gravity import gravity_prior
from apps.estimator.inputs import Inputs
from apps.estimator.margins import build_margins
from apps.estimator.measures import MEASURES
from apps.estimator.pairing import Pairing, groups_of, pair_week
from apps.estimator.parameters import Parameters
from apps.estimator.ratios import ratio_rows
from apps.estimator.results import Estimates
from apps.estimator.structure import DEFAULT, Structure
from apps.estimator.tables import Sources, lacking, week_tables
from apps.estimator.week import OBSERVED


def estimate(
    inputs: Inputs,
    parameters: Parameters,
    *,
    draws: int,
    seed: int,
    structure: Structure = DEFAULT,
    scopes: Sequence[str] = (OBSERVED,),
) -> Estimates:
    """Return corridors, balances, ratios and conservation checks of one block of weeks with constant facts.

    Tokens in tokens, energy in kWh, values in USD, carbon in kg, each as percentiles of `draws` draws and
    their mean; only means add, and no scope to another. On one BLAS thread the same inputs, parameters, draws
    and seed give the same bytes. WORLD among `scopes` adds its rows and changes no other. Raises
    MissingParameter, and ValueErrors named for the fault (checks.py, distributions.py, balancing.py).
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
    sources = Sources(block, margins, grader, columns(destinations), drawn, scopes)
    groups = groups_of(block, inputs.unavailable, destinations.countries)
    distance = _distance(inputs, sources, result)
    result.notices += groups.notices
    for week, facts in enumerate(block.weeks):
        pairing = pair_week(block, margins, week, groups, sources.columns, distance)
        result.notices += pairing.notices
        _add_ratios(sources, week, facts.week, result)
        _add_tables(sources, pairing, week, result)
        labs = lab_groups(block, pairing)
        result.attribution += attribution_cells(block, margins, grader, labs, week)
    result.notices += drawn.clip_notices()
    return result


def _distance(inputs: Inputs, sources: Sources, result: Estimates) -> Float64s | None:
    """Return the prior of distance (O, D) where the run asks for it; leave a notice of countries without an anchor."""
    if sources.draws.structure.prior != "GRAVITY":
        return None
    anchors = {facts.country: facts.anchor for facts in inputs.destinations if facts.anchor is not None}
    anchors |= {code: facts.anchor for code, facts in inputs.places.items() if facts.anchor is not None}
    origins, ends = sources.block.countries["COMPUTE"], sources.columns.countries
    prior, flat = gravity_prior(origins, ends, anchors, sources.draws)
    if flat:
        result.notices.append(f"no anchor is known of {', '.join(flat)}; their distance weighs nothing")
    return prior


def _add_ratios(sources: Sources, week: int, day: date, result: Estimates) -> None:
    """Add the ratios of a week, and a notice of the measures that it cannot have."""
    absent = lacking(sources, week)
    if absent:
        result.notices.append(
            f"week {day}: {', '.join(absent)} not estimated: no model of this or an earlier week "
            "has what they need (parameter counts or a list price)"
        )
    served = {name: sources.margins.rows("COMPUTE", name, week) for name in MEASURES if name not in absent}
    result.ratios += ratio_rows(day, sources.block.countries["COMPUTE"], served)


def _add_tables(sources: Sources, pairing: Pairing, week: int, result: Estimates) -> None:
    """Add corridors, balances and checks of every table of a week; a check of scope WORLD only where it fails."""
    for table in week_tables(sources, pairing, week):
        cells = list(flow_cells(table))
        balances = balance_cells(table)
        result.flows += cells
        result.balances += balances
        check = conservation_row(table, cells, balances[0])
        if table.scope == OBSERVED or not check.holds:
            result.conservation.append(check)

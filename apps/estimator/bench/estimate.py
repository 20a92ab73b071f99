"""Times the estimate against the limits of the machine it runs on, and against a naive merge.

Run with one BLAS thread (set before numpy is imported): `manage.py bench estimate` sees to it.
"""

import resource
import time
from collections.abc import Iterator
from functools import partial

import numpy as np

from apps.estimator.arrays import Float32s
from apps.estimator.bench import units as size
from apps.estimator.bench.balance import balance_figures
from apps.estimator.bench.naive import LongTables, long_tables, merged_flows
from apps.estimator.bench.synthetic import forbidden_inputs, synthetic_inputs
from apps.estimator.bench.timing import Figure, at_least, at_most, best
from apps.estimator.block import Block, build_block
from apps.estimator.corridors import Columns, columns, corridor_means, corridor_spread
from apps.estimator.destinations import destination_shares
from apps.estimator.distributions import Draws
from apps.estimator.energy import per_joule
from apps.estimator.flows import estimate
from apps.estimator.margins import DrawnTables, Margins, draw_tables, fixed, served_arrays
from apps.estimator.measures import FLOW_SCOPES, MEASURES
from apps.estimator.origins import OriginArrays
from apps.estimator.parameters import Parameters
from apps.estimator.summarise import percentiles
from apps.estimator.units import PERCENTILES

BASIS = "COMPUTE"


class Disagreement(AssertionError):
    """The naive merge and the product give different flows: the comparison would mean nothing."""


def title() -> str:
    """Return one line that says what is measured."""
    return (
        f"SYNTHETIC input: {size.WEEKS} weeks x {size.MODELS} models x {size.PROVIDERS} providers x "
        f"{size.ORIGINS + 1} origins x {size.DESTINATIONS + 1} destinations x {size.DRAWS:,} draws; "
        f"{size.HOSTS_PER_MODEL} hosts per model; best of {size.REPEATS}, one BLAS thread"
    )


def measure(parameters: Parameters) -> Iterator[Figure]:
    """Yield every figure of the bench as it is measured: seconds, GFLOP/s, ratios and GB."""
    for name, week in (("", synthetic_inputs(weeks=1)), (", with forbidden cells", forbidden_inputs())):
        work = partial(estimate, week, parameters, draws=size.DRAWS, seed=size.SEED, scopes=FLOW_SCOPES)
        seconds = best(work)
        yield at_most(f"new week, all bases, measures and scopes{name}", seconds, size.NEW_WEEK_SECONDS, "s")
    yield from balance_figures()
    start = time.perf_counter()
    draws = Draws(parameters, draws=size.DRAWS, seed=size.SEED)
    block = build_block(synthetic_inputs(weeks=size.WEEKS), draws)
    drawn = draw_tables(block, draws)
    yield Figure("inputs and draws of the block", time.perf_counter() - start, "s")
    rate = _gemm_gflops()
    yield Figure(f"matrix product {size.MATRIX_SIDE}^3 float32", rate, "GFLOP/s")
    core = best(lambda: _core(block, drawn))
    yield Figure("core: draws to origin arrays", core, "s")
    limit = _gflop(block, drawn) / rate
    yield at_most(
        f"core / ({_gflop(block, drawn):.1f} GFLOP at that rate)", core / limit, size.CORE_OVER_LIMIT
    )
    margins = _margins(block, drawn, draws)
    cols = columns(destination_shares(synthetic_inputs(weeks=1).destinations, draws))
    origin = best(lambda: _origin_quantiles(margins))
    yield from _against_partition("origin quantiles", origin, margins.arrays[BASIS].tokens.shape[:2])
    pairs = best(lambda: _pair_quantiles(margins, cols))
    corridors = (len(block.countries[BASIS]), len(cols.countries))
    yield from _against_partition("pair quantiles of one week", pairs, corridors)
    tables = long_tables(block, drawn, margins.factors[BASIS], cols.shares)
    _check_naive(tables, margins, cols)
    naive = best(lambda: merged_flows(tables))
    yield Figure("naive merge, one week and draw", naive, "s")
    ratio = naive * len(block.weeks) * size.DRAWS / (core + origin)
    yield at_least("naive / ((core + origin quantiles) per week and draw)", ratio, size.NAIVE_OVER_CORE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / size.KB_PER_GB
    yield at_most("peak memory", peak, size.MEMORY_GB, "GB")


def _gemm_gflops() -> float:
    """Return the rate of a large single-precision matrix product in this process."""
    side = size.MATRIX_SIDE
    left = np.random.default_rng(size.SEED).random((side, side), np.float32)
    flops: float = 2.0 * side * side * side
    return flops / best(lambda: left @ left) / size.FLOPS_PER_GFLOP


def _gflop(block: Block, drawn: DrawnTables) -> float:
    """Return the arithmetic of the core: provider to origin shares, then three spreads of tokens, per draw."""
    draws, models, providers = drawn.phi.shape
    origins = drawn.lam.shape[-1]
    tables = len(OriginArrays.__slots__) * len(block.weeks) * models * origins
    flops: float = 2 * draws * (models * providers * origins + tables)
    return flops / size.FLOPS_PER_GFLOP


def _core(block: Block, drawn: DrawnTables) -> OriginArrays:
    """Return the origin arrays of the block, scaled to their totals, by the product's own functions."""
    return fixed(served_arrays(block, drawn, drawn.lam), drawn.totals)


def _margins(block: Block, drawn: DrawnTables, draws: Draws) -> Margins:
    """Return the margins of the one basis that is timed."""
    places = [block.place(code) for code in block.countries[BASIS]]
    return Margins(
        arrays={BASIS: _core(block, drawn)},
        totals=drawn.totals,
        joules=drawn.joules,
        usd=drawn.usd,
        factors={BASIS: per_joule(places, draws)},
        mean_phi=drawn.phi.mean(axis=0, dtype=np.float64),
        mean_lam=drawn.lam.mean(axis=0, dtype=np.float64),
        seats=drawn.seats,
        drawn=drawn,
    )


def _origin_quantiles(margins: Margins) -> None:
    """Summarise every origin of every week in every measure."""
    for name in MEASURES:
        for week in range(len(margins.arrays[BASIS].tokens)):
            percentiles(margins.rows(BASIS, name, week).copy())


def _pair_quantiles(margins: Margins, cols: Columns) -> None:
    """Summarise every corridor of one week in every measure, with its bounds."""
    chosen = np.ones(len(cols.countries), bool)
    for name in MEASURES:
        rows = margins.rows(BASIS, name, 0)
        total = rows.sum(axis=0)
        corridor_means(rows, cols.shares)
        for row in rows:
            corridor_spread(row, total, chosen, cols)


def _against_partition(name: str, seconds: float, shape: tuple[int, ...]) -> Iterator[Figure]:
    """Yield the time, that of np.partition on arrays of the same size, and their ratio."""
    yield Figure(f"{name}, {len(MEASURES)} measures", seconds, "s")
    rng = np.random.default_rng(size.SEED)
    values = rng.standard_normal((int(np.prod(shape)), size.DRAWS), np.float32)
    position = np.array(PERCENTILES) * (size.DRAWS - 1)
    points = sorted({*np.floor(position).astype(int).tolist(), *np.ceil(position).astype(int).tolist()})
    limit = best(lambda: [np.partition(values, points, axis=-1) for _ in MEASURES])
    yield Figure(f"np.partition on {len(MEASURES)} x {len(values)} x {size.DRAWS}", limit, "s")
    yield at_most(f"{name} / np.partition", seconds / limit, size.QUANTILES_OVER_PARTITION)


def _check_naive(tables: LongTables, margins: Margins, cols: Columns) -> None:
    """Raise Disagreement unless the merge gives the product's flows of the first week and draw."""
    naive = merged_flows(tables)
    for column, name in (("tokens", "TOKENS"), ("kwh", "ENERGY_KWH"), ("service_usd", "SERVICE_VALUE_USD")):
        ours = _first_draw(margins.rows(BASIS, name, 0), cols)
        theirs = np.zeros_like(ours)
        theirs[tuple(np.array(naive.index.tolist()).T)] = naive[column]
        if not np.allclose(theirs, ours, rtol=size.AGREEMENT_RTOL):
            raise Disagreement(f"{name}: the naive merge and the product differ")


def _first_draw(rows: Float32s, cols: Columns) -> Float32s:
    """Return (O, D) flows of the first draw."""
    flows: Float32s = np.outer(rows[:, 0], cols.single[:, 0])
    return flows

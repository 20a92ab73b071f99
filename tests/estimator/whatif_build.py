"""A small week for what-ifs, every number of it known: two groups at three origins, three destinations, two draws."""

import numpy as np

from apps.estimator.distributions import Draws
from apps.estimator.whatif.registry import whatif
from apps.estimator.whatif.world import Mixes, Party, World
from tests.estimator.build import SEED, parameters

DRAWS = 2
PARTIES = (Party("CHN", True), Party("USA", False))
ORIGINS, ENDS = ("CHN", "USA", "UNK"), ("CHN", "USA", "UNK")


def spread(values):
    """Return the values with every draw alike."""
    return np.repeat(np.array(values, float)[..., None], DRAWS, axis=-1)


def week(
    tokens,
    shares=(0.3, 0.5, 0.2),
    *,
    joules_per_token=1.0,
    usd_per_token=1.0,
    kwh_per_joule=1.0,
    usd_per_kwh=(0.08, 0.08, 0.1),
    kg_per_kwh=(0.6, 0.4, 0.5),
    compute_usd_per_joule=0.5,
    parties=PARTIES,
    open_=None,
    **values,
):
    """Return a week of tokens (G, O) whose rows all have the same destination shares; values fix parameters."""
    rows = spread(tokens)
    return World(
        basis="COMPUTE",
        origins=ORIGINS,
        ends=ENDS,
        parties=parties[: len(rows)],
        tokens=rows,
        joules=rows * joules_per_token,
        usd=rows * usd_per_token,
        open=np.ones((len(rows), len(ENDS)), bool) if open_ is None else np.array(open_),
        link=Mixes(spread([shares]), (0,) * len(rows)),
        kwh_per_joule=spread([kwh_per_joule] * len(ORIGINS)),
        usd_per_kwh=spread(usd_per_kwh),
        kg_per_kwh=spread(kg_per_kwh),
        compute_usd_per_joule=spread(compute_usd_per_joule),
        draws=Draws(parameters(**values), draws=DRAWS, seed=SEED),
    )


def ask(name, world, **given):
    """Return the outcome of a what-if with its defaults."""
    module = whatif(name)
    return module.apply(world, {field.name: field.default for field in module.FIELDS} | given)


def table(world, measure="TOKENS"):
    """Return the cells of the first draw."""
    return world.cells(measure)[..., 0]


def made(world, measure="TOKENS"):
    """Return what is made at each origin in the first draw."""
    return table(world, measure).sum(axis=1)

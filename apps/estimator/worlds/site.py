"""SYNTHETIC inputs that fill every page of a site: some weeks of made-up models, hosts and countries.

The codes of countries are real because maps need them; no number here is an observation of anything.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from apps.estimator.inputs import (
    DestinationFacts,
    Host,
    Inputs,
    Location,
    PlaceFacts,
    ProviderFacts,
    Quantity,
    Subject,
    UsageRow,
    WeekFacts,
)
from apps.estimator.measures import UNKNOWN

SOURCE = "synthetic.site"
AUTHOR = "synthetic"
SEED = 20260216
MODELS, HOSTS_PER_MODEL = 24, 4
# Of the countries, one in so many computes, and every maker of models sits in one of the first few.
COMPUTING, MAKING = 3, 5
PROVIDERS_PER_PLACE = 1.5
TOKENS_LN_MEAN, TOKENS_LN_SD, WEEKLY_LN_SD = 25.0, 1.4, 0.25
PRICE_INPUT, OUTPUT_OVER_INPUT = (0.1, 3.0), (2.0, 5.0)
ACTIVE_B, SPARSITY = (5.0, 60.0), 10.0
ELECTRICITY, CARBON, CLIMATE_PUE, SPREAD = (0.04, 0.2), (0.05, 0.8), (1.1, 1.4), 1.4
USERS, ADULTS_LN, INCOME_LN = (0.05, 0.5), (16.5, 1.2), (9.5, 0.8)


def model_slug(number: int) -> str:
    """Return the name of a made-up model, which says what it is."""
    return f"{AUTHOR}/{AUTHOR}-model-{number:02d}"


def model_key(number: int) -> str:
    """Return the key under which a made-up model is stored."""
    return f"{AUTHOR}-model-{number:02d}"


def site_inputs(*, countries: Sequence[str], weeks: Sequence[date], seed: int = SEED) -> Inputs:
    """Return SYNTHETIC inputs of these weeks among these countries (codes; the first ones trade most)."""
    rng = np.random.default_rng(seed)
    computing = list(countries[: max(2, len(countries) // COMPUTING)])
    makers = computing[:MAKING]
    providers = {
        f"{AUTHOR}-host-{number:02d}": _provider(number, computing, rng)
        for number in range(round(len(computing) * PROVIDERS_PER_PLACE))
    }
    subjects = {model_key(number): _model(number, makers, sorted(providers), rng) for number in range(MODELS)}
    level = rng.lognormal(TOKENS_LN_MEAN, TOKENS_LN_SD, MODELS)
    return Inputs(
        weeks=tuple(WeekFacts(week, SOURCE, "PLATFORM") for week in weeks),
        usage=tuple(
            UsageRow(week, uid, float(tokens), "C")
            for week in weeks
            for uid, tokens in zip(
                subjects, level * rng.lognormal(0.0, WEEKLY_LN_SD, len(subjects)), strict=True
            )
        ),
        subjects=subjects,
        providers=providers,
        places={code: _place(code, rng) for code in computing},
        destinations=tuple(_destination(code, rng) for code in countries),
    )


def _provider(number: int, computing: Sequence[str], rng: np.random.Generator) -> ProviderFacts:
    """Return a host with a seat and declared places, one of which nobody names now and then."""
    own = computing[number % len(computing)]
    other = str(rng.choice(computing))
    places = [Location(code, "DECLARED", "C") for code in sorted({own, other})]
    if rng.uniform() < 1 / COMPUTING:
        places.append(Location(UNKNOWN, "DECLARED", "C"))
    return ProviderFacts(f"{AUTHOR}-host-{number:02d}", own, tuple(places))


def _model(number: int, makers: Sequence[str], hosts: Sequence[str], rng: np.random.Generator) -> Subject:
    """Return a model with hosts, prices and parameter counts."""
    chosen = rng.choice(hosts, min(HOSTS_PER_MODEL, len(hosts)), replace=False)
    active = float(rng.uniform(*ACTIVE_B))
    total = active * SPARSITY
    return Subject(
        model_key(number),
        "MODEL",
        makers[number % len(makers)],
        hosts=tuple(_host(str(name), rng) for name in chosen),
        params_active_b=Quantity(active, active, active),
        params_total_b=Quantity(total, total, total),
    )


def _host(name: str, rng: np.random.Generator) -> Host:
    """Return a host with list prices."""
    price = float(rng.uniform(*PRICE_INPUT))
    return Host(name, price, price * float(rng.uniform(*OUTPUT_OVER_INPUT)))


def _place(code: str, rng: np.random.Generator) -> PlaceFacts:
    """Return prices, carbon and climate of a place."""
    price, carbon = float(rng.uniform(*ELECTRICITY)), float(rng.uniform(*CARBON))
    return PlaceFacts(code, _around(price), _around(carbon), float(rng.uniform(*CLIMATE_PUE)))


def _around(value: float) -> Quantity:
    """Return a range around a value."""
    return Quantity(value / SPREAD, value, value * SPREAD)


def _destination(code: str, rng: np.random.Generator) -> DestinationFacts:
    """Return the columns behind a destination's share."""
    return DestinationFacts(
        code,
        float(rng.uniform(*USERS)),
        float(rng.lognormal(*ADULTS_LN)),
        float(rng.lognormal(*INCOME_LN)),
    )

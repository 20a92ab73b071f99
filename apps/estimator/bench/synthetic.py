"""SYNTHETIC inputs of any size for the bench; no number here is an observation."""

from dataclasses import replace
from datetime import date

import numpy as np

from apps.estimator.bench import units as size
from apps.estimator.destinations import ANCHOR
from apps.estimator.inputs import (
    DestinationFacts,
    Host,
    Inputs,
    Location,
    PlaceFacts,
    ProviderFacts,
    Quantity,
    Subject,
    Unavailable,
    UsageRow,
    WeekFacts,
)
from apps.estimator.periods import next_week

FIRST_WEEK = date(2024, 1, 1)
SOURCE = "synthetic.bench"


def synthetic_inputs(*, weeks: int) -> Inputs:
    """Return SYNTHETIC inputs of the bench's size with this many weeks."""
    rng = np.random.default_rng(size.SEED)
    origins = [ANCHOR, *(f"o{number}" for number in range(1, size.ORIGINS))]
    ends = [ANCHOR, *(f"d{number}" for number in range(1, size.DESTINATIONS))]
    providers = {f"p{number}": _provider(number, origins, rng) for number in range(size.PROVIDERS)}
    subjects = {f"m{number}": _model(f"m{number}", origins, rng) for number in range(size.MODELS)}
    dates = [FIRST_WEEK]
    while len(dates) < weeks:
        dates.append(next_week(dates[-1]))
    return Inputs(
        weeks=tuple(WeekFacts(day, SOURCE, "PLATFORM") for day in dates),
        usage=tuple(row for day in dates for row in _usage(day, subjects, rng)),
        subjects=subjects,
        providers=providers,
        places={code: _place(code, rng) for code in origins},
        destinations=tuple(_destination(code, rng) for code in ends),
    )


def forbidden_inputs() -> Inputs:
    """Return SYNTHETIC inputs of one week in which most labs keep their models out of some destinations."""
    made = synthetic_inputs(weeks=1)
    rng = np.random.default_rng(size.SEED)
    ends = [row.country for row in made.destinations]
    shut = [rng.choice(ends, size.FORBIDDEN_EACH, replace=False).tolist() for _ in range(size.FORBIDDEN_SETS)]
    labs = sorted({subject.lab_country for subject in made.subjects.values()})
    facts = (
        Unavailable(uid, code, "C", SOURCE)
        for uid, subject in made.subjects.items()
        for code in [*shut, []][labs.index(subject.lab_country) % (len(shut) + 1)]
    )
    return replace(made, unavailable=tuple(facts))


def _provider(number: int, origins: list[str], rng: np.random.Generator) -> ProviderFacts:
    """Return a provider that declares some countries; together they declare every origin."""
    own = origins[number % len(origins)]
    others = [code for code in origins if code != own]
    codes = [own, *rng.choice(others, size.COUNTRIES_PER_PROVIDER - 1, replace=False).tolist()]
    return ProviderFacts(f"p{number}", own, tuple(Location(code, "DECLARED", "C") for code in codes))


def _model(uid: str, origins: list[str], rng: np.random.Generator) -> Subject:
    """Return a model with hosts, prices and parameter counts."""
    chosen = rng.choice(size.PROVIDERS, size.HOSTS_PER_MODEL, replace=False).tolist()
    prices = rng.uniform(size.PRICE_LOW, size.PRICE_HIGH, (len(chosen), 2)).tolist()
    active = float(rng.uniform(size.ACTIVE_LOW, size.ACTIVE_HIGH))
    total = active * size.SPARSITY
    return Subject(
        uid,
        "MODEL",
        str(rng.choice(origins)),
        hosts=tuple(Host(f"p{number}", *pair) for number, pair in zip(chosen, prices, strict=True)),
        params_active_b=Quantity(active, active, active),
        params_total_b=Quantity(total, total, total),
    )


def _usage(day: date, subjects: dict[str, Subject], rng: np.random.Generator) -> list[UsageRow]:
    """Return one week of tokens."""
    tokens = rng.lognormal(size.TOKENS_LN_MEAN, size.TOKENS_LN_SD, len(subjects)).tolist()
    return [UsageRow(day, uid, count, "B") for uid, count in zip(subjects, tokens, strict=True)]


def _place(code: str, rng: np.random.Generator) -> PlaceFacts:
    """Return prices, carbon and climate of a place."""
    price = float(rng.uniform(size.KWH_PRICE_LOW, size.KWH_PRICE_HIGH))
    carbon = float(rng.uniform(size.CARBON_LOW, size.CARBON_HIGH))
    return PlaceFacts(code, _around(price), _around(carbon), float(rng.uniform(size.PUE_LOW, size.PUE_HIGH)))


def _around(value: float) -> Quantity:
    """Return a range around a value."""
    return Quantity(value / size.SPREAD, value, value * size.SPREAD)


def _destination(code: str, rng: np.random.Generator) -> DestinationFacts:
    """Return the columns of a destination."""
    people = float(rng.lognormal(size.USERS_LN_MEAN, size.USERS_LN_SD))
    return DestinationFacts(
        code, size.USER_SHARE, people, float(rng.lognormal(size.INCOME_LN_MEAN, size.INCOME_LN_SD))
    )

"""SYNTHETIC worlds: small random sets of models, providers, places and tokens; no number here is an observation."""

from dataclasses import dataclass
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
    Unavailable,
    UsageRow,
    WeekFacts,
)
from apps.estimator.worlds import units as size

WEEK = date(2024, 1, 1)
SOURCE = "synthetic.coverage"
GROUP, REST = "group", "rest"


@dataclass(slots=True)
class _Maker:
    """Draws the parts of one world."""

    rng: np.random.Generator

    def chance(self, share: float) -> bool:
        """Return True in this share of the cases."""
        return bool(self.rng.random() < share)

    def between(self, ends: tuple[float, float]) -> float:
        """Return a number between the ends, evenly in its logarithm."""
        return float(np.exp(self.rng.uniform(np.log(ends[0]), np.log(ends[1]))))

    def count(self, ends: tuple[int, int]) -> int:
        """Return a whole number from the first to the last end."""
        return int(self.rng.integers(ends[0], ends[1] + 1))

    def some(self, words: list[str], count: int) -> list[str]:
        """Return so many of the words, each once."""
        return [str(word) for word in self.rng.choice(words, min(count, len(words)), replace=False)]

    def range(self, central: float) -> Quantity:
        """Return a range around a value, lopsided like real ones."""
        return Quantity(central / self.between(size.SPREAD), central, central * self.between(size.SPREAD))

    def provider(self, uid: str) -> ProviderFacts:
        """Return a provider with one kind of evidence, or none."""
        kind = self.some(list(size.EVIDENCE), 1)[0]
        seat = self.some(list(size.COUNTRIES), 1)[0]
        if not kind:
            return ProviderFacts(uid, seat)
        named = (
            [seat]
            if kind == "SEAT"
            else self.some(list(size.COUNTRIES), self.count((1, size.PLACES_OF_EVIDENCE)))
        )
        places = tuple(Location(code, kind, size.GRADE_OF[kind]) for code in named)
        return ProviderFacts(uid, seat, places)

    def hosts(self, providers: list[str]) -> tuple[Host, ...]:
        """Return the hosts of a model, with shares that somebody measured or with list prices."""
        chosen = self.some(providers, self.count(size.HOSTS))
        cached, unpriced = self.chance(size.WITH_CACHE_PRICE), self.chance(size.WITHOUT_PRICE)
        shares: list[float | None] = [None] * len(chosen)
        if self.chance(size.MEASURED_SHARES):
            shares = [float(share) for share in self.rng.dirichlet(np.ones(len(chosen)))]
        return tuple(
            self.host(name, share, cached=cached, unpriced=unpriced)
            for name, share in zip(chosen, shares, strict=True)
        )

    def host(self, name: str, share: float | None, *, cached: bool, unpriced: bool) -> Host:
        """Return one host of a model."""
        given = self.between(size.PRICE_INPUT)
        made = given * self.between(size.OUTPUT_OVER_INPUT)
        reused = given * self.between(size.CACHE_OVER_INPUT)
        grade = "C" if share is None else "B"
        if unpriced:
            return Host(name, None, None, None, share, grade)
        return Host(name, given, made, reused if cached else None, share, grade)

    def model(self, uid: str, providers: list[str]) -> Subject:
        """Return a model: of known or guessed size, measured, or of no known size."""
        class_ = self.some(list(size.CLASSES), 1)[0]
        active = self.between(size.ACTIVE_B)
        total = active * self.between(size.TOTAL_OVER_ACTIVE)
        sure = self.chance(size.SURE_SIZE)
        sizes = [Quantity(one, one, one) if sure else self.range(one) for one in (active, total)]
        lacks = self.chance(size.WITHOUT_SIZE)
        measured = self.range(self.between(size.JOULES)) if self.chance(size.MEASURED_ENERGY) else None
        return Subject(
            uid,
            "MODEL",
            class_.partition("/")[0],
            class_,
            self.hosts(providers),
            params_active_b=None if lacks else sizes[0],
            params_total_b=None if lacks else sizes[1],
            measured_output_joules=measured,
        )

    def place(self, code: str) -> PlaceFacts:
        """Return what is cited of a country, some of it nothing."""
        price, carbon = self.range(self.between(size.ELECTRICITY)), self.range(self.between(size.CARBON))
        climate = self.between(size.CLIMATE_PUE)
        lacks = [self.chance(size.WITHOUT_FACTS) for _ in range(3)]
        return PlaceFacts(
            code,
            None if lacks[0] else price,
            None if lacks[1] else carbon,
            None if lacks[2] else climate,
        )

    def destination(self, code: str) -> DestinationFacts:
        """Return the columns of a destination."""
        users, adults, income = (self.between(ends) for ends in (size.USERS, size.ADULTS, size.INCOME))
        return DestinationFacts(code, users, adults, income, code in size.HUBS)


def make_world(rng: np.random.Generator) -> Inputs:
    """Return one SYNTHETIC world of one week; at least one model has a size and a price."""
    maker = _Maker(rng)
    providers = [f"p{number}" for number in range(maker.count(size.PROVIDERS))]
    subjects = {
        uid: maker.model(uid, providers)
        for uid in (f"m{number}" for number in range(maker.count(size.MODELS)))
    }
    exact = Quantity(*(maker.between(size.ACTIVE_B),) * 3)
    host = Host(providers[0], maker.between(size.PRICE_INPUT), maker.between(size.PRICE_INPUT))
    subjects["known"] = Subject("known", "MODEL", "CHN", size.CLASSES[0], (host,), exact, exact)
    if maker.chance(size.WITH_GROUP):
        subjects[GROUP] = Subject(GROUP, "GROUP", "CHN", size.CLASSES[0])
    if maker.chance(size.WITH_UNKNOWN):
        subjects[REST] = Subject(REST, "UNKNOWN", "UNK")
    usage = tuple(_usage(maker, uid) for uid in subjects)
    return Inputs(
        weeks=(WeekFacts(WEEK, SOURCE, "PLATFORM"),),
        usage=usage,
        subjects=subjects,
        providers={uid: maker.provider(uid) for uid in providers},
        places={code: maker.place(code) for code in size.COUNTRIES},
        destinations=tuple(maker.destination(code) for code in size.COUNTRIES),
        unavailable=_unavailable(maker, usage),
    )


def _usage(maker: _Maker, uid: str) -> UsageRow:
    """Return the tokens of a subject, sometimes of a free tier; the known model is always paid."""
    low, high = size.TOKENS_LOG10
    free = uid not in ("known", GROUP, REST) and maker.chance(size.FREE)
    tokens = maker.between((10**low, 10**high))
    return UsageRow(WEEK, uid, tokens, "B", "FREE" if free else "STANDARD")


def _unavailable(maker: _Maker, usage: tuple[UsageRow, ...]) -> tuple[Unavailable, ...]:
    """Return, in some worlds, one documented zero of a small model in a country that does not anchor the shares."""
    total = sum(row.tokens for row in usage)
    small = [row.subject for row in usage if row.tokens <= size.SHUT_AT_MOST * total and row.subject != REST]
    if not small or not maker.chance(size.WITH_UNAVAILABLE):
        return ()
    where = maker.some([code for code in size.COUNTRIES if code != "USA"], 1)[0]
    return (Unavailable(maker.some(small, 1)[0], where, "A", "https://example.org/"),)

"""List prices, hosts and releases of models, as they were known at a moment."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from apps.estimator.claims import Given
from apps.flows.claims.found import Found, Missing, cite
from apps.flows.inputs import hosts
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.reference import queries as reference

PACKAGE = "package.genai_prices"
SIDES = {
    "input": "list_price_input", "output": "list_price_output", "cache_read": "list_price_cache_read",
}  # fmt: skip
LISTS = cite("genai-prices, list prices", "https://github.com/pydantic/genai-prices")
CARDS = cite("Model cards as cited in ai_models.csv", "https://github.com/tokentrade/tokentrade")

# Of one listing and side: (valid from, USD per million tokens), oldest first.
Steps = dict[str, dict[str, list[tuple[date, Decimal]]]]


class Offers:
    """What models cost, who lists them and when they came out."""

    def __init__(self, *, as_of: datetime) -> None:
        self._as_of = as_of
        self._steps: Steps | None = None

    def price(self, name: str) -> Found:
        """Return a provider's standard list price of a model on a day, USD per million tokens (MODEL/PROVIDER@DAY).

        The range is the input price; `.output` or `.cache_read` after the day asks for another side.
        """
        what, _, when = name.partition("@")
        model, _, provider = what.partition("/")
        day_text, _, side = when.partition(".")
        day = date.fromisoformat(day_text)
        listing, prices = self._newest(model, provider, day)
        sides = {key: Fraction(price) for key, (_, price) in prices.items()}
        if (side or "input") not in sides:
            raise Missing(name)
        number = sides[side or "input"]
        start = max(began for began, _ in prices.values())
        given = Given(number, number, number, sides=sides if not side else {})
        return Found(given, "usd_per_mtok", f"price/{listing}@{start.isoformat()}", LISTS)

    def _newest(self, model: str, provider: str, day: date) -> tuple[str, dict[str, tuple[date, Decimal]]]:
        """Return the provider's listing whose price began last by a day, with its sides; raise Missing."""
        found: dict[str, dict[str, tuple[date, Decimal]]] = {}
        for listing in reference.listed_as(source_key=PACKAGE, day=day).get(model, ()):
            if reference.package_provider(listing.partition("/")[0]) != provider:
                continue
            valid = {
                side: begun[-1]
                for side, steps in self._all_steps()[listing].items()
                if (begun := [step for step in steps if step[0] <= day])
            }
            if valid:
                found[listing] = valid
        if not found:
            raise Missing(f"{model}/{provider}")
        chosen = max(found, key=lambda one: (max(start for start, _ in found[one].values()), one))
        return chosen, found[chosen]

    def _all_steps(self) -> Steps:
        """Return every standard list price known at the moment, read once."""
        if self._steps is None:
            steps: Steps = defaultdict(lambda: defaultdict(list))
            for side, metric in SIDES.items():
                for row in observations.values_as_of(
                    source_keys=[PACKAGE], metric=metric, period_from=FIRST_DATE, period_to=date.max,
                    as_of=self._as_of,
                ):  # fmt: skip
                    if not row.qualifier:
                        steps[row.subject][side].append((row.period_start, row.value))
            for sides in steps.values():
                for series in sides.values():
                    series.sort()
            self._steps = steps
        return self._steps

    def hosts(self, name: str) -> Found:
        """Return the seat of each company that lists a model on a day (MODEL@DAY); raise Missing without any."""
        model, _, when = name.partition("@")
        day = date.fromisoformat(when)
        listed = hosts.listings(end=day + timedelta(days=1), as_of=self._as_of).hosts(model, day)
        seats = {row.key: row.company for row in reference.providers()}
        names = sorted({host.provider.partition("@")[0] for host in listed})
        if not names:
            raise Missing(name)
        series = tuple((seats.get(one, ""), Fraction(1)) for one in names)
        return Found(Given(series=series), "count", f"hosts/{' '.join(names)}", LISTS)

    def launches(self, country: str) -> Found:
        """Return the days on which each lab of a country released models; raise Missing without any."""
        days: dict[str, set[date]] = defaultdict(set)
        for facts in reference.model_facts().values():
            released = facts.released_date
            is_theirs = facts.lab_country == country and not facts.is_group
            if is_theirs and released is not None and released <= self._as_of.date():
                days[facts.lab].add(released)
        if not days:
            raise Missing(country)
        groups = tuple(tuple(sorted(days[lab])) for lab in sorted(days))
        return Found(Given(groups=groups), "date", f"launches/{country}", CARDS)

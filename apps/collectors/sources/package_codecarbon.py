"""Carbon per kWh of electricity by country, as the installed codecarbon package lists it, each with its year."""

from datetime import date
from decimal import Decimal

from apps.collectors.contract import Bodies, Expect, Observed, Page, Reading, SchemaDrift, Spec, State
from apps.collectors.reading import need, read_json

GRAMS_PER_KG = 1000
# Numbers are kept to 12 decimal places.
STEP = Decimal("1e-12")
FIRST_YEAR, LAST_YEAR = 2000, 2100

SPEC = Spec(
    key="package.codecarbon",
    title="codecarbon: carbon intensity of electricity by country",
    publisher="codecarbon",
    url="https://github.com/mlco2/codecarbon",
    licence="MIT",
    citation="codecarbon, global_energy_mix.json (MIT), after Our World in Data, as of {as_of}.",
    upstream="PACKAGE",
    kind="REPORTED",
    parser_version=1,
    since=date(FIRST_YEAR, 1, 1),
    min_rows=150,
    max_rows=260,
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one data file."""
    return [page_for("codecarbon/data/private_infra/global_energy_mix.json")]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="mix", path=path, expect=Expect(content="JSON"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return kg CO2e per kWh by country and year; raise SchemaDrift for an entry that is no such number."""
    reading = Reading()
    for body in bodies.of("mix"):
        countries = read_json(body)
        for code in sorted(countries):
            mix = need(body.page, countries, code, dict)
            reading.observations.append(_observed(body.page, code, mix))
    return reading


def _observed(page: Page, code: str, mix: dict[str, object]) -> Observed:
    """Return one country's number, grams to kilograms."""
    if not (len(code) == len("CHN") and code.isascii() and code.isupper()):
        raise SchemaDrift(page, field=code, found=code, remedy="expected an ISO 3166-1 alpha-3 code")
    year = need(page, mix, "year", int, where=f"{code}.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise SchemaDrift(page, field=f"{code}.year", found=year, remedy="expected the year of the number")
    grams = mix.get("carbon_intensity")
    if not isinstance(grams, int | Decimal) or isinstance(grams, bool) or grams < 0:
        raise SchemaDrift(
            page, field=f"{code}.carbon_intensity", found=grams, remedy="expected grams per kWh"
        )
    return Observed(
        metric="grid_carbon", unit="kg_per_kwh", kind="REPORTED", period_length="YEAR",
        period_start=date(year, 1, 1), value=(Decimal(grams) / GRAMS_PER_KG).quantize(STEP),
        subject=code, country=code, page=page,
    )  # fmt: skip

"""Legal seats and declared data-centre countries of the providers OpenRouter routes to.

A set is stored as 1 per member and a count: `[]` is a declared empty set (count 0), null is nothing declared
(no count). Both leave the place of compute unknown; a seat says nothing of it.
"""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from apps.collectors.contract import (
    START_UNKNOWN,
    Bodies,
    Body,
    Expect,
    Hold,
    ImplausibleReading,
    Observed,
    Page,
    Past,
    Reading,
    SchemaDrift,
    Spec,
    State,
)  # fmt: skip
from apps.collectors.iso_codes import alpha_3
from apps.collectors.price_gates import shrunken_list
from apps.collectors.reading import need, read_json

PATH = "/providers"
FIELDS = (
    "name", "slug", "headquarters", "datacenters", "privacy_policy_url", "terms_of_service_url", "status_page_url",
)  # fmt: skip
LIST, LISTED, COUNT = "list", "provider_listed", "providers_listed"
SEAT, CENTRE, CENTRES = "seat_in", "datacentre_in", "datacentres_declared"
# A test entry of the publisher.
SKIPPED = frozenset({"fake-provider"})

SPEC = Spec(
    key="openrouter.providers",
    title="OpenRouter: seats and data centres of providers",
    publisher="OpenRouter",
    url="https://openrouter.ai/docs/api-reference/list-available-providers",
    licence="None stated; facts only",
    citation="Providers as listed by OpenRouter (openrouter.ai), {as_of}.",
    upstream="OPENROUTER",
    kind="REPORTED",
    parser_version=1,
    due_offset_seconds=10_800,
    redistribution="FACTS",
    min_rows=40,
    max_rows=300,
    counted="providers",
    member_metrics=MappingProxyType({LISTED: COUNT, SEAT: SEAT, CENTRE: CENTRES}),
)


def pages(state: State, since: date) -> list[Page]:
    """Return the one list."""
    return [page_for(PATH)]


def page_for(path: str) -> Page:
    """Return the page of a path."""
    return Page(key="providers", path=path, expect=Expect(content="JSON"))


def follow(page: Page, body: bytes) -> list[Page]:
    """Lead nowhere else."""
    return []


def parse(bodies: Bodies) -> Reading:
    """Return seat and data centres of every provider; raise SchemaDrift or ImplausibleReading for a wrong page."""
    reading = Reading(
        is_whole=True, counts=dict.fromkeys(("providers", "null", "empty", "filled", "skipped"), 0)
    )
    for body in bodies.of("providers"):
        cells = read_json(body)
        reading.note_leftovers(cells, known=("data",), page=body.page)
        listed = need(body.page, cells, "data", list)
        if not listed:
            raise SchemaDrift(
                body.page, field="data", found="no provider", remedy="an empty list is not to be believed"
            )
        seen: set[str] = set()
        for number, provider in enumerate(listed):
            _read_provider(reading, body, f"data[{number}].", provider, seen)
        reading.counts["providers"] = len(listed)
        reading.observations.append(_observed(body, COUNT, "count", len(seen - SKIPPED), subject=LIST))
    return reading


def judge(reading: Reading, past: Past) -> list[Hold]:
    """Return everything as held where the list shrank, what it withdraws included."""
    counts = [row for row in reading.observations if row.metric == COUNT]
    return shrunken_list(counts, past, [*(row.key for row in reading.observations), *past.rows])


def _read_provider(reading: Reading, body: Body, where: str, provider: Any, seen: set[str]) -> None:
    """Add one provider: that it is listed, its seat, and the countries it declares."""
    page = body.page
    if not isinstance(provider, dict):
        raise SchemaDrift(page, field=where.rstrip("."), found=provider, remedy="expected an object")
    slug = need(page, provider, "slug", str, where=where)
    reading.note_leftovers(provider, known=FIELDS, page=page)
    for name in ("headquarters", "datacenters"):
        if name not in provider:
            remedy = "null is not declared, but the field itself must be there"
            raise SchemaDrift(page, field=f"{where}{name}", found="nothing", remedy=remedy)
    if slug in seen:
        remedy = "each provider comes once: the list is broken, the last good data stay"
        raise ImplausibleReading(page, field=f"{where}slug", found=f"{slug} again", remedy=remedy)
    seen.add(slug)
    if slug in SKIPPED:
        reading.counts["skipped"] += 1
    seat = _code(page, f"{where}headquarters", provider["headquarters"])
    centres = _centres(page, f"{where}datacenters", provider["datacenters"])
    reading.counts["null" if centres is None else "filled" if centres else "empty"] += 1
    if slug in SKIPPED:
        return
    add = reading.observations.append
    add(_observed(body, LISTED, "flag", 1, subject=LIST, qualifier=slug, provider=slug))
    if seat:
        add(_observed(body, SEAT, "flag", 1, subject=slug, qualifier=seat, provider=slug, country=seat))
    for code in sorted(centres or ()):
        add(_observed(body, CENTRE, "flag", 1, subject=slug, qualifier=code, provider=slug, country=code))
    if centres is not None:
        add(_observed(body, CENTRES, "count", len(centres), subject=slug, provider=slug))


def _centres(page: Page, field: str, found: Any) -> frozenset[str] | None:
    """Return the declared countries, or None where nobody declared any."""
    if found is None:
        return None
    if not isinstance(found, list):
        raise SchemaDrift(page, field=field, found=found, remedy="expected a list of country codes or null")
    return frozenset(_code(page, f"{field}[{number}]", code) or "" for number, code in enumerate(found)) - {
        ""
    }


def _code(page: Page, field: str, found: Any) -> str | None:
    """Return the three letters of a country code, or None for null; another word is an error."""
    if found is None:
        return None
    code = alpha_3(found) if isinstance(found, str) else None
    if code is None:
        raise SchemaDrift(
            page, field=field, found=found, remedy="expected a code of ISO 3166-1 such as SG, or null"
        )
    return code


def _observed(
    body: Body, metric: str, unit: str, value: int, *, subject: str, qualifier: str = "", provider: str = "",
    country: str = "",
) -> Observed:  # fmt: skip
    """Return one fact; nobody says since when it holds, its vintages say when we knew."""
    return Observed(
        metric=metric, unit=unit, kind="REPORTED", period_length="OPEN", period_start=START_UNKNOWN,
        value=Decimal(value), subject=subject, qualifier=qualifier, provider_key=provider, country=country,
        page=body.page,
    )  # fmt: skip

"""Inputs with one fact changed for all: list prices of another day, electricity at one end of its range."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from apps.estimator.inputs import Host, Inputs, PlaceFacts, Quantity, Subject
from apps.flows.analyses.given import Given
from apps.flows.inputs import hosts

Change = Callable[[Inputs], Inputs]
SIDES = ("price_input_usd_per_mtok", "price_output_usd_per_mtok", "price_cache_read_usd_per_mtok")


def priced_on(given: Given, day: date) -> Change:
    """Return the change to the list prices valid on a day, as known at the run's moment.

    A host without a price on that day keeps its own: who serves a model is left as it was.
    """
    listings = hosts.listings(end=day + timedelta(days=1), as_of=given.as_of)

    def change(inputs: Inputs) -> Inputs:
        subjects = {uid: _repriced(subject, listings, day) for uid, subject in inputs.subjects.items()}
        return replace(inputs, subjects=subjects)

    return change


def _repriced(subject: Subject, listings: hosts.Listings, day: date) -> Subject:
    """Return a subject whose hosts have the prices of a day."""
    if not subject.hosts:
        return subject
    found: Mapping[str, Host] = {_company(host): host for host in listings.hosts(subject.uid, day)}
    return replace(
        subject, hosts=tuple(_with_prices(host, found.get(_company(host))) for host in subject.hosts)
    )


def _company(host: Host) -> str:
    """Return the provider of a host; one provider may stand at several places."""
    return host.provider.partition("@")[0]


def _with_prices(host: Host, other: Host | None) -> Host:
    """Return a host with the prices of the other where that has any."""
    if other is None or not other.price_input_usd_per_mtok:
        return host
    return replace(host, **{side: getattr(other, side) for side in SIDES})


def electricity_at(end: str) -> Change:
    """Return the change that holds every country's electricity price at its low, central or high."""

    def held(place: PlaceFacts) -> PlaceFacts:
        price = place.electricity_price_usd_per_kwh
        if price is None:
            return place
        value = getattr(price, end)
        return replace(place, electricity_price_usd_per_kwh=Quantity(value, value, value))

    return lambda inputs: replace(inputs, places={code: held(place) for code, place in inputs.places.items()})

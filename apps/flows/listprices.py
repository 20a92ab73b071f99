"""List prices of models on a day, as known at a moment: what is set against each other in a price gap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from apps.estimator.inputs import Host, Subject
from apps.estimator.measures import UNKNOWN
from apps.estimator.value import is_priced
from apps.flows.inputs import hosts
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

# Standard prices only: long contexts, batches and free variants have qualifiers of their own.
TIER = "standard"


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A model's standard list prices on a day (USD per million tokens, cached None where not listed).

    is_own: the lab's own list; else the median of the hosts that list it.
    """

    model: str
    lab: str
    country: str
    day: date
    is_own: bool
    host: Host
    subject: Subject
    active_b: float | None


class PriceLists:
    """All standard list prices that began before a day, as known at a moment, read once."""

    def __init__(self, *, end: date, as_of: datetime) -> None:
        """Read the lists."""
        self._listings = hosts.listings(end=end, as_of=as_of)
        self._models: Mapping[str, ModelFactsRow] = reference.model_facts()
        self._labs = {row.key: row.lab for row in reference.providers()}

    def on(self, day: date) -> Iterator[ListPrice]:
        """Yield the price of every model of a known lab country that is released and listed on a day."""
        for uid, facts in sorted(self._models.items()):
            is_out = facts.released_date is None or facts.released_date <= day
            if facts.is_group or facts.lab_country == UNKNOWN or not is_out:
                continue
            priced = [host for host in self._listings.hosts(uid, day) if is_priced(host)]
            if priced:
                own = [host for host in priced if self._labs.get(host.provider) == facts.lab]
                yield _listed(facts, priced, own, day)


def _listed(facts: ModelFactsRow, priced: list[Host], own: list[Host], day: date) -> ListPrice:
    """Return the median of the lab's own prices where it has any, else of all listed ones."""
    chosen = own or priced
    cached = [host.price_cache_read_usd_per_mtok for host in chosen]
    known = [price for price in cached if price is not None]
    typical = Host(
        "",
        median(host.price_input_usd_per_mtok or 0.0 for host in chosen),
        median(host.price_output_usd_per_mtok or 0.0 for host in chosen),
        median(known) if known else None,
    )
    size = facts.params_active_b.central if facts.params_active_b else None
    return ListPrice(facts.key, facts.lab, facts.lab_country, day, bool(own), typical, _subject(facts), size)


def _subject(facts: ModelFactsRow) -> Subject:
    """Return the model as the energy model takes it."""
    return Subject(
        uid=facts.key,
        kind="MODEL",
        lab_country=facts.lab_country,
        params_active_b=facts.params_active_b,
        params_total_b=facts.params_total_b,
        energy_grade=facts.energy_grade,
        measured_output_joules=facts.measured_output_joules,
    )

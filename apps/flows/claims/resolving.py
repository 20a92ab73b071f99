"""Resolve the inputs of a check as they were known at a moment; what is not stored is Missing, never guessed."""

from datetime import date, datetime
from functools import cached_property

from apps.estimator.claims import Given
from apps.estimator.parameters import MissingParameter, Parameters
from apps.events import queries as events
from apps.flows.claims.found import Find, Found, Missing, cite, measured, ranged
from apps.flows.claims.models_on_offer import Offers
from apps.flows.claims.observed import Observed
from apps.flows.claims.published import Published
from apps.flows.claims.shares import Shares
from apps.observations import queries as observations
from apps.observations.rows import FigureValue
from apps.reference import claims as reference
from apps.reference import parameters as reference_parameters

METHOD_URL = "https://github.com/tokentrade/tokentrade/blob/main/docs/claims.md"


class Resolver:
    """Finds references as known at `as_of`; a week replaces @latest of flow references. Reads each table once."""

    def __init__(self, *, as_of: datetime, week: date | None = None) -> None:
        self.as_of = as_of
        self.published = Published(as_of=as_of, week=week)
        self._offers = Offers(as_of=as_of)
        self._observed = Observed(as_of=as_of)
        self._ledger = {row.claim.claim_id: row for row in reference.ledger()}
        self._kinds: dict[str, Find] = {
            "param": self._parameter, "figure": self._figure, "event": self._event,
            "price": self._offers.price, "hosts": self._offers.hosts, "launch": self._offers.launches,
            "obs": self._observed.find, "flow": self.published.find, "share": Shares(as_of=as_of).find,
        }  # fmt: skip

    def find(self, reference_: str, *, claim_id: str) -> Found:
        """Return what a reference names; raise Missing with the reference itself."""
        kind, _, name = reference_.partition(":")
        try:
            return self._claim(name, claim_id) if kind == "claim" else self._kinds[kind](name)
        except Missing as fault:
            raise Missing(reference_) from fault

    @cached_property
    def _parameters(self) -> Parameters:
        """Return the parameters known at the moment."""
        return reference_parameters.load(self.as_of)

    @cached_property
    def _printed_figures(self) -> dict[str, FigureValue]:
        """Return the published figures known at the moment."""
        return {row.detail.figure_id: row for row in observations.published_figures_as_of(as_of=self.as_of)}

    @cached_property
    def _events(self) -> dict[str, events.EventRow]:
        """Return the confirmed events: a candidate is shown to nobody."""
        return {row.slug: row for row in events.events(state="CONFIRMED", as_of=self.as_of)}

    def _claim(self, name: str, claim_id: str) -> Found:
        """Return a number the claim itself, or another one, states."""
        other, _, fieldname = name.rpartition("/")
        row = self._ledger[other or claim_id].claim
        texts = reference.claimed_number(row, fieldname)
        if texts is None:
            raise Missing(name)
        # Only the claim's own value is in the claim's unit; what it states beside may be anything.
        unit = "" if fieldname.startswith("stated.") else row.unit
        return Found(ranged(*texts), unit, f"claim/{row.claim_id}", {"claim": row.claim_id})

    def _parameter(self, name: str) -> Found:
        """Return a parameter with its range."""
        key, _, scope = name.partition("/")
        try:
            row = self._parameters.get(key, scope)
        except MissingParameter as fault:
            raise Missing(name) from fault
        citation = cite(row.source_title, row.source_url, row.accessed, grade=row.evidence_grade)
        return Found(measured(row.low, row.central, row.high), row.unit, f"parameter/{name}", citation)

    def _figure(self, name: str) -> Found:
        """Return a usage figure as stored, or a figure that only claims are checked with."""
        if name in self._printed_figures:
            return _printed(self._printed_figures[name])
        row = reference.figures().get(name)
        if row is None:
            raise Missing(name)
        citation = cite(row.source_title, row.source_url, row.accessed, mark=row.mark, grade=row.grade)
        return Found(_typed(row), row.unit, f"figure/{name}", citation)

    def _event(self, name: str) -> Found:
        """Return the days of a stage of a confirmed event."""
        slug, _, stage = name.rpartition("/")
        event = self._events.get(slug)
        days = tuple(step.date for step in event.stages if step.stage == stage) if event else ()
        if event is None or not days:
            raise Missing(name)
        proof = next((one for one in event.evidence if one.url), None)
        citation = cite(event.title, proof.url, proof.accessed_date) if proof else {"title": event.title}
        return Found(Given(days=days), "date", f"event/{slug}", citation)


def _printed(row: FigureValue) -> Found:
    """Return a published usage figure."""
    detail = row.detail
    text = str(row.value)
    given = ranged(text, text, text)
    given = Given(given.low, given.central, given.high, days=(detail.window_start,))
    citation = cite(detail.source_title, detail.source_url, detail.accessed_date, grade=detail.evidence_grade)
    return Found(given, row.unit, f"figure/{detail.figure_id}", citation)


def _typed(row: reference.ClaimFigureRow) -> Given:
    """Return a figure of claim_figures.csv: a range, days, or a word."""
    if row.kind == "TEXT":
        return Given(text=row.value)
    if row.kind == "DATE":
        days = {date.fromisoformat(cell) for cell in (row.low, row.value, row.high) if cell}
        return Given(days=tuple(sorted(days)))
    return ranged(row.low, row.value, row.high)

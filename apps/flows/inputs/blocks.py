"""Blocks of estimator inputs: weeks whose facts are equal go together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from apps.estimator.inputs import DestinationFacts, Inputs, PlaceFacts, ProviderFacts, Subject
from apps.estimator.measures import UNKNOWN
from apps.estimator.parameters import Parameters
from apps.estimator.periods import next_week
from apps.flows.inputs import availability, evidence, hosts, places, published, weekly
from apps.flows.inputs.candidates import Candidate, Choice, choose, summary
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow


@dataclass(frozen=True, slots=True)
class Block:
    """The inputs of some weeks with equal facts, and the weeks it answers.

    Other weeks in it only lend a week of bare groups their intensity and price; they give no cells.
    `lent` tells which weeks, of the block's own or others, lend to which of its weeks.
    """

    inputs: Inputs
    weeks: frozenset[date]
    lent: Mapping[date, frozenset[date]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputSet:
    """The blocks of a run, what was chosen for each of its weeks, by ISO date, and which weeks are gaps."""

    blocks: tuple[Block, ...]
    summaries: Mapping[str, Any]
    notices: tuple[str, ...]
    location_evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Facts:
    """Everything that is read once for all weeks."""

    models: Mapping[str, ModelFactsRow]
    listings: hosts.Listings
    evidence: evidence.Places
    places: Mapping[str, PlaceFacts]
    destinations: tuple[DestinationFacts, ...]
    subjects: dict[tuple[str, date], Subject] = field(default_factory=dict)

    def subject(self, uid: str, week: date) -> Subject:
        """Return a subject as it was served in a week."""
        if (uid, week) not in self.subjects:
            model = self.models[uid]
            is_open = model.open_weights is not False
            served_by = self.listings.serving(uid, week, self.evidence, is_open=is_open)
            self.subjects[uid, week] = _subject(model, served_by)
        return self.subjects[uid, week]

    def providers(self, subjects: Iterable[Subject], week: date) -> tuple[ProviderFacts, ...]:
        """Return the providers that host any of these subjects, as they were in a week, in order of uid."""
        names = {host.provider for subject in subjects for host in subject.hosts} - {UNKNOWN}
        return tuple(self.evidence.facts(name, week) for name in sorted(names))


def read(*, period_from: date, period_to: date, as_of: datetime, parameters: Parameters) -> InputSet:
    """Return the inputs of the weeks in [period_from, period_to) as they were known at `as_of`."""
    choices = _choices(end=period_to, as_of=as_of)
    chosen = {week: choice.chosen for week, choice in choices.items() if choice.chosen}
    facts = _facts(parameters, end=period_to, as_of=as_of)
    blocks: dict[Any, tuple[list[Candidate], dict[date, frozenset[date]]]] = {}
    book = evidence.Book()
    for week in sorted(week for week in chosen if week >= period_from):
        used = [chosen[week], *_context(week, chosen, facts)]
        subjects = _subjects_of(used, week, facts)
        shut = availability.unavailable(subjects, facts.models, week)
        ordered = tuple(subjects[uid] for uid in sorted(subjects))
        key = (ordered, facts.providers(ordered, week), shut)
        book.note(week, ordered, facts.listings, facts.evidence)
        candidates, lent = blocks.setdefault(key, ([], {}))
        candidates.extend(used)
        lent[week] = frozenset(one.week for one in used) - {week}
    asked = {week: choice for week, choice in sorted(choices.items()) if week >= period_from}
    return InputSet(
        blocks=tuple(
            Block(_inputs(key, rows, facts), frozenset(lent), lent) for key, (rows, lent) in blocks.items()
        ),
        summaries={
            week.isoformat(): summary(one.chosen, one.others) for week, one in asked.items() if one.chosen
        },
        notices=tuple(f"week {week}: a gap; {one.problem}" for week, one in asked.items() if one.problem),
        location_evidence=book.stored(),
    )


def known_weeks(*, end: date, as_of: datetime) -> list[date]:
    """Return the weeks before `end` for which any usable usage was known at `as_of`."""
    return sorted(week for week, choice in _choices(end=end, as_of=as_of).items() if choice.chosen)


def _choices(*, end: date, as_of: datetime) -> dict[date, Choice]:
    """Return the choice of each week before `end` that anybody counted."""
    figures = observations.published_figures_as_of(as_of=as_of)
    found = published.candidates(figures, reference.model_facts(), first=FIRST_DATE, end=end)
    found += weekly.candidates(first=FIRST_DATE, end=end, as_of=as_of)
    by_week: dict[date, list[Candidate]] = {}
    for candidate in found:
        by_week.setdefault(candidate.week, []).append(candidate)
    return {week: choose(candidates) for week, candidates in by_week.items()}


def _context(week: date, chosen: Mapping[date, Candidate], facts: _Facts) -> list[Candidate]:
    """Return the nearest earlier weeks that lend what no model of this week has: a size, or a list price."""
    lent: dict[date, Candidate] = {}
    for has in (_has_size, _has_price):
        earlier = (other for other in sorted(chosen, reverse=True) if other <= week)
        holder = next((other for other in earlier if has(chosen[other], facts)), week)
        if holder != week:
            lent[holder] = chosen[holder]
    return [lent[other] for other in sorted(lent)]


def _has_size(candidate: Candidate, facts: _Facts) -> bool:
    """Tell whether any model of a week has parameter counts or measured energy."""
    models = (facts.models[row.subject] for row in candidate.rows)
    return any(
        model.measured_output_joules or (model.params_active_b and model.params_total_b) for model in models
    )


def _has_price(candidate: Candidate, facts: _Facts) -> bool:
    """Tell whether any model sold in a week (the free tier is not) has a host with a list price."""
    sold = (row.subject for row in candidate.rows if row.tier != "FREE")
    served = (facts.subject(uid, candidate.week).hosts for uid in sold)
    return any(host.price_input_usd_per_mtok is not None for hosts_ in served for host in hosts_)


def _facts(parameters: Parameters, *, end: date, as_of: datetime) -> _Facts:
    """Read the facts that no week changes."""
    models = reference.model_facts()
    listings, known = hosts.listings(end=end, as_of=as_of), evidence.places(as_of=as_of)
    countries = known.countries() | listings.countries()
    countries |= {model.lab_country for model in models.values()}
    return _Facts(
        models=models,
        listings=listings,
        evidence=known,
        places=places.places(countries - {UNKNOWN}, parameters, end=end, as_of=as_of),
        destinations=tuple(reference.destination_facts(parameters)),
    )


def _subject(model: ModelFactsRow, served_by: tuple[Any, ...]) -> Subject:
    """Return a model, a group of a known lab country, or a subject of unknown lab."""
    kind = "UNKNOWN" if model.lab_country == UNKNOWN else "GROUP" if model.is_group else "MODEL"
    is_unknown = kind == "UNKNOWN"
    return Subject(
        uid=model.key,
        kind=kind,
        lab_country=model.lab_country,
        hosting="" if is_unknown else model.hosting,
        hosts=() if is_unknown or model.is_group else served_by,
        params_active_b=model.params_active_b,
        params_total_b=model.params_total_b,
        energy_grade=model.energy_grade,
        measured_output_joules=model.measured_output_joules,
    )


def _subjects_of(candidates: Sequence[Candidate], week: date, facts: _Facts) -> dict[str, Subject]:
    """Return the subjects used, and the released models whose mix stands for a group without hosts."""
    used = {row.subject: facts.subject(row.subject, week) for one in candidates for row in one.rows}
    wanted = {subject.hosting for subject in used.values() if subject.hosting and not subject.hosts}
    for uid, model in facts.models.items():
        is_peer = model.hosting in wanted and not model.is_group and uid not in used
        if is_peer and model.released_date is not None and model.released_date < next_week(week):
            peer = facts.subject(uid, week)
            if peer.hosts:
                used[uid] = peer
    return used


def _inputs(key: Any, candidates: Iterable[Candidate], facts: _Facts) -> Inputs:
    """Return the inputs of weeks that share their subjects and what is forbidden to them."""
    weeks = {candidate.week: candidate for candidate in candidates}
    subjects, providers, shut = key
    return Inputs(
        weeks=tuple(weeks[week].facts() for week in sorted(weeks)),
        usage=tuple(row for week in sorted(weeks) for row in weeks[week].rows),
        subjects={subject.uid: subject for subject in subjects},
        providers={provider.uid: provider for provider in providers},
        places=facts.places,
        destinations=facts.destinations,
        unavailable=shut,
    )

"""Weekly shares of a group and of its donors, from what was counted as known at a moment; gaps stay gaps."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from apps.estimator.before_after import Panel
from apps.estimator.findings import Event
from apps.estimator.measures import DENOMINATORS, UNKNOWN
from apps.estimator.periods import next_week, weeks_between
from apps.estimator.units import WEEKS_AFTER, WEEKS_BEFORE
from apps.flows.inputs import published, weekly
from apps.flows.inputs.candidates import UNUSABLE, Candidate, choose
from apps.flows.units import FIRST_DATE
from apps.observations import queries as observations
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

# One denominator's weeks, each with the publication that the rule of choice takes.
Weeks = Mapping[date, Candidate]


class UnknownGroup(LookupError):
    """No lab country, lab or model has this key."""


@dataclass(frozen=True, slots=True)
class Group:
    """What an event may have moved: the models of a lab country, of a lab, or one model; the last two have a lab."""

    key: str
    name: str
    country: str
    models: frozenset[str]
    labs: frozenset[str]


def group_of(key: str, models: Mapping[str, ModelFactsRow]) -> Group:
    """Return the group of a country code, a lab key or a model key; raise UnknownGroup for anything else."""
    named = [row for row in models.values() if row.key == key and not row.is_group]
    if named:
        return _group(key, named[0].name, named, named[0].lab_country)
    of_lab = [row for row in models.values() if row.lab == key]
    if of_lab and of_lab[0].lab_country != UNKNOWN:
        return _group(key, f"models of {key}", of_lab, of_lab[0].lab_country)
    of_country = [row for row in models.values() if row.lab_country == key != UNKNOWN]
    if of_country:
        return _group(key, f"models of labs in {key}", of_country, key)
    raise UnknownGroup(
        f"group {key!r}: no lab country, lab or model of usage has this key; use an ISO code such as CHN, a lab "
        "such as minimax, or a model such as minimax-m2-5-20260211"
    )


def _group(key: str, name: str, rows: Iterable[ModelFactsRow], country: str) -> Group:
    """Return the group of these models."""
    found = list(rows)
    return Group(key, name, country, frozenset(row.key for row in found), frozenset(row.lab for row in found))


def counted_weeks(*, end: date, as_of: datetime) -> dict[str, Weeks]:
    """Return the whole weeks before `end` by denominator; shares of different ones are never in one series."""
    figures = observations.published_figures_as_of(as_of=as_of)
    found = published.candidates(figures, reference.model_facts(), first=FIRST_DATE, end=end)
    found += weekly.candidates(first=FIRST_DATE, end=end, as_of=as_of)
    groups: dict[tuple[str, date], list[Candidate]] = defaultdict(list)
    for one in found:
        if one.coverage == 1 and one.rank != UNUSABLE:
            groups[one.denominator, one.week].append(one)
    weeks: dict[str, dict[date, Candidate]] = defaultdict(dict)
    for (denominator, week), candidates in sorted(groups.items()):
        chosen = choose(candidates).chosen
        if chosen:
            weeks[denominator][week] = chosen
    return dict(weeks)


def best_denominator(weeks: Mapping[str, Weeks], event: Event, group: Group) -> str | None:
    """Return the denominator that has the group in most weeks around an event; None where none has it in any."""
    start = event.week - timedelta(weeks=WEEKS_BEFORE)
    end = event.week + timedelta(weeks=WEEKS_AFTER)

    def seen(name: str) -> int:
        near = [one for week, one in weeks[name].items() if start <= week <= end and week != event.week]
        return sum(any(row.subject in group.models for row in one.rows) for one in near)

    ranked = sorted(weeks, key=lambda name: (-seen(name), DENOMINATORS.index(name)))
    return ranked[0] if ranked and seen(ranked[0]) else None


def panel(
    group: Group,
    weeks: Weeks,
    models: Mapping[str, ModelFactsRow],
    flagged: Callable[[frozenset[str], Weeks], tuple[Event, ...]],
    policy: tuple[Event, ...],
) -> Panel:
    """Return the series of a group (first row) and of every model of other labs; policy events touch the first.

    flagged gives the launches, price changes and free promotions of some models. A model that a week does not
    name is a gap there, not zero: a list has an end.
    """
    span = weeks_between(min(weeks), next_week(max(weeks)))
    named = {row.subject for one in weeks.values() for row in one.rows}
    donors = sorted(uid for uid in named - group.models if _is_donor(models.get(uid), group))
    tokens = np.full((1 + len(donors), len(span)), np.nan)
    shares = tokens.copy()
    for column, week in enumerate(span):
        if week in weeks:
            _fill(tokens[:, column], weeks[week], group, donors)
            shares[:, column] = tokens[:, column] / weeks[week].tokens
    own = flagged(group.models & named, weeks)
    others = tuple(flagged(frozenset({uid}), weeks) for uid in donors)
    return Panel(group.key, tuple(span), shares, tokens[0], tuple(donors), ((*own, *policy), *others))


def _is_donor(model: ModelFactsRow | None, group: Group) -> bool:
    """Tell whether a model is a named one of another lab (for a country: of a lab elsewhere)."""
    if model is None or model.is_group or model.lab_country == UNKNOWN:
        return False
    return model.lab not in group.labs


def _fill(column: np.ndarray, week: Candidate, group: Group, donors: list[str]) -> None:
    """Write the tokens of one week; what the week does not name stays a gap."""
    counted: dict[str, float] = defaultdict(float)
    for row in week.rows:
        counted[row.subject] += row.tokens
    own = [tokens for uid, tokens in counted.items() if uid in group.models]
    if own:
        column[0] = sum(own)
    for place, uid in enumerate(donors, start=1):
        if uid in counted:
            column[place] = counted[uid]

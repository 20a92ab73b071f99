"""One reader of query parameters for pages and programs: strict for the API, forgiving for pages.

Both work from the table in `question_values`; the canonical form drops defaults and sorts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from apps.estimator.measures import MEASURES
from apps.estimator.periods import next_week
from apps.flows.question_problems import (
    Context,
    ParameterProblem,
    Unreadable,
    UnreadableQuestion,
    echo,
    problem,
)
from apps.flows.question_values import PARAMETERS, Spec, write
from apps.flows.units import LIMIT_AT_MOST, LIMIT_BY_DEFAULT, WEEKS_PER_QUESTION


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks for; lists are sorted tuples, empty when nothing was asked."""

    period: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    as_of: datetime | None = None
    release: str | None = None
    run: str | None = None
    basis: str = "COMPUTE"
    measure: str = "TOKENS"
    scope: str = "OBSERVED"
    counterfactual: bool = False
    origin: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    lab: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    compute: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    scope_key: tuple[str, ...] = ()
    denominator: str | None = None
    top: int | None = None
    shape: str = "rows"
    fields: tuple[str, ...] = ()
    limit: int = LIMIT_BY_DEFAULT
    cursor: str = ""
    q: str = ""
    open_weights: bool | None = None
    view: str = "pacific"
    evidence: str = ""
    theme: str = ""
    lang: str = ""
    # Parameters that only some resources have (question_more), by name.
    more: tuple[tuple[str, Any], ...] = ()

    def asked(self, name: str) -> Any:
        """Return the value of a parameter that only some resources have, None where it was not sent."""
        return dict(self.more).get(name)

    @property
    def unit(self) -> str:
        """Return the unit of the measure asked for."""
        return MEASURES[self.measure].unit

    def canonical(self, *, without: Iterable[str] = ()) -> str:
        """Return the query string with parameters sorted and defaults dropped ('' for the plain question)."""
        given = [(name, write(value)) for name, value in self.more if name not in without]
        for name, spec in PARAMETERS.items():
            value = getattr(self, spec.field)
            if name not in without and value != _DEFAULT_OF(spec.field):
                given.append((name, spec.write(value)))
        return urlencode(sorted(given))


_PLAIN = Question()
_DEFAULT_OF = _PLAIN.__getattribute__

Params = Mapping[str, Any]


def read(
    params: Params,
    *,
    allowed: frozenset[str],
    now: datetime,
    limit_maximum: int = LIMIT_AT_MOST,
    fields: tuple[str, ...] = (),
    own: Mapping[str, Spec] = MappingProxyType({}),
) -> Question:
    """Return the question; raise UnreadableQuestion naming every parameter that cannot be read.

    `own` are parameters that the resource alone has, or reads in its own way.
    """
    context = Context(now=now, limit_maximum=limit_maximum, fields=fields)
    question, problems = _values(_listed(params), allowed, context, {**PARAMETERS, **own})
    if not problems:
        problems = [found for found, _mend in _conflicts(question)]
    if problems:
        raise UnreadableQuestion(problems)
    return question


def read_forgiving(
    params: Params, *, allowed: frozenset[str], now: datetime, limit_maximum: int = LIMIT_AT_MOST
) -> tuple[Question, list[str]]:
    """Return a question that always reads, with a notice for each value that was put aside."""
    context = Context(now=now, limit_maximum=limit_maximum, fields=())
    question, problems = _values(_listed(params), allowed, context, PARAMETERS)
    notices = [problem.notice for problem in problems]
    for problem_found in problems:
        if problem_found.repair is not None:
            question = replace(question, **{PARAMETERS[problem_found.parameter].field: problem_found.repair})
    for conflict, mend in _conflicts(question):
        question = mend(question)
        notices.append(conflict.notice)
    return question, notices


def _listed(params: Params) -> list[tuple[str, list[str]]]:
    """Return (name, values) of a QueryDict, or of a plain mapping to a text or a list."""
    if hasattr(params, "lists"):
        return sorted(params.lists())
    return sorted(
        (name, [value] if isinstance(value, str) else list(value)) for name, value in params.items()
    )


def _values(
    given: list[tuple[str, list[str]]], allowed: frozenset[str], context: Context, specs: Mapping[str, Spec]
) -> tuple[Question, list[ParameterProblem]]:
    """Read each parameter alone; return what could be read and what could not."""
    found: dict[str, Any] = {}
    more, problems = [], []
    for name, values in given:
        try:
            value = _one(name, values, allowed & specs.keys(), context, specs)
        except Unreadable as fault:
            problems.append(problem(name, ",".join(values), fault))
            continue
        if specs[name].field:
            found[specs[name].field] = value
        elif value != specs[name].default:
            more.append((name, value))
    return replace(_PLAIN, **found, more=tuple(more)), problems


def _one(
    name: str, values: list[str], allowed: frozenset[str], context: Context, specs: Mapping[str, Spec]
) -> Any:
    """Return the value of one parameter; raise Unreadable."""
    if name not in allowed:
        near = get_close_matches(echo(name), sorted(allowed), n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        raise Unreadable("unknown-parameter", ", ".join(sorted(allowed)) + hint)
    if len(values) != 1:
        raise Unreadable("repeated", "given once; a list is joined by commas")
    if not values[0]:
        raise Unreadable("empty", "a value, or leave the parameter out")
    return specs[name].read(values[0], context)


Mend = Callable[[Question], Question]
Conflict = tuple[ParameterProblem, Mend]


def _conflicts(question: Question) -> list[Conflict]:
    """Return what does not go together, each with the change a forgiving reader makes."""
    found = [*_time_conflicts(question), *_measure_conflicts(question)]
    if question.scope == "DOMESTIC":
        fault = Unreadable(
            "scope-not-here", "OBSERVED, WORLD; national figures are never flows", repair="OBSERVED"
        )
        found.append((problem("scope", "DOMESTIC", fault), lambda asked: replace(asked, scope="OBSERVED")))
    return found


def _time_conflicts(question: Question) -> list[Conflict]:
    """Return conflicts among period, from, to, as_of and release."""
    found: list[Conflict] = []
    if question.release and question.as_of:
        fault = Unreadable("conflicting-parameters", "either release or as_of")
        found.append((problem("as_of", PARAMETERS["as_of"].write(question.as_of), fault), _drop("as_of")))
    start, end = question.period_from, question.period_to
    if question.period and (start or end):
        fault = Unreadable(
            "conflicting-parameters", "either period, or from and to", repair="the week of period alone"
        )
        found.append(
            (problem("period", question.period.isoformat(), fault), _drop("period_from", "period_to"))
        )
    elif start and end and start >= end:
        fault = Unreadable("out-of-range", f"a Monday after from, for example {next_week(start)}")
        found.append((problem("to", end.isoformat(), fault), _drop("period_to")))
    elif start and end and (end - start).days > WEEKS_PER_QUESTION * (next_week(start) - start).days:
        fault = Unreadable("out-of-range", f"at most {WEEKS_PER_QUESTION} weeks from {start}")
        found.append((problem("to", end.isoformat(), fault), _drop("period_from", "period_to")))
    return found


def _measure_conflicts(question: Question) -> list[Conflict]:
    """Return the conflict of a measure with the basis, or with `counterfactual`."""
    measure = MEASURES[question.measure]
    is_counterfactual = question.basis in measure.counterfactual_bases
    if question.basis not in measure.bases and not is_counterfactual:
        fault = Unreadable(
            "measure-not-on-basis",
            ", ".join(name for name in MEASURES if question.basis in MEASURES[name].bases),
            repair="basis=COMPUTE",
        )
        return [
            (
                problem("measure", question.measure, fault),
                lambda asked: replace(asked, basis="COMPUTE", counterfactual=False),
            )
        ]
    if is_counterfactual and not question.counterfactual:
        fault = Unreadable(
            "measure-not-on-basis",
            "basis=COMPUTE, or counterfactual=true (if all were served at home)",
            repair="what if all were served at home",
        )
        return [
            (problem("measure", question.measure, fault), lambda asked: replace(asked, counterfactual=True))
        ]
    if question.counterfactual and not is_counterfactual:
        fault = Unreadable("conflicting-parameters", "false: this measure on this basis is no counterfactual")
        return [(problem("counterfactual", "true", fault), _drop("counterfactual"))]
    return []


def _drop(*names: str) -> Mend:
    """Return a change that sets these fields back to their defaults."""
    return lambda asked: replace(asked, **{name: getattr(_PLAIN, name) for name in names})

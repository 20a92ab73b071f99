"""Refusals: what an estimate will not be made from, each named for its fault."""

import math
from collections.abc import Iterable

from apps.estimator.inputs import Host, Inputs, UsageRow
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.units import SHARE_ATOL

TIERS = ("STANDARD", "FREE")
KINDS = ("MODEL", "GROUP", "UNKNOWN")
REMEDY = "correct the reading or withdraw it, then estimate again"


class NotANumber(ValueError):
    """A value is NaN or infinite."""


class NegativeTokens(ValueError):
    """A token count is below zero."""


class NegativePrice(ValueError):
    """A list price is below zero (feeds use negative sentinels)."""


class UnknownSubject(ValueError):
    """Usage names a subject that the inputs do not describe."""


class UnknownProvider(ValueError):
    """A host names a provider that the inputs do not describe."""


class UnknownWeek(ValueError):
    """Usage names a week that the inputs do not describe."""


class UnreadableWord(ValueError):
    """A grade, tier or kind is not one of the known words."""


class RepeatedHost(ValueError):
    """A subject lists one provider twice."""


class SharesNotOne(ValueError):
    """Shares that must add to 1 do not."""


class ForbiddenUnknown(ValueError):
    """What is unknown is forbidden somewhere: no document says where the unknown is not."""


class NoDraws(ValueError):
    """The number of draws is below one."""


class NoSharedDestination(ValueError):
    """The destinations lack the country that anchors the shares."""


def check_draws(draws: int) -> None:
    """Return None for a usable number of draws; raise NoDraws below one."""
    if draws < 1:
        raise NoDraws(f"draws is {draws}; ask for at least 1 (1,000 is usual)")


def check_inputs(inputs: Inputs) -> None:
    """Return None for usable inputs; raise a ValueError named for the first fault, with week, subject and value."""
    weeks = {facts.week for facts in inputs.weeks}
    for row in inputs.usage:
        if row.week not in weeks:
            raise UnknownWeek(
                f"usage of {row.subject!r} in week {row.week}: this week has no WeekFacts; add them"
            )
        _check_usage(row)
        if row.subject not in inputs.subjects:
            raise UnknownSubject(
                f"week {row.week}: subject {row.subject!r} is not described; add it to the subjects"
            )
    for uid, subject in inputs.subjects.items():
        _check_word(subject.kind, KINDS, f"kind of subject {uid!r}")
        _check_word(subject.energy_grade, GRADES, f"energy grade of subject {uid!r}")
        _check_hosts(uid, subject.hosts, inputs)
    _check_unavailable(inputs)


def _check_unavailable(inputs: Inputs) -> None:
    """Raise for a forbidden cell of an undescribed subject, of an unknown one, or of the unknown destination."""
    for fact in inputs.unavailable:
        where = f"subject {fact.subject!r}, not available in {fact.destination!r}"
        if fact.subject not in inputs.subjects:
            raise UnknownSubject(f"{where}: the subject is not described; add it to the subjects")
        if fact.destination == UNKNOWN or inputs.subjects[fact.subject].kind == "UNKNOWN":
            raise ForbiddenUnknown(
                f"{where}: no document says where the unknown is not; remove the row, or name subject and country"
            )
        _check_word(fact.evidence_grade, GRADES, f"grade at {where}")


def _check_usage(row: UsageRow) -> None:
    """Raise for tokens that are no count, and for unknown words."""
    where = f"week {row.week}, subject {row.subject!r}"
    if not math.isfinite(row.tokens):
        raise NotANumber(f"{where}: tokens are {row.tokens}; {REMEDY}")
    if row.tokens < 0:
        raise NegativeTokens(f"{where}: tokens are {row.tokens}; {REMEDY}")
    _check_word(row.tier, TIERS, f"tier at {where}")
    _check_word(row.evidence_grade, GRADES, f"grade at {where}")


def _check_hosts(uid: str, hosts: Iterable[Host], inputs: Inputs) -> None:
    """Raise for a host twice or undescribed, and for a price that is no price."""
    seen: set[str] = set()
    for host in hosts:
        where = f"subject {uid!r}, host {host.provider!r}"
        if host.provider not in inputs.providers and host.provider != UNKNOWN:
            raise UnknownProvider(f"{where}: the provider is not described; add it to the providers")
        if host.provider in seen:
            raise RepeatedHost(f"{where}: listed twice; give one row with one price")
        seen.add(host.provider)
        _check_word(host.evidence_grade, GRADES, f"grade at {where}")
        prices = (
            host.price_input_usd_per_mtok,
            host.price_output_usd_per_mtok,
            host.price_cache_read_usd_per_mtok,
        )
        for price in prices:
            _check_price(price, where)


def _check_price(price: float | None, where: str) -> None:
    """Raise for a price that is NaN, infinite or negative."""
    if price is None:
        return
    if not math.isfinite(price):
        raise NotANumber(f"{where}: price is {price}; {REMEDY}")
    if price < 0:
        raise NegativePrice(f"{where}: price is {price} USD per million tokens; {REMEDY}")


def _check_word(word: str, known: tuple[str, ...], where: str) -> None:
    """Raise for a word that is not one of those known."""
    if word not in known:
        raise UnreadableWord(f"{where} is {word!r}; use one of {', '.join(known)}")


def check_shares(name: str, sums: Iterable[float]) -> None:
    """Return None where every sum is 1; raise SharesNotOne with the worst otherwise (NaN included)."""
    worst = max((abs(float(total) - 1) if math.isfinite(total) else math.inf for total in sums), default=0.0)
    if worst > SHARE_ATOL:
        raise SharesNotOne(f"{name}: shares are off 1 by {worst:.3g}; {REMEDY}")

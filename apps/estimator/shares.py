"""Provider shares phi: which companies serve a subject, first that exists of measured, active, priced, uniform.

What is not measured is modelled: shares by price, and one pull per provider that all models share, for speed,
reliability and capacity decide with the price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from apps.estimator.arrays import Float32s, Float64s
from apps.estimator.checks import SharesNotOne, check_shares
from apps.estimator.distributions import Draws, dirichlet
from apps.estimator.inputs import Host, Inputs, Subject
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.units import SHARE_ATOL
from apps.estimator.value import ClassShares, blended_price

PRICE_PRIOR_GRADE = "C"
ACTIVITY_GRADE = "B"
ASSUMED_GRADE = "D"
PULL = "provider_pull_ln_sd"


@dataclass(frozen=True, slots=True)
class Mix:
    """Mean provider shares of a subject (they add to 1), their grade, and whether they are a group's.

    modelled are the parts of them that no one observed: within each the pulls of its providers move the shares.
    """

    shares: Mapping[str, float]
    evidence_grade: str
    is_assumed: bool = False
    modelled: tuple[Mapping[str, float], ...] = ()


def worst(grades: Sequence[str]) -> str:
    """Return the weakest of these grades."""
    return max(grades, key=GRADES.index)


def host_mix(hosts: Sequence[Host], *, central: ClassShares, exponent: float) -> Mix:
    """Return the mean shares of a subject's hosts: measured > activity > price^-exponent > uniform.

    What measured shares leave open goes to the hosts without one. A host without a price weighs as the
    median of those with one. Raises SharesNotOne where measured shares cannot add to 1, or activity is negative.
    """
    measured = {host.provider: host.measured_share for host in hosts if host.measured_share is not None}
    if not measured:
        return _unmeasured(hosts, central=central, exponent=exponent)
    rest = 1 - sum(measured.values())
    others = [host for host in hosts if host.measured_share is None]
    if rest < -SHARE_ATOL or (rest > SHARE_ATOL and not others) or min(measured.values()) < 0:
        raise SharesNotOne(
            f"measured provider shares {measured} do not add to 1; correct them or name the other hosts"
        )
    shares = {provider: share / (1 - min(rest, 0.0)) for provider, share in measured.items()}
    modelled: tuple[Mapping[str, float], ...] = ()
    if rest > SHARE_ATOL:
        other = _unmeasured(others, central=central, exponent=exponent)
        shares |= scaled(other.shares, rest)
        modelled = tuple(scaled(part, rest) for part in other.modelled)
    grade = worst([host.evidence_grade for host in hosts if host.provider in measured])
    total = sum(shares.values())
    return Mix(scaled(shares, 1 / total), grade, modelled=tuple(scaled(part, 1 / total) for part in modelled))


def scaled(shares: Mapping[str, float], factor: float) -> dict[str, float]:
    """Return the shares times a factor."""
    return {name: share * factor for name, share in shares.items()}


def _unmeasured(hosts: Sequence[Host], *, central: ClassShares, exponent: float) -> Mix:
    """Return shares by activity on the platform where it is known of every host, else by price."""
    active = {host.provider: host.activity for host in hosts if host.activity is not None}
    total = sum(active.values())
    if len(active) < len(hosts) or not total > 0:
        return _prior_mix(hosts, central=central, exponent=exponent)
    if min(active.values()) < 0:
        raise SharesNotOne(f"activity of providers {active} is negative; correct the reading or withdraw it")
    grade = worst([ACTIVITY_GRADE, *(host.evidence_grade for host in hosts)])
    return Mix(scaled(active, 1 / total), grade)


def _prior_mix(hosts: Sequence[Host], *, central: ClassShares, exponent: float) -> Mix:
    """Return shares by price where any host has one, else equal shares."""
    prices = {host.provider: blended_price(host, central) for host in hosts}
    known = [price for price in prices.values() if price is not None]
    if not known:
        equal = {host.provider: 1 / len(hosts) for host in hosts}
        return Mix(equal, ASSUMED_GRADE, modelled=(equal,))
    typical = median(known)
    weights = {name: (typical if price is None else price) ** -exponent for name, price in prices.items()}
    shares = scaled(weights, 1 / sum(weights.values()))
    return Mix(
        shares, worst([PRICE_PRIOR_GRADE, *(host.evidence_grade for host in hosts)]), modelled=(shares,)
    )


def group_mix(subjects: Sequence[Mix]) -> Mix:
    """Return the plain mean of the mixes of a hosting group, grade D."""
    providers = sorted({name for mix in subjects for name in mix.shares})
    shares = {name: sum(mix.shares.get(name, 0.0) for mix in subjects) / len(subjects) for name in providers}
    modelled = tuple(scaled(part, 1 / len(subjects)) for mix in subjects for part in mix.modelled)
    return Mix(shares, ASSUMED_GRADE, is_assumed=True, modelled=modelled)


def provider_mixes(inputs: Inputs, draws: Draws, central: ClassShares) -> tuple[dict[str, Mix], list[str]]:
    """Return the mix of every subject and a notice for each one left unknown for want of hosts."""
    exponent = draws.central("routing_price_exponent")
    own = {
        uid: host_mix(subject.hosts, central=central, exponent=exponent)
        for uid, subject in sorted(inputs.subjects.items())
        if subject.hosts and subject.kind != "UNKNOWN"
    }
    groups: dict[str, list[Mix]] = {}
    for uid, mix in own.items():
        groups.setdefault(inputs.subjects[uid].hosting, []).append(mix)
    mixes, notices = {}, []
    for uid, subject in sorted(inputs.subjects.items()):
        mixes[uid] = own.get(uid) or _fallback(subject, groups)
        is_named = bool(subject.hosting) and subject.kind != "UNKNOWN"
        if is_named and uid not in own and subject.hosting not in groups:
            notices.append(f"{uid}: no subject of hosting {subject.hosting!r} has known hosts; served at UNK")
    for uid, mix in mixes.items():
        check_shares(f"provider shares of {uid!r}", [sum(mix.shares.values())])
    return mixes, notices


def _fallback(subject: Subject, groups: Mapping[str, list[Mix]]) -> Mix:
    """Return the mix of the subject's hosting group, else unknown."""
    if subject.kind != "UNKNOWN" and subject.hosting and subject.hosting in groups:
        return group_mix(groups[subject.hosting])
    return Mix({UNKNOWN: 1.0}, ASSUMED_GRADE)


class Pulls:
    """The pull of each provider, (K,) factors around 1 that are the same for all models, each drawn once."""

    def __init__(self, draws: Draws) -> None:
        self.draws, self.known = draws, {}  # type: ignore[var-annotated]

    def of(self, provider: str) -> Float64s:
        """Return the pull of one provider."""
        if provider not in self.known:
            self.known[provider] = np.exp(self.draws.central(PULL) * self.draws.normals(PULL, provider))
        found: Float64s = self.known[provider]
        return found

    def shares(self, mix: Mix) -> dict[str, float | Float64s]:
        """Return the shares of a mix, which add to 1: (K,) draws where the pulls move them, else numbers."""
        found: dict[str, float | Float64s] = dict(mix.shares)
        for part in mix.modelled:
            if len(part) == 1:
                continue
            pulled = {name: share * self.of(name) for name, share in part.items()}
            scale = sum(part.values()) / np.sum(list(pulled.values()), axis=0)
            for name, share in part.items():
                found[name] = found[name] + (pulled[name] * scale - share)
        return found


def provider_draws(
    mixes: Mapping[str, Mix],
    subjects: Sequence[str],
    providers: Sequence[str],
    draws: Draws,
    sites: Mapping[tuple[str, str], str] | None = None,
) -> Float32s:
    """Return phi as (K, M, P), shares of each subject over providers: Dirichlet with the strength of the grade.

    sites names the column of a (subject, provider) that has evidence of place of its own.
    """
    phi = np.zeros((draws.count, len(subjects), len(providers)), np.float32)
    column = {name: index for index, name in enumerate(providers)}
    pulls = Pulls(draws)
    for row, uid in enumerate(subjects):
        mix = mixes[uid]
        strength = draws.central(f"dirichlet_strength_{mix.evidence_grade}")
        means = sorted(pulls.shares(mix).items())
        alphas = {name: np.maximum(strength * share, 0) for name, share in means if np.max(share) > 0}
        for name, share in dirichlet(draws, "phi", uid, alphas).items():
            phi[:, row, column[(sites or {}).get((uid, name), name)]] = share
    return phi

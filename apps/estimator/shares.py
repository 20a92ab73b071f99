"""Provider shares phi: which companies serve a subject, first that exists of measured, priced, uniform, assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from apps.estimator.arrays import Float32s
from apps.estimator.checks import SharesNotOne, check_shares
from apps.estimator.distributions import Draws, dirichlet
from apps.estimator.inputs import Host, Inputs, Subject
from apps.estimator.measures import GRADES, UNKNOWN
from apps.estimator.units import SHARE_ATOL
from apps.estimator.value import ClassShares, blended_price

PRICE_PRIOR_GRADE = "C"
ASSUMED_GRADE = "D"


@dataclass(frozen=True, slots=True)
class Mix:
    """Mean provider shares of a subject (they add to 1), their grade, and whether they are a group's."""

    shares: Mapping[str, float]
    evidence_grade: str
    is_assumed: bool = False


def worst(grades: Sequence[str]) -> str:
    """Return the weakest of these grades."""
    return max(grades, key=GRADES.index)


def host_mix(hosts: Sequence[Host], *, central: ClassShares, exponent: float) -> Mix:
    """Return the mean shares of a subject's hosts: measured > price^-exponent > uniform.

    What measured shares leave open goes to the hosts without one. A host without a price weighs as the
    median of those with one. Raises SharesNotOne where measured shares cannot add to 1.
    """
    measured = {host.provider: host.measured_share for host in hosts if host.measured_share is not None}
    if not measured:
        return _prior_mix(hosts, central=central, exponent=exponent)
    rest = 1 - sum(measured.values())
    others = [host for host in hosts if host.measured_share is None]
    if rest < -SHARE_ATOL or (rest > SHARE_ATOL and not others) or min(measured.values()) < 0:
        raise SharesNotOne(
            f"measured provider shares {measured} do not add to 1; correct them or name the other hosts"
        )
    shares = {provider: share / (1 - min(rest, 0.0)) for provider, share in measured.items()}
    if rest > SHARE_ATOL:
        prior = _prior_mix(others, central=central, exponent=exponent)
        shares |= {provider: share * rest for provider, share in prior.shares.items()}
    total = sum(shares.values())
    grade = worst([host.evidence_grade for host in hosts if host.provider in measured])
    return Mix({provider: share / total for provider, share in shares.items()}, grade)


def _prior_mix(hosts: Sequence[Host], *, central: ClassShares, exponent: float) -> Mix:
    """Return shares by price where any host has one, else equal shares."""
    prices = {host.provider: blended_price(host, central) for host in hosts}
    known = [price for price in prices.values() if price is not None]
    if not known:
        return Mix({host.provider: 1 / len(hosts) for host in hosts}, ASSUMED_GRADE)
    typical = median(known)
    weights = {name: (typical if price is None else price) ** -exponent for name, price in prices.items()}
    total = sum(weights.values())
    grade = worst([PRICE_PRIOR_GRADE, *(host.evidence_grade for host in hosts)])
    return Mix({name: weight / total for name, weight in weights.items()}, grade)


def group_mix(subjects: Sequence[Mix]) -> Mix:
    """Return the plain mean of the mixes of a hosting group, grade D."""
    providers = sorted({name for mix in subjects for name in mix.shares})
    shares = {name: sum(mix.shares.get(name, 0.0) for mix in subjects) / len(subjects) for name in providers}
    return Mix(shares, ASSUMED_GRADE, is_assumed=True)


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
        if subject.hosting and subject.kind != "UNKNOWN" and UNKNOWN in mixes[uid].shares and uid not in own:
            notices.append(f"{uid}: no subject of hosting {subject.hosting!r} has known hosts; served at UNK")
    for uid, mix in mixes.items():
        check_shares(f"provider shares of {uid!r}", [sum(mix.shares.values())])
    return mixes, notices


def _fallback(subject: Subject, groups: Mapping[str, list[Mix]]) -> Mix:
    """Return the mix of the subject's hosting group, else unknown."""
    if subject.kind != "UNKNOWN" and subject.hosting and subject.hosting in groups:
        return group_mix(groups[subject.hosting])
    return Mix({UNKNOWN: 1.0}, ASSUMED_GRADE)


def provider_draws(
    mixes: Mapping[str, Mix], subjects: Sequence[str], providers: Sequence[str], draws: Draws
) -> Float32s:
    """Return phi as (K, M, P), shares of each subject over providers: Dirichlet with the strength of the grade."""
    phi = np.zeros((draws.count, len(subjects), len(providers)), np.float32)
    column = {name: index for index, name in enumerate(providers)}
    for row, uid in enumerate(subjects):
        mix = mixes[uid]
        strength = draws.central(f"dirichlet_strength_{mix.evidence_grade}")
        alphas = {name: strength * share for name, share in sorted(mix.shares.items()) if share > 0}
        for name, share in dirichlet(draws, "phi", uid, alphas).items():
            phi[:, row, column[name]] = share
    return phi

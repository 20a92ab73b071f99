"""Strategies for laws: any block of weeks, of any subjects and providers, with any documented facts."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, reject, settings
from hypothesis import strategies as st

from apps.estimator.balancing import NotConverged
from apps.estimator.flows import estimate
from apps.estimator.inputs import Inputs, Subject, Unavailable
from apps.estimator.results import Estimates
from tests.estimator.build import SEED, WEEK, host, inputs, model, parameters, place, provider, usage

DRAWS = 40
PARAMETERS = parameters()
CODES = ("CHN", "DEU", "SGP", "USA", "UNK")
KINDS = (("REGION_DOCUMENT", "A"), ("REGION_TAG", "B"), ("DECLARED", "C"), ("SEAT", "D"))


@st.composite
def providers(draw) -> list:
    """Return one to four providers with evidence of any kind, or none."""
    made = []
    for index in range(draw(st.integers(1, 4))):
        kind, grade = draw(st.sampled_from(KINDS))
        codes = draw(st.lists(st.sampled_from(CODES[:-1]), max_size=3, unique=True))
        made.append(provider(f"p{index}", draw(st.sampled_from(CODES)), *codes, kind=kind, grade=grade))
    return made


@st.composite
def subjects(draw, names: list[str]) -> list:
    """Return one to five subjects of any kind."""
    made = []
    price = st.one_of(st.none(), st.tuples(st.floats(0.01, 50), st.floats(0.01, 50)))
    for index in range(draw(st.integers(1, 5))):
        hosts = [
            host(name, draw(price))
            for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        ]
        active = draw(st.one_of(st.none(), st.floats(1, 100)))
        kind = draw(st.sampled_from(("MODEL", "MODEL", "GROUP", "UNKNOWN")))
        hosting = draw(st.sampled_from(("", "CHN/open")))
        lab = draw(st.sampled_from(CODES))
        made.append(model(f"m{index}", lab, *hosts, active=active, total=500, kind=kind, hosting=hosting))
    return made


@st.composite
def blocks(draw) -> Inputs:
    """Return one to three weeks of usage of any subjects."""
    serving = draw(providers())
    served = draw(subjects([facts.uid for facts in serving]))
    rows = []
    for number in range(draw(st.integers(1, 3))):
        counts = {subject.uid: draw(st.one_of(st.just(0.0), st.floats(1, 1e13))) for subject in served}
        tier = draw(st.sampled_from(("STANDARD", "STANDARD", "FREE")))
        rows += usage(counts, WEEK + timedelta(days=7 * number), tier=tier)
    made = inputs(served, serving, rows, places=[place("CHN"), place("USA", 0.0813)])
    return replace(made, unavailable=tuple(draw(forbidden(served))))


@st.composite
def forbidden(draw, served: list[Subject]) -> list[Unavailable]:
    """Return none or some documented facts, often too many for all margins to be met."""
    known = [subject.uid for subject in served if subject.kind != "UNKNOWN"]
    if not known or draw(st.booleans()):
        return []
    ends = ("CHN", "DEU", "IND", "SGP", "USA", "ZZZ")
    pairs = draw(st.lists(st.tuples(st.sampled_from(known), st.sampled_from(ends)), max_size=12, unique=True))
    return [Unavailable(uid, end, "C", "https://example.org/") for uid, end in pairs]


def run(made: Inputs, given_parameters=PARAMETERS) -> Estimates:
    """Return the estimate of a block.

    Of so few draws, one that balances slowly is above the share that may miss: the estimate is refused by name, which
    is no answer that a law speaks of (test_balancing_meets_both_margins.py has the refusal).
    """
    try:
        return estimate(made, given_parameters, draws=DRAWS, seed=SEED)
    except NotConverged:
        reject()


law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

"""Which company serves, and where it computes: the ladders of evidence and what they leave unknown."""

import numpy as np
import pytest

from apps.estimator.checks import SharesNotOne, UnreadableWord
from apps.estimator.distributions import Draws
from apps.estimator.inputs import Location, ProviderFacts
from apps.estimator.locations import Site, location_shares, site
from apps.estimator.shares import Mix, group_mix, host_mix, provider_draws, provider_mixes
from apps.estimator.value import class_shares, drawn_class_shares, price_matrix, value_draws
from tests.estimator.build import SEED, host, inputs, model, parameters, provider, usage

# One class only: every token is an uncached input token, so the blend is the input price.
INPUT_ONLY = class_shares(np.array(0.0), np.array(0.0), np.array(0.1))


def mix(*hosts) -> Mix:
    """Return the mean shares of these hosts by the inverse square of the input price."""
    return host_mix(hosts, central=INPUT_ONLY, exponent=2)


def draws(count: int = 2000, **changes) -> Draws:
    """Return draws of the method's parameters."""
    return Draws(parameters(**changes), draws=count, seed=SEED)


def test_cheap_hosts_serve_more():
    # Prices 1 and 2: weights 1 and 1/4, shares 0.8 and 0.2.
    found = mix(host("a", (1.0, 9.0)), host("b", (2.0, 9.0)))
    assert found.shares == pytest.approx({"a": 0.8, "b": 0.2})
    assert (found.evidence_grade, found.is_assumed) == ("C", False)


def test_measured_shares_come_first():
    # a 0.6 measured; the open 0.4 go to b and c by price: weights 1 and 1/4, 0.32 and 0.08.
    found = mix(
        host("a", (9.0, 9.0), measured_share=0.6, evidence_grade="B"),
        host("b", (1.0, 1.0)),
        host("c", (2.0, 1.0)),
    )
    assert found.shares == pytest.approx({"a": 0.6, "b": 0.32, "c": 0.08})
    assert found.evidence_grade == "B"


def test_activity_on_the_platform_comes_before_the_price():
    # 30 and 10 requests: 0.75 and 0.25 whatever the prices; grade B at best, and nothing is left to the pulls.
    found = mix(
        host("a", (9.0, 9.0), activity=30.0, evidence_grade="A"), host("b", (1.0, 1.0), activity=10.0)
    )
    assert (found.shares, found.evidence_grade, found.modelled) == ({"a": 0.75, "b": 0.25}, "C", ())
    found = mix(*(host(name, activity=count, evidence_grade="A") for name, count in (("a", 1.0), ("b", 3.0))))
    assert (found.shares, found.evidence_grade) == ({"a": 0.25, "b": 0.75}, "B")


def test_activity_of_some_hosts_only_is_not_used():
    # Nobody knows how much the other host serves: back to the prices, 0.8 and 0.2.
    found = mix(host("a", (1.0, 9.0), activity=5.0), host("b", (2.0, 9.0)))
    assert found.shares == pytest.approx({"a": 0.8, "b": 0.2})


def test_measured_shares_come_before_activity():
    # a 0.6 measured; the open 0.4 by activity 1 : 3.
    found = mix(
        host("a", measured_share=0.6, evidence_grade="B"), host("b", activity=1.0), host("c", activity=3.0)
    )
    assert found.shares == pytest.approx({"a": 0.6, "b": 0.1, "c": 0.3})


def test_negative_activity_is_refused():
    with pytest.raises(SharesNotOne, match="activity of providers"):
        mix(host("a", activity=-1.0), host("b", activity=3.0))


def test_one_pull_moves_a_provider_in_all_models_at_once():
    # Two models at hosts a and b of equal price, firm otherwise: both have the same draws, odds e^(0.7 (z_a - z_b)).
    firm = draws(500, **{f"dirichlet_strength_{grade}": 1e16 for grade in "ABCD"})
    mixes = {uid: mix(host("a"), host("b")) for uid in ("m", "n")}
    phi = provider_draws(mixes, ["m", "n"], ["a", "b"], firm)
    pull = [np.exp(0.7 * firm.normals("provider_pull_ln_sd", name)) for name in "ab"]
    assert phi[:, 0, 0] == pytest.approx(pull[0] / (pull[0] + pull[1]), rel=1e-5)
    assert phi[:, 0] == pytest.approx(phi[:, 1], rel=1e-5)


def test_measured_shares_feel_no_pull():
    firm = draws(50, **{f"dirichlet_strength_{grade}": 1e16 for grade in "ABCD"})
    measured = mix(host("a", measured_share=0.7, evidence_grade="A"), host("b", measured_share=0.3))
    assert provider_draws({"m": measured}, ["m"], ["a", "b"], firm)[:, 0, 0] == pytest.approx(0.7, rel=1e-5)
    # Half is measured; the pulls move only what the other hosts share.
    partly = mix(host("a", measured_share=0.5, evidence_grade="A"), host("b"), host("c"))
    phi = provider_draws({"m": partly}, ["m"], ["a", "b", "c"], firm)
    assert phi[:, 0, 0] == pytest.approx(0.5, rel=1e-5)
    assert phi[:, 0, 1].std() > 0.05


def test_without_prices_hosts_are_equal_and_grade_d():
    found = mix(host("a", None), host("b", None))
    assert found.shares == {"a": 0.5, "b": 0.5}
    assert found.evidence_grade == "D"


def test_a_host_without_a_price_weighs_as_the_median_one():
    # Prices 1, 2, 4, unknown = 2: weights 1, 1/4, 1/16, 1/4 = 16, 4, 1, 4 of 25.
    found = mix(host("a", (1.0, 1.0)), host("b", (2.0, 1.0)), host("c", (4.0, 1.0)), host("d", None))
    assert found.shares == pytest.approx({"a": 16 / 25, "b": 4 / 25, "c": 1 / 25, "d": 4 / 25})


def test_a_zero_price_is_no_price():
    found = mix(host("a", (0.0, 0.0)), host("b", (3.0, 1.0)))
    assert found.shares == {"a": 0.5, "b": 0.5}


@pytest.mark.parametrize("shares", [(0.7, 0.7), (0.2, 0.3), (-0.1, 1.1)])
def test_measured_shares_that_do_not_add_up_are_refused(shares):
    with pytest.raises(SharesNotOne, match="do not add to 1"):
        mix(*(host(name, measured_share=share) for name, share in zip("ab", shares, strict=True)))


def test_a_group_without_hosts_takes_the_mix_of_its_kind():
    # Means of (1, 0) and (0.5, 0.5): 0.75 and 0.25, grade D, flagged as assumed.
    assert group_mix([Mix({"a": 1.0}, "C"), Mix({"a": 0.5, "b": 0.5}, "C")]) == Mix(
        {"a": 0.75, "b": 0.25}, "D", True
    )
    subjects = [
        model("known", "CHN", host("p"), hosting="CHN/open"),
        model("rest", "CHN", hosting="CHN/open", active=None),
        model("lost", "CHN", hosting="CHN/closed", active=None),
    ]
    made = inputs(subjects, [provider("p", "USA", "USA")], usage({"known": 1, "rest": 1, "lost": 1}))
    mixes, notices = provider_mixes(made, draws(1), INPUT_ONLY)
    assert mixes["rest"] == Mix({"p": 1.0}, "D", True, ({"p": 1.0},))
    assert mixes["lost"] == Mix({"UNK": 1.0}, "D")
    assert notices == ["lost: no subject of hosting 'CHN/closed' has known hosts; served at UNK"]


def test_provider_draws_vary_with_the_grade():
    # Beta(s/2, s/2) has sd sqrt(0.25 / (s + 1)): 0.0250 at strength 400 (A), 0.2041 at 5 (D).
    mixes = {grade: Mix({"a": 0.5, "b": 0.5}, grade) for grade in "AD"}
    phi = provider_draws(mixes, ["A", "D"], ["a", "b"], draws())
    assert phi.shape == (2000, 2, 2)
    assert phi.sum(axis=2) == pytest.approx(np.ones((2000, 2)), abs=1e-6)
    assert phi[:, :, 0].std(axis=0) == pytest.approx([0.0250, 0.2041], rel=0.05)


def test_the_strongest_evidence_alone_places_a_provider():
    facts = ProviderFacts(
        "p",
        "USA",
        (
            Location("USA", "SEAT", "D"),
            Location("DEU", "DECLARED", "C"),
            Location("SGP", "REGION_TAG", "B"),
            Location("NLD", "REGION_TAG", "B"),
        ),
    )
    assert site(facts) == Site(("NLD", "SGP"), "B")
    assert site(ProviderFacts("p", "USA", facts.locations[:1])) == Site(("USA",), "D", is_seat=True)
    assert site(ProviderFacts("p", "SGP")) == Site((), "D")
    assert site(provider("p", "USA", "DEU", kind="DECLARED", grade="D")) == Site(("DEU",), "D")


def test_a_document_is_no_better_than_its_grade():
    # A privacy policy that names a country of data (C) stands behind a region in the endpoint's tag (B).
    policy, tag = Location("USA", "REGION_DOCUMENT", "C"), Location("DEU", "REGION_TAG", "B")
    assert site(ProviderFacts("p", "USA", (policy, tag))) == Site(("DEU",), "B")
    # Beside a declared list of the same grade the document is the stronger kind.
    assert site(ProviderFacts("p", "USA", (policy, Location("SGP", "DECLARED", "C")))) == Site(("USA",), "C")


def test_an_endpoint_without_a_region_is_one_more_place():
    # Tags name SWE and, of one endpoint, nothing: half is named. With 0.10 unknown: 0.45 SWE, 0.55 UNK.
    tags = (Location("SWE", "REGION_TAG", "B"), Location("UNK", "REGION_TAG", "B"))
    where = site(ProviderFacts("p", "USA", (*tags, Location("USA", "SEAT", "D"))))
    assert where == Site(("SWE",), "B", named_share=0.5)
    assert means(where, location_declared_unknown=0.1) == pytest.approx({"SWE": 0.45, "UNK": 0.55})
    # An unnamed place alone says nothing: the seat remains.
    assert site(ProviderFacts("p", "USA", (tags[1], Location("USA", "SEAT", "D")))).is_seat


@pytest.mark.parametrize(
    ("lab_country", "expected"),
    [
        # A Chinese lab's own endpoint under a Singapore entity may be in either: its seat is no evidence.
        ("CHN", Site((), "D")),
        # A host of models of others, a lab at home, and a lab of unknown country: the seat stays weak evidence.
        ("", Site(("SGP",), "D", is_seat=True)),
        ("SGP", Site(("SGP",), "D", is_seat=True)),
        ("UNK", Site(("SGP",), "D", is_seat=True)),
    ],
)
def test_the_seat_of_a_labs_entity_abroad_is_no_evidence(lab_country, expected):
    facts = ProviderFacts("p", "SGP", (Location("SGP", "SEAT", "D"),), lab_country)
    assert site(facts) == expected
    # What it declares counts all the same.
    declared = ProviderFacts("p", "SGP", (*facts.locations, Location("SGP", "DECLARED", "C")), lab_country)
    assert site(declared) == Site(("SGP",), "C")


def test_an_unknown_kind_of_evidence_is_refused():
    with pytest.raises(UnreadableWord, match="provider 'p': location kind 'IP_ADDRESS'"):
        site(provider("p", "USA", "USA", kind="IP_ADDRESS"))


def means(where: Site, **changes) -> dict[str, float]:
    """Return mean location shares with firm Dirichlet draws."""
    firm = {f"dirichlet_strength_{grade}": 1e16 for grade in "ABCD"}
    shares = location_shares("p", where, draws(**(firm | changes)))
    assert sum(shares.values()) == pytest.approx(np.ones(2000), abs=1e-9)
    return {country: float(share.mean()) for country, share in shares.items()}


def test_each_kind_of_evidence_leaves_its_own_unknown():
    # A document leaves nothing; a declared country 0.10; two declared share 0.90; a seat carries 0.5; none nothing.
    fixed = {
        "location_declared_unknown": 0.1,
        "location_hq_weight": {"low": 0.5, "central": 0.5, "high": 0.5},
    }
    assert means(Site(("USA",), "A")) == pytest.approx({"USA": 1.0, "UNK": 0.0})
    assert means(Site(("USA",), "C"), **fixed) == pytest.approx({"USA": 0.9, "UNK": 0.1})
    assert means(Site(("DEU", "USA"), "B"), **fixed) == pytest.approx({"DEU": 0.45, "USA": 0.45, "UNK": 0.1})
    assert means(Site(("USA",), "D", is_seat=True), **fixed) == pytest.approx({"USA": 0.5, "UNK": 0.5})
    assert means(Site((), "D")) == {"UNK": 1.0}


def test_a_seat_never_leaves_less_than_a_fifth_unknown():
    drawn = draws()
    unknown = location_shares("p", Site(("USA",), "D", is_seat=True), drawn)["UNK"]
    assert unknown.min() >= 0.2 - 1e-12
    # The Dirichlet keeps the mean of 1 - weight: 2,000 draws of sd about 0.2 err by 0.005.
    assert unknown.mean() == pytest.approx(1 - drawn.draw("location_hq_weight").mean(), abs=0.02)


def test_value_uses_each_hosts_own_price_and_the_ratio_where_cached_is_unknown():
    # Shares: output 0.1, hit 0.5: uncached 0.45, cached 0.45; ratio 0.1. Host a 1/10 USD per million, cached unknown:
    # 0.45 + 0.45 x 0.1 + 1 = 1.495. Host b 2/10, cached 0.4: 0.9 + 0.18 + 1 = 2.08. Host c unpriced: the median of
    # both: uncached 1.5, cached 0.2 and by ratio 0.5, output 10: 0.675 + 0.09 + 0.0225 + 1 = 1.7875.
    subject = model(
        "m",
        "CHN",
        host("a", (1.0, 10.0)),
        host("b", (2.0, 10.0), price_cache_read_usd_per_mtok=0.4),
        host("c", None),
    )
    drawn = draws(3, output_share=0.1, cache_hit=0.5, cached_price_over_input=0.1)
    prices = price_matrix([subject.hosts], [{name: name for name in "abc"}], ["a", "b", "c"])
    phi = np.tile(np.array([0.5, 0.3, 0.2], np.float32), (3, 1, 1))
    value = value_draws(phi, prices, drawn_class_shares(drawn))
    expected = [0.5 * 1.495e-6, 0.3 * 2.08e-6, 0.2 * 1.7875e-6]
    assert value[:, 0] == pytest.approx(np.tile(expected, (3, 1)), rel=1e-6)

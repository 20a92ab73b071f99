"""Lab x compute x destination: what each lab country served at home, licensed abroad, and what nobody knows."""

from collections import defaultdict
from dataclasses import replace

import pytest

from apps.estimator.flows import estimate
from apps.estimator.inputs import Host, Inputs, Unavailable
from apps.estimator.results import AttributionCell
from apps.estimator.served import split_of
from tests.estimator.build import SEED, host, inputs, model, parameters, provider, three_models, usage

# A strength this large leaves every Dirichlet draw at its mean (relative deviation 1e-8).
FIRM = {f"dirichlet_strength_{grade}": 1e16 for grade in "ABCD"}
MEASURES = ("TOKENS", "SERVICE_VALUE_USD", "ENERGY_KWH")
LEVELS = ("CROSS", "LAB_COMPUTE", "LAB_SPLIT", "COMPUTE", "MODEL")


def attributed(made: Inputs, *, draws: int = 50, **changes) -> list[AttributionCell]:
    """Return the attribution of a block with firm shares."""
    return estimate(made, parameters(**(FIRM | changes)), draws=draws, seed=SEED).attribution


def cells(found: list[AttributionCell], level: str, measure: str = "TOKENS") -> list[AttributionCell]:
    """Return the cells of one level and measure."""
    return [cell for cell in found if (cell.level, cell.measure) == (level, measure)]


def means(
    found: list[AttributionCell], level: str, *names: str, measure: str = "TOKENS"
) -> dict[tuple, float]:
    """Return sums of means by these columns."""
    sums: dict[tuple, float] = defaultdict(float)
    for cell in cells(found, level, measure):
        sums[tuple(getattr(cell, name) for name in names)] += cell.mean
    return dict(sums)


def test_labs_meet_the_countries_that_compute_for_them():
    # G27: A 100 (CHN lab; 60 % CHN, 40 % USA), B 200 (USA; USA), C 50 (CHN; 80 % CHN, 20 % unknown).
    # CHN>CHN 60 + 40 = 100, CHN>USA 40, CHN>UNK 10, USA>USA 200; 350 in all.
    found = attributed(three_models())
    worked = {("CHN", "CHN"): 100, ("CHN", "USA"): 40, ("CHN", "UNK"): 10, ("USA", "USA"): 200}
    assert means(found, "LAB_COMPUTE", "lab", "compute") == pytest.approx(worked, rel=1e-6)
    split = {
        ("CHN", "SERVED_AT_HOME"): 100, ("CHN", "LICENCE_ONLY"): 40, ("CHN", "UNKNOWN"): 10,
        ("USA", "SERVED_AT_HOME"): 200,
    }  # fmt: skip
    assert means(found, "LAB_SPLIT", "lab", "split") == pytest.approx(split, rel=1e-6)
    assert means(found, "COMPUTE", "compute") == pytest.approx(
        {("CHN",): 100, ("USA",): 240, ("UNK",): 10}, rel=1e-6
    )
    by_model = {("A", "CHN"): 60, ("A", "USA"): 40, ("B", "USA"): 200, ("C", "CHN"): 40, ("C", "UNK"): 10}
    assert means(found, "MODEL", "model", "compute") == pytest.approx(by_model, rel=1e-6)


def test_shares_are_of_the_labs_own_tokens():
    # G27: of the 150 tokens of Chinese labs 100 at home (2/3), 40 abroad (4/15), 10 unknown (1/15).
    found = {(cell.lab, cell.split): cell for cell in cells(attributed(three_models()), "LAB_SPLIT")}
    for split, share in (("SERVED_AT_HOME", 2 / 3), ("LICENCE_ONLY", 4 / 15), ("UNKNOWN", 1 / 15)):
        cell = found["CHN", split]
        assert [cell.share_low, cell.share_central, cell.share_high] == pytest.approx([share] * 3, rel=1e-6)


def test_the_unknown_widens_bounds_and_is_given_to_nobody():
    # G28: CHN computes at least 100 and, with the 10 unknown, at most 110; USA 240 to 250.
    found = {cell.compute: cell for cell in cells(attributed(three_models()), "COMPUTE")}
    assert (found["CHN"].bound_low, found["CHN"].bound_high) == pytest.approx((100, 110), rel=1e-6)
    assert (found["USA"].bound_low, found["USA"].bound_high) == pytest.approx((240, 250), rel=1e-6)
    assert (found["UNK"].bound_low, found["UNK"].bound_high) == (None, None)
    assert found["UNK"].mean == pytest.approx(10, rel=1e-6)


def test_names_and_order_move_with_their_models():
    # G30: rename A, B, C to Z, Y, X and reverse everything: aggregates are equal; firm draws leave no noise.
    made = three_models()
    names = {"A": "Z", "B": "Y", "C": "X"}
    turned = replace(
        made,
        usage=tuple(replace(row, subject=names[row.subject]) for row in reversed(made.usage)),
        subjects={
            names[uid]: replace(subject, uid=names[uid]) for uid, subject in reversed(made.subjects.items())
        },
        providers=dict(reversed(made.providers.items())),
    )
    one, other = attributed(made), attributed(turned)
    for level, columns in (("CROSS", ("lab", "compute", "destination")), ("LAB_SPLIT", ("lab", "split"))):
        assert means(other, level, *columns) == pytest.approx(means(one, level, *columns), rel=1e-6)
    moved = {
        (names[uid], code): value for (uid, code), value in means(one, "MODEL", "model", "compute").items()
    }
    assert means(other, "MODEL", "model", "compute") == pytest.approx(moved, rel=1e-6)


def test_reversed_inputs_give_the_same_cells():
    made = three_models()
    turned = replace(
        made,
        usage=made.usage[::-1],
        subjects=dict(reversed(made.subjects.items())),
        providers=dict(reversed(made.providers.items())),
        destinations=made.destinations[::-1],
    )
    one, other = (estimate(case, parameters(), draws=100, seed=1).attribution for case in (made, turned))
    assert one == other


def test_open_weights_served_abroad_export_no_tokens_of_home():
    # A Chinese lab's model of 70 tokens on two American hosts only: LAB CHN 70, COMPUTE USA 70, nothing at home.
    made = inputs(
        [model("m", "CHN", host("a"), host("b"))],
        [provider("a", "USA", "USA"), provider("b", "USA", "USA")],
        usage({"m": 70.0}),
    )
    found = attributed(made)
    assert means(found, "LAB_SPLIT", "lab", "split") == pytest.approx({("CHN", "LICENCE_ONLY"): 70})
    assert means(found, "COMPUTE", "compute") == pytest.approx({("USA",): 70})
    flows = estimate(made, parameters(**FIRM), draws=50, seed=SEED).flows
    for basis, origin in (("LAB", "CHN"), ("COMPUTE", "USA")):
        sums = [cell.mean for cell in flows if (cell.basis, cell.measure) == (basis, "TOKENS")]
        named = {cell.origin for cell in flows if (cell.basis, cell.measure) == (basis, "TOKENS")} - {None}
        assert (named, sum(sums)) == ({origin}, pytest.approx(70))


def test_a_seat_alone_splits_a_lab_between_home_and_unknown():
    # Weight 0.5 on the seat: of 80 tokens 40 at home, 40 unknown; bounds of home 40 to 80; grade D.
    seat = provider("p", "CHN", "CHN", kind="SEAT", grade="D")
    made = inputs([model("m", "CHN", host("p"))], [seat], usage({"m": 80.0}))
    found = attributed(made, location_hq_weight={"low": 0.5, "central": 0.5, "high": 0.5})
    assert means(found, "LAB_SPLIT", "split") == pytest.approx({("SERVED_AT_HOME",): 40, ("UNKNOWN",): 40})
    home = next(cell for cell in cells(found, "LAB_COMPUTE") if cell.compute == "CHN")
    assert (home.bound_low, home.bound_high) == pytest.approx((40, 80))
    assert (home.evidence_grade, home.identification) == ("D", "PRIOR_DRIVEN")


def test_several_declared_countries_share_what_is_known_equally():
    # Declared SGP and CHN, 0.10 left unknown: of 100 tokens 45, 45 and 10.
    made = inputs(
        [model("m", "CHN", host("p"))],
        [provider("p", "SGP", "SGP", "CHN", kind="DECLARED", grade="C")],
        usage({"m": 100.0}),
    )
    found = attributed(made, location_declared_unknown=0.1)
    worked = {("CHN", "SERVED_AT_HOME"): 45, ("SGP", "LICENCE_ONLY"): 45, ("UNK", "UNKNOWN"): 10}
    assert means(found, "LAB_COMPUTE", "compute", "split") == pytest.approx(worked, rel=1e-6)
    assert {cell.evidence_grade for cell in cells(found, "LAB_COMPUTE")} == {"C"}


def test_an_unknown_lab_is_unknown_wherever_it_is_computed():
    assert split_of("UNK", "USA") == "UNKNOWN"
    assert split_of("CHN", "UNK") == "UNKNOWN"
    made = inputs([model("m", "UNK", host("p"))], [provider("p", "USA", "USA")], usage({"m": 30.0}))
    found = attributed(made)
    assert means(found, "LAB_COMPUTE", "lab", "compute", "split") == pytest.approx(
        {("UNK", "USA", "UNKNOWN"): 30}
    )


def test_cells_below_the_threshold_stand_in_a_remainder():
    # 1 token of 20,001 is 0.005 %, below 0.01 %: model `tiny` has no row of its own, its split has a remainder of 1.
    made = inputs(
        [model("big", "CHN", host("cn")), model("tiny", "CHN", host("us"))],
        [provider("cn", "CHN", "CHN"), provider("us", "USA", "USA")],
        usage({"big": 20000.0, "tiny": 1.0}),
    )
    found = attributed(made)
    assert means(found, "MODEL", "model", "compute", "split") == pytest.approx(
        {("big", "CHN", "SERVED_AT_HOME"): 20000, (None, None, "LICENCE_ONLY"): 1}, rel=1e-6
    )
    rest = [cell for cell in cells(found, "CROSS") if cell.split == "LICENCE_ONLY"]
    assert [(cell.compute, cell.destination) for cell in rest] == [(None, None)]
    assert rest[0].mean == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("measure", MEASURES)
def test_levels_add_to_the_flows_of_every_measure(measure):
    result = estimate(three_models(), parameters(), draws=400, seed=7)
    flows = [
        cell.mean for cell in result.flows
        if (cell.basis, cell.measure, cell.scope) == ("COMPUTE", measure, "OBSERVED")
    ]  # fmt: skip
    for level in LEVELS:
        found = [cell.mean for cell in result.attribution if (cell.level, cell.measure) == (level, measure)]
        assert sum(found) == pytest.approx(sum(flows), rel=1e-6), level


def test_free_use_has_no_value_to_attribute():
    made = inputs(
        [model("m", "CHN", host("p"))], [provider("p", "CHN", "CHN")], usage({"m": 9.0}, tier="FREE")
    )
    found = attributed(made)
    assert means(found, "LAB_COMPUTE", "lab") == pytest.approx({("CHN",): 9})
    assert cells(found, "MODEL", "SERVICE_VALUE_USD") == []
    assert sum(means(found, "LAB_SPLIT", "lab", measure="SERVICE_VALUE_USD").values()) == 0


def test_a_cell_is_as_weak_as_its_models():
    # Location documented (A), provider by price (C): C without destinations, D (PRIOR_DRIVEN) with them.
    found = attributed(three_models())
    for level, expected in (("LAB_COMPUTE", ("C", "MARGINS")), ("CROSS", ("D", "PRIOR_DRIVEN"))):
        known = [cell for cell in cells(found, level) if cell.compute == "USA"]
        assert known
        assert {(cell.evidence_grade, cell.identification) for cell in known} == {expected}


def test_hosts_at_unknown_places_stay_unknown_for_their_model():
    made = inputs([model("m", "CHN", Host("UNK", 1.0, 2.0))], [], usage({"m": 5.0}))
    found = attributed(made)
    assert means(found, "MODEL", "model", "compute", "split") == {("m", "UNK", "UNKNOWN"): pytest.approx(5)}


def test_a_closed_destination_gets_nothing_of_that_model():
    # Model B (USA lab) is not offered in CHN: USA-made tokens reach every other destination, the others CHN too.
    # What the labs send along one corridor adds to the flow of that corridor.
    shut = replace(
        three_models(), unavailable=(Unavailable("B", "CHN", "A", "https://example.org/countries"),)
    )
    result = estimate(shut, parameters(**FIRM), draws=50, seed=SEED)
    found = means(result.attribution, "CROSS", "lab", "compute", "destination")
    assert ("USA", "USA", "CHN") not in found
    assert found["CHN", "USA", "CHN"] > 0
    assert sum(found.values()) == pytest.approx(350, rel=1e-6)
    flows = {
        (cell.origin, cell.destination): cell.mean
        for cell in result.flows
        if (cell.basis, cell.measure, cell.scope) == ("COMPUTE", "TOKENS", "OBSERVED")
    }
    corridors: dict[tuple, float] = defaultdict(float)
    for (_, compute, destination), mean in found.items():
        corridors[compute, destination] += mean
    assert corridors["USA", "DEU"] == pytest.approx(flows["USA", "DEU"], rel=1e-6)
    assert corridors["USA", "CHN"] == pytest.approx(flows["USA", "CHN"], rel=1e-6)

"""How a cell changed from run to run: the vintages in order, each with the input that changed by its name."""

from datetime import timedelta

import pytest

from apps.flows import actions, fingerprint, queries
from apps.flows.actions import estimating
from apps.flows.cells import UnreadableCell, cell_of
from apps.flows.differences import Change, changes
from apps.flows.models import EstimateRun, FlowEstimate
from apps.reference.models import ParameterRevision
from tests import build
from tests.flows.test_changed_inputs_ask_for_their_weeks import price

MODEL = "minimax/minimax-m2.5-20260211"
WEEK = build.WEEK
END = WEEK + timedelta(days=7)
CELL = "cell/LAB/OBSERVED/TOKENS/2026-02-16/CHN/USA"
LATER = build.NOW + timedelta(hours=1)


def publish(*, now):
    """Estimate the week as known now and publish it."""
    made = actions.estimate(period_from=WEEK, period_to=END, as_of=now, now=now, draws=50)
    actions.publish_run(run_id=made, now=now)
    return made


@pytest.fixture
def first(db):
    """Publish a measured week: 1,000 tokens of a Chinese lab and 500 of others."""
    build.countries()
    build.usage([(WEEK, MODEL, 1000), (WEEK, "other", 500)])
    return publish(now=build.NOW)


def told():
    """Return what changed in the newest vintage."""
    return queries.revisions(CELL).vintages[-1].changes


def test_the_first_vintage_has_its_numbers_and_nothing_before_it(first):
    (vintage,) = queries.revisions(CELL).vintages
    assert (vintage.run_id, vintage.shown_at, vintage.changes) == (first, build.NOW, ())
    assert (vintage.is_current, vintage.is_unlisted, vintage.withdrawn_at) == (True, False, None)
    assert 0 < vintage.values["low"] <= vintage.values["central"] <= vintage.values["high"] < 1000


def test_a_changed_count_is_named_with_its_day_and_both_values(first):
    build.usage([(WEEK, MODEL, 1100), (WEEK, "other", 500)], now=LATER)
    publish(now=LATER)
    assert told() == (
        Change("figure", f"{MODEL} on 2026-02-16", "1,000 tokens", "1,100 tokens", "https://openrouter.ai/rankings"),
    )  # fmt: skip
    old, new = queries.revisions(CELL).vintages
    assert (old.is_current, new.is_current) == (False, True)
    # The count of the lab grew by a tenth, and so did each of its flows, draw by draw.
    assert new.values["central"] == pytest.approx(1.1 * old.values["central"], rel=1e-5)


def test_a_changed_figure_of_a_publication_is_named(db):
    build.countries()
    weekly = {("tokens_week_lab_chn", "CHN"): 3e12, ("tokens_week_lab_usa", "USA"): 2e12}
    build.figures("tiny", weekly)
    publish(now=build.NOW)
    build.figures("tiny", weekly | {("tokens_week_lab_chn", "CHN"): 4e12}, now=LATER)
    publish(now=LATER)
    assert told() == (
        Change("figure", "tiny.tokens_week_lab_chn.CHN", "3000000000000 token", "4000000000000 token",
               "https://example.org/"),
    )  # fmt: skip


def test_another_publication_is_named(first):
    build.figures(
        "tiny", {("tokens_week_lab_chn", "CHN"): 3e12, ("tokens_week_lab_usa", "USA"): 2e12}, now=LATER
    )
    build.usage([(WEEK, MODEL, 1000)], now=LATER)
    publish(now=LATER)
    # Measured days come first; the publication stands among the others and changes nothing.
    assert told() == ()


def test_a_changed_parameter_is_named_with_both_ranges(first):
    ParameterRevision.objects.create(
        key="gpu_life", unit="year", low=4, central=5, high=6, source_title="A title",
        source_url="https://example.org/life", accessed_date=LATER.date(), reason="new accounts",
        accepted_by="ada", accepted_at=LATER,
    )  # fmt: skip
    publish(now=LATER)
    spread = "year, two_piece_lognormal, global"
    assert told() == (
        Change(
            "parameter", "gpu_life", f"3 – 4 – 6 {spread}", f"4 – 5 – 6 {spread}", "https://example.org/life"
        ),
    )


def test_a_changed_price_is_named_with_its_model_and_host(first):
    price(WEEK, "0.3", now=LATER)
    publish(now=LATER)
    found = {(change.kind, change.item): (change.old, change.new) for change in told()}
    assert found["prices", "minimax-m2-5-20260211 at novita"] == ("", "price_input_usd_per_mtok 0.3")
    # With a host the model gets its place, and the mix of its class no longer stands in for it.
    assert {kind for kind, _ in found} == {"models", "hosts", "prices", "locations"}


def test_other_code_is_told_as_the_method_or_the_code_version(first, monkeypatch):
    for room in (estimating, fingerprint):
        monkeypatch.setattr(room, "code_version", lambda: "another code version")
    publish(now=LATER)
    (change,) = told()
    assert (change.kind, change.item, change.new) == ("code", "code version", "another code")
    runs = list(EstimateRun.objects.order_by("id"))
    runs[1].method_version = "9.9"
    (named,) = changes(*runs, WEEK)
    assert (named.kind, named.item, named.old, named.new) == (
        "method", "method version", runs[0].method_version, "9.9",
    )  # fmt: skip


def test_a_withdrawn_vintage_says_so_and_the_one_before_is_current_again(first):
    build.usage([(WEEK, MODEL, 1100)], now=LATER)
    second = publish(now=LATER)
    actions.withdraw_run(run_id=second, reason="a slip", now=LATER + timedelta(hours=1))
    old, new = queries.revisions(CELL).vintages
    assert (old.is_current, new.is_current) == (True, False)
    assert (new.withdrawn_reason, new.withdrawn_at) == ("a slip", LATER + timedelta(hours=1))


def test_a_small_corridor_and_a_missing_measure_are_told_apart(first):
    (small,) = queries.revisions(CELL.replace("CHN/USA", "TUV/NRU")).vintages
    assert (small.values, small.is_unlisted) == (None, True)
    FlowEstimate.objects.filter(scope="WORLD").delete()
    (absent,) = queries.revisions(CELL.replace("LAB/OBSERVED/TOKENS", "COMPANY/WORLD/TOKENS")).vintages
    assert (absent.values, absent.is_unlisted) == (None, False)


def test_a_week_nobody_estimated_has_no_vintage(first):
    assert queries.revisions(CELL.replace("02-16", "02-23")).vintages == ()


def test_an_address_is_read_with_or_without_its_first_word():
    cell = cell_of(" compute/observed/tokens/2026-02-16/chn/unk/ ")
    assert cell.address == "cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/UNK"
    assert cell_of(cell.address) == cell


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "is no cell: give basis/scope/measure/week/origin/destination"),
        ("cell/COMPUTE/OBSERVED", "is no cell"),
        (CELL.replace("TOKENS", "JOULES"), "measure 'JOULES' is not one of TOKENS"),
        (CELL.replace("LAB", "CABLE"), "basis 'CABLE' is not one of LAB, COMPANY, COMPUTE"),
        ("COMPANY/OBSERVED/CARBON_KG/2026-02-16/CHN/USA", "basis 'COMPANY' is not one of COMPUTE, LAB"),
        (CELL.replace("OBSERVED", "DOMESTIC"), "scope 'DOMESTIC' is not one of OBSERVED, WORLD"),
        (CELL.replace("02-16", "02-17"), "is no Monday; the week of that day begins on 2026-02-16"),
        (CELL.replace("2026-02-16", "soon"), "week 'SOON' is no date"),
        (CELL.replace("CHN", "CHINA"), "origin 'CHINA' is no country code"),
        (CELL + "\x00" * 500, "is no country code"),
    ],
)
def test_an_address_that_names_no_cell_is_refused_by_its_part(address, fault):
    with pytest.raises(UnreadableCell, match=fault):
        cell_of(address)

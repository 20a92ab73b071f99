"""The usage behind a week: one publication is chosen by the rule, the others stay visible, none is added."""

from datetime import date, timedelta

import pytest

from apps.estimator.inputs import UsageRow
from apps.flows.inputs import read
from apps.flows.inputs.blocks import known_weeks
from apps.flows.inputs.candidates import MEASURED, RULE, Candidate, choose
from apps.reference import parameters
from tests import build

pytestmark = pytest.mark.django_db
END = build.WEEK + timedelta(days=7)
FIRST_MODEL = "minimax-m2-5-20260211"


@pytest.fixture(autouse=True)
def reference():
    """Load the reference data."""
    build.countries()


def inputs(*, first=build.WEEK, end=END, as_of=build.NOW):
    """Return the inputs of a span."""
    return read(period_from=first, period_to=end, as_of=as_of, parameters=parameters.load())


def usage(found):
    """Return {(model, tier): tokens} of the one week."""
    return {(row.subject, row.tier): row.tokens for block in found.blocks for row in block.inputs.usage}


def choice(found, week="2026-02-16"):
    """Return what was chosen for a week and what was not, by publication."""
    told = found.summaries[week]
    return told["publication"], {other["publication"]: other["why_not"] for other in told["alternatives"]}


def top_ten(name="ten", **options):
    """Record the week reported on 24 February 2026: total, labs in China, first model."""
    build.figures(
        name,
        {
            ("tokens_week_top10", "top10"): 8.7e12,
            ("tokens_week_top10_lab_chn", "CHN"): 5.3e12,
            ("tokens_week_model", FIRST_MODEL): 2.45e12,
        },
        **options,
    )


def pair(name="pair", **options):
    """Record a pair of lab countries for the same week."""
    values = {("tokens_week_lab_chn", "CHN"): 5.16e12, ("tokens_week_lab_usa", "USA"): 2.7e12}
    build.figures(name, values, denominator="LAB_PAIR", **options)


def test_remainders_keep_the_total_whole():
    top_ten()
    # 5.3 - 2.45 = 2.85 of unnamed Chinese models; 8.7 - 5.3 = 3.4 of labs nobody names.
    assert usage(inputs()) == {
        (FIRST_MODEL, "STANDARD"): pytest.approx(2.45e12),
        ("unnamed-chn", "STANDARD"): pytest.approx(2.85e12),
        ("unnamed-unk", "STANDARD"): pytest.approx(3.4e12),
    }
    (block,) = inputs().blocks
    kinds = {uid: (subject.kind, subject.lab_country) for uid, subject in block.inputs.subjects.items()}
    assert kinds[FIRST_MODEL] == ("MODEL", "CHN")
    assert kinds["unnamed-chn"] == ("GROUP", "CHN")
    assert kinds["unnamed-unk"] == ("UNKNOWN", "UNK")
    assert block.inputs.subjects["unnamed-unk"].hosting == ""


def test_the_fuller_publication_is_chosen_and_nothing_is_added():
    top_ten()
    pair()
    found = inputs()
    chosen, others = choice(found)
    assert chosen == "ten"
    assert list(others) == ["pair"]
    assert others["pair"].startswith("the rule prefers a publication with total, split by lab country")
    assert sum(usage(found).values()) == pytest.approx(8.7e12)
    (facts,) = found.blocks[0].inputs.weeks
    assert facts.denominator == "TOP10"
    assert "usage:ten" in facts.flags
    told = found.summaries["2026-02-16"]
    assert [figure["value"] for figure in told["chosen"]["figures"]] == [
        "2450000000000",
        "8700000000000",
        "5300000000000",
    ]
    assert {figure["value"] for figure in told["alternatives"][0]["figures"]} == {
        "5160000000000",
        "2700000000000",
    }


def test_a_pair_alone_is_two_groups():
    pair()
    assert usage(inputs()) == {
        ("unnamed-chn", "STANDARD"): pytest.approx(5.16e12),
        ("unnamed-usa", "STANDARD"): pytest.approx(2.7e12),
    }


def test_of_equal_publications_the_one_that_names_more_models_then_the_earliest_is_chosen():
    top_ten("late", reported=date(2026, 3, 2))
    top_ten("early", reported=date(2026, 2, 24))
    chosen, others = choice(inputs())
    assert (chosen, others) == ("early", {"late": "a later publication of the same kind"})
    build.figures(
        "fuller",
        {
            ("tokens_week_top10", "top10"): 8.7e12,
            ("tokens_week_top10_lab_chn", "CHN"): 5.3e12,
            ("tokens_week_model", FIRST_MODEL): 2.45e12,
            ("tokens_week_model", "kimi-k2-5-0127"): 1.2e12,
        },
        reported=date(2026, 4, 1),
    )
    chosen, others = choice(inputs())
    assert chosen == "fuller"
    assert set(others.values()) == {"fewer models are named"}


def test_parts_that_exceed_their_whole_are_not_used():
    build.figures(
        "broken",
        {
            ("tokens_week_top10", "top10"): 8.7e12,
            ("tokens_week_top10_lab_chn", "CHN"): 2e12,
            ("tokens_week_model", FIRST_MODEL): 2.45e12,
        },
    )
    assert known_weeks(end=END, as_of=build.NOW) == []
    pair()
    chosen, others = choice(inputs())
    assert (chosen, others) == (
        "pair",
        {"broken": "its parts exceed its whole by 4.5e+11 tokens (unnamed-chn)"},
    )


def test_a_total_alone_cannot_be_estimated():
    build.figures("alone", {("tokens_week_total", "platform"): 2e13}, denominator="PLATFORM")
    assert known_weeks(end=END, as_of=build.NOW) == []


def test_measured_days_win_and_are_summed_but_never_scaled():
    top_ten()
    days = [build.WEEK + timedelta(days=n) for n in (0, 1, 2)]
    build.usage(
        [(day, "minimax/minimax-m2.5-20260211", 100) for day in days]
        + [
            (days[0], "minimax/minimax-m2.5-20260211:free", 7),
            (days[0], "other", 30),
            (days[1], "stealth/owl", 5),
        ]
    )
    found = inputs()
    assert choice(found) == (
        "openrouter.rankings",
        {"ten": f"the rule prefers {RULE[0]}; this is {RULE[1]}"},
    )
    assert usage(found) == {
        (FIRST_MODEL, "STANDARD"): 300.0,
        (FIRST_MODEL, "FREE"): 7.0,
        ("other", "STANDARD"): 30.0,
        ("owl", "STANDARD"): 5.0,
    }
    (facts,) = found.blocks[0].inputs.weeks
    assert facts.coverage == pytest.approx(3 / 7)
    assert "partial_week" in facts.flags
    kinds = {uid: subject.kind for uid, subject in found.blocks[0].inputs.subjects.items()}
    assert (kinds["other"], kinds["owl"]) == ("UNKNOWN", "UNKNOWN")


def test_the_feed_stands_before_its_printed_twin_until_the_print_has_more_days():
    def counted(source, days):
        return Candidate(
            week=build.WEEK,
            publication=source,
            source=source,
            denominator="TOP50",
            rank=MEASURED,
            rows=[UsageRow(build.WEEK, FIRST_MODEL, 100.0, "A")],
            days=days,
            models=50 if source.startswith("curated") else 40,
        )

    feed, printed = counted("openrouter.rankings", 1), counted("curated.published_figures", 1)
    assert choose([printed, feed]).chosen is feed
    assert (
        choose([counted("curated.published_figures", 2), feed]).chosen.source == "curated.published_figures"
    )


def test_usage_is_read_as_it_was_known():
    later = build.NOW + timedelta(days=1)
    build.usage([(build.WEEK, "minimax/minimax-m2.5-20260211", 100)])
    build.usage([(build.WEEK, "minimax/minimax-m2.5-20260211", 101)], now=later)
    assert usage(inputs(as_of=build.NOW)) == {(FIRST_MODEL, "STANDARD"): 100.0}
    assert usage(inputs(as_of=later)) == {(FIRST_MODEL, "STANDARD"): 101.0}
    assert inputs(as_of=build.NOW - timedelta(seconds=1)).blocks == ()


def test_a_week_of_bare_groups_takes_the_nearest_earlier_week_with_it():
    top_ten()
    pair("later", week=END)
    found = inputs(first=END, end=END + timedelta(days=7))
    (block,) = found.blocks
    assert block.weeks == {END}
    assert [facts.week for facts in block.inputs.weeks] == [build.WEEK, END]
    assert list(found.summaries) == ["2026-02-23"]


def test_group_rows_have_the_weakest_grade():
    top_ten()
    rows = {row.subject: row for row in inputs().blocks[0].inputs.usage}
    assert rows[FIRST_MODEL] == UsageRow(build.WEEK, FIRST_MODEL, 2.45e12, "B")
    assert {rows[name].evidence_grade for name in ("unnamed-chn", "unnamed-unk")} == {"D"}


def test_equal_shares_at_another_scale_leave_a_gap():
    pair("one")
    values = {("tokens_week_lab_chn", "CHN"): 5.16e11, ("tokens_week_lab_usa", "USA"): 2.7e11}
    build.figures("ten-times-less", values, denominator="LAB_PAIR")
    found = inputs()
    assert found.blocks == ()
    assert found.notices == (
        "week 2026-02-16: a gap; one and ten-times-less agree on shares but differ in level by more than 3 times;"
        " neither is used",
    )


def test_a_tenfold_copy_of_a_publication_is_held_and_not_averaged():
    # G13: 53 / 5.3 = 10 times the level (more than 3), 53 / 87 = 5.3 / 8.7 = .6092 the same share.
    for name, unit in (("original", 1e12), ("translated", 1e13)):
        top, chn = ("tokens_week_top10", "top10"), ("tokens_week_top10_lab_chn", "CHN")
        build.figures(name, {top: 8.7 * unit, chn: 5.3 * unit})
    assert inputs().blocks == ()
    assert "differ in level by more than 3 times; neither is used" in inputs().notices[0]


def test_a_week_that_nobody_counts_whole_is_a_gap_with_its_reason():
    build.figures("alone", {("tokens_week_total", "platform"): 2e13}, denominator="PLATFORM")
    (notice,) = inputs().notices
    assert notice.startswith("week 2026-02-16: a gap; alone: it names neither a total with a split")

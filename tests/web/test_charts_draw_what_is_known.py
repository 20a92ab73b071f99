"""Charts: positions worked by hand, gaps that stay gaps, text that cannot break out."""

from datetime import date

import pytest

from apps.web.charts import axes, curve, intervals, lines, scale, shares, svg, waterfall
from apps.web.charts.frame import NARROW, WIDE, Frame

WEEKS = [date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 2)]
# A plot from (0, 100) to (300, 0).
PLAIN = Frame("wide", 300, 100, 0, 0, 0, 0)
WORDS = {"title": "T", "description": "D", "key": "k"}


def plain(value: float) -> str:
    """Return the number as it is."""
    return f"{value:g}"


def test_a_scale_maps_the_middle_to_the_middle_and_keeps_outliers_at_its_edge() -> None:
    one = scale.Scale(0, 10, 100, 0)
    assert [one.at(value) for value in (0, 5, 10, 99, -1)] == [100, 50, 0, 0, 100]


def test_a_logarithmic_scale_gives_each_decade_the_same_room() -> None:
    one = scale.Scale(1, 1000, 0, 300, is_log=True)
    assert [round(one.at(value), 6) for value in (1, 10, 100, 1000)] == [0, 100, 200, 300]
    assert one.ticks(4) == [1, 10, 100, 1000]


def test_a_logarithmic_scale_refuses_zero() -> None:
    with pytest.raises(ValueError, match="needs 0"):
        scale.logarithmic(0, 10, 0, 1)


def test_a_linear_axis_begins_at_zero_and_ends_at_a_round_number() -> None:
    one = scale.linear(8.7, 0, 100)
    # Steps of 2 (8.7 / 5 = 1.74, next round size 2), so the axis ends at 10.
    assert (one.low, one.high, one.ticks(5)) == (0, 10, [0, 2, 4, 6, 8, 10])


def test_months_are_ticked_at_their_first_day() -> None:
    days = scale.Days(date(2026, 1, 15), date(2026, 4, 2), 0, 100)
    assert days.ticks(10) == [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]


def test_labels_keep_their_distance_within_the_plot() -> None:
    # 10 and 12 part by 16; 95 stands; the last is pushed back inside from 111 to 100, which moves 95 to 84.
    assert axes.spread([10, 12, 95, 96], 16, 0, 100) == [10, 26, 84, 100]


def test_events_nearer_than_twenty_pixels_share_a_glyph() -> None:
    days = scale.Days(WEEKS[0], WEEKS[-1], 0, 210)
    # 21 days over 210 px: 10 px a day; the first two are 10 px apart, the third 90.
    marks = [axes.Mark(date(2026, 2, day), "TARIFF", str(day), "/e/") for day in (10, 11, 20)]
    assert [[mark.title for mark in one] for one in axes.clusters(marks, days)] == [["10", "11"], ["20"]]


def test_a_missing_week_is_a_gap_in_every_layer() -> None:
    known = dict.fromkeys((WEEKS[0], WEEKS[1], WEEKS[3]), 0.25)
    drawn = shares.draw([shares.Layer("A", "t1", known)], PLAIN, **WORDS)
    # One area over the first two weeks (x 0 to 100 of 300), one bar at the last week; nothing at the third.
    assert 'd="M0 75L100 75L100 100L0 100ZM297 75L303 75L303 100L297 100Z"' in drawn


def test_layers_stack_on_each_other() -> None:
    pair = [
        shares.Layer("A", "t1", {WEEKS[0]: 0.5, WEEKS[1]: 0.25}),
        shares.Layer("B", "t2", {WEEKS[0]: 0.5, WEEKS[1]: 0.75}),
    ]
    drawn = shares.draw(pair, PLAIN, **WORDS)
    assert 'd="M0 50L300 75L300 100L0 100Z"' in drawn
    assert 'd="M0 0L300 0L300 75L0 50Z"' in drawn


def test_a_line_has_a_band_only_where_a_range_is_known() -> None:
    central = {WEEKS[0]: 5.0, WEEKS[1]: 10.0}
    bare = lines.draw([lines.Line("A", "t1", central)], PLAIN, words=plain, **WORDS)
    ranged = lines.draw([lines.Line("A", "t1", central, central, central)], PLAIN, words=plain, **WORDS)
    assert 'class="band' not in bare
    assert ranged.count('class="band t1"') == 1
    assert 'd="M0 50L300 0"' in bare


def test_a_price_holds_until_it_changes() -> None:
    steps = lines.Line("A", "t1", {WEEKS[0]: 10.0, WEEKS[3]: 5.0}, is_stepped=True)
    drawn = lines.draw([steps], PLAIN, words=plain, is_weekly=False, **WORDS)
    assert 'd="M0 0H300V50"' in drawn


def test_assumed_ranges_are_dashed() -> None:
    row = intervals.Interval("CHN", 1, 2, 4, "2 (1-4)", grade="D")
    assert "interval other assumed" in intervals.draw([row], WIDE, words=plain, **WORDS)


def test_a_waterfall_begins_each_bar_where_the_last_one_ended() -> None:
    steps = [
        waterfall.Step("a", 6, "6"),
        waterfall.Step("b", -2, "-2"),
        waterfall.Step("all", 4, "4", is_total=True),
    ]
    assert waterfall._spans(steps) == [(0, 6), (6, 4), (0, 4)]


def test_a_curve_places_a_published_figure_by_its_decade() -> None:
    drawn = curve.draw(
        [curve.Trace("A", "t1", [(1, 1), (100, 100)])],
        [curve.Published("22 times", 10, 10)],
        PLAIN,
        x_words=plain,
        y_words=plain,
        **WORDS,
    )
    # The middle of two decades: x 150, y 50.
    assert 'd="M150 44L156 50L150 56L144 50Z"' in drawn


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x>', "</text>x"])
def test_names_cannot_break_out_of_a_drawing(hostile: str) -> None:
    drawn = intervals.draw(
        [intervals.Interval(hostile, 1, 2, 4, hostile, url=hostile)], NARROW, words=plain, **WORDS
    )
    assert hostile not in drawn
    assert svg.element("a", hostile, href=hostile).count("<") == 2


def test_a_drawing_has_no_inline_style() -> None:
    drawn = lines.draw([lines.Line("A", "t1", {WEEKS[0]: 1.0})], WIDE, words=plain, **WORDS)
    assert "style=" not in drawn
    assert 'role="group"' in drawn

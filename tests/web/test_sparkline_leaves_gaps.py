"""The sparkline: true time, zero-based, and nothing drawn where there is no estimate."""

from datetime import date

from apps.web import spark

WEEKS = [date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 9)]


def test_places_weeks_on_a_calendar_with_a_hole() -> None:
    # Four Mondays from 16 Feb to 9 Mar: x = 0, 333.3, 666.7, 1000; the third has no estimate.
    chart = spark.draw({"CHN": {WEEKS[0]: 10.0, WEEKS[1]: 5.0, WEEKS[2]: 2.0}}, WEEKS)
    assert chart.weeks == [date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 2), date(2026, 3, 9)]
    trace = chart.traces[0]
    # y = 56 - 53 v / 10: 3.0 and 29.5; the lone last week is a dot at 45.4, no line reaches it.
    assert trace.line == "M0.0,3.0 333.3,29.5"
    assert trace.area == "M0.0,56 0.0,3.0 333.3,29.5 333.3,56Z"
    assert trace.dots == "M1000.0,45.4h0"
    assert [(round(x, 1), round(width, 1)) for x, width in chart.gaps] == [(333.3, 666.7)]


def test_colours_only_the_two_named_exporters() -> None:
    chart = spark.draw({"FRA": {WEEKS[0]: 1.0}, "USA": {WEEKS[0]: 1.0}}, WEEKS)
    assert [trace.tone for trace in chart.traces] == ["other", "USA"]


def test_draws_nothing_from_nothing() -> None:
    chart = spark.draw({}, [])
    assert (chart.weeks, chart.traces, chart.gaps) == ([], [], [])

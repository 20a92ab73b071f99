"""Pins over the slider of weeks: where they stand, what stands together, and what belongs to the week shown."""

from datetime import date, timedelta

from django.test import Client

from apps.events.rows import ReadStage
from apps.web import week_pins
from apps.web.charts.axes import Mark
from tests import build
from tests.api.world import EVENT, candidate
from tests.web.conftest import PUBLISHED
from tests.web.test_event_pages_show_every_side import confirmed, page, words

FIRST = date(2026, 2, 2)
# Eleven weeks: each is a tenth of the track.
WEEKS = [FIRST + timedelta(weeks=index) for index in range(11)]


def mark(days: int, title: str = "An event", kind: str = "EXPORT_CONTROL") -> Mark:
    """Return an event so many days after the first Monday."""
    return Mark(FIRST + timedelta(days=days), kind, title, f"/events/{title}/")


def test_a_pin_stands_at_its_week_with_the_sign_of_its_kind() -> None:
    # Day 16 is in the third week, two tenths along.
    found = week_pins.pins([mark(16)], WEEKS)
    assert [(pin.x, pin.sign, pin.words, pin.url) for pin in found] == [
        (20.0, "▲", "An event", "/events/An event/")
    ]


def test_what_is_near_stands_as_one_pin_with_its_number() -> None:
    found = week_pins.pins([mark(1, "a"), mark(2, "b"), mark(70, "c", "OUTAGE")], WEEKS)
    assert [(pin.x, pin.sign, pin.words) for pin in found] == [
        (0.0, "2", "2 events: a; b"),
        (100.0, "●", "c"),
    ]
    assert found[0].url == "/events/?from=2026-02-03&to=2026-02-04"


def test_two_dates_of_one_event_are_one_pin_that_leads_to_it() -> None:
    twice = [Mark(FIRST + timedelta(days=day), "TERMS_CHANGE", f"day {day}", "/events/x/") for day in (1, 2)]
    assert week_pins.pins(twice, WEEKS) == [week_pins.Pin(0.0, "§", "day 1; day 2", "/events/x/")]


def test_a_narrow_track_joins_more_than_a_wide_one() -> None:
    weeks = [FIRST + timedelta(weeks=index) for index in range(21)]
    near = [mark(0, "a"), mark(7, "b")]
    assert [len(week_pins.pins(near, weeks, size=size)) for size in ("wide", "narrow")] == [2, 1]


def test_what_lies_outside_the_weeks_has_no_pin() -> None:
    assert week_pins.pins([mark(-1), mark(77)], WEEKS) == []
    assert week_pins.pins([mark(0)], []) == []
    assert week_pins.stops([mark(-1), mark(9, "in")], WEEKS) == [{"week": "2026-02-09", "words": "in"}]


def test_events_belong_to_the_week_until_the_next_with_an_estimate() -> None:
    estimated = [WEEKS[1], WEEKS[4]]
    marks = [mark(0, "before"), mark(8, "own"), mark(22, "gap"), mark(29, "later"), mark(70, "last")]
    shown = {
        week: [one.title for one in week_pins.around(marks, week, estimated, WEEKS)] for week in estimated
    }
    assert shown == {WEEKS[1]: ["before", "own", "gap"], WEEKS[4]: ["later", "last"]}
    assert week_pins.around(marks, None, estimated, WEEKS) == []


def test_only_a_confirmed_event_stands_over_the_slider(reader: Client, tiny: str) -> None:
    build.sources()
    candidate(now=PUBLISHED, stages=(ReadStage(stage="ANNOUNCED", date=date(2026, 2, 24)),))
    assert 'class="pins"' not in page(reader, "/")
    confirmed()
    markup = page(reader, "/", period="2026-02-16")
    # Two drawings, wide and narrow, of one pin in the middle week, which has no estimate.
    assert markup.count('<circle cx="50.00%"') == 2
    around = markup.split('id="around"')[1].split("</p>")[0]
    assert f'href="/events/{EVENT}/"' in around
    assert "Announced, 24 Feb 2026" in words(around)
    assert '"stops": [{"week": "2026-02-23"' in markup
    assert "earlier or later confirmed event" in words(markup)
    assert f'href="/events/{EVENT}/"' not in page(reader, "/").split('id="around"')[1].split("</p>")[0]
    # What was known before it was recorded has no event.
    assert 'class="pins"' not in page(reader, "/", as_of="2026-11-18T08:00:00Z")

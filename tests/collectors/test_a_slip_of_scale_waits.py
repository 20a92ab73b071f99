"""A curated figure that is a numeral off waits for a person; accepted, it stands with what its page says."""

from datetime import timedelta
from pathlib import Path

import pytest

from apps.collectors import run
from apps.collectors.transports import bundled
from apps.collectors.transports.fetched import Fetched
from apps.events import actions as reviews
from apps.events import queries as events
from apps.observations import queries
from tests.collectors.exports import NOW

SOURCE = "curated.published_figures"
PAGE = Path(__file__).parent / "pages" / SOURCE / "2026-11-22-numeral-slip.csv"
pytestmark = pytest.mark.usefixtures("known_world")


def figures(after):
    found = queries.published_figures_as_of(as_of=NOW + after)
    return [figure.detail.figure_id for figure in found]


def test_a_held_figure_is_not_published_before_it_is_accepted(monkeypatch):
    fetched = Fetched(url="bundled:apps/reference/data/published_figures.csv", body=PAGE.read_bytes())
    monkeypatch.setattr(bundled, "fetch", lambda *words, **more: fetched)
    first = run.collect(source=SOURCE, now=NOW)
    assert (first.state, first.recorded.changed, first.held) == ("HELD", 2, 1)
    (review,) = events.open_reviews(source_key=SOURCE)
    assert "power of ten" in review.reason or "a scale off" in review.reason
    hour = timedelta(hours=1)
    assert figures(hour) == ["a.chn", "a.total"]
    reviews.accept(review_id=review.id, reviewer="ana", reason="another counting", now=NOW + hour)
    again = run.collect(source=SOURCE, now=NOW + 2 * hour)
    assert (again.state, again.recorded.changed, again.held) == ("UNCHANGED", 0, 0)
    assert figures(3 * hour) == ["a.chn", "a.total", "b.total"]

"""The timeline page, on a small world worked by hand."""

import re
from datetime import timedelta

from django.test import Client

from apps.flows import queries, timeline
from apps.flows.question import Question
from tests import build


def page_text(client: Client, path: str) -> str:
    """Return a page's words without its markup."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_parts_of_a_week_add_to_its_tokens(tiny: str) -> None:
    release = queries.release(release_id=tiny)
    assert release is not None
    found = timeline.parts(Question(), release)
    assert sorted(found.totals) == [build.WEEK, build.WEEK + timedelta(days=14)]
    for week, total in found.totals.items():
        assert abs(total - build.TOKENS) < 1e-9 * build.TOKENS
        assert abs(sum(weeks.get(week, 0.0) for weeks in found.by_origin.values()) - total) < 1e-6


def test_the_largest_origins_leave_out_what_is_unknown(tiny: str) -> None:
    release = queries.release(release_id=tiny)
    assert release is not None
    shown = timeline.largest(timeline.parts(Question(), release), count=6)
    assert "UNK" not in shown
    assert "unlisted" not in shown
    assert "CHN" in shown


def test_page_shows_shares_with_their_table_twin(reader: Client, tiny: str) -> None:
    page = reader.get("/timeline/").content.decode()
    assert page.count('class="chart wide"') == 2
    assert page.count('class="chart narrow"') == 2
    assert "The same as a table" in page
    assert f"Release {tiny}" in page


def test_page_compares_four_countries_at_most(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/timeline/?country=CHN,USA,DEU,FRA,JPN")
    assert "Four countries at most can be compared" in text


def test_page_of_a_span_without_estimates_says_so(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/timeline/?from=2025-01-06&to=2025-02-03")
    assert "No week of this span has an estimate." in text


def test_page_without_a_release_says_that_the_first_estimate_is_made(reader: Client) -> None:
    build.countries()
    assert "first estimate" in page_text(reader, "/timeline/").lower()

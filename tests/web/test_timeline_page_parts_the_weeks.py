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


def test_parts_by_model_and_by_lab_hold_the_same_whole(reader: Client, bundled: str) -> None:
    # One test, as the real figures take seconds to estimate.
    release = queries.release(release_id=bundled)
    assert release is not None
    by_origin = timeline.parts(Question(), release)
    for of_labs in (False, True):
        found = timeline.parts_by_model(Question(), release, of_labs=of_labs)
        assert found.totals.keys() == by_origin.totals.keys()
        assert found.by_origin["UNK"]
        assert not {"other", "unknown"} & found.by_origin.keys(), (
            "a remainder is no model, and nobody is no lab"
        )
        for week, total in found.totals.items():
            assert abs(total - by_origin.totals[week]) < 1e-6 * total
            assert abs(sum(weeks.get(week, 0.0) for weeks in found.by_origin.values()) - total) < 1e-6 * total
    assert "Tokens by model" in page_text(reader, "/timeline/?by=MODEL")
    assert "DeepSeek" in page_text(reader, "/timeline/?by=LAB")


def test_page_puts_aside_what_nothing_parts_by(reader: Client, tiny: str) -> None:
    assert "by=PLANET is not a choice here; shown instead: ORIGIN." in page_text(
        reader, "/timeline/?by=PLANET"
    )


def test_page_says_how_many_events_are_drawn(reader: Client, tiny: str) -> None:
    assert "No confirmed events; 0 candidates wait for review." in page_text(reader, "/timeline/")


def test_before_and_after_says_only_what_is_allowed(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/timeline/before-after/?day=2026-04-01")
    assert "association, not cause" in text
    assert "no statement" in text
    assert "no week near it counts" in text


def test_before_and_after_names_what_it_cannot_read(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/timeline/before-after/?event=nothing-such&group=nobody")
    assert "nothing-such" in text or "nobody" in text
    assert "day=tomorrow" in page_text(reader, "/timeline/before-after/?day=tomorrow")


def test_the_span_of_the_form_gives_the_same_weeks_again(reader: Client, tiny: str) -> None:
    page = reader.get("/timeline/").content.decode()
    # The newest week begins on 2 March; a span ends before its last day.
    assert 'name="from" value="2026-02-16"' in page
    assert 'name="to" value="2026-03-09"' in page
    assert 'data-first="2026-02-16" data-last="2026-03-02"' in page

"""Each state that is not the plain one has a view that says so: nothing left, unreachable, late, no data, unknown."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from apps.collectors.models import CollectRun
from apps.collectors.queries import Reach, reach
from apps.flows.models import FlowEstimate
from apps.web import layer_card

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LIVE = Reach(
    "live", "A live source", "P", "L", "https://example.org/", "MEASURED", True, 86400, None, None, False
)
BUNDLED = Reach("kept", "Kept", "P", "L", "", "REPORTED", False, 86400, NOW - timedelta(days=2), None, False)


def text_of(client: Client, path: str) -> str:
    """Return a page's words."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    page = re.sub(r"<script.*?</script>", " ", answer.content.decode(), flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def looked(key: str, state: str, *, ago: timedelta) -> None:
    """Record one ended look at a source."""
    CollectRun.objects.create(
        source_key=key, state=state, requested_at=NOW - ago, finished_at=NOW - ago + timedelta(seconds=9)
    )


def live_source(key: str = "openrouter.rankings") -> Reach:
    """Return how a source is reached now."""
    return next(row for row in reach(now=NOW) if row.key == key)


def test_an_evidence_that_hides_all_says_so_in_panel_and_table(reader: Client, tiny: str) -> None:
    text = text_of(reader, "/?evidence=A")
    assert text.count("No flow of this week has grade A or better before its destination.") == 2
    assert "the sums hold all" in text
    assert "Shown: Grade A" in text


def test_a_scenario_says_so_in_its_headline_and_legend(reader: Client, tiny: str) -> None:
    page = reader.get("/").content.decode()
    assert "World scenario." not in page
    assert "a scenario" in page


def test_live_sources_that_were_never_read_leave_the_bundled_facts() -> None:
    down = [LIVE, BUNDLED]
    assert layer_card.strip(down) == ""
    failing = Reach(*[getattr(LIVE, name) for name in LIVE.__slots__[:9]], NOW - timedelta(days=1), False)
    assert layer_card.strip([failing, BUNDLED]) == (
        "Live sources could not be reached since 21 Nov 2026; you see bundled facts of 20 Nov 2026."
    )


@pytest.mark.django_db
def test_a_source_that_fails_after_a_good_look_keeps_what_was_read() -> None:
    looked("openrouter.rankings", "OK", ago=timedelta(days=3))
    looked("openrouter.rankings", "FAILED", ago=timedelta(days=2))
    looked("openrouter.rankings", "UNAVAILABLE", ago=timedelta(days=1))
    found = live_source()
    assert found.last_success_at is not None
    assert found.last_success_at.date() == date(2026, 11, 19)
    assert found.failing_since is not None
    assert found.failing_since.date() == date(2026, 11, 20)
    told = layer_card.strip(reach(now=NOW))
    assert told == (
        "1 of 9 live sources could not be reached since 20 Nov 2026; what was last read on 19 Nov 2026 stands."
    )


@pytest.mark.django_db
def test_a_source_that_recovered_is_no_trouble() -> None:
    looked("openrouter.rankings", "FAILED", ago=timedelta(days=2))
    looked("openrouter.rankings", "OK", ago=timedelta(hours=3))
    assert live_source().failing_since is None
    assert layer_card.strip(reach(now=NOW)) == ""


@pytest.mark.django_db
def test_a_source_that_is_late_is_named() -> None:
    looked("openrouter.rankings", "OK", ago=timedelta(days=4))
    assert live_source().is_stale
    assert layer_card.strip(reach(now=NOW)).startswith("Late: ")


def test_the_home_page_shows_the_strip_and_leads_to_the_sources(reader: Client, tiny: str) -> None:
    looked("openrouter.rankings", "OK", ago=timedelta(days=3))
    looked("openrouter.rankings", "UNAVAILABLE", ago=timedelta(days=1))
    page = reader.get("/").content.decode()
    assert 'class="notice strip"' in page
    assert "live sources could not be reached since 21 Nov 2026" in page


def test_a_country_without_data_is_not_zero(reader: Client, tiny: str) -> None:
    text = text_of(reader, "/countries/NRU/")
    assert "No estimate for Nauru in this week. That is not zero: nothing places tokens there." in text
    assert "no week with an estimate" in text


def test_a_corridor_without_an_estimate_says_so(reader: Client, tiny: str) -> None:
    text = text_of(reader, "/flows/NRU/DEU/")
    assert "No flow from Nauru to Germany is listed for this week" in text
    assert "That is not a proof of zero." in text


def test_a_corridor_that_only_the_unknown_has(reader: Client, tiny: str) -> None:
    text = text_of(reader, "/flows/UNK/UNK/")
    assert "neither the origin nor the destination is known" in text
    assert "stayed in unknown" not in text
    assert "No evidence places either end of this flow." in text
    assert "No evidence places where this flow begins." in text_of(reader, "/flows/UNK/USA/")
    assert "No evidence places where this flow ends." in text_of(reader, "/flows/USA/UNK/")
    assert "No evidence places" not in text_of(reader, "/flows/USA/DEU/")


@pytest.mark.parametrize("path", ["/", "/countries/USA/", "/flows/USA/DEU/"])
def test_the_layer_card_says_what_stands_behind(reader: Client, tiny: str, path: str) -> None:
    text = text_of(reader, path).split("About this layer", 1)[1]
    for name in ("Source", "Meaning", "Kind of truth", "Freshness", "Confidence", "Unknown", "Licence"):
        assert f" {name} " in text
    assert tiny in text
    assert "week from 2 Mar 2026" in text
    assert "the weakest link: grade" in text


def test_a_half_filled_week_says_so_on_the_map_and_the_timeline(reader: Client, tiny: str) -> None:
    # Three of seven days; the other week is whole.
    FlowEstimate.objects.filter(period_start=date(2026, 3, 2)).update(coverage=3 / 7)
    assert "Not every day was observed in the week of 2 Mar 2026." in text_of(reader, "/timeline/")
    assert "on the 3 observed days of the week of 2 Mar 2026" in text_of(reader, "/")


def test_an_empty_filter_and_an_empty_span_name_themselves(reader: Client, tiny: str) -> None:
    assert "No claim fits all of these filters." in text_of(reader, "/claims/?status=reproduced&basis=L")
    assert "No week of this span has an estimate." in text_of(
        reader, "/timeline/?from=2025-01-06&to=2025-02-03"
    )
    assert "No event fits, confirmed or waiting." in text_of(reader, "/events/")

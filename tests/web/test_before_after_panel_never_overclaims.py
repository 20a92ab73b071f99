"""The panel on an event's page, on a SYNTHETIC history that carries the real dates of terms and launches."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from apps.collectors import run
from apps.reference import queries as reference
from apps.reference import tables
from tests import build
from tests.api.world import settled
from tests.web.conftest import PUBLISHED
from tests.web.test_event_pages_show_every_side import ANTIGRAVITY, confirmed, words

# 30 whole weeks around the clause of 27 February 2026, every series level: nothing happens in them.
FIRST, WEEKS, DONORS = date(2025, 10, 6), 30, 20
OWN = "minimax/minimax-m2.5-20260211"


@pytest.fixture
def level(db: None) -> None:
    """Store a level history of one model of a Chinese lab and of 20 donors, and confirm the clause."""
    build.countries()
    build.sources()
    facts = reference.model_facts()
    slugs = [row.slug for row in tables.models() if facts[row.key].lab_country == "USA" and not row.is_group]
    days = [FIRST + timedelta(days=number) for number in range(7 * WEEKS)]
    build.usage([(day, slug, 10**9) for day in days for slug in (OWN, *slugs[:DONORS])], now=PUBLISHED)
    run.collect(source="curated.policy_events", now=PUBLISHED)
    confirmed(ANTIGRAVITY)
    build.published(now=PUBLISHED)
    settled()


def test_in_the_weeks_of_the_clause_it_says_confounded_and_names_the_launch(
    reader: Client, level: None
) -> None:
    text = words(reader.get(f"/events/{ANTIGRAVITY}/").content.decode())
    panel = text.partition("Before and after: association, not cause")[2].partition("History")[0]
    assert "change after; overlaps with" in panel
    assert re.search(r"launch of (MiniMax M2\.5|GLM-?5|GLM 5)", panel), panel[:1500]
    assert "caused" not in panel


def test_on_a_day_on_which_nothing_happened_it_detects_nothing(reader: Client, level: None) -> None:
    # 5 January 2026 lies more than four weeks from the launches of February.
    text = words(reader.get("/timeline/before-after/", {"day": "2026-01-05"}).content.decode())
    told = text.partition("models of labs in CHN")[2]
    assert told.strip().startswith("no detectable change")
    # Every series is level: 1 of 21 equal models, before as after.
    assert (
        "Share before, mean 5 % Share after, mean 5 % Difference, log points +0.00 Placebo dates: p 1.00"
        in told
    )

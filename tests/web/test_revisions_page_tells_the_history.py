"""The history of one number: its vintages, what changed between them, and what is wrong with an address."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.flows import actions, queries
from apps.flows.models import EstimateRun
from tests import build
from tests.web.test_home_page_tells_the_week import text_of

CELL = "cell/LAB/OBSERVED/TOKENS/2026-02-16/CHN/USA"
MODEL = "minimax/minimax-m2.5-20260211"
LATER = build.NOW + timedelta(minutes=1)


def page(reader: Client, cell: str = CELL) -> str:
    """Return the text of the page of a cell."""
    answer = reader.get("/revisions/", {"cell": cell})
    assert answer.status_code == 200
    return text_of(answer)


def publish(*, now: object) -> int:
    """Estimate and publish the week as known now."""
    span = {"period_from": build.WEEK, "period_to": build.WEEK + timedelta(days=7)}
    made = actions.estimate(**span, as_of=now, now=now, draws=50)  # type: ignore[arg-type]
    actions.publish_run(run_id=made, now=now)  # type: ignore[arg-type]
    return made


@pytest.fixture
def two_vintages(db: None) -> None:
    """Publish a week twice, with one count changed."""
    build.countries()
    build.usage([(build.WEEK, MODEL, 1000), (build.WEEK, "other", 500)])
    publish(now=build.NOW)
    build.usage([(build.WEEK, MODEL, 1100)], now=LATER)
    publish(now=LATER)


def test_shows_each_vintage_and_the_figure_that_changed(reader: Client, two_vintages: None) -> None:
    told = page(reader)
    assert "China → United States" in told
    assert told.index("shown now") < told.index("The first estimate of this week.")
    assert f"figure {MODEL} on 2026-02-16 : 1,000 tokens → 1,100 tokens source" in told


def test_shows_a_withdrawn_vintage_with_its_reason(reader: Client, two_vintages: None) -> None:
    newest = EstimateRun.objects.latest("id").pk
    actions.withdraw_run(run_id=newest, reason="a slip of the pen", now=LATER + timedelta(minutes=1))
    told = page(reader)
    assert "Withdrawn on 22 Nov 2026: a slip of the pen" in told
    assert told.index("withdrawn") < told.index("shown now")


def test_links_the_definition_of_its_measure(reader: Client, two_vintages: None) -> None:
    body = reader.get("/revisions/", {"cell": CELL}).content.decode()
    assert 'href="/method/#tokens"' in body
    assert "origin=CHN" in body


def test_says_that_nobody_ever_estimated_a_week(reader: Client, two_vintages: None) -> None:
    assert "No published run has ever answered this week." in page(reader, CELL.replace("02-16", "02-23"))


@pytest.mark.parametrize("cell", ["nonsense", CELL.replace("TOKENS", "JOULES"), "<script>alert(1)</script>"])
def test_an_address_that_names_no_cell_is_refused_in_words(reader: Client, tiny: str, cell: str) -> None:
    answer = reader.get("/revisions/", {"cell": cell})
    assert answer.status_code == 400
    assert "is no cell" in text_of(answer) or "is not one of" in text_of(answer)
    assert b"<script>alert" not in answer.content


def test_without_an_address_it_offers_an_example(reader: Client) -> None:
    answer = reader.get("/revisions/")
    assert answer.status_code == 200
    assert 'value="cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/CHN/USA"' in answer.content.decode()


def test_is_reached_from_the_panel_of_the_home_page(reader: Client, tiny: str) -> None:
    body = reader.get("/?period=2026-02-16").content.decode()
    assert "/revisions/?cell=cell/COMPUTE/OBSERVED/TOKENS/2026-02-16/" in body
    assert queries.release() is not None

"""The queue orders what waits by a sum of named parts; each part worked by hand."""

import re
from datetime import UTC, date, datetime

import pytest

from apps.events.desk import QueueRow, Shown
from apps.flows.weights import Weights
from apps.web.desk import ranking
from tests.web.desk_world import SLUG, Sitter, words, world

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = {"USA": "United States", "CHN": "China"}


def row(**changes: object) -> QueueRow:
    plain: dict[str, object] = {
        "slug": "x", "title": "X", "kind": "DISCLOSURE", "state": "CANDIDATE", "severity": "LOW", "doubt": "",
        "jurisdiction": "", "targets": (), "labs": (), "recorded_at": NOW, "last_date": date(2020, 1, 1),
        "revision": 1, "shown": Shown(), "has_own_draft": False, "is_own": False, "waits_since": None,
        "waits_by": "", "returned": "",
    }  # fmt: skip
    return QueueRow(**plain | changes)  # type: ignore[arg-type]


def told(one: QueueRow, weights: Weights = Weights()) -> list[tuple[str, float]]:  # noqa: B008
    return [(part.words, round(part.points, 3)) for part in ranking.parts(one, weights, NAMES, NOW)]


def test_an_old_light_event_of_nobody_weighs_nothing() -> None:
    assert told(row()) == []


def test_the_graver_of_event_and_passage_counts() -> None:
    assert told(row(severity="MEDIUM")) == [("severity medium", 2.0)]
    assert told(row(severity="MEDIUM", shown=Shown(severity="HIGH"))) == [("severity high", 4.0)]


def test_news_counts_half_after_a_fortnight() -> None:
    # 2 points today; 8 November is 14 days ago: 1 point.
    assert told(row(last_date=date(2026, 11, 22))) == [("today", 2.0)]
    assert told(row(last_date=date(2026, 11, 8))) == [("14 days ago", 1.0)]


def test_what_would_narrow_a_range_counts_by_the_most_telling_assumption() -> None:
    # 4 points times 0.7, the larger of the two; an assumption on which the kind does not bear is left out.
    weights = Weights(narrowing={"cache_hit": 0.2, "dest_us_share": 0.7, "pue_default": 0.9})
    assert told(row(), weights) == [("bears on dest_us_share, which makes up to 70 % of a range", 2.8)]


def test_trade_counts_by_the_heaviest_party() -> None:
    # 3 points times 0.6.
    weights = Weights(countries={"USA": 0.6, "CHN": 0.5}, labs={"deepseek": 0.1})
    one = row(jurisdiction="USA", targets=("CHN",), labs=("deepseek",))
    assert told(one, weights) == [("United States: 60 % of the week’s tokens", 1.8)]


def test_a_new_passage_counts_one() -> None:
    assert told(row(shown=Shown(has_new_passage=True))) == [("a passage that the document never had", 1.0)]


@pytest.mark.django_db
def test_the_page_shows_the_parts_the_counts_and_the_filters(static_files: None) -> None:
    world()
    ana = Sitter("ana", "analyst")
    page = words(ana.get("/desk/"))
    # The passage is HIGH (4), new (1), two days old (2 x 0.5^(2/14) = 1.8); no release, so nothing of trade.
    assert "+4.0 severity high" in page
    assert "+1.0 a passage that the document never had" in page
    # Shortly after midnight an hour ago was yesterday: three days, 1.7.
    assert re.search(r"\+1\.8 2 days ago|\+1\.7 3 days ago", page)
    assert "New 1 My drafts 0 Waiting for a second person 0 Sent back 0 All 1" in page
    assert SLUG not in ana.get("/desk/?kind=TARIFF").split('class="queue"')[-1].split("known-events")[0]
    assert "Nothing that waits fits these filters." in words(ana.get("/desk/?kind=TARIFF"))
    assert "Nothing that waits fits these filters." in words(ana.get("/desk/?mine=yes"))
    ana.take()
    assert "New 0 My drafts 1" in words(ana.get("/desk/?view=drafts&mine=yes"))

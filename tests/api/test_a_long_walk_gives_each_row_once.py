"""A walk through 100,000 flows stays in one release while another is published, whatever the form."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from django.test import Client

from apps.api.versions import LOOKUPS
from apps.flows import actions
from apps.flows.bench.fill import QUESTIONS, fill
from apps.flows.models import EstimateRun
from tests import build
from tests.api.conftest import SECOND
from tests.tiny import estimates

pytestmark = pytest.mark.django_db
ROWS = 100_000
URL = "/api/v1/flows.json?from=2025-01-06&to=2025-05-26&limit=5000&fields=period,origin,destination,run&shape=columns"


def published(weeks: Sequence[date]) -> str:
    """Publish another run of these weeks, SYNTHETIC as the one before: the two kinds never share a database."""
    run_id = build.kept(estimates(weeks), weeks=weeks, now=SECOND, name="in the middle of a walk")
    EstimateRun.objects.filter(pk=run_id).update(is_synthetic=True)
    return actions.publish_run(run_id=run_id, now=SECOND)


def test_a_walk_through_100000_flows_gives_each_row_once_from_one_run(client: Client) -> None:
    filled = fill(ROWS, QUESTIONS[:1])
    assert filled.rows == ROWS
    following, seen, pages = URL, set(), 0
    while following:
        page = client.get(following).json()
        rows = [tuple(row) for row in page["data"]["rows"]]
        assert seen.isdisjoint(rows)
        seen.update(rows)
        following, pages = page["meta"]["next"], pages + 1
        assert page["meta"]["release"] == filled.release
        if pages == 7:
            newer = published(filled.weeks)
            LOOKUPS.forget()
    assert (pages, len(seen)) == (20, ROWS)
    assert {run for *_, run in seen} == {"f" * 16}
    LOOKUPS.forget()
    assert client.get(URL).json()["meta"]["release"] == newer
    whole = URL.replace(".json", ".csv").replace("limit=5000", f"limit={ROWS}").replace("shape=columns", "")
    whole = whole.replace("destination,run&", "destination,run,unit,measure,mean,low,high,flags")
    file = client.get(f"{whole}&release={filled.release}")
    assert file.streaming
    lines = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode())))
    assert {tuple(line[:4]) for line in lines[1:]} == seen
    assert len(lines) == ROWS + 1
    assert 'rel="next"' not in file.headers["Link"]

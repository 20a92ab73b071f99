"""The archive's versions join the curated event of the same change, with quotes that are found and looked up again."""

from datetime import timedelta

import pytest

from apps.collectors import run
from apps.events import actions, queries
from apps.events.models import DocumentVersion
from tests.collectors.exports import NOW
from tests.collectors.repositories import git
from tests.collectors.test_terms_archive_is_collected import collect, collections

__all__ = ["collections"]
pytestmark = pytest.mark.usefixtures("known_world")


def test_the_clause_that_names_openclaw_joins_the_curated_event_with_a_span_that_still_stands(
    test_data, collections
):
    bundle = test_data / "ota" / "contrib-antigravity-versions.bundle"
    git(collections, "clone", "-q", "--bare", str(bundle), "contrib-versions")
    run.collect(source="curated.policy_events", now=NOW)
    collect()
    day = timedelta(days=1)
    (event,) = queries.event_rows(
        states=("CANDIDATE",), as_of=NOW + day, slug="google-antigravity-third-party-access"
    )
    quoted = [proof for proof in event["evidence"] if "OpenClaw" in proof["quote"]]
    assert quoted
    for proof in quoted:
        version = DocumentVersion.objects.get(external_id=proof["version"])
        start, end = proof["span"]
        assert version.text[start:end] == proof["quote"]
        assert proof["text_sha256"] == version.text_sha256
    # One day each by the archive, two days of enforcement that sources dispute.
    dates = [(step["stage"], step["date"].isoformat(), step["is_disputed"]) for step in event["stages"]]
    assert ("TEXT_CHANGE", "2026-02-27", False) in dates
    assert {("ENFORCEMENT", "2026-02-12", True), ("ENFORCEMENT", "2026-02-14", True)} <= set(dates)
    assert actions.check_quotes(now=NOW + day).unmatched == 0
    DocumentVersion.objects.filter(pk=version.pk).update(text=version.text.replace("OpenClaw", "OtherTool"))
    assert actions.check_quotes(now=NOW + 2 * day).unmatched >= len(quoted)
    flagged = queries.flagged_quotes(as_of=NOW + 2 * day)
    assert {one.slug for one in flagged if one.stored == "ALTERED"} == {event["slug"]}

"""`estimate` and `publish`: one span, one run, one release; what cannot be done is said."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.collectors import run
from apps.flows import queries
from tests.collectors.exports import NOW

SPAN = ("--from", "2026-02-16", "--to", "2026-02-23")
pytestmark = pytest.mark.usefixtures("known_world")


def call(*words):
    said = io.StringIO()
    call_command(*words, stdout=said)
    return said.getvalue().strip()


def test_a_week_is_estimated_and_published():
    run.collect(source="curated.published_figures", now=NOW - timedelta(days=1))
    run_id = call("estimate", *SPAN).removeprefix("run ")
    release = call("publish", run_id).removeprefix("release ")
    (only,) = queries.release_list()
    assert (only.id, [str(item.week) for item in only.weeks]) == (release, ["2026-02-16"])
    # The same again is the same run and the same release.
    assert call("publish", call("estimate", *SPAN).removeprefix("run ")) == f"release {release}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("estimate", "--from", "2026-02-17", "--to", "2026-02-23"), "Mondays"),
        (("estimate", "--from", "2026-02-23", "--to", "2026-02-16"), "holds no week"),
        (("publish", "123456"), "does not exist"),
    ],
)
def test_what_cannot_be_done_is_said(words, said):
    with pytest.raises(CommandError, match=said):
        call(*words)

"""`manage.py indices` prints what was worked out from the published run, plainly and with its ranges."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.flows.analyses.row import row
from apps.flows.models import EstimateRun
from tests import build

pytestmark = pytest.mark.django_db


def call(*words):
    said = io.StringIO()
    call_command("indices", *words, stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture
def released():
    """Publish the tiny world and store what two analyses gave."""
    # The command reads the real clock, which may be earlier in the day than the tests' own.
    release = build.published(now=build.NOW - timedelta(days=2))
    hhi = row(
        "HHI:LAB", "index", (0.2, 0.36, 0.68), grade="D", definition="concentration", week=build.WEEK,
        unknown_share=0.4,
    )  # fmt: skip
    point = row("POINT:a", "ratio", (22.0, 22.0, 22.0), grade="C", definition="curve")
    none = row(
        "MULTIPLE:b", "ratio", None, grade="D", definition="curve", week=build.WEEK, reason="no energy"
    )
    EstimateRun.objects.update(
        analyses={
            "concentration": {"rows": [hhi], "problem": ""},
            "curve": {"rows": [point, none], "problem": ""},
            "ladder": {"rows": [], "problem": "NoRatio: nothing"},
        }
    )
    return release


def test_ranges_points_and_gaps_each_have_a_line(released):
    said = call("--week", build.WEEK.isoformat())
    assert said[0] == f"release {released}, week 2026-02-16: 90 % intervals given the stated assumptions"
    assert "  HHI:LAB  0.2 - 0.36 - 0.68  index  D  unknown_share 0.4" in said
    assert "  POINT:a  22  ratio  C" in said
    assert "  MULTIPLE:b  -  ratio  D  reason no energy" in said
    # A fault is told in its words, and what is still being worked out is not called empty.
    assert "ladder: NoRatio: nothing" in said
    assert "scopes: WAITING" in said


def test_one_index_is_printed_alone(released):
    said = call("--name", "concentration")
    assert [line for line in said if line and not line.startswith((" ", "release"))] == [
        "concentration: 1 rows"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "happiness"), "no index is called 'happiness'; use one of scopes, domestic"),
        (("--week", "2031-01-06"), "has no week 2031-01-06; it has weeks from 2026-02-16 to 2026-02-16"),
        (("--week", "2026-13-01"), "--week"),
    ],
)
def test_what_is_not_there_is_said(released, words, said):
    with pytest.raises(CommandError, match=said):
        call(*words)


def test_without_a_release_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="nothing is published"):
        call()

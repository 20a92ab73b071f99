"""`manage.py alternatives` and `manage.py sensitivity` print the layers of a published week, or say what is wrong."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def bundled(django_db_setup, django_db_blocker):
    """Publish the bundled weeks once; the outer transaction takes everything back."""
    with django_db_blocker.unblock(), transaction.atomic():
        release = build.bundled()
        # The deferred foreign keys are checked once here, not again after each test.
        connection.check_constraints()
        yield release
        transaction.set_rollback(True)


def printed(*words):
    """Return what a command prints."""
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_nothing_published_is_said():
    with pytest.raises(CommandError, match="none yet"):
        printed("alternatives")


def test_alternatives_of_a_week_are_printed(bundled):
    text = printed("alternatives", "--week=2026-02-16")
    assert "week 2026-02-16" in text
    energy = text.split("ENERGY_KWH\n")[1].split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in energy][:4] == [
        "OWN_FIT",
        "ECOLOGITS_OUTPUT_ONLY",
        "DEEPSEEK_ANCHOR",
        "BROKERAGE_TOPDOWN",
    ]
    centrals = {line.split()[0]: float(line.split()[2]) for line in energy}
    assert centrals["BROKERAGE_TOPDOWN"] > centrals["OWN_FIT"]
    assert "TOKENS USA > USA" in text
    assert "GRAVITY" in text


def test_sensitivity_of_a_cell_is_printed(bundled):
    text = printed(
        "sensitivity", "--week=2026-02-16", "--measure=ENERGY_KWH", "--origin=chn", "--destination=USA"
    )
    lines = text.splitlines()
    assert lines[0].startswith("cell/COMPUTE/OBSERVED/ENERGY_KWH/2026-02-16/CHN/USA")
    named = [line.split()[0] for line in lines[3:]]
    assert {"fleet_efficiency", "dest_us_share"} <= set(named)


def test_tokens_of_the_platform_need_no_assumption(bundled):
    assert "it was counted" in printed("sensitivity", "--week=2026-02-16", "--measure=TOKENS")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("alternatives", "--week=2020-01-06"), "2020-01-06"),
        (("sensitivity", "--week=2020-01-06", "--measure=TOKENS"), "2020-01-06"),
        (("sensitivity", "--week=2026-02-16", "--measure=TOKENS", "--origin=ZZZ"), "ZZZ"),
        (("sensitivity", "--week=2026-02-16", "--measure=JOY"), "JOY"),
    ],
)
def test_what_is_not_there_is_named(bundled, words, fault):
    with pytest.raises(CommandError, match=fault):
        printed(*words)

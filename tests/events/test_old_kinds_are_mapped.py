"""The migration to eleven kinds maps what was stored, keeps the old kind in the history and can be taken back."""

import importlib
from datetime import UTC, datetime

import pytest
from django.db import connection

from apps.events.models import EventRevision, PolicyEvent
from apps.events.words import EVENT_KINDS

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2026, 11, 22, tzinfo=UTC)
step = importlib.import_module("apps.events.migrations.0003_eleven_kinds_and_codebooks")

# slug or headline, old kind, new kind
STORED = (
    ("us-25-percent-chip-proclamation", "Made up", "REGULATION", "TARIFF"),
    ("china-cac-summons-nvidia-h20", "Made up", "REGULATION", "ENFORCEMENT"),
    ("china-foreign-chips-state-funded-centres", "Made up", "REGULATION", "EXPORT_CONTROL"),
    ("china-power-discounts-domestic-chips", "Made up", "REGULATION", "SUBSIDY"),
    ("china-compute-electricity-synergy-2026", "Made up", "REGULATION", "ENERGY_POLICY"),
    ("us-executive-order-14409", "Made up", "REGULATION", "DISCLOSURE"),
    ("a", "A rule", "TERMS_OF_SERVICE", "TERMS_CHANGE"),
    ("b", "A rule", "COMPANY_POLICY", "TERMS_CHANGE"),
    ("c", "A rule", "EXPORT_CONTROL", "EXPORT_CONTROL"),
    ("d", "Antidumping duties on invented goods", "REGULATION", "TARIFF"),
    ("e", "Introducing an invented model", "NEWS", "LAUNCH"),
    ("f", "Outage of an invented service", "OTHER", "OUTAGE"),
    ("g", "Lower prices for an invented model", "NEWS", "PRICE_CHANGE"),
    # A rule about prices is no list price.
    ("h", "Notice on prices", "REGULATION", "DISCLOSURE"),
    # A word inside another one is not that word.
    ("i", "Pricey reproductions", "NEWS", "DISCLOSURE"),
    ("j", "发布新模型", "NEWS", "DISCLOSURE"),
)


@pytest.fixture
def stored() -> None:
    """Store events of the six old kinds, as an older installation holds them."""
    with connection.cursor() as cursor:
        for table, name in (
            ("policyevent", "policyevent_kind_is_known"),
            ("eventrevision", "eventrevision_kind_is_known"),
        ):
            cursor.execute(f"alter table events_{table} drop constraint {name}")
    for slug, title, kind, _ in STORED:
        PolicyEvent.objects.create(slug=slug, title=title, kind=kind, severity="LOW", recorded_at=PUBLISHED)


def test_each_old_kind_becomes_one_of_the_eleven(stored: None) -> None:
    run(step.RECODE)
    told = dict(PolicyEvent.objects.values_list("slug", "kind"))
    assert told == {slug: new for slug, _, _, new in STORED}
    assert set(told.values()) <= set(EVENT_KINDS)


def test_the_old_kind_stays_in_the_history_under_codebook_2(stored: None) -> None:
    run(step.RECODE)
    logged = EventRevision.objects.get(event__slug="d")
    assert (logged.number, logged.kind, logged.codebook, logged.changes) == (
        2, "RECODED", "2", {"kind": ["REGULATION", "TARIFF"]},
    )  # fmt: skip
    # What kept its kind was not written to.
    assert not EventRevision.objects.filter(event__slug="c").exists()


def test_the_way_back_restores_every_old_kind(stored: None) -> None:
    run(step.RECODE)
    PolicyEvent.objects.create(slug="z", title="New", kind="TARIFF", severity="LOW", recorded_at=PUBLISHED)
    run(step.UNRECODE)
    told = dict(PolicyEvent.objects.values_list("slug", "kind"))
    assert told == {slug: old for slug, _, old, _ in STORED} | {"z": "REGULATION"}
    assert not EventRevision.objects.exists()


def test_the_collector_and_the_tables_know_the_same_kinds() -> None:
    kinds = importlib.import_module("apps.collectors.kinds")
    assert kinds.KINDS == EVENT_KINDS
    assert set(kinds.WORDS) | {kinds.LEAST} == set(EVENT_KINDS)


def run(sql: str) -> None:
    """Run a step of the migration."""
    with connection.cursor() as cursor:
        cursor.execute(sql)

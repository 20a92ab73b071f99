"""Documented unavailability reaches the inputs of the weeks in which it holds, for the models it speaks of."""

from dataclasses import replace
from datetime import date

import pytest

from apps.flows.inputs import availability
from apps.reference import queries as reference
from apps.reference.queries import ModelFactsRow

WEEK = date(2026, 10, 5)


def facts(key: str, lab: str, *, open_weights: bool | None = False, is_group: bool = False) -> ModelFactsRow:
    """Return a model."""
    return ModelFactsRow(key, key, lab, "USA", open_weights, None, None, "D", is_group, "")


MODELS = {
    row.key: row
    for row in (
        facts("closed", "anthropic"),
        facts("unsaid", "anthropic", open_weights=None),
        facts("open", "anthropic", open_weights=True),
        facts("rest", "anthropic", is_group=True),
        facts("other", "openai"),
    )
}
KEPT_OUT = ("AFG", "BLR", "CHN", "CUB", "HKG", "IRN", "PRK", "RUS")


def test_named_models_of_a_lab_whose_terms_bind_everyone_are_kept_out():
    found = availability.unavailable(MODELS, MODELS, WEEK)
    assert [(one.subject, one.destination) for one in found] == [
        (uid, code) for uid in ("closed", "unsaid") for code in KEPT_OUT
    ]
    assert {one.evidence_grade for one in found} == {"C"}
    assert all(one.source_url.startswith("https://") for one in found)


def test_nothing_holds_before_it_was_read():
    assert availability.unavailable(MODELS, MODELS, date(2024, 8, 26)) == ()


def test_a_row_of_one_model_speaks_of_it_alone(monkeypatch):
    row = replace(reference.model_unavailability()[0], lab="", model="other", destination="DEU")
    monkeypatch.setattr(reference, "model_unavailability", lambda: (row,))
    found = availability.unavailable(MODELS, MODELS, WEEK)
    assert [(one.subject, one.destination) for one in found] == [("other", "DEU")]


@pytest.mark.parametrize("reach", ["OWN_ENDPOINT"])
def test_a_list_of_one_endpoint_forbids_nothing(monkeypatch, reach):
    row = replace(reference.model_unavailability()[0], reach=reach)
    monkeypatch.setattr(reference, "model_unavailability", lambda: (row,))
    assert availability.unavailable(MODELS, MODELS, WEEK) == ()

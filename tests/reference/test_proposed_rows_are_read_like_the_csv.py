"""A typed row of parameters: read by the rules of parameters.csv, every fault told at once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.estimator.parameters import Parameter
from apps.reference import actions, parameters
from apps.reference.models import ParameterRevision
from apps.reference.parameters import from_tables
from apps.reference.proposed import RefusedRow, cells_of, read_row

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def base() -> Parameter:
    """Return the row that ships: 3, 4, 6 years."""
    return next(row for row in from_tables() if row.key == "gpu_life")


def typed(**changes: str) -> Parameter:
    """Return the row as typed with these cells changed."""
    return read_row(base(), cells_of(base()) | changes, note="new accounts")


def faults(**changes: str) -> dict[str, str]:
    """Return what is said of cells that are refused."""
    with pytest.raises(RefusedRow) as refused:
        typed(**changes)
    return refused.value.faults


def test_the_cells_of_a_row_are_read_back_as_the_row() -> None:
    for row in from_tables():
        cells = cells_of(row) | {"source_title": "Another title"}
        assert read_row(row, cells, note=row.note) == replace(row, source_title="Another title"), row.key


def test_a_changed_cell_changes_the_row_and_nothing_else() -> None:
    row = typed(central="5", high="7")
    assert row == replace(base(), central=5, high=7, note="new accounts")


def test_a_row_that_changes_nothing_is_refused() -> None:
    assert list(faults()) == ["central"]


def test_every_field_that_cannot_be_read_is_named() -> None:
    found = faults(low="", central="4,5", high="1e999", source_url="http://example.org", accessed="yesterday",
                   grade="E", distribution="normal", source_title="")  # fmt: skip
    assert sorted(found) == [
        "accessed", "central", "distribution", "grade", "high", "low", "source_title", "source_url",
    ]  # fmt: skip
    assert found["central"] == "write a plain decimal number such as 0.25"


@pytest.mark.parametrize("cell", ["nan", "Infinity", "-inf", "١x", "4 5", "0x10", "<b>4</b>"])
def test_what_is_no_finite_number_is_refused(cell: str) -> None:
    assert list(faults(central=cell)) == ["central"]


def test_a_range_out_of_order_is_refused() -> None:
    assert list(faults(low="5")) == ["low, central, high"]


def test_the_rules_between_cells_are_those_of_the_file() -> None:
    assert list(faults(low="0")) == ["low"]
    assert list(faults(distribution="uniform", hard_min="", hard_max="")) == ["hard_min"]
    assert list(faults(basis="JUDGEMENT", grade="B")) == ["grade"]


def test_a_range_stays_inside_its_own_limits() -> None:
    assert list(faults(hard_min="3.5")) == ["low"]
    assert list(faults(hard_max="5")) == ["high"]


@pytest.mark.django_db
def test_an_accepted_row_stands_whole_and_names_its_proposal() -> None:
    row = typed(distribution="uniform", hard_min="2", hard_max="9", low="2", high="9", grade="C")
    actions.revise_parameter(row=row, proposal=12, reason="new accounts", accepted_by="ada", now=NOW)
    stands = parameters.load().get("gpu_life")
    assert stands == replace(row, note="new accounts. Accepted as proposal 12.")
    assert ParameterRevision.objects.get().accepted_by == "ada"


@pytest.mark.django_db
def test_the_former_row_can_be_accepted_again() -> None:
    actions.revise_parameter(row=typed(central="5"), proposal=1, reason="up", accepted_by="ada", now=NOW)
    actions.revise_parameter(row=base(), proposal=2, reason="back", accepted_by="ada", now=NOW)
    stands = parameters.load().get("gpu_life")
    assert stands == replace(base(), note="back. Accepted as proposal 2.")
    assert ParameterRevision.objects.count() == 2

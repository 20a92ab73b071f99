"""Rows written by the database: what is written without a stand-in for null can never be null."""

import pytest

from apps.flows import rowtext
from apps.flows.models import AttributionEstimate, CountryBalance, FlowEstimate


@pytest.mark.parametrize("table", [FlowEstimate, CountryBalance, AttributionEstimate])
def test_what_is_written_without_a_stand_in_is_never_null(table: type) -> None:
    fields = {field.name: field for field in table._meta.get_fields() if hasattr(field, "null")}
    held = {*rowtext.NUMBERS_HELD, *rowtext.CODES_HELD} & set(fields)
    assert "evidence_grade" in held
    assert [name for name in sorted(held) if fields[name].null] == []


def test_a_number_that_is_held_stands_bare_and_another_has_its_null() -> None:
    told = rowtext.line({"low": "f.low", "share_low": "f.share_low", "evidence_grade": "f.grade"}, "rows")
    assert told == (
        """concat('{"low":', f.low, ',"share_low":', coalesce(f.share_low::text, 'null'), """
        """',"evidence_grade":', '"', f.grade, '"', '}')"""
    )

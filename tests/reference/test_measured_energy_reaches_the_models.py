"""Measured energy is cited per model, ordered, and takes its grade along."""

import pytest

from apps.reference import csvfile, queries, tables


@pytest.mark.django_db
def test_measured_model_carries_its_joules_and_grade():
    facts = queries.model_facts()
    rows = {row.model: row for row in tables.measured_energy()}
    assert rows
    for key, row in rows.items():
        found = facts[key].measured_output_joules
        assert (found.low, found.central, found.high) == (row.low, row.central, row.high)
        assert facts[key].energy_grade == row.grade
    assert all(fact.measured_output_joules is None for key, fact in facts.items() if key not in rows)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [("gpt-9,1,2,3", "gpt-9"), ("gpt-oss-120b,3,2,1", "order them"), ("gpt-oss-120b,1,2,", "plain decimal")],
)
def test_a_bad_measurement_is_refused(tmp_path, monkeypatch, cells, fault):
    for path in csvfile.DATA.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    head = (tmp_path / "measured_energy.csv").read_text().splitlines()[0]
    row = f"{cells},H100,joule_per_token,2026-01-01,A test,https://example.org/,2026-11-22,B,"
    (tmp_path / "measured_energy.csv").write_text(f"{head}\n{row}\n")
    monkeypatch.setattr(csvfile, "DATA", tmp_path)
    tables.forget()
    try:
        with pytest.raises(tables.BadRow, match=fault):
            tables.measured_energy()
    finally:
        monkeypatch.undo()
        tables.forget()

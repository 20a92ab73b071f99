"""The command that holds the method against a disclosed day, with the product's own rows."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from apps.reference import disclosures
from apps.reference.disclosures import UnknownDay

pytestmark = pytest.mark.django_db


def test_prints_the_day_as_it_was_disclosed_and_what_follows(capsys):
    call_command("deepseek_day")
    told = " ".join(capsys.readouterr().out.split())
    assert "nodes kept busy for a day 226.9 226.75 +0.050%" in told
    assert "rent of the nodes, USD 87,072.0 87,072.00 +0.000%" in told
    assert "theoretical revenue, USD 562,100.0 562,027.00 +0.013%" in told
    assert "implied by the fleet: 0.14 - 0.25 - 0.32" in told
    assert "our central value for this model and mix: 0.35, 9% above the upper implied one" in told


def test_ends_in_failure_where_the_figures_contradict(capsys, monkeypatch):
    rows = [row for row in disclosures.disclosed_rows() if row.figure != "cost_usd"]
    wrong = next(row for row in disclosures.disclosed_rows() if row.figure == "cost_usd")
    slipped = replace(wrong, value=8707.2)
    monkeypatch.setattr(disclosures, "disclosed_rows", lambda: (*rows, slipped))
    with pytest.raises(CommandError, match=r"does not reconcile to 0\.1%: cost_usd"):
        call_command("deepseek_day")


def test_a_missing_figure_is_named(monkeypatch):
    rows = [row for row in disclosures.disclosed_rows() if row.figure != "nodes"]
    monkeypatch.setattr(disclosures, "disclosed_rows", lambda: tuple(rows))
    with pytest.raises(UnknownDay, match=r"disclosed_days\.csv has no nodes"):
        disclosures.disclosed_day()

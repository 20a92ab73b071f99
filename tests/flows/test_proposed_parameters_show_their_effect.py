"""A proposed row on the bundled weeks: its effect before anybody decides, and what acceptance sets going."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from apps.events import actions as events
from apps.events import parameter_proposals
from apps.events.faults import Person, WrongState
from apps.flows import actions, queries
from apps.flows.models import EstimateRun
from apps.reference import parameters
from apps.reference.proposed import cells_of
from tests import build

pytestmark = pytest.mark.django_db
LATER = build.NOW + timedelta(days=1)
PRICE = "electricity_price_usd_per_kwh"


@pytest.fixture(scope="module")
def bundled(django_db_setup, django_db_blocker):
    """Return the first release, made once for this module; the outer transaction takes everything back."""
    with django_db_blocker.unblock(), transaction.atomic():
        release = queries.release(release_id=build.bundled())
        connection.check_constraints()
        yield release
        transaction.set_rollback(True)


def person(name, role):
    events.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def propose(key, scope="", **changes):
    """Propose a changed row and return its number."""
    cells = cells_of(parameters.load(LATER).get(key, scope)) | {"source_title": "A newer table"} | changes
    return events.propose_parameter(
        key=key, scope=scope, cells=cells, reason="a newer table", by=person("ada", "analyst"), now=LATER
    )


def dearer():
    """Propose the double price of electricity in China."""
    row = parameters.load(LATER).get(PRICE, "CHN")
    ends = {name: repr(2 * getattr(row, name)) for name in ("low", "central", "high")}
    return propose(PRICE, "CHN", **ends)


def effect(number):
    """Work the effect out and return its rows by country, side and measure."""
    assert actions.work_out_effect(now=LATER) == number
    found = parameter_proposals.proposal(number)
    assert (found.effect_state, found.effect_problem) == ("DONE", "")
    return found, {(row["country"], row["side"], row["measure"]): row for row in found.effect["rows"]}


def test_a_double_price_doubles_the_value_there_and_moves_nothing_else(bundled):
    found, rows = effect(dearer())
    assert (found.effect["release"], found.effect["week"]) == (bundled.id, bundled.newest.isoformat())
    assert (found.effect["notices"], found.effect["moves"]) == ([], True)
    china = rows["CHN", "ORIGIN", "ELECTRICITY_VALUE_USD"]
    for name in ("low", "central", "high", "mean"):
        # Every draw of a two-piece lognormal doubles with its three points.
        assert china["scenario"][name] == pytest.approx(2 * china["base"][name], rel=1e-9)
    assert china["difference"]["mean"] == pytest.approx(china["base"]["mean"], rel=1e-9)
    world = rows[None, "ORIGIN", "ELECTRICITY_VALUE_USD"]
    assert world["difference"]["mean"] == pytest.approx(china["difference"]["mean"], rel=1e-9)
    for (country, side, measure), row in rows.items():
        if measure in ("TOKENS", "ENERGY_KWH", "SERVICE_VALUE_USD", "COMPUTE_VALUE_USD", "CARBON_KG"):
            assert not any(row["difference"].values()), (country, side, measure)
    assert any(row["measure"] == "VALUE_MULTIPLE" for row in found.effect["rows"])
    published = {row["country"]: row for row in queries.balances(
        queries.Question(period=bundled.newest, measure="ELECTRICITY_VALUE_USD"), bundled)}  # fmt: skip
    assert world["base"]["mean"] == pytest.approx(published[None]["total_mean"], rel=1e-6)


def test_a_row_that_no_flow_uses_moves_nothing_and_says_so(bundled):
    row = parameters.load(LATER).get("datacentre_electricity_twh")
    found, _ = effect(propose("datacentre_electricity_twh", high=repr(row.high * 1.5)))
    assert found.effect["moves"] is False


def test_acceptance_asks_for_all_weeks_and_changes_nothing_published(bundled):
    number = dearer()
    reviewer = person("grace", "reviewer")
    given = {"proposal_id": number, "verdict": "ACCEPT", "reason": "checked", "by": reviewer, "now": LATER}
    with pytest.raises(WrongState, match="not known yet"):
        events.decide_parameter(**given)
    effect(number)
    assert actions.request_changed(now=LATER) == ()
    assert events.decide_parameter(**given) == "ACCEPT"
    (run_id,) = actions.request_changed(now=LATER + timedelta(minutes=1))
    run = EstimateRun.objects.get(pk=run_id)
    first = min(item.week for item in bundled.weeks)
    assert (run.state, run.period_from, run.is_automatic) == ("REQUESTED", first, True)
    assert run.period_to == bundled.newest + timedelta(days=7)
    assert queries.release(now=LATER + timedelta(hours=1)).id == bundled.id
    made = actions.estimate(
        period_from=build.WEEK, period_to=build.WEEK + timedelta(days=7), draws=20,
        as_of=LATER + timedelta(minutes=1), now=LATER + timedelta(minutes=1),
    )  # fmt: skip
    copied = {(row["key"], row["scope"]): row for row in EstimateRun.objects.get(pk=made).parameters}
    assert copied[PRICE, "CHN"]["note"] == f"a newer table. Accepted as proposal {number}."


def test_a_fault_is_told_and_the_effect_can_be_asked_for_again(bundled, monkeypatch):
    number = dearer()

    def broken(*_row, **_words):
        raise LookupError("a fact is missing")

    with monkeypatch.context() as patch:
        patch.setattr("apps.flows.actions.effects.effect_of", broken)
        assert actions.work_out_effect(now=LATER) == number
    found = parameter_proposals.proposal(number)
    assert (found.effect_state, found.effect_problem) == ("FAILED", "LookupError: a fact is missing")
    assert actions.work_out_effect(now=LATER) is None
    events.ask_effect_again(proposal_id=number, by=person("ada", "analyst"))
    effect(number)

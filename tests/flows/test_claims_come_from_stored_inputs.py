"""The ledger of published claims on the shipped data: each status as the design prints it, and the numbers."""

from datetime import timedelta

import orjson
import pytest
from django.db import connection, transaction

from apps.flows import actions
from apps.flows.claims import queries
from apps.flows.claims.evaluating import evaluate
from apps.flows.models import EstimateRun
from tests import build

pytestmark = pytest.mark.django_db
AT = build.NOW + timedelta(minutes=10)
REP, IN, CON, CBC = "reproduced", "within_range", "contradicted", "cannot_be_checked"
# Trap 16: headline statuses with their basis; the claims decided at each run (c24, c34, c61) are not among them.
EXPECTED = {
    "c01.main": REP, "c02.main": CBC, "c03.main": CBC, "c04.main": CBC, "c05.main": CBC, "c06.p": CBC,
    "c06.b": CBC, "c07.main": REP, "c08.main": IN, "c09.p": CON, "c09.b": IN, "c10.main": CBC, "c11.main": REP,
    "c12.p": CBC, "c12.b": CBC, "c13.main": IN, "c14.main": CBC, "c15.main": IN, "c16.main": REP, "c17.main": IN,
    "c18.main": IN, "c19.main": CBC, "c20.main": CBC, "c21.main": CBC, "c22.main": CBC, "c23.main": REP,
    "c25.main": CBC, "c26.main": REP, "c27.main": CBC, "c28.main": CBC, "c29.main": CBC, "c30.main": CBC,
    "c31.main": CBC, "c32.main": CBC, "c33.main": IN, "c35.main": CBC, "c36.main": CBC, "c37.main": IN,
    "c38.main": REP, "c39.main": REP, "c40.main": CBC, "c41.main": CBC, "c42.main": CBC, "c43.main": IN,
    "c44.main": IN, "c45.main": REP, "c46.main": REP, "c47.main": REP, "c48.main": CBC, "c49.main": CON,
    "c50.main": CBC, "c51.main": CBC, "c52.main": REP, "c53.main": CBC, "c54.main": CON, "c55.main": CBC,
    "c56.main": CBC, "c57.main": CBC, "c58.main": CON, "c59.main": REP, "c60.main": CBC, "c62.main": CON,
}  # fmt: skip
BASIS = {
    "c01.main": "A", "c07.main": "A", "c08.main": "L", "c09.p": "L", "c09.b": "L", "c11.main": "D", "c13.main": "L",
    "c15.main": "L", "c16.main": "L", "c17.main": "A", "c18.main": "D", "c19.token_cost": "M", "c23.main": "L",
    "c24.main": "M", "c26.main": "L", "c33.main": "A", "c34.main": "D", "c37.main": "L", "c38.main": "A",
    "c39.main": "A", "c43.main": "D", "c44.main": "D", "c45.main": "D", "c46.main": "A", "c46.estimate": "M",
    "c47.main": "L", "c49.main": "A", "c49.power": "L", "c52.main": "L", "c54.main": "L", "c58.main": "D",
    "c59.main": "A", "c61.main": "M", "c62.main": "A",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """Return the results by check on the shipped data, evaluated once for this module and then taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        build.bundled()
        made = actions.evaluate_claims(now=AT)
        connection.check_constraints()
        yield {row["check_id"]: row for row in made["results"]}
        transaction.set_rollback(True)


def test_every_status_is_as_printed(told):
    found = {key: told[key]["status"] for key in EXPECTED}
    assert found == EXPECTED
    headlines = {key for key, row in told.items() if row["is_headline"]}
    assert headlines - set(EXPECTED) == {"c24.main", "c34.main", "c61.main"}


def test_every_basis_is_as_printed(told):
    assert {key: told[key]["basis"] for key in BASIS} == BASIS


def test_sub_claims_and_readings_are_as_printed(told):
    # c49's power, c19 as a share of a token's cost, c20's reading, c38's growth, c44's output.
    named = ("c49.power", "c19.token_cost", "c20.reconstructed", "c38.growth", "c44.output")
    found = {key: told[key]["status"] for key in named}
    assert found == {
        "c49.power": IN, "c19.token_cost": CON, "c20.reconstructed": IN, "c38.growth": REP, "c44.output": REP,
    }  # fmt: skip
    assert (told["c20.main"]["reason"], told["c20.reconstructed"]["reading"]) == ("DAMAGED", "RECONSTRUCTED")


@pytest.mark.parametrize(
    ("check", "central"),
    [
        ("c01.main", "0.609195402299"),  # 5.3 / 8.7
        ("c01.stored", "0.609195402299"),
        ("c01.lab_pair", "0.656488549618"),  # 5.16 / 7.86
        ("c01.platform", "0.36"),  # 7.36 / 20.44
        ("c02.share", "0.281609195402"),  # 2.45 / 8.7
        ("c07.main", "16.6666666667"),
        ("c11.main", "16.6666666667"),  # 5 / 0.30
        ("c11.mix_3_to_1", "19.0476190476"),  # 40 / 2.1
        ("c11.mix_10_to_1", "17.8571428571"),  # 75 / 4.2
        ("c11.later", "33.3333333333"),  # 5 / 0.15
        ("c18.main", "0.0282902829028"),  # 1 - 0.079 / 0.0813
        ("c18.subsidised", "0.384615384615"),  # 1 - 0.056 / 0.091
        ("c23.share", "0.0436681222707"),  # 10 / 229
        ("c24.deepseek_day", "5.45473860713"),  # 562,027 / 87,072 - 1
        ("c32.china", "0.163333333333"),  # 980 / 6000
        ("c33.main", "52.5"),
        ("c33.cheap", "3"),
        ("c35.ft", "18"),  # 900 / 50
        ("c38.main", "1400"),
        ("c38.growth", "0.4"),
        ("c39.main", "0.00540816326531"),  # 5.3 / 980
        ("c39.top10", "0.00887755102041"),  # 8.7 / 980
        ("c40.ladder", "666.666666667"),
        ("c45.main", "10"),  # 3.00 / 0.30
        ("c46.main", "22"),  # 11 / 0.5
        ("c49.main", "1.66666666667"),  # 300 / 180
        ("c49.power_ratio", "3.85517241379"),  # 559 / 145
        ("c52.main", "-0.227586206897"),  # 560 / 725 - 1
        ("c59.main", "20"),
        ("c61.stated", "3.15"),
        ("c62.scale", "10"),
        ("c62.share", "0.609195402299"),
    ],
)
def test_numbers_come_out_of_stored_inputs(told, check, central):
    assert told[check]["central"] == central
    assert told[check]["resolved_inputs"]
    assert all(one["citation"] for one in told[check]["resolved_inputs"])


def test_ranges_come_out_of_stored_inputs(told):
    ends = {key: (told[key]["low"], told[key]["high"]) for key in told}
    assert ends["c08.main"] == ("2026-02-17", "2026-02-19")
    assert ends["c15.full"] == ("0.684931506849", "1.14155251142")
    assert ends["c16.hour"] == ("0.0546", "0.1092")
    assert ends["c17.main"] == ("52560000", "1051200000")
    assert ends["c19.example"] == ("0.0456463531857", "0.137508711162")
    assert ends["c43.main"] == ("0.2288", "0.3")
    assert ends["c60.multiple"] == ("1.42857142857", "1.66666666667")
    assert (told["c17.gpus"]["central"], told["c23.main"]["unit"]) == ("156806.663656", "billion")


def test_estimates_of_the_run_stand_beside_the_claim(told):
    # The multiple and the joules are ratios within the draws of the run; the claim is one point beside them.
    run = EstimateRun.objects.get()
    ratio = next(
        row for row in run.ratios
        if (row["name"], row["country"], row["period_start"]) == ("value_multiple", "CHN", "2026-02-16")
    )  # fmt: skip
    february = told["c46.estimate_february"]
    assert float(february["central"]) == pytest.approx(ratio["central"], rel=1e-11)
    assert february["resolved_inputs"][0]["id"] == f"run/{run.fingerprint[:16]}/value_multiple/CHN@2026-02-16"
    for key in ("c24.main", "c61.main"):
        assert told[key]["status"] in (REP, IN, CON)
        assert float(told[key]["low"]) < float(told[key]["central"]) < float(told[key]["high"])
    # A brokerage's 3.15 J contradicts ours exactly where it lies outside our 90 % range.
    joules = told["c61.main"]
    is_inside = float(joules["low"]) <= 3.15 <= float(joules["high"])
    assert joules["status"] == (IN if is_inside else CON)


def test_a_candidate_event_is_not_shown(told):
    for key in ("c08.event", "c09.event", "c47.event", "c27.main"):
        assert told[key]["reason"].startswith("MISSING_INPUT:event:")


def test_contradicting_claims_stand_side_by_side(told):
    boxes = {box.group_id: box for box in queries.conflict_boxes()}
    sides = {name: [row.claim.claim_id for row in box.sides] for name, box in boxes.items()}
    assert sides == {
        "power_price": ["c18", "c20"], "price_ratio": ["c11", "c35", "c45"],
        "electricity_share": ["c19", "c46", "c59", "c60"], "translation": ["c06", "c09", "c12"],
        "efficiency": ["c30", "c49"], "market_place": ["c29", "c31"], "world_total": ["c32", "c38"],
        "level_vs_flow": ["c01", "c38"], "profit": ["c24"],
    }  # fmt: skip
    assert [side["publication_id"] for side in boxes["translation"].other_sides] == ["P", "B"]
    assert {row["claim_id"] for row in boxes["profit"].sides[0].results} == {"c24"}


def test_claims_are_read_by_status_basis_publication_and_group(told):
    def ids(**asked):
        return [row.claim.claim_id for row in queries.claims(**asked)]

    assert {"c09", "c49", "c54", "c58", "c62"} <= set(ids(status=CON))
    assert ids(publication="GU") == ["c60", "c61"]
    assert ids(group="power_price") == ["c18", "c20"]
    assert ids(status=REP, basis="D") == ["c11", "c45"]
    assert len(ids()) == 62
    one = queries.claim("c09")
    assert [row["status"] for row in one.headlines] == [CON, IN]
    assert [change["after"] for change in one.history] == [CON, IN, CBC]
    assert queries.claim("c99") is None


def test_nothing_is_read_before_the_first_evaluation(told):
    before = AT - timedelta(minutes=1)
    assert queries.claim_set(as_of=before) is None
    assert [row.results for row in queries.claims(as_of=before)] == [()] * 62
    assert queries.claims(as_of=before, status=REP) == []


def test_the_same_inputs_give_the_same_bytes(told):
    first, second = evaluate(as_of=AT), evaluate(as_of=AT)
    assert orjson.dumps(first) == orjson.dumps(second)
    stored = queries.claim_set()
    assert stored.about["results_sha256"] == first["results_sha256"]
    assert written(stored.results) == written(first["results"])


def written(results):
    """Return results as bytes, keys in order: the database keeps no order of its own."""
    return orjson.dumps(list(results), option=orjson.OPT_SORT_KEYS)

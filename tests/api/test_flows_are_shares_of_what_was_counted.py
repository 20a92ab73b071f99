"""denominator= gives flows of tokens as shares of what was counted in their week, and refuses what is not stored."""

import pytest
from django.test import Client

from apps.flows.releases import ReleaseRow

pytestmark = pytest.mark.django_db
SHARES = ("share_low", "share_central", "share_high")
URL = "/api/v1/flows.json?period=2026-02-16"


def test_a_share_is_the_flow_over_the_count_of_the_week(client: Client, release: ReleaseRow) -> None:
    # The tiny week counts 1,000 tokens of the ten largest models. On LAB China gives 0.6 x 0.4 of them to the USA:
    # mean 240, low half of it, central nine tenths, high twice.
    url = f"{URL}&basis=LAB&origin=CHN&destination=USA&denominator=TOP10&fields=mean,{','.join(SHARES)}"
    body = client.get(url).json()
    assert body["data"] == [{"mean": 240.0, "share_low": 0.12, "share_central": 0.216, "share_high": 0.48}]
    assert not [notice for notice in body["meta"]["notices"] if "share of" in notice]


def test_shares_stand_last_and_only_with_a_denominator(client: Client, release: ReleaseRow) -> None:
    plain, shared = (client.get(f"{URL}{word}").json()["data"] for word in ("", "&denominator=TOP10"))
    assert [{name: row[name] for name in row if name not in SHARES} for row in shared] == plain
    assert tuple(shared[0])[-4:] == ("run", *SHARES)
    header = client.get(f"/api/v1/flows.csv?{URL.partition('?')[2]}&denominator=TOP10").content.decode()
    assert header.partition("\n")[0].endswith(",run,share_low,share_central,share_high,synthetic")
    # Every row of the week, unlisted and unknown among them: the means are the whole count.
    assert sum(row["mean"] for row in shared) == pytest.approx(1000.0, rel=1e-12)
    for row in shared:
        assert row["share_central"] == pytest.approx(row["central"] / 1000.0, rel=1e-5)


def test_a_week_that_counts_something_else_has_no_share_and_says_so(
    client: Client, release: ReleaseRow
) -> None:
    body = client.get(f"{URL}&denominator=PLATFORM&limit=3").json()
    assert {row[name] for row in body["data"] for name in SHARES} == {None}
    assert body["meta"]["notices"][-1] == (
        "No share of PLATFORM in the weeks of 2026-02-16: their count is of TOP10."
    )


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("denominator=TOP10&measure=SERVICE_VALUE_USD", "denominator", "not stored; allowed: measure=TOKENS"),
        ("denominator=TOP10&measure=ENERGY_KWH", "denominator", "not stored; allowed: measure=TOKENS"),
        ("denominator=TOP10&scope=WORLD", "denominator", "not stored; allowed: scope=OBSERVED"),
        ("denominator=WORLD", "denominator", "the world's total is drawn"),
        ("denominator=TOP50", "denominator", "without the rest are not stored"),
        ("denominator=top10", "denominator", "allowed: PLATFORM, TOP10, LAB_PAIR"),
        ("fields=share_low", "fields", "share_low with denominator="),
    ],
)
def test_what_is_not_stored_is_refused_in_words(
    client: Client, release: ReleaseRow, query: str, parameter: str, words: str
) -> None:
    answer = client.get(f"/api/v1/flows.json?{query}")
    body = answer.json()
    assert (answer.status_code, body["type"]) == (400, "/api/v1/problems/invalid-parameter")
    assert [error["parameter"] for error in body["errors"]] == [parameter]
    assert words in body["detail"]


def test_other_resources_have_no_denominator(client: Client, release: ReleaseRow) -> None:
    answer = client.get("/api/v1/balances.json?denominator=TOP10")
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/problems/unknown-parameter")
    (arc, *_) = client.get("/api/v1/arcs.json").json()["data"]
    assert not set(SHARES) & set(arc)

"""The calculator's page: the server computes, the address holds the state, bad values are put aside with a notice."""

import json
import re

import pytest
from django.test import Client

from apps.flows import calculator as room
from apps.web import calculator_form
from apps.web.charts import of_bitcoin, of_calculator

# 30,000 USD, 4 years, half busy, 700 W x 1.5 x 1 x 1.2, 0.10 USD, 1,000 tokens per second, 1 USD: the golden case of
# tests/estimator/test_calculator_splits_the_price.py.
GOLDEN = {
    "gpu_usd": "30000", "life_years": "4", "utilisation": "0.5", "gpu_watts": "700", "node_over_gpu": "1.5",
    "idle_factor": "1", "pue": "1.2", "electricity_usd_per_kwh": "0.1", "tokens_per_second": "1000",
    "sale_usd_per_mtok": "1",
}  # fmt: skip


def page_text(client: Client, **params: str) -> str:
    """Return the page's words without its markup."""
    answer = client.get("/calculator/", params)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_without_a_release_says_that_the_first_estimate_is_made(reader: Client) -> None:
    from tests import build

    build.countries()
    assert "first estimate" in page_text(reader).lower()


def test_the_golden_case_stands_on_the_page(reader: Client, tiny: str) -> None:
    text = page_text(reader, **GOLDEN)
    # 0.475321 + 0.035 USD; 0.35 kWh; 3.5 %; 1 / 0.035.
    assert "Cost of a million tokens 0.510 USD" in text
    assert "Electricity 0.350 kWh" in text
    assert "Electricity in the price 3.5 %" in text
    assert "Value multiple 28.6×" in text


def test_the_address_of_a_view_holds_only_what_was_changed(reader: Client, tiny: str) -> None:
    page = reader.get("/calculator/", {"pue": "1.9"}).content.decode()
    link = re.findall(r'<dd><a href="([^"]+)">', page.split('id="tools"')[1])[0]
    assert "pue=1.9" in link
    assert "gpu_usd" not in link
    assert f"release={tiny}" in link


def test_every_input_begins_at_its_cited_value(reader: Client, tiny: str) -> None:
    from apps.flows import queries

    release = queries.release()
    assert release is not None
    known = room.dials(release)
    assert set(known) == set(room.INPUTS) == set(calculator_form.BOUNDS)
    assert (known["gpu_usd"].low, known["gpu_usd"].central, known["gpu_usd"].high) == (25000, 35000, 50000)
    # DeepSeek's day: 776e9 tokens on 226.75 x 8 accelerators in 86,400 s; 562,027 USD.
    assert known["tokens_per_second"].central == pytest.approx(776e9 / (226.75 * 8 * 86400))
    assert known["sale_usd_per_mtok"].central == pytest.approx(562027 / 776e3)
    assert all(dial.source_url.startswith("https://") for dial in known.values())


@pytest.mark.parametrize(
    "value",
    ["-1", "nan", "inf", "1e3", "1,5", "٣", "0.0.1", "<script>alert(1)</script>", "9" * 400, "\x00", "99"],
)
def test_a_bad_value_gives_the_default_and_a_notice(reader: Client, tiny: str, value: str) -> None:
    page = reader.get("/calculator/", {"pue": value}).content.decode()
    assert 'name="pue" value="1.25"' in page
    assert '<p class="notice">' in page
    assert "<script>alert(1)" not in page


def test_an_empty_field_is_the_default_without_a_notice(reader: Client, tiny: str) -> None:
    page = reader.get("/calculator/", {"pue": ""}).content.decode()
    assert '<p class="notice">' not in page


def test_free_electricity_and_free_tokens_are_told_not_divided_by(reader: Client, tiny: str) -> None:
    assert "electricity is free here" in page_text(reader, electricity_usd_per_kwh="0")
    text = page_text(reader, sale_usd_per_mtok="0")
    assert "Missing: the price is below cost" in text


def test_parts_that_are_not_worked_out_yet_say_so(reader: Client, tiny: str) -> None:
    assert page_text(reader).count("This is being worked out for the release") == 3


def test_the_file_has_the_inputs_and_the_results(reader: Client, tiny: str) -> None:
    told = json.loads(reader.get("/calculator/rows.json", GOLDEN).content)
    by_key = {row["key"]: row["central"] for row in told["data"]}
    assert by_key["INPUT:gpu_watts"] == 700
    assert by_key["RESULT:value_multiple"] == pytest.approx(1 / 0.035)


def test_a_month_is_above_seventy_only_where_it_was_printed_above() -> None:
    rows = [
        {"month": "2019-09-01", "place": "CHN", "central": 0.75},
        {"month": "2020-04-01", "place": "CHN", "central": 0.65},
        {"month": "2020-05-01", "place": "CHN", "central": 0.70},
        {"month": "2019-09-01", "place": "USA", "central": 0.9},
    ]
    assert of_bitcoin.above(rows) == ["Sep 2019"]


def test_months_that_nobody_printed_are_not_joined() -> None:
    months = {"2021-03-01": 0.491, "2021-04-01": 0.46, "2021-07-01": 0.0}
    rows = [
        {"month": month, "place": "CHN", "central": share, "evidence_grade": "C", "source_title": "x"}
        for month, share in months.items()
    ]
    found = of_bitcoin.hash_rate(rows, {"CHN": "China"}, ban_url="/claims/c27/", release="r")
    assert found is not None
    wide = found.drawings[0]
    # One line of two months, and one month alone as a dot.
    assert wide.count('class="line t1"') == 1
    assert wide.count('class="dot t1"') == 1
    assert 'href="/claims/c27/"' in wide


def test_points_at_one_price_share_one_label() -> None:
    points = [
        room.Point(name, multiple, 0.07, "TOKEN_PRICE", name, "https://example.org/", "C", "")
        for name, multiple in (("a", 22.0), ("b", 20.0))
    ]
    assert of_calculator.labels(points) == ["20× · 22×", ""]


def test_a_point_without_a_price_is_told_and_not_drawn() -> None:
    point = room.Point("c", 2.0, None, "OPERATING_COST", "c", "https://example.org/", "C", "")
    assert of_calculator.point_cells(point)[1] == "no price printed: not drawn"

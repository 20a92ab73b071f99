"""The tables of comparisons: regions part the world, hash shares stay within one, points can be computed."""

from collections import Counter
from datetime import date

import pytest

from apps.reference import comparisons, csvfile, tables


def test_continents_part_the_world():
    members = Counter(row.country for row in comparisons.region_members() if row.kind == "CONTINENT")
    assert set(members) == tables.country_codes() - {"UNK"}
    assert set(members.values()) == {1}


def test_the_union_has_27_members_within_europe_and_cyprus():
    regions = comparisons.regions_of("CONTINENT", "UNION")
    assert len(regions["EU27"]) == 27
    # The source counts Cyprus as Western Asia.
    assert set(regions["EU27"]) - set(regions["EUROPE"]) == {"CYP"}


def test_every_known_country_has_one_group_in_the_ceiling_check():
    groups = comparisons.ceiling_groups(tables.country_codes())
    assert {groups[code] for code in ("DEU", "TUR", "GBR")} == {"EUROPE"}
    assert {groups[code] for code in ("SGP", "JPN", "AUS")} == {"OTHER_ASIA_PACIFIC"}
    assert {groups[code] for code in ("BRA", "ZAF", "CAN", "RUS")} == {"REST"}
    assert "UNK" not in groups
    assert len(groups) == len(tables.country_codes()) - 1


def test_hash_shares_of_a_month_stay_within_one_and_gaps_stay_gaps():
    months = Counter()
    for row in comparisons.hash_shares():
        months[row.month] += row.share
    assert max(months.values()) <= 1
    assert date(2019, 9, 1) in months
    assert date(2019, 10, 1) not in months


def test_a_point_of_the_multiple_is_two_prices():
    points = {row.point_id: row for row in comparisons.value_points()}
    first = points["trade-2026-03.multiple"]
    assert first.tokens_cny_per_kwh / first.electricity_cny_per_kwh == 22


CASES = [
    (comparisons.region_members, "region_members.csv", "country", "ZZZ", "ISO 3166-1"),
    (comparisons.hash_shares, "hash_rate_shares.csv", "share", "65", "fraction from 0 to 1"),
    (comparisons.hash_shares, "hash_rate_shares.csv", "month", "2019-09-02", "first day of the month"),
    (comparisons.value_points, "value_points.csv", "electricity_cny_per_kwh", "0", "both prices"),
    (comparisons.value_points, "value_points.csv", "base", "COSTS", "'TOKEN_PRICE'"),
]


@pytest.mark.parametrize(("read", "file", "column", "cell", "words"), CASES)
def test_a_bad_row_names_file_line_and_remedy(tmp_path, monkeypatch, read, file, column, cell, words):
    lines = (csvfile.DATA / file).read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index(column)] = cell
    (tmp_path / file).write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    tables.country_codes()
    monkeypatch.setattr(csvfile, "DATA", tmp_path)
    with pytest.raises(csvfile.BadRow, match=rf"{file} line 2.*") as fault:
        read.__wrapped__()
    assert words in str(fault.value)

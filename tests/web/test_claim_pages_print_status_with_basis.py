"""The ledger's pages: every status stands beside its basis, filters hold, no side of a contradiction is dropped."""

import json
import re

import pytest
from django.test import Client

from apps.flows import actions
from apps.reference import claims as reference
from apps.web import claim_words
from tests.web.conftest import PUBLISHED

PAGES = ("/claims/", "/claims/c01/", "/claims/c09/", "/claims/c20/", "/claims/denominators/")


def page_text(client: Client, path: str, **params: str) -> str:
    """Return a page's words without its markup."""
    answer = client.get(path, params)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def evaluated(tiny: str) -> str:
    """Evaluate the claims on the tiny world: what it does not hold is a missing input."""
    actions.evaluate_claims(now=PUBLISHED)
    return tiny


@pytest.mark.parametrize("path", PAGES)
def test_answers_with_one_heading_and_its_release(reader: Client, evaluated: str, path: str) -> None:
    page = reader.get(path).content.decode()
    assert page.count("<h1") == 1
    assert f"Release {evaluated}" in page


@pytest.mark.parametrize("path", PAGES)
def test_without_a_release_says_that_the_first_estimate_is_made(reader: Client, path: str) -> None:
    from tests import build

    build.countries()
    assert "first estimate" in page_text(reader, path).lower()


@pytest.mark.parametrize("path", ["/claims/c99/", "/claims/C01/", "/claims/%00/", "/claims/rows.exe"])
def test_what_is_no_claim_is_not_found(reader: Client, evaluated: str, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_all_claims_stand_in_the_list_with_status_and_basis_together(reader: Client, evaluated: str) -> None:
    page = reader.get("/claims/").content.decode()
    assert len(re.findall(r'<tr id="c\d+">', page)) == len(reference.ledger()) == 62
    # 8.7 and 5.3 trillion are the claim's own numbers: 60.9 % on basis A, whatever is stored.
    row = page.split('<tr id="c01">')[1].split("</tr>")[0]
    assert "60.9 %" in row
    chip = re.sub(r"<[^>]+>", " ", row.split('class="chip ')[1])
    assert re.search(r"✓\s+reproduced\s+A\b", chip)


def test_before_an_evaluation_no_status_is_invented(reader: Client, tiny: str) -> None:
    text = page_text(reader, "/claims/")
    assert "have not been evaluated with this release yet" in text
    assert "not evaluated yet" in text
    assert "0 reproduced" in text


def test_a_filter_keeps_only_what_fits_and_a_bad_one_gives_a_notice(reader: Client, evaluated: str) -> None:
    page = reader.get("/claims/", {"group": "electricity_share"}).content.decode()
    shown = re.findall(r'<tr id="(c\d+)">', page)
    assert shown == ["c19", "c46", "c59", "c60"]
    bad = reader.get("/claims/", {"status": "<script>alert(1)</script>", "basis": "Z"}).content.decode()
    assert "<script>alert(1)" not in bad
    assert bad.count('<p class="notice">') == 2
    assert len(re.findall(r'<tr id="c\d+">', bad)) == 62


def test_filters_that_nothing_fits_say_so(reader: Client, evaluated: str) -> None:
    assert "No claim fits" in page_text(reader, "/claims/", group="profit", publication="GU")


def test_every_side_of_every_contradiction_is_in_its_box(reader: Client, evaluated: str) -> None:
    page = reader.get("/claims/").content.decode()
    for group in reference.conflict_groups():
        box = page.split(f'id="box-{group.group_id}"')[1].split("</article>")[0]
        sides = [row for row in reference.ledger() if group.group_id in row.claim.conflict_groups]
        assert box.count("<li>") == len(sides) + len(group.other_sides)


def test_translations_that_disagree_show_both_wordings(reader: Client, evaluated: str) -> None:
    text = page_text(reader, "/claims/c09/")
    # P has the accounts reduced, B has them cut off; neither is dropped.
    assert "accounts reduced" in text
    assert "accounts suspended" in text
    assert "two translations disagree" in text


def test_a_damaged_claim_keeps_its_reconstruction_apart(reader: Client, evaluated: str) -> None:
    text = page_text(reader, "/claims/c20/")
    assert "our copy of the text lost the number" in text.lower()
    assert "Labelled, and never an input." in text
    assert "on a reconstructed reading" in text


def test_history_starts_with_the_first_evaluation(reader: Client, evaluated: str) -> None:
    assert "18 Nov 2026 c01.main reproduced" in page_text(reader, "/claims/c01/")


def test_the_file_has_the_rows_of_the_filter(reader: Client, evaluated: str) -> None:
    told = json.loads(reader.get("/claims/rows.json", {"group": "electricity_share"}).content)
    assert {row["claim_id"] for row in told["data"]} == {"c19", "c46", "c59", "c60"}
    assert told["meta"]["release"] == evaluated
    lines = reader.get("/claims/rows.csv", {"group": "electricity_share"}).content.decode().splitlines()
    assert lines[0].startswith("claim_id,check_id,wording")
    assert len(lines) == len(told["data"]) + 1


def test_every_code_of_the_ledger_has_words() -> None:
    claims = [row.claim for row in reference.ledger()]
    assert {claim.denominator for claim in claims} - {""} <= set(claim_words.DENOMINATORS)
    assert {flag for claim in claims for flag in claim.damage} <= set(claim_words.DAMAGES)
    assert {claim.hedge for claim in claims} <= set(claim_words.HEDGES)


def test_numbers_read_in_their_units() -> None:
    by_id = {row.claim.claim_id: row.claim for row in reference.ledger()}
    assert claim_words.claimed(by_id["c01"], "0.61") == "61 %"
    assert claim_words.claimed(by_id["c02"], "2.45e12") == "2.45 T tokens"
    assert claim_words.claimed(by_id["c11"], "17") == "about 17×"
    assert claim_words.claimed(by_id["c52"], "-0.23") == "−23 %"
    assert claim_words.claimed(by_id["c05"], "210000") == "more than 210,000"
    assert claim_words.claimed(by_id["c43"], "", "0.10", "0.30") == (
        "0.1 USD per million tokens – 0.3 USD per million tokens"
    )


def test_a_denominator_that_was_not_counted_is_not_divided_by(reader: Client, evaluated: str) -> None:
    text = page_text(reader, "/claims/denominators/", denominator="TOP50")
    assert "holds TOP50. What was not counted cannot be divided by." in text


def test_a_claim_leads_to_the_switch_at_its_own_denominator(reader: Client, evaluated: str) -> None:
    assert "/claims/denominators/?denominator=TOP10" in reader.get("/claims/c01/").content.decode()
    assert "/claims/denominators/?" not in reader.get("/claims/c46/").content.decode()


def test_electricity_is_never_shown_by_lab(reader: Client, evaluated: str) -> None:
    text = page_text(reader, "/claims/denominators/", measure="ENERGY_KWH", basis="LAB")
    assert "Electricity is used where it is computed" in text

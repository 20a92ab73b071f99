"""Documents of the Federal Register: which pages are asked for, and what each document says."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from apps.collectors.contract import Bodies, Body, ImplausibleReading, SchemaDrift, State
from apps.collectors.documents import Stage
from apps.collectors.sources import federal_register_documents as register

PAGES = Path(__file__).resolve().parent.parent / "pages" / register.SPEC.key
TODAY = date(2026, 11, 22)
FIRST = register.pages(State(TODAY), date(2026, 1, 1))[0]


def asked(page):
    return [(name, word) for name, word in parse_qsl(urlsplit(page.path).query) if name != "fields[]"]


def bytes_of(name):
    return (PAGES / f"2026-11-22{name}.json").read_bytes()


def read(content, page=FIRST, day=TODAY):
    return register.parse(Bodies([Body(page, content, day)]))


def events(content, **words):
    return {event.identifiers[0].removeprefix("federal-register:2026-"): event
            for event in read(content, **words).event_candidates}  # fmt: skip


def changed(**cells):
    page = json.loads(bytes_of(""))
    page["results"] = [page["results"][2] | cells]
    return json.dumps(page).encode()


def test_a_query_asks_for_one_year_and_a_year_that_is_over_has_an_end():
    pages = register.pages(State(TODAY), date(2024, 7, 1))
    # One query for the agency and three terms for each of presidential, Commerce and ITA documents; three years.
    assert len(pages) == 10 * 3
    assert asked(pages[0]) == [
        ("conditions[agencies][]", "industry-and-security-bureau"),
        ("conditions[publication_date][gte]", "2024-07-01"),
        ("conditions[publication_date][lte]", "2024-12-31"),
        ("order", "newest"), ("per_page", "100"), ("page", "1"),
    ]  # fmt: skip
    assert asked(pages[21])[:3] == [
        ("conditions[type][]", "PRESDOCU"), ("conditions[term]", '"artificial intelligence"'),
        ("conditions[publication_date][gte]", "2026-01-01"),
    ]  # fmt: skip
    fields = [word for name, word in parse_qsl(urlsplit(pages[0].path).query) if name == "fields[]"]
    assert fields == [*register.NEEDED, *register.MAY_BE_NULL]


def test_a_year_that_is_over_and_read_is_not_asked_for_again():
    known = frozenset(page.path for page in register.pages(State(TODAY), date(2024, 1, 1)))
    again = register.pages(State(TODAY, known_paths=known), date(2024, 1, 1))
    assert {dict(asked(page))["conditions[publication_date][gte]"] for page in again} == {"2026-01-01"}
    # In the next year the year before is asked for once with its end.
    later = register.pages(State(date(2027, 1, 2), known_paths=known), date(2024, 1, 1))
    assert [dict(asked(page)).get("conditions[publication_date][lte]") for page in later] == (
        ["2026-12-31"] * 10 + [None] * 10
    )


@pytest.mark.parametrize(
    ("count", "numbers"), [(0, []), (100, []), (101, ["2"]), (250, ["2", "3"]), (2_000, [str(n) for n in range(2, 21)])]
)  # fmt: skip
def test_later_pages_are_built_from_their_numbers(count, numbers):
    body = json.dumps({"count": count, "next_page_url": "https://elsewhere.example/page", "results": []})
    pages = register.follow(FIRST, body.encode())
    assert [dict(asked(page))["page"] for page in pages] == numbers
    assert all(asked(page)[:-1] == asked(FIRST)[:-1] for page in pages)
    assert [register.follow(page, body.encode()) for page in pages[:1]] == [[]] * bool(pages)


def test_more_than_a_query_shows_is_an_error():
    with pytest.raises(SchemaDrift, match="field count: found '2001'; a query shows 2000 at most"):
        register.follow(FIRST, b'{"count": 2001, "results": []}')


def test_each_date_is_a_stage_with_its_proof():
    event = events(bytes_of(""))["99001"]
    assert event.stages == (
        Stage(stage="ANNOUNCED", date=date(2026, 3, 1), evidence=0),
        Stage(stage="EFFECTIVE", date=date(2026, 3, 11), evidence=1),
    )
    assert [proof.locator for proof in event.evidence] == [
        "Federal Register, 91 FR 99901: published", "Federal Register, 91 FR 99901: effective",
    ]  # fmt: skip
    assert (event.kind, event.severity, event.jurisdiction, event.doubt) == (
        "EXPORT_CONTROL",
        "MEDIUM",
        "USA",
        "",
    )
    assert event.summary == (
        "Rule. Commerce Department, Industry and Security Bureau. Interim final rule."
        " The Bureau invents a rule for tests."
    )
    signed = events(bytes_of("-signed"))["99005"]
    assert [(stage.stage, str(stage.date)) for stage in signed.stages] == [
        ("ANNOUNCED", "2026-03-05"), ("ANNOUNCED", "2026-03-01"),
    ]  # fmt: skip


def test_null_fields_and_agencies_without_id_are_read():
    event = events(bytes_of(""))["99003"]
    assert event.summary == "Notice. Bureau of Invented Security."
    assert [stage.stage for stage in event.stages] == ["ANNOUNCED"]
    assert event.evidence[0].locator == "Federal Register, document 2026-99003: published"


def test_a_correction_names_what_it_corrects_and_clarifies():
    event = events(bytes_of(""))["99002"]
    assert event.identifiers == ("federal-register:2026-99002", "federal-register:2026-99001")
    assert event.stages[0].stage == "CLARIFIED"
    assert event.doubt == "effective date only in words: Effective on the day nobody wrote down."
    # Oldest first, so that what is corrected is stored before its correction.
    assert [found.slug[-1] for found in read(bytes_of("")).event_candidates] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("cells", "doubt", "stages"),
    [
        ({"publication_date": "2026-11-25"}, "", ["ANNOUNCED", "EFFECTIVE"]),
        ({"publication_date": "2026-11-26"}, "more than 3 days ahead of 2026-11-22", ["EFFECTIVE"]),
        ({"effective_on": "2036-03-01"}, "", ["ANNOUNCED", "EFFECTIVE"]),
        ({"effective_on": "2206-03-11"}, "effective date 2206-03-11 is more than ten years", ["ANNOUNCED"]),
    ],
)
def test_a_date_too_far_away_is_a_doubt_and_no_stage(cells, doubt, stages):
    (event,) = read(changed(**cells)).event_candidates
    assert doubt in event.doubt
    assert bool(event.doubt) == bool(doubt)
    assert [stage.stage for stage in event.stages] == stages
    assert len(event.evidence) == len(stages)


def test_a_document_of_two_queries_is_one_candidate_of_the_agency():
    trade = register.pages(State(TODAY), date(2026, 1, 1))[4]
    bodies = Bodies([Body(trade, bytes_of(""), TODAY), Body(FIRST, bytes_of(""), TODAY)])
    found = register.parse(bodies).event_candidates
    assert [event.kind for event in found] == ["EXPORT_CONTROL"] * 3


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"title": None}, "results[0].title"),
        ({"document_number": 5}, "results[0].document_number"),
        ({"publication_date": "March 1"}, "results[0].publication_date"),
        ({"effective_on": 20260311}, "results[0].effective_on"),
        ({"agencies": "Commerce"}, "results[0].agencies"),
        ({"html_url": "https://www.federalregister.gov.example.org/x"}, "results[0].html_url"),
    ],
)
def test_a_wrong_field_is_named(cells, field):
    with pytest.raises(SchemaDrift) as fault:
        read(changed(**cells))
    assert f"field {field}: found " in str(fault.value)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'{"count": "3"}', b'{"count": true}', b'{"count": NaN}', b'{"count": 1, "results": {}}',
        b'{"count": 1, "results": [7]}', b'{"count": 1, "results": [null]}', b'{"a":' * 5_000,
        b'{"count": ' + b"9" * 5_000 + b"}",
        b'{"count": 1, "results"', b"\xff\xfe{\x00}\x00",
    ],
)  # fmt: skip
def test_hostile_bytes_are_an_error_with_an_address(body):
    with pytest.raises(SchemaDrift, match=r"^page /documents\.json"):
        read(body)


def test_markup_in_words_is_taken_away():
    (event,) = read(
        changed(title="A <b>bold</b> rule<script>alert(1)</script>", abstract="x" * 9_999)
    ).event_candidates
    assert event.title == "A bold rule"
    assert len(event.summary) <= 600


def test_too_few_documents_of_a_whole_year_fail_and_of_part_of_one_do_not():
    year, *_ = register.pages(State(TODAY), date(2025, 1, 1))
    part, *_ = register.pages(State(TODAY), date(2025, 12, 1))
    with pytest.raises(
        ImplausibleReading, match="field count: found 0; a year of this agency has at least 20"
    ):
        read(b'{"count": 0}', year)
    assert read(b'{"count": 0}', part).event_candidates == []

"""The form of an event: what cannot be is refused in words and kept as a draft; a new event needs its parts."""

import pytest
from django.test import Client

from apps.events.models import Draft, Proposal
from tests.web.desk_world import Sitter, fields_of, words, world


@pytest.fixture
def people(static_files: None, db: None) -> tuple[Sitter, Sitter, Sitter]:
    world()
    return Sitter("ana", "analyst"), Sitter("ben", "analyst"), Sitter("rea", "reviewer")


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"evidence-0-quote": "words alone"}, "one of the three"),
    ({"evidence-0-url": "javascript:alert(1)"}, "begins with https://"),
    ({"stages-0-stage": "EFFECTIVE"}, "A stage needs its name"),
    (
        {"stages-0-stage": "EFFECTIVE", "stages-0-date": "2026-11-31", "stages-0-proof": "n0"},
        "valid date",
    ),
    (
        {"stages-0-stage": "EFFECTIVE", "stages-0-date": "2026-11-30", "stages-0-proof": "e999"},
        "no such evidence",
    ),
    (
        {"stages-0-stage": "EFFECTIVE", "stages-0-date": "2026-11-30", "stages-0-proof": "<b>"},
        "no such evidence",
    ),
    ({"targets": "CHN, ZZZ"}, "targets: is not known"),
    ({"labs": "no-such-lab"}, "labs: is not known"),
    ({"model_keys": "nothing"}, "model_keys: is not known"),
    ({"jurisdiction": "XX"}, "jurisdiction: is not known"),
    ({"kind": "NEWS"}, "valid choice"),
    ({"title": ""}, "required"),
    ({"summary": "x" * 4_001}, "at most 4000 characters (it has 4001)"),
    ({"evidence-TOTAL_FORMS": "9999"}, "at most 20"),
    (
        {"evidence-0-document": "no-such", "evidence-0-version": "c2", "evidence-0-quote": "x"},
        "no such document",
    ),
]


def test_what_cannot_be_is_refused_and_kept_as_a_draft(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ana = people[0]
    draft = ana.take()
    first = ana.form(draft) | {"reason": "my long reason", "do": "submit"}
    saves = first["saves"]
    for typed, said in REFUSED:
        answer = ana.post(draft, first | typed | {"saves": saves}, 422)
        saves = fields_of(answer.content.decode().split('id="draft"')[1])["saves"]
        assert said in words(answer.content.decode()), typed
        assert "my long reason" in answer.content.decode()
        kept = Draft.objects.get(author__username="ana").fields
        assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert not Proposal.objects.exists()


def test_a_new_event_without_a_candidate_is_handed_in(people: tuple[Sitter, Sitter, Sitter]) -> None:
    ben, rea = people[1], people[2]
    draft = ben.post("/desk/new/", {}).headers["Location"]
    fields = ben.form(draft) | {
        "title": "A tariff on chips", "kind": "TARIFF", "severity": "HIGH", "jurisdiction": "USA", "targets": "CHN",
        "direction": "CLOSES", "confidence": "MEDIUM", "evidence-0-url": "https://example.org/rule",
        "stages-0-stage": "ANNOUNCED", "stages-0-date": "2026-11-10", "stages-0-proof": "n0", "do": "submit",
    }  # fmt: skip
    refused = ben.post(draft, fields | {"stages-0-stage": "", "stages-0-date": "", "stages-0-proof": ""}, 422)
    assert "at least one stage" in words(refused.content.decode())
    del fields["saves"]
    slug = ben.post(draft, ben.form(draft) | fields).headers["Location"].split("/")[-2]
    assert slug.startswith("a-tariff-on-chips-")
    assert slug in rea.get("/desk/reviews/")
    assert ben.judge("CONFIRM", slug=slug).status_code == 403
    assert rea.judge("CONFIRM", slug=slug).status_code == 302
    assert Client().get(f"/events/{slug}/").status_code == 200

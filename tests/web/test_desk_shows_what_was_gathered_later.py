"""What a source brings for a published event stands at the desk with its source, and nowhere else, until confirmed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from apps.events.rows import ReadEvidence, ReadStage
from tests import build
from tests.api.world import EVENT, candidate, settled
from tests.web.desk_world import Sitter, words

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC) - timedelta(hours=1)
# The curated file, loaded when the site starts, names one more page and the date on it.
LATER = {
    "evidence": (ReadEvidence(url="https://example.net/rescinded", quote="the rule is rescinded", grade="A"),),
    "stages": (ReadStage(stage="REVERSED", date=date(2025, 5, 13)),),
}  # fmt: skip


@dataclass
class Desk:
    ana: Sitter
    rea: Sitter


@pytest.fixture
def desk(static_files: None) -> Desk:
    build.countries()
    build.sources()
    candidate(now=NOW)
    found = Desk(Sitter("ana", "analyst"), Sitter("rea", "reviewer"))
    found.rea.judge("CONFIRM", slug=EVENT)
    settled()
    candidate(now=NOW, **LATER)
    return found


def public(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_readers_and_programs_see_nothing_of_it_before(desk: Desk) -> None:
    paths = (f"/events/{EVENT}/", f"/events/{EVENT}/history/", f"/api/v1/events/{EVENT}", "/events/")
    for path in paths:
        assert "rescinded" not in public(path), path
    desk.rea.judge("CONFIRM", slug=EVENT)
    settled()
    for path in (paths[0], paths[2]):
        assert "the rule is rescinded" in public(path), path
    assert "13 May 2025" in words(public(paths[0]))


def test_the_queue_and_the_list_of_reviews_name_the_source(desk: Desk) -> None:
    queue = words(desk.ana.get("/desk/?view=waiting"))
    assert "Waiting for a second person 1" in queue
    assert "revision of a published event curated.policy_events handed in" in queue
    reviews = words(desk.rea.get("/desk/reviews/"))
    assert "curated.policy_events" in reviews
    assert "1 stage · 1 piece of evidence" in reviews


def test_the_page_names_the_source_of_each_part_and_sends_nothing_back(desk: Desk) -> None:
    page = desk.rea.get(f"/desk/events/{EVENT}/")
    waits = words(page.split('class="waits"')[1].split("</section>")[0])
    assert "Handed in by curated.policy_events" in waits
    assert "Evidence 1 A example.net curated.policy_events" in waits
    assert (
        "Reversed or suspended 2025-05-13 to the day · curated.policy_events · shown by new evidence 1"
        in waits
    )
    assert 'value="DECLINE"' in page
    assert 'value="NEEDS_WORK"' not in page
    assert desk.rea.judge("NEEDS_WORK", slug=EVENT).status_code == 409


def test_a_form_of_a_person_takes_it_along(desk: Desk) -> None:
    path = desk.ana.take(EVENT)
    form = desk.ana.form(path)
    assert "rescinded" not in str(form)
    desk.ana.post(path, form | {"title": "The rule on AI diffusion", "reason": "its name", "do": "submit"})
    waits = words(desk.rea.get(f"/desk/events/{EVENT}/").split('class="waits"')[1].split("</section>")[0])
    assert "Handed in by ana" in waits
    assert "example.net curated.policy_events" in waits

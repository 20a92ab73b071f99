"""Many analysts hand in a text of one event at the same moment: one is taken, and nobody's words are gone."""

import threading
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from apps.events import actions
from apps.events.faults import Person
from apps.events.models import Draft, EventRevision
from tests.web.desk_world import SLUG, Sitter, world

# So many forms are sent at once, each on a connection of its own.
PEOPLE = 40


@pytest.fixture
def sitters(static_files: None, transactional_db: None) -> list[tuple[Sitter, str]]:
    """Return analysts who all took the event at its first revision, with the addresses of their drafts."""
    world()
    people = [Sitter(f"ana-{number}", "analyst") for number in range(PEOPLE)]
    found = []
    for sitter in people:
        key = get_user_model().objects.get(username=sitter.name).pk
        uid = actions.open_draft(slug=SLUG, by=Person(key, sitter.name, "analyst"), now=datetime.now(UTC))
        found.append((sitter, f"/desk/drafts/{uid}/"))
    return found


def test_one_text_is_taken_and_every_other_is_kept_and_shown_back(sitters: list[tuple[Sitter, str]]) -> None:
    first, address = sitters[0]
    form = first.form(address)
    gate = threading.Barrier(PEOPLE)
    answers: dict[int, Any] = {}

    def hand_in(number: int) -> None:
        sitter, path = sitters[number]
        mine = form | {"title": f"Title of {number}.", "summary": f"Words of {number}.", "do": "submit"}
        try:
            gate.wait()
            answers[number] = sitter.client.post(path, mine)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answer.status_code for answer in answers.values()) == {302: 1, 409: PEOPLE - 1}
    (taken,) = (number for number, answer in answers.items() if answer.status_code == 302)
    for number, (sitter, _path) in enumerate(sitters):
        kept = Draft.objects.get(author__username=sitter.name)
        assert kept.fields["summary"] == [f"Words of {number}."]
        assert (kept.ended_at is not None) == (number == taken)
        if number != taken:
            shown = answers[number].content.decode()
            assert f"Words of {number}." in shown
            assert f"Words of {taken}." in shown
    log = list(
        EventRevision.objects.filter(event__slug=SLUG).order_by("number").values_list("number", "kind")
    )
    assert log == [(1, "CREATED"), (2, "PROPOSED")]

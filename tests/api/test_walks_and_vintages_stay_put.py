"""as_of, release and cursors after a new release."""

import re

import pytest
from django.test import Client

from apps.api.v1.urls import LISTS, RESOURCES
from apps.api.versions import LOOKUPS
from apps.flows import actions
from apps.flows.releases import ReleaseRow
from tests import build
from tests.api.conftest import FIRST, SECOND

pytestmark = pytest.mark.django_db
SENT = {"series": "1", "since": "2026-11-17", "a": "deepseek-v3-2-20251201", "b": "gpt-5-4-20260305"}
# What is answered from a release; the others have moments of their own.
RELEASED = [
    name for name, resource in LISTS.items() if "release" in resource.words or name in ("runs", "releases")
]

# The tiny world has no attribution and no analyses: those are asked of the bundled weeks.
SMALL = {"attribution", "value-multiple"}


def moment(of: ReleaseRow) -> str:
    return of.published_at.isoformat().replace("+00:00", "Z")


def test_a_walk_stays_on_the_release_it_began_with(client: Client, release: ReleaseRow) -> None:
    url = "/api/v1/flows.json?basis=LAB&limit=3&fields=origin,destination,period,mean"
    whole = client.get(url.replace("limit=3", "limit=5000")).json()["data"]
    first = client.get(url).json()
    build.published(weeks=[item.week for item in release.weeks], tokens=2000, now=SECOND, name="restated")
    LOOKUPS.forget()
    rows, following = first["data"], first["meta"]["next"]
    while following:
        page = client.get(following).json()
        assert page["meta"]["release"] == release.id
        rows, following = rows + page["data"], page["meta"]["next"]
    assert rows == whole
    assert client.get(url).json()["meta"]["release"] != release.id


def test_a_cursor_of_another_query_is_refused(client: Client, release: ReleaseRow) -> None:
    following = client.get("/api/v1/flows.json?basis=LAB&limit=3").json()["meta"]["next"]
    for changed in (following.replace("basis=LAB", "basis=COMPANY"), following.replace("flows", "balances")):
        answer = client.get(changed)
        assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/problems/invalid-cursor")


@pytest.mark.parametrize("name", [name for name in RELEASED if name not in SMALL])
def test_as_of_gives_what_readers_saw_then(
    client: Client, release: ReleaseRow, restated: ReleaseRow, name: str
) -> None:
    then = client.get(f"/api/v1/{name}.json?as_of={moment(release)}").json()
    now = client.get(f"/api/v1/{name}.json").json()
    assert (then["meta"]["release"], now["meta"]["release"]) == (release.id, restated.id)
    assert then["meta"]["as_of"] == moment(release)
    assert then["data"] != now["data"]
    before = client.get(f"/api/v1/{name}.json?as_of=2026-11-17")
    assert (before.status_code, before.json()["type"]) == (404, "/api/v1/problems/no-run-at-as-of")


def test_the_old_number_is_still_given_as_of_then_and_pinned(
    client: Client, release: ReleaseRow, restated: ReleaseRow
) -> None:
    # CHN to USA on LAB: 0.6 x 0.4 of 1,000 tokens, then of 2,000.
    url = "/api/v1/flows.json?basis=LAB&origin=CHN&destination=USA&period=2026-02-16&fields=mean,run"
    old = {"mean": 240.0, "run": release.weeks[0].run}
    assert client.get(url).json()["data"] == [{"mean": 480.0, "run": restated.weeks[0].run}]
    assert client.get(f"{url}&as_of={moment(release)}").json()["data"] == [old]
    assert client.get(f"{url}&as_of=2026-11-18").json()["data"] == [old]
    assert client.get(f"{url}&release={release.id}").json()["data"] == [old]


def test_a_pinned_answer_is_the_same_bytes_after_a_new_release(client: Client, release: ReleaseRow) -> None:
    url = f"/api/v1/flows.json?release={release.id}&limit=3"
    before = client.get(url)
    build.published(weeks=[item.week for item in release.weeks], tokens=2000, now=SECOND, name="restated")
    LOOKUPS.forget()
    after = client.get(url)
    assert after.content == before.content
    assert after.headers["ETag"] == before.headers["ETag"]


def test_country_facts_say_that_they_have_no_vintages(client: Client, release: ReleaseRow) -> None:
    body = client.get("/api/v1/countries.json?as_of=2026-11-17&country=CHN").json()
    assert body["meta"]["notices"] == ["These facts have no vintages; this is the list in use now."]
    assert body["meta"]["as_of"] == "2026-11-17T23:59:59.999999Z"


def test_sources_speak_of_now_only(client: Client, release: ReleaseRow) -> None:
    answer = client.get("/api/v1/sources.json?as_of=2026-11-18")
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/problems/unknown-parameter")


@pytest.mark.parametrize("address", [name for name in RESOURCES if not name.startswith("scenarios/")])
def test_every_resource_answers_304_and_refuses_an_unknown_parameter(
    client: Client, release: ReleaseRow, address: str
) -> None:
    words = {"run": release.weeks[0].run, "release": release.id}
    words |= {name: word.example for name, word in RESOURCES[address].path_words.items() if word.example}
    path = re.sub(r"<[a-z0-9]+:([a-z]+)>", lambda found: words[found[1]], address)
    needed = "&".join(f"{name}={SENT[name]}" for name in RESOURCES[address].required)
    query = "state=CANDIDATE,CONFIRMED" if address == "events/<id:event>" else needed
    for form in RESOURCES[address].forms:
        url = f"/api/v1/{path}.{form}?{query}" if form != "atom" else f"/api/v1/{path}.{form}?"
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        assert client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        refused = client.get(f"{url}&colour=red")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "colour")


def test_an_unpublished_run_is_not_there(client: Client, release: ReleaseRow) -> None:
    run_id = build.kept(build.estimates(tokens=3000), now=FIRST, name="unpublished")
    assert len(client.get("/api/v1/runs.json").json()["data"]) == 1
    actions.publish_run(run_id=run_id, now=SECOND)
    LOOKUPS.forget()
    assert len(client.get("/api/v1/runs.json").json()["data"]) == 2

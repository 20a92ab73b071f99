"""Providers and hosts through the real fetch path: sets with vintages, regions as places."""

from datetime import date, timedelta

import pytest

from apps.collectors import run
from apps.collectors.models import CollectRun
from apps.observations import queries
from apps.observations.models import Observation
from tests.collectors.exports import NOW, SNAPSHOT
from tests.collectors.lists import endpoint, host, provider, put

pytestmark = pytest.mark.usefixtures("known_world")
PROVIDERS = "openrouter.providers"
DAY = NOW.date()


def at(days):
    return NOW + timedelta(days=days)


def collect(source=PROVIDERS, days=0):
    return run.collect(source=source, now=at(days))


def declared(as_of=None):
    rows = queries.values_as_of(
        source_keys=[PROVIDERS], metric="datacentre_in", period_from=date(2020, 1, 1),
        period_to=date(2028, 1, 1), as_of=as_of or at(99),
    )  # fmt: skip
    return {(row.subject, row.country): row.value for row in rows}


def test_a_country_that_left_a_declared_list_becomes_zero_and_an_undeclared_list_is_withdrawn(publisher):
    put(
        publisher,
        "/providers",
        [provider("deepseek", "CN", ["SG", "NL"]), *(provider(f"p-{n}") for n in range(45))],
    )
    assert collect(PROVIDERS).state == "OK"
    put(
        publisher,
        "/providers",
        [provider("deepseek", "CN", ["SG"]), *(provider(f"p-{n}") for n in range(45))],
    )
    collect(PROVIDERS, 1)
    assert declared() == {("deepseek", "SGP"): 1, ("deepseek", "NLD"): 0}
    put(publisher, "/providers", [provider("deepseek", "CN", None), *(provider(f"p-{n}") for n in range(45))])
    collect(PROVIDERS, 2)
    assert declared() == {}
    assert declared(as_of=at(1) + timedelta(hours=1)) == {("deepseek", "SGP"): 1, ("deepseek", "NLD"): 0}


def test_a_list_of_providers_that_shrinks_withdraws_nothing(publisher):
    put(
        publisher,
        "/providers",
        [provider("deepseek", "CN", ["SG"]), *(provider(f"p-{n}") for n in range(59))],
    )
    collect(PROVIDERS)
    put(publisher, "/providers", [provider(f"p-{n}") for n in range(47)])
    assert collect(PROVIDERS, 1).state == "HELD"
    assert declared() == {("deepseek", "SGP"): 1}


def ranking(publish, names):
    publish({SNAPSHOT - timedelta(days=1): {name: 1000 - n for n, name in enumerate(names)} | {"other": 5}})
    assert run.collect(source="openrouter.rankings", now=NOW).is_good


def test_hosts_of_the_top_models_are_asked_and_regions_are_places(publisher, publish):
    names = [f"labs/m-{n:02d}" for n in range(50)]
    ranking(publish, names)
    hosts = [host("azure/swedencentral"), host("together/fp8", "0.0000004"), host("google-vertex/europe")]
    for name in names[:45]:
        put(publisher, f"/models/{name}/endpoints", endpoint(*hosts))
    outcome = collect("openrouter.endpoints")
    assert (outcome.state, outcome.problem) == ("OK", "")
    rows = queries.values_as_of(
        source_keys=["openrouter.endpoints"], metric="endpoint_listed", period_from=DAY,
        period_to=at(1).date(), as_of=at(1),
    )  # fmt: skip
    found = {(row.qualifier, row.provider, row.country) for row in rows if row.subject == "labs/m-00"}
    assert found == {
        ("azure/swedencentral", "azure", "SWE"), ("together/fp8", "together", None),
        ("google-vertex/europe", "google-vertex", None),
    }  # fmt: skip
    # A host that leaves is told; models that were not asked say nothing.
    put(publisher, "/models/labs/m-00/endpoints", endpoint(hosts[0]))
    assert collect("openrouter.endpoints", 1).recorded.changed == 3
    assert Observation.objects.filter(series__metric="endpoint_listed", value=0).count() == 2


def test_more_than_a_fifth_of_models_without_a_page_fails(publisher, publish):
    names = [f"labs/m-{n:02d}" for n in range(50)]
    ranking(publish, names)
    for name in names[:39]:
        put(publisher, f"/models/{name}/endpoints", endpoint(host("azure")))
    outcome = collect("openrouter.endpoints")
    assert (outcome.state, "11 of 50 pages are missing" in outcome.problem) == ("UNAVAILABLE", True)


def test_without_a_ranking_the_hosts_wait_for_one(publisher):
    outcome = collect("openrouter.endpoints")
    assert (outcome.state, publisher.asked) == ("UNAVAILABLE", [])
    assert "openrouter.rankings has no day of the last 30: collect it first" in outcome.problem


def test_the_real_providers_are_told_apart(publisher, test_data):
    put(publisher, "/providers", (test_data / "openrouter" / "providers_capture.json").read_bytes())
    outcome = collect(PROVIDERS)
    assert (outcome.state, outcome.problem) == ("OK", "")
    counts = run_counts()
    assert {name: counts[name] for name in ("providers", "null", "empty", "filled")} == {
        "providers": 82, "null": 41, "empty": 20, "filled": 21,
    }  # fmt: skip
    assert {country for (slug, country), _ in declared().items() if slug == "alibaba"} == {"SGP", "CHN"}


def run_counts():
    return CollectRun.objects.latest("pk").counts

"""Collections of terms as git repositories: collected through the real git from `file://`, twice the same once."""

import time
from datetime import date, timedelta

import pytest

from apps.collectors import run
from apps.collectors.contract import Expect, Page, UnsafeAddress
from apps.collectors.models import CollectRun
from apps.collectors.sources import terms_archive
from apps.collectors.transports import gitrun, ways
from apps.events import queries
from apps.events.models import DocumentVersion, PolicyEvent
from tests.collectors.exports import NOW
from tests.collectors.repositories import LATELY, git
from tests.collectors.upstream import upstream

SOURCE = "terms.archive"
pytestmark = pytest.mark.usefixtures("known_world")


@pytest.fixture
def collections(tmp_path, settings):
    """Return a folder that stands in for the archive's address."""
    folder = tmp_path / "archive"
    folder.mkdir()
    settings.UPSTREAMS = {"TERMS_ARCHIVE": f"file://{folder}"}
    settings.DATA_DIR = tmp_path / "data"
    return folder


@pytest.fixture
def made_up(collections):
    """Return a function that commits one version of a document to a made-up collection."""
    repository = collections / "genai-eu-versions"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")

    def commit(text, subject="Record new changes of x", when=LATELY, service="DALL·E."):
        file = repository / service / "Terms of Service.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", subject, when=when)

    return commit


def collect(now=NOW):
    outcome = run.collect(source=SOURCE, now=now)
    assert outcome.problem == ""
    return outcome


def changes():
    return list(DocumentVersion.objects.order_by("pk").values_list("change", flat=True))


def candidates():
    return queries.events(state="CANDIDATE", as_of=NOW + timedelta(days=365))


def test_the_real_collection_gives_few_candidates_and_none_from_upgrades(test_data, collections):
    bundle = test_data / "ota" / "genai-eu-versions.bundle"
    git(collections, "clone", "-q", "--bare", str(bundle), "genai-eu-versions")
    started = time.process_time()
    outcome = collect()
    seconds = time.process_time() - started
    assert outcome.state == "OK"
    found = PolicyEvent.objects.filter(slug__startswith="terms-genai-eu-")
    assert 120 <= found.count() <= 260
    assert CollectRun.objects.get(pk=outcome.run_id).counts["versions_new"] == 170
    # Removals that held for 14 days are told apart from new passages.
    assert PolicyEvent.objects.filter(slug__startswith="terms-removal-").count() <= 30
    assert len(candidates()) <= 260
    proofs = DocumentVersion.objects.filter(eventevidence__isnull=False).distinct()
    assert not proofs.filter(is_technical_upgrade=True).exists()
    # 63 first records, 917 changes, 37 upgrades, 19 files of one maintenance commit.
    assert DocumentVersion.objects.count() == 63 + 917 + 37 + 19
    assert seconds <= 30
    counted = (DocumentVersion.objects.count(), PolicyEvent.objects.count())
    assert collect(NOW + timedelta(hours=6)).state == "UNCHANGED"
    assert (DocumentVersion.objects.count(), PolicyEvent.objects.count()) == counted
    for proof in proofs[:50]:
        for quoted in proof.eventevidence_set.filter(locator__startswith="blob "):
            start, _, end = quoted.locator.rpartition(" ")[2].partition("-")
            assert proof.text[int(start) : int(end)] == quoted.quote


def test_the_real_clause_that_names_openclaw_is_found_with_its_date(test_data, collections):
    bundle = test_data / "ota" / "contrib-antigravity-versions.bundle"
    git(collections, "clone", "-q", "--bare", str(bundle), "contrib-versions")
    collect()
    found = [event for event in candidates() if event.stages[0].date == date(2026, 2, 27)]
    assert [(event.title, event.severity) for event in found] == [
        ("Google Antigravity: Terms of Service changed", "HIGH")
    ]
    assert "OpenClaw" in " ".join(proof.quote for proof in found[0].evidence)
    assert found[0].stages[0].stage == "TEXT_CHANGE"
    versions = DocumentVersion.objects.order_by("pk")
    assert [version.published_at.date().isoformat() for version in versions][:3] == [
        "2025-11-19",
        "2025-12-20",
        "2026-02-13",
    ]


def test_the_same_repository_again_stores_nothing_new(made_up):
    made_up("You may use it.", "First record of DALL·E. Terms of Service")
    made_up("You may use it.\n\nYou may not resell it.")
    assert collect().state == "OK"
    before = (changes(), len(candidates()))
    assert before == (["FIRST", "NEW"], 1)
    assert collect(NOW + timedelta(hours=6)).state == "UNCHANGED"
    assert (changes(), len(candidates())) == before


def test_a_later_commit_is_read_with_the_memory_of_the_earlier_ones(made_up):
    section = "You may use it.\n\nA section that comes and goes."
    made_up(section, "First record of DALL·E. Terms of Service")
    made_up("You may use it.")
    collect()
    made_up(section, when="2020-01-01T00:00:00+00:00")
    assert collect(NOW + timedelta(hours=6)).state == "OK"
    assert (changes(), candidates()) == (["FIRST", "KNOWN", "KNOWN"], [])


def test_rewritten_history_is_a_notice_and_keeps_what_was_read(made_up, collections):
    made_up("One.", "First record of DALL·E. Terms of Service")
    made_up("One.\n\nTwo.")
    collect()
    git(
        collections / "genai-eu-versions",
        "commit",
        "-q",
        "--amend",
        "-m",
        "Record new changes of another name",
    )
    outcome = collect(NOW + timedelta(hours=6))
    assert "history was rewritten, 1 versions are gone" in " ".join(outcome.notices)
    assert DocumentVersion.objects.count() == 3


def test_reading_again_changes_nothing(made_up):
    made_up("You may use it.", "First record of DALL·E. Terms of Service")
    made_up("You may use it.\n\nYou may not resell it.")
    collect()
    again = run.reread(source=SOURCE, now=NOW + timedelta(hours=1))
    assert (again.problem, again.state) == ("", "UNCHANGED")
    assert (changes(), len(candidates())) == (["FIRST", "NEW"], 1)


def test_a_long_history_is_read_in_several_runs(made_up, monkeypatch):
    monkeypatch.setattr(terms_archive, "FILES_PER_RUN", {"/genai-eu-versions": 3})
    for service in ("One", "Two", "Three"):
        made_up(f"{service} may be used.", f"First record of {service} Terms of Service", service=service)
        made_up(f"{service} may not be resold.", service=service)
    assert "4 versions are left to the next runs" in " ".join(collect().notices)
    for hours, read in ((6, 4), (12, 6), (18, 6)):
        collect(NOW + timedelta(hours=hours))
        assert len(changes()) == read


def test_a_removal_becomes_a_candidate_after_fourteen_days(made_up):
    made_up("You may use it.\n\nYou own the output.", "First record of DALL·E. Terms of Service")
    made_up("You may use it.")
    collect()
    # Recorded on 2026-11-20: held for 14 days on 2026-12-04.
    collect(NOW + timedelta(days=11))
    assert candidates() == []
    collect(NOW + timedelta(days=13))
    collect(NOW + timedelta(days=14))
    assert [(event.severity, event.evidence[0].quote) for event in candidates()] == [
        ("LOW", "You own the output.")
    ]


def test_a_file_that_cannot_be_taken_leaves_the_others_alone(made_up, collections, monkeypatch):
    monkeypatch.setattr(gitrun, "LARGEST_BLOB_BYTES", 100)
    made_up("You may use it.", "First record of DALL·E. Terms of Service")
    made_up("Too large. " * 10)
    made_up("You may use it.\n\nYou may not resell it.")
    odd = collections / "genai-eu-versions" / "Odd"
    odd.mkdir()
    (odd / "Line\nbreak.md").write_text("x")
    made_up("<html>no text</html>")
    outcome = collect()
    assert changes() == ["FIRST", "NEW"]
    for words in ("larger than we take", "cannot be read and is left out", "a web page instead of a text"):
        assert words in " ".join(outcome.notices)


def test_a_collection_is_fetched_over_http_from_the_configured_host_only(made_up, collections, settings):
    made_up("You may use it.", "First record of DALL·E. Terms of Service")
    git(collections, "clone", "-q", "--bare", "genai-eu-versions", "bare.git")
    git(collections / "bare.git", "update-server-info")
    with upstream() as served:
        for file in (file for file in (collections / "bare.git").rglob("*") if file.is_file()):
            served.put(
                f"/terms/genai-eu-versions/{file.relative_to(collections / 'bare.git')}", file.read_bytes()
            )
        settings.UPSTREAMS = {"TERMS_ARCHIVE": f"{served.url}/terms"}
        assert collect().state == "OK"
        assert changes() == ["FIRST"]
    settings.UPSTREAMS = {"TERMS_ARCHIVE": "https://127.0.0.1:1/terms"}
    assert run.collect(source=SOURCE, now=NOW + timedelta(hours=1)).state == "UNAVAILABLE"


@pytest.mark.parametrize("harm", [
    lambda mirror: (mirror / "refs" / "heads" / "main.lock").touch(),
    lambda mirror: (mirror / "config").write_text("[broken"),
    lambda mirror: [file.unlink() for file in (mirror / "objects").rglob("*") if file.is_file()],
])  # fmt: skip
def test_a_mirror_left_broken_is_made_anew(made_up, settings, harm):
    made_up("You may use it.", "First record of DALL·E. Terms of Service")
    collect()
    harm(settings.DATA_DIR / "git" / "genai-eu-versions.git")
    made_up("You may use it.\n\nYou may not resell it.")
    collect(NOW + timedelta(hours=6))
    assert changes() == ["FIRST", "NEW"]


@pytest.mark.parametrize("path", ["/../etc/blob/a/b.md", "/.hidden", "/a;b", "/"])
def test_a_name_that_is_no_collection_is_refused(collections, path):
    page = Page(key="history", path=path, expect=Expect(content="git history"))
    with pytest.raises(UnsafeAddress):
        ways.fetch(page, upstream="TERMS_ARCHIVE")


def test_other_protocols_than_the_base_are_refused(collections, settings):
    settings.UPSTREAMS = {"TERMS_ARCHIVE": f"ext::sh -c touch% {collections}/harm"}
    assert run.collect(source=SOURCE, now=NOW).state in ("FAILED", "UNAVAILABLE")
    assert list(collections.iterdir()) == []


def test_without_git_the_source_is_unavailable(made_up, monkeypatch):
    made_up("One.", "First record of DALL·E. Terms of Service")
    monkeypatch.setenv("PATH", "/nowhere")
    outcome = run.collect(source=SOURCE, now=NOW)
    assert (outcome.state, "install the package git" in outcome.problem) == ("UNAVAILABLE", True)
    assert DocumentVersion.objects.count() == 0


def test_without_any_collection_the_source_is_unavailable(collections):
    outcome = run.collect(source=SOURCE, now=NOW)
    assert outcome.state == "UNAVAILABLE"
    assert "genai-eu-versions" in outcome.problem

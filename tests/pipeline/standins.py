"""Loopback stand-ins of every publisher: synthetic pages, each of them good."""

import json
import os
import subprocess
from pathlib import Path

from tests.collectors import exports, lists
from tests.collectors.exports import SNAPSHOT, days_before
from tests.collectors.upstream import Upstream

PAGES = Path(__file__).resolve().parent.parent / "collectors" / "pages"
WHO = {"AUTHOR": "2026-11-20T00:00:00+00:00", "COMMITTER": "2026-11-20T00:00:00+00:00"}


def settings_of(served: Upstream, folder: Path) -> dict[str, object]:
    """Return the settings that lead every upstream to the stand-ins."""
    bases = {
        "OPENROUTER": f"{served.url}/api/v1", "EUROSTAT": f"{served.url}/eurostat",
        "AI_DIFFUSION": f"{served.url}/ai", "FEDERAL_REGISTER": f"{served.url}/register",
        "TERMS_ARCHIVE": f"file://{folder}",
    }  # fmt: skip
    return {"UPSTREAMS": bases, "FEEDS": [f"{served.url}/feed.xml"]}


def serve_all(served: Upstream, folder: Path) -> None:
    """Put a good page at every address that a collection asks for."""
    _rankings(served)
    lists.put(served, "/models", lists.listed())
    lists.put(served, "/providers", [lists.provider(f"p{n}", "SG", ["SG"]) for n in range(60)])
    served.put("/eurostat/statistics/1.0/data/nrg_pc_205", page("eurostat.electricity_prices", ".json"))
    served.put("/ai/AI_Diffusion_Q12026_Update.csv", page("microsoft.ai_diffusion", ".csv"))
    served.put("/register/documents.json", _documents())
    served.put("/feed.xml", page("feeds", ".xml"))
    _terms(folder / "genai-eu-versions")


def page(source: str, suffix: str) -> bytes:
    """Return the good page kept for a source."""
    return (PAGES / source / f"2026-11-22{suffix}").read_bytes()


def _documents(count: int = 21) -> bytes:
    """Return as many documents as a year of an agency has at least."""
    told = json.loads(page("federal_register.documents", ".json"))
    first = told["results"][0]
    results = []
    for number in range(count):
        name = f"2026-{number:05d}"
        results.append(
            first | {"document_number": name, "html_url": f"https://www.federalregister.gov/d/{name}"}
        )
    return json.dumps(told | {"count": count, "total_pages": 1, "results": results}).encode()


def _rankings(served: Upstream) -> None:
    """Publish thirty days, and a page of hosts for each of their models."""
    body = exports.csv_of(days_before(SNAPSHOT, 30))
    manifest, file = exports.paths_of(SNAPSHOT)
    served.put(f"/api/v1{manifest}", exports.manifest_of(SNAPSHOT, body))
    served.put(f"/api/v1{file}", body)
    for slug in exports.counts():
        lists.put(served, f"/models/{slug}/endpoints", lists.endpoint(lists.host("made-up")))


def _terms(repository: Path) -> None:
    """Make a collection of terms with one document and one amendment."""
    repository.mkdir(parents=True)
    names = {f"GIT_{who}_{what}": value for who, when in WHO.items()
             for what, value in (("NAME", "a"), ("EMAIL", "a@example.org"), ("DATE", when))}  # fmt: skip
    environment = {"PATH": os.environ["PATH"], "HOME": str(repository), "GIT_CONFIG_NOSYSTEM": "1", **names}

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=repository, env=environment, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    terms = repository / "Made-up Chat" / "Terms of Service.md"
    terms.parent.mkdir()
    first = "You may use the service for what you like.\n\nWe may change these terms.\n"
    second = f"{first}\nAutomated access through tools of other companies is not allowed.\n"
    for subject, text in (("First record of", first), ("Record new changes of", second)):
        terms.write_text(text)
        git("add", "-A")
        git("commit", "-q", "-m", f"{subject} Made-up Chat Terms of Service")


def said(served: Upstream) -> str:
    """Return what was asked for, for a message."""
    return json.dumps(served.paths()[-20:])

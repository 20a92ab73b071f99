"""House law: no registry host, no path of a machine, no left-over word in anything that is committed."""

import os
import re
import subprocess
from urllib.parse import urlsplit

import pytest

from tests.house.tree import ROOT

# Written in pieces, so that this file obeys the law it states.
REGISTRIES = tuple(".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"),
    ("golang", "org/proxy"), ("anaconda", "org"), ("ghcr", "io"), ("quay", "io"), ("unpkg", "com"),
    ("jsdelivr", "net"),
))  # fmt: skip
MACHINE = re.compile(
    "|".join(
        (
            "/wo" + "rk/",
            "/tmp/se" + "tup",
            "/ro" + "ot/",
            "/ho" + r"me/\w+/",
            "/Us" + r"ers/\w+/",
            r"\.py" + "env/",
        )
    )
)
LEFT_OVER = re.compile(
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK|lorem ips" + r"um)\b|^(<{7}|>{7}) ", re.MULTILINE
)
LICENCE_TEXTS = ("LICENSE", "vendor/")


def committed() -> list[str]:
    """Return every file that is or would be committed."""
    command = ("git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return sorted(name for name in done.stdout.split("\0") if name and (ROOT / name).is_file())


def configured_hosts() -> tuple[str, ...]:
    """Return the hosts of the package index this machine is set to."""
    urls = [
        os.environ.get(name, "")
        for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "HTTPS_PROXY")
    ]
    hosts = {urlsplit(url).hostname or "" for url in urls}
    return tuple(host for host in hosts if "." in host and not host.startswith("127."))


def stains(path: str, text: str) -> list[str]:
    """Return path: word of everything in a text that does not belong into the product."""
    if any(part in path for part in LICENCE_TEXTS):
        return []
    found = [host for host in (*REGISTRIES, *configured_hosts()) if host in text]
    found += [match.group() for match in MACHINE.finditer(text)]
    found += [match.group() for match in LEFT_OVER.finditer(text)]
    found += [str(ROOT)] if len(ROOT.parts) > 2 and str(ROOT) in text else []
    return [f"{path}: {word}" for word in found]


def test_nothing_strange_is_committed():
    found = []
    for name in committed():
        raw = (ROOT / name).read_bytes()
        if b"\0" not in raw[:4096]:
            # A page kept for a test has the encoding its publisher sends; everything else is UTF-8.
            found += stains(name, raw.decode("utf-8", "replace" if "/pages/" in name else "strict"))
    assert found == []


def test_no_capture_of_a_source_is_committed():
    big = {name: (ROOT / name).stat().st_size for name in committed()}
    assert {name: size for name, size in big.items() if size > 1_500_000} == {}


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + REGISTRIES[0] + "/simple",
        "cp /wo" + "rk/main/x .",
        "ls /ho" + "me/ada/x",
        "x = 1  # TO" + "DO later",
        "<<<<<<" + "< HEAD",
    ],
)
def test_a_stain_is_refused(text):
    assert stains("docs/x.md", text) != []


def test_the_host_of_the_configured_index_is_refused(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example.net/simple")
    assert stains("docs/x.md", "from packages.example.net we took") == ["docs/x.md: packages.example.net"]


def test_plain_prose_passes():
    assert stains("README.md", "Open http://127.0.0.1:8000/ and see /var/lib/tokentrade.") == []

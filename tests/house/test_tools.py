"""House law: ruff, mypy and the template lint have nothing to say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT


def tool(name: str, *arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a tool as a module of this environment; mypy's plugins read the settings, but no database."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    command = (sys.executable, "-m", name, *arguments)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """Return the findings among what a tool printed."""
    lines = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in lines if ": note:" not in line)[-6000:]


def test_ruff_has_nothing_to_say():
    done = tool("ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert done.returncode == 0, _said(done)


def test_the_code_is_formatted():
    done = tool("ruff", "format", "--check", "--no-cache", "--output-format", "concise", ".")
    assert done.returncode == 0, _said(done)


def test_mypy_has_nothing_to_say():
    # Without a cache: a module added since the last run is else taken for missing.
    done = tool("mypy", "--hide-error-context", "--cache-dir", os.devnull)
    assert done.returncode == 0, _said(done)


def test_templates_have_no_fault():
    done = tool("djlint", "--lint", "--quiet", "apps")
    assert done.returncode == 0, _said(done)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("F401", "import os\n"),
        ("F403", "from os.path import *\n"),
        ("S301", "import pickle\n\npickle.loads(b'')\n"),
        ("DTZ005", "import datetime\n\ndatetime.datetime.now()\n"),
        ("BLE001", "try:\n    pass\nexcept Exception:\n    pass\n"),
        ("TID252", "from . import models\n"),
    ],
)
def test_a_bad_line_is_refused(tmp_path, rule, text):
    (tmp_path / "sample.py").write_text(text)
    done = tool(
        "ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--no-cache", str(tmp_path / "sample.py")
    )
    assert done.returncode == 1
    assert rule in done.stdout


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no-untyped-def", "def monday_of(day):\n    return day\n"),
        ("return-value", 'def monday_of(day: int) -> int:\n    return "Monday"\n'),
    ],
)
def test_a_badly_typed_line_of_the_estimator_is_refused(tmp_path, code, text):
    (tmp_path / "sample.py").write_text(text)
    judged = "apps/estimator/periods.py"
    done = tool(
        "mypy", "--cache-dir", str(tmp_path / "cache"), "--follow-imports", "skip",
        "--shadow-file", judged, str(tmp_path / "sample.py"), judged,
    )  # fmt: skip
    assert done.returncode == 1, _said(done)
    assert f"[{code}]" in done.stdout


def test_a_bad_template_is_refused(tmp_path):
    (tmp_path / "sample.html").write_text('<img src="/map.png">\n{{name}}\n')
    done = tool(
        "djlint", "--configuration", str(ROOT / "pyproject.toml"), "--lint", "sample.html", folder=tmp_path
    )
    assert done.returncode == 1
    assert {"H013", "T001"} <= set(done.stdout.split())


def test_no_package_shadows_urllib3():
    names = {path.name.lower() for path in Path(pytest.__file__).parent.parent.glob("*.dist-info")}
    assert names
    assert [name for name in names if name.startswith(("urllib3_future", "niquests"))] == []

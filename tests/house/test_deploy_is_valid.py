"""House law: every file of deploy/ is valid, judged without a container engine and without the network."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.house.tree import ROOT

DEPLOY = ROOT / "deploy"
BINARIES = Path(sysconfig.get_path("scripts"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
YAML_RULES = "{extends: default, rules: {document-start: disable, line-length: {max: 130}}}"
SHELL_SCRIPTS = (ROOT / ".ci" / "run",)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a checker and keep what it says."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def says_nothing(done: subprocess.CompletedProcess[str]) -> None:
    """Fail with the checker's words unless it found nothing."""
    assert done.returncode == 0, done.stdout + done.stderr


def check_compose(path: Path) -> subprocess.CompletedProcess[str]:
    """Judge a file by the Compose specification that the checker carries along."""
    return run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path)


def verify_units(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge systemd units with programs that exist here in the place of installed ones."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed: the systemd units were not verified")
    return run(program, "verify", "--man=no", *sorted(folder.glob("*.service")))


def stage_units(folder: Path) -> None:
    """Copy the units with the paths of this machine."""
    for unit in UNITS:
        text = unit.read_text().replace("/opt/tokentrade/.venv/bin/python", sys.executable)
        (folder / unit.name).write_text(text.replace("=/opt/tokentrade\n", "=/\n"))


def test_the_dockerfile_is_valid():
    says_nothing(run(BINARIES / "hadolint", DEPLOY / "Dockerfile"))


def test_a_bad_dockerfile_is_refused(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM python:latest\nRUN cd /x && pip install django\n")
    assert {"DL3007", "DL3013"} <= set(
        re.findall(r"DL\d{4}", run(BINARIES / "hadolint", tmp_path / "Dockerfile").stdout)
    )


def test_the_image_is_hashed_and_unprivileged():
    text = (DEPLOY / "Dockerfile").read_text()
    assert "--require-hashes --only-binary :all:" in text
    assert "USER 10001:10001" in text
    assert re.findall(r"^FROM \S+:latest", text, re.MULTILINE) == []


def test_the_compose_file_is_valid():
    says_nothing(check_compose(DEPLOY / "compose.yaml"))
    says_nothing(run(sys.executable, "-m", "yamllint", "-d", YAML_RULES, DEPLOY / "compose.yaml"))


def test_a_misspelt_key_of_compose_is_refused(tmp_path):
    text = (DEPLOY / "compose.yaml").read_text().replace("read_only: true", "readonly: true")
    (tmp_path / "compose.yaml").write_text(text)
    assert check_compose(tmp_path / "compose.yaml").returncode == 1


def test_scripts_have_no_fault():
    says_nothing(run(BINARIES / "shellcheck", *SHELL_SCRIPTS))


def test_a_bad_script_is_refused(tmp_path):
    (tmp_path / "run").write_text("#!/usr/bin/env bash\nrm -r $1/*\n")
    assert "SC2086" in run(BINARIES / "shellcheck", tmp_path / "run").stdout


def test_the_units_are_valid(tmp_path):
    stage_units(tmp_path)
    done = verify_units(tmp_path)
    says_nothing(done)
    assert done.stderr == ""


def test_a_misspelt_line_of_a_unit_is_noticed(tmp_path):
    stage_units(tmp_path)
    web = tmp_path / "tokentrade-web.service"
    web.write_text(web.read_text().replace("ProtectHome=", "ProtectHomes="))
    assert "'ProtectHomes'" in verify_units(tmp_path).stderr


def test_the_units_are_hardened_alike():
    hard = [
        set(unit.read_text().partition("# Hardening")[2].partition("\n\n")[0].splitlines()) for unit in UNITS
    ]
    assert len(hard) == 5
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= hard[0]
    assert [lines ^ hard[0] for lines in hard if lines != hard[0]] == []


def test_named_files_exist():
    units = "".join(unit.read_text() for unit in UNITS)
    named = set(re.findall(r"/etc/tokentrade/([a-z]+\.env)", units))
    named |= set(re.findall(r"^ +- ([a-z]+\.env)$", (DEPLOY / "compose.yaml").read_text(), re.MULTILINE))
    assert named == {path.name for path in DEPLOY.glob("*.env")}


def test_compose_and_systemd_start_the_same_programs():
    units = "".join(unit.read_text() for unit in UNITS)
    compose = re.sub(r"\n +- |\", \"", " ", (DEPLOY / "compose.yaml").read_text()).replace('"', "")
    for program in (
        "manage.py prepare",
        "-m celery -A tokentrade.celery worker -P prefork -c 2 -Q collect",
        "-m celery -A tokentrade.celery worker -P prefork -c 1 -Q estimate",
        "-m celery -A tokentrade.beat beat -S tokentrade.beat:TouchingScheduler --pidfile=",
    ):
        assert program in units
        assert program in compose
    both = "-k gthread -w 2 --threads 4 --no-control-socket --worker-tmp-dir /dev/shm"
    assert both in units
    assert both in re.sub(r'", *\\?\s*"', " ", (DEPLOY / "Dockerfile").read_text())

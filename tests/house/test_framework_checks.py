"""House law: Django's own checks and the OpenAPI document hold for a deployment."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import ValidationError

from tests.house.tree import ROOT


def check_deploy(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Django's deployment checks with nothing set but a key."""
    ours = ("TOKENTRADE_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {
        "TOKENTRADE_SECRET_KEY": secrets.token_urlsafe(60),
        "TOKENTRADE_DATA_DIR": str(folder),
    } | variables
    command = (sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_deployment_has_no_warning(tmp_path):
    done = check_deploy(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_an_unsafe_deployment_is_noticed(tmp_path):
    done = check_deploy(
        tmp_path, TOKENTRADE_DEBUG="on", TOKENTRADE_HTTPS="off", TOKENTRADE_SECRET_KEY="short"
    )
    assert done.returncode == 1
    assert {"security.W009", "security.W018", "security.W008"} <= {
        word.strip("(?:)") for word in done.stderr.split() if "security." in word
    }


@pytest.fixture(scope="module")
def openapi() -> dict:
    """Return the OpenAPI document as the API gives it."""
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_openapi_document_is_valid(openapi):
    validate_schema(openapi)
    assert openapi["paths"]


def test_an_invalid_openapi_document_is_noticed(openapi):
    path = next(iter(openapi["paths"]))
    broken = {**openapi, "paths": {path: {"get": {"parameters": [{"in": "nowhere"}], "responses": {}}}}}
    with pytest.raises(ValidationError):
        validate_schema(broken)

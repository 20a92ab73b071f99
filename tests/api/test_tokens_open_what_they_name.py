"""Tokens: scope and role must both allow, a bad one is refused everywhere, its secret is stored nowhere."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from apps.events import actions
from apps.events.models import AccessToken
from tests.api.world import EVENT, LOOKUPS
from tests.api.writers import Writer, an_event, kind_of, stored, token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]


@pytest.mark.parametrize(
    ("path", "role", "scopes", "refusal"),
    [
        ("events", "reader", ("events:write",), (403, "not-your-role")),
        ("events", "admin", ("reviews:write",), (403, "scope-missing")),
        ("annotations", "reader", ("annotations:write",), (403, "not-your-role")),
        ("disputes", "reader", ("annotations:write",), (403, "scope-missing")),
        (f"events/{EVENT}/reviews", "analyst", ("reviews:write",), (403, "not-your-role")),
    ],
)
def test_scope_and_role_must_both_allow(
    path: str, role: str, scopes: tuple[str, ...], refusal: tuple[int, str]
) -> None:
    before = stored()
    assert kind_of(Writer("ada", role, scopes).send(path, {}, revision=1)) == refusal
    assert stored() == before


def test_writing_needs_a_token_and_a_session_is_none(client: Client) -> None:
    user = get_user_model().objects.create_superuser("root")
    client.force_login(user)
    answer = client.post("/api/v1/events", an_event(), content_type="application/json")
    assert kind_of(answer) == (401, "missing-token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_bad_token_is_refused_on_every_read(client: Client) -> None:
    good = token("ada", "analyst")
    expired = token("ada", "analyst", days=1, now=datetime.now(UTC) - timedelta(days=2))
    revoked = token("ada", "analyst")
    actions.revoke_token(token_id=revoked.split("_")[1], now=datetime.now(UTC))
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    url = "/api/v1/labs.json?limit=1"
    assert client.get(url, headers={"Authorization": f"Bearer {good}"}).status_code == 200
    bad = [expired, revoked, wrong, "x", "", "tt__", f"{good}, Bearer {good}", "tt_é_é", "\x00", "a" * 8000]
    for text in bad:
        answer = client.get(url, headers={"Authorization": f"Bearer {text}"})
        assert kind_of(answer) == (401, "invalid-token"), text
    assert kind_of(client.get(url, headers={"Authorization": "Basic eDp5"})) == (401, "invalid-token")
    assert kind_of(client.get("/api/v1/nothing", headers={"Authorization": "x"})) == (401, "invalid-token")
    get_user_model().objects.filter(username="ada").update(is_active=False)
    LOOKUPS.forget()
    assert kind_of(client.get(url, headers={"Authorization": f"Bearer {good}"})) == (401, "invalid-token")


def test_a_secret_is_stored_nowhere_and_its_use_is_dated() -> None:
    text = token("ada", "analyst")
    _, key, secret = text.split("_", 2)
    row = AccessToken.objects.get(pk=key)
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(AccessToken.objects.filter(pk=key).values())
    assert row.last_used_date is None
    Client().get("/api/v1", headers={"Authorization": f"Bearer {text}"})
    row.refresh_from_db()
    assert row.last_used_date == datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"username": "nobody"}, "there is no account nobody"),
        ({"scopes": ("all",)}, "scopes are one or more of"),
        ({"scopes": ()}, "scopes are one or more of"),
        ({"lasts": timedelta(days=366)}, "1 to 365 days"),
        ({"lasts": timedelta(0)}, "1 to 365 days"),
        ({"label": " "}, "printable characters"),
    ],
)
def test_tokens_that_cannot_be_are_not_made(words: dict[str, Any], said: str) -> None:
    actions.give_role(username="ada", role="reader")
    plain = {
        "username": "ada",
        "label": "x",
        "scopes": ("raw:read",),
        "lasts": timedelta(days=1),
        "now": datetime.now(UTC),
    }
    with pytest.raises(actions.TokenNotMade, match=said):
        actions.issue_token(**plain | words)
    assert AccessToken.objects.count() == 0


def test_the_command_makes_lists_and_revokes(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call_command("token", "create", "ada", "--role", "analyst", "--scopes", "raw:read, events:write")
    text = capsys.readouterr().out.strip()
    header = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/labs.json?limit=1", headers=header).status_code == 200
    call_command("token", "list")
    listed = capsys.readouterr().out
    assert "ada (analyst)  raw:read,events:write  works" in listed
    assert text.split("_", 2)[2] not in listed
    call_command("token", "revoke", text.split("_")[1])
    LOOKUPS.forget()
    assert client.get("/api/v1/labs.json?limit=1", headers=header).status_code == 401


def test_a_role_replaces_the_one_before() -> None:
    assert actions.ensure_roles() in (0, 4)
    assert actions.ensure_roles() == 0
    assert actions.give_role(username="new", role="admin") is True
    assert actions.give_role(username="new", role="reader") is False
    groups = get_user_model().objects.get(username="new").groups.values_list("name", flat=True)
    assert list(groups) == ["reader"]

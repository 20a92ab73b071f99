"""Accounts, roles, tokens and the command: shown once, at least one admin, guesses at passwords come to an end."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from apps.events import actions, holders
from apps.events.models import AccessToken, SignInAttempt

SECRET = "correct-horse-battery"


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(name: str, role: str) -> Client:
    actions.give_role(username=name, role=role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


def command(*words: str, stdin: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    call_command("person", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def tried(client: Client, name: str, password: str, address: str = "192.0.2.7") -> Any:
    fields = {"username": name, "password": password}
    return client.post("/desk/sign-in/", fields, REMOTE_ADDR=address)


def test_the_command_makes_the_first_admin_with_a_password_shown_once(static_files: None, db: None) -> None:
    password = command("add", "root", "admin").strip()
    assert len(password) == 20
    assert tried(Client(), "root", password).status_code == 302
    assert "root  admin  acts" in command("list")
    assert password not in command("list")


def test_the_command_takes_a_password_from_standard_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="at least 12 characters"):
        command("add", "root", "admin", "--stdin", stdin="short\n", monkeypatch=monkeypatch)
    assert holders.people() == []
    command("add", "root", "admin", "--stdin", stdin=f"{SECRET}\n", monkeypatch=monkeypatch)
    assert get_user_model().objects.get(username="root").check_password(SECRET)
    with pytest.raises(CommandError, match="last admin"):
        command("role", "root", "analyst")


def test_an_admin_adds_a_person_whose_password_is_shown_once(static_files: None, db: None) -> None:
    root = person("root", "admin")
    answer = root.post("/desk/people/", {"act": "add", "name": "ana", "role": "analyst"})
    password = re.search(r'class="secret"><code>([^<]+)<', answer.content.decode())
    assert password
    assert password[1] not in root.get("/desk/people/").content.decode()
    assert tried(Client(), "ana", password[1]).status_code == 302
    again = root.post("/desk/people/", {"act": "add", "name": "ana", "role": "admin"})
    assert again.status_code == 422
    assert [(row.username, row.role) for row in holders.people()] == [("ana", "analyst"), ("root", "admin")]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "role", "name": "root", "role": "reader"}, 422),
        ({"act": "active", "name": "root", "active": "no"}, 422),
        ({"act": "role", "name": "nobody", "role": "reader"}, 422),
        ({"act": "role", "name": "ana", "role": "emperor"}, 422),
        ({"act": "add", "name": "<b>x</b>", "role": "reader"}, 422),
        ({"act": "add", "name": "", "role": "reader"}, 422),
        ({"act": "burn"}, 422),
        ({}, 422),
        ({"act": "role", "name": "ana", "role": "reviewer"}, 302),
    ],
)
def test_people_are_changed_only_as_far_as_an_admin_stays(
    static_files: None, db: None, fields: dict[str, str], status: int
) -> None:
    root = person("root", "admin")
    person("ana", "analyst")
    answer = root.post("/desk/people/", fields)
    assert answer.status_code == status
    assert "<b>x</b>" not in answer.content.decode()
    assert ("root", "admin", True) in [(row.username, row.role, row.is_active) for row in holders.people()]


def test_somebody_who_may_act_no_longer_is_out_at_once(static_files: None, db: None) -> None:
    root, ana = person("root", "admin"), person("ana", "analyst")
    token = actions.issue_token(
        username="ana", label="x", scopes=["raw:read"], lasts=timedelta(days=1), now=timezone.now()
    )
    assert ana.get("/desk/").status_code == 200
    assert root.post("/desk/people/", {"act": "active", "name": "ana", "active": "no"}).status_code == 302
    assert ana.get("/desk/").status_code == 302
    row = holders.token_row(token_id=token.id)
    assert row
    assert not row.works(timezone.now())


def test_a_token_is_shown_once_and_revoked_by_its_owner_only(static_files: None, db: None) -> None:
    ana, eve = person("ana", "analyst"), person("eve", "analyst")
    made = ana.post("/desk/tokens/", {"label": "my <script>", "scopes": ["events:write"], "days": "30"})
    text = re.search(r"tt_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", made.content.decode())
    assert text
    page = ana.get("/desk/tokens/").content.decode()
    assert text[0] not in page
    assert "my &lt;script&gt;" in page
    key = AccessToken.objects.get().pk
    assert eve.post("/desk/tokens/", {"revoke": key}).status_code == 422
    assert AccessToken.objects.get().revoked_at is None
    assert ana.post("/desk/tokens/", {"revoke": key}).status_code == 302
    assert AccessToken.objects.get().revoked_at is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"label": "x", "scopes": ["reviews:write"], "days": "30"},
        {"label": "x", "scopes": ["all"], "days": "30"},
        {"label": "x", "scopes": [], "days": "30"},
        {"label": "", "scopes": ["events:write"], "days": "30"},
        {"label": "x" * 81, "scopes": ["events:write"], "days": "30"},
        {"label": "x", "scopes": ["events:write"], "days": "366"},
        {"label": "x", "scopes": ["events:write"], "days": "0"},
        {"label": "x", "scopes": ["events:write"], "days": "٣"},
        {"label": "x", "scopes": ["events:write"]},
    ],
)
def test_no_token_beyond_role_and_limits(static_files: None, db: None, fields: dict[str, Any]) -> None:
    assert person("ana", "analyst").post("/desk/tokens/", fields).status_code == 422
    assert AccessToken.objects.count() == 0


def test_guessing_a_password_ends_after_ten_attempts_under_a_name(
    static_files: None, db: None, settings: Any
) -> None:
    settings.RATE_LIMITS = True
    actions.add_person(username="ana", role="analyst", by=actions_console(), password=SECRET)
    statuses = [tried(Client(), "ana", f"guess-{n}", f"192.0.2.{n}").status_code for n in range(10)]
    assert statuses == [422] * 10
    refused = tried(Client(), "ANA", SECRET, "198.51.100.9")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert "Try again in 15 minutes" in refused.content.decode()
    # A refused attempt is not counted: the time does not grow.
    assert SignInAttempt.objects.count() == 10
    SignInAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert tried(Client(), "ana", SECRET).status_code == 302


def test_one_address_has_thirty_attempts_over_all_names(static_files: None, db: None, settings: Any) -> None:
    settings.RATE_LIMITS = True
    actions.add_person(username="ana", role="analyst", by=actions_console(), password=SECRET)
    statuses = [tried(Client(), f"name{n}", "x").status_code for n in range(30)]
    assert statuses == [422] * 30
    assert tried(Client(), "ana", SECRET).status_code == 429
    assert tried(Client(), "ana", SECRET, "192.0.2.8").status_code == 302
    stored = SignInAttempt.objects.first()
    assert stored
    assert "192.0.2" not in f"{stored.address_sha256}{stored.name_sha256}"


def actions_console() -> Any:
    from apps.pipeline.management.commands.person import CONSOLE

    return CONSOLE

"""Signing in: in with the right password, back to the asked page, never to another site; nothing typed is lost."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions

SECRET = "correct-horse-battery"


@pytest.fixture
def ana(db: None) -> str:
    """Make an analyst with a password."""
    actions.give_role(username="ana", role="analyst")
    person = get_user_model().objects.get(username="ana")
    person.set_password(SECRET)
    person.save()
    return "ana"


def sign_in(client: Client, name: str, password: str = SECRET, target: str = "") -> int:
    return client.post("/desk/sign-in/", {"username": name, "password": password, "next": target}).status_code


def test_the_desk_sends_strangers_to_the_sign_in_and_back(reader: Client, ana: str) -> None:
    answer = reader.get("/desk/?kind=X")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/desk/sign-in/?next=%2Fdesk%2F%3Fkind%3DX",
    )
    back = reader.post("/desk/sign-in/", {"username": ana, "password": SECRET, "next": "/desk/?kind=X"})
    assert (back.status_code, back.headers["Location"]) == (302, "/desk/?kind=X")
    opened = reader.get("/desk/")
    assert opened.status_code == 200
    assert opened.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\x00"]
)
def test_nobody_is_sent_to_another_site(reader: Client, ana: str, elsewhere: str) -> None:
    back = reader.post("/desk/sign-in/", {"username": ana, "password": SECRET, "next": elsewhere})
    assert (back.status_code, back.headers["Location"]) == (302, "/desk/")


def test_a_wrong_password_is_refused_and_never_shown_again(reader: Client, ana: str) -> None:
    answer = reader.post("/desk/sign-in/", {"username": ana, "password": "wrong-one-2026"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "wrong-one-2026" not in answer.content.decode()
    assert reader.get("/desk/").status_code == 302


def test_a_form_sent_while_signed_out_gives_back_what_it_held(reader: Client, ana: str) -> None:
    sent = {"current": "x", "summary": "three hours <b>of work</b>", "old_password": "secret-word"}
    answer = reader.post("/desk/account/", sent)
    markup = answer.content.decode()
    assert answer.status_code == 401
    assert "three hours &lt;b&gt;of work&lt;/b&gt;" in markup
    assert "secret-word" not in markup


def test_a_form_without_our_token_is_refused_and_given_back(static_files: None, ana: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(username=ana))
    answer = strict.post("/desk/sign-out/", {"note": "typed"})
    assert answer.status_code == 403
    assert "Nothing was stored" in answer.content.decode()
    assert strict.get("/desk/").status_code == 200


def test_signing_out_needs_a_form(reader: Client, ana: str) -> None:
    assert sign_in(reader, ana) == 302
    assert reader.get("/desk/sign-out/").status_code == 405
    assert reader.post("/desk/sign-out/").status_code == 302
    assert reader.get("/desk/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234"])
def test_a_weak_new_password_is_refused(reader: Client, ana: str, weak: str) -> None:
    assert sign_in(reader, ana) == 302
    fields = {"old_password": SECRET, "new_password1": weak, "new_password2": weak}
    answer = reader.post("/desk/account/", fields)
    assert answer.status_code == 422
    assert 'class="fault"' in answer.content.decode()
    assert sign_in(Client(), ana, weak) == 422


def test_a_strong_new_password_replaces_the_old_one(reader: Client, ana: str) -> None:
    assert sign_in(reader, ana) == 302
    other = Client()
    assert sign_in(other, ana) == 302
    strong = "seven tall poplars"
    fields = {"old_password": SECRET, "new_password1": strong, "new_password2": strong}
    assert reader.post("/desk/account/", fields).status_code == 302
    assert reader.get("/desk/").status_code == 200
    # Every other session ends with the old password.
    assert other.get("/desk/").status_code == 302
    assert [sign_in(Client(), ana), sign_in(Client(), ana, strong)] == [422, 302]


def test_a_person_without_a_role_is_told_so(reader: Client, db: None) -> None:
    person = get_user_model().objects.create_user("norole", password=SECRET)
    reader.force_login(person)
    answer = reader.get("/desk/")
    assert answer.status_code == 403
    assert "you have no role yet" in answer.content.decode()

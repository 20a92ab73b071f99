"""Every address of the desk, every verb, every role: what each may do stands in one table, and nothing is missing."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.events import actions
from apps.events.words import ROLES
from tests.web.desk_world import SLUG, world

# The lowest role that gets beyond the gate, by verb. "anyone": also without an account.
# A form that gets through is answered by what it holds (here: nothing): any status but the gate's own. Where one form
# carries several verdicts, the action decides which of them a role may give; the tests of each subject try that.
TABLE: dict[str, dict[str, str]] = {
    "desk": {"GET": "analyst"},
    "desk-sign-in": {"GET": "anyone", "POST": "anyone"},
    "desk-sign-out": {"POST": "anyone"},
    "desk-account": {"GET": "reader", "POST": "reader"},
    "desk-people": {"GET": "admin", "POST": "admin"},
    "desk-tokens": {"GET": "reader", "POST": "reader"},
    "desk-new": {"POST": "analyst"},
    "desk-reviews": {"GET": "reviewer"},
    "desk-event": {"GET": "analyst"},
    "desk-take": {"POST": "analyst"},
    "desk-judge": {"POST": "analyst"},
    "desk-draft": {"GET": "analyst", "POST": "analyst"},
    "desk-autosave": {"POST": "analyst"},
    "desk-coding": {"GET": "analyst"},
    "desk-coding-draw": {"POST": "reviewer"},
    "desk-coding-agreement": {"GET": "analyst"},
    "desk-coding-task": {"GET": "analyst", "POST": "analyst"},
    "desk-coding-take": {"POST": "analyst"},
    "desk-coding-give-back": {"POST": "analyst"},
    "desk-coding-settle": {"POST": "reviewer"},
    "desk-held": {"GET": "analyst"},
    "desk-held-one": {"GET": "analyst", "POST": "analyst"},
    "desk-held-bytes": {"GET": "analyst"},
    "desk-parameters": {"GET": "analyst"},
    "desk-parameter-new": {"GET": "analyst", "POST": "analyst"},
    "desk-parameter": {"GET": "analyst", "POST": "analyst"},
    "desk-parameter-effect": {"POST": "analyst"},
    "desk-disputes": {"GET": "analyst"},
    "desk-dispute": {"GET": "analyst"},
    "desk-dispute-decide": {"POST": "reviewer"},
    "desk-dispute-link": {"POST": "reviewer"},
    "desk-dispute-answered": {"POST": "reviewer"},
    "desk-documents": {"GET": "analyst"},
    "desk-document-latest": {"GET": "analyst"},
    "desk-document": {"GET": "analyst", "POST": "analyst"},
    "desk-quotes": {"GET": "analyst", "POST": "analyst"},
    "desk-notices": {"GET": "reader"},
    "desk-notice-new": {"GET": "reader", "POST": "reader"},
    "desk-name": {"POST": "reader"},
    "desk-notice": {"GET": "reader"},
    "desk-notice-change": {"POST": "reader"},
}
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
KNOWN = {
    "slug": SLUG,
    "uid": UUID(int=0),
    "number": 1,
    "document": "no-such",
    "version": "x",
    "str": "x",
    "int": 1,
}
NOT_ALLOWED, SIGN_IN, UNSENT, TOO_LOW = 405, 302, 401, "Not your role"


def desk_patterns() -> Iterator[URLPattern]:
    """Yield every address below /desk/, however deep it is included."""

    def walk(patterns: Any, path: str) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            whole = path + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, whole)
            else:
                yield whole, one

    for path, pattern in walk(get_resolver().url_patterns, ""):
        if path.startswith("desk/"):
            yield pattern


def address(pattern: URLPattern) -> str:
    return reverse(pattern.name or "", kwargs={name: KNOWN[name] for name in pattern.pattern.converters})


@pytest.fixture
def people(static_files: None, db: None) -> dict[str, Client]:
    """Return a browser of each role, one without an account, and one of an account without a role."""
    world()
    told = {"anonymous": Client(), "no role": Client()}
    told["no role"].force_login(get_user_model().objects.create_user("nora"))
    for role in ROLES:
        actions.give_role(username=f"the-{role}", role=role)
        told[role] = Client()
        told[role].force_login(get_user_model().objects.get(username=f"the-{role}"))
    return told


def is_through(role: str, lowest: str) -> bool:
    if lowest == "anyone":
        return True
    return role in ROLES and ROLES.index(role) >= ROLES.index(lowest)


def test_the_table_names_every_address_of_the_desk() -> None:
    assert {pattern.name for pattern in desk_patterns()} == set(TABLE)


def test_no_admin_of_django_exists(static_files: None, db: None) -> None:
    assert Client().get("/admin/").status_code == 404


def test_each_role_gets_through_where_the_table_says(people: dict[str, Client]) -> None:
    wrong = []
    for pattern in desk_patterns():
        path, told = address(pattern), TABLE.get(pattern.name or "", {})
        for role, client in people.items():
            for verb in VERBS:
                if pattern.name in ("desk-sign-out", "desk-sign-in") and role != "anonymous":
                    continue
                answer = client.generic(verb, path)
                found = seen(answer)
                if verb not in told:
                    expected = "not allowed"
                elif is_through(role, told[verb]):
                    expected = "through"
                elif role == "anonymous":
                    expected = "sign in" if verb == "GET" else "unsent"
                else:
                    expected = "too low"
                if found != expected:
                    wrong.append((pattern.name, verb, role, expected, found, answer.status_code))
    assert wrong == [], "\n".join(map(str, wrong))


def seen(answer: Any) -> str:
    """Return what an answer is: refused by the verb, by the gate, or beyond it."""
    if answer.status_code == NOT_ALLOWED:
        return "not allowed"
    if answer.status_code == UNSENT:
        return "unsent"
    if answer.status_code == SIGN_IN and answer.headers["Location"].startswith("/desk/sign-in/?next="):
        return "sign in"
    body = answer.content.decode(errors="replace") if not answer.streaming else ""
    assert answer.status_code < 500, body[:500]
    return "too low" if answer.status_code == 403 and TOO_LOW in body else "through"


def test_the_menu_shows_each_role_its_own_pages(people: dict[str, Client]) -> None:
    shown = {
        role: {
            item.address
            for item in menu()
            if f'href="{reverse(item.address)}"' in bar(people[role].get("/desk/account/"))
        }
        for role in ROLES
    }  # fmt: skip
    allowed = {
        role: {item.address for item in menu() if is_through(role, TABLE[item.address]["GET"])}
        for role in ROLES
    }
    assert shown == allowed


def menu() -> Any:
    from apps.web.desk.menu import MENU

    return MENU


def bar(answer: Any) -> str:
    return str(answer.content.decode().split('class="desk-bar"')[1].split("</nav>")[0])


def test_a_draft_belongs_to_one_person(people: dict[str, Client]) -> None:
    mine = people["analyst"].post(f"/desk/events/{SLUG}/take/").headers["Location"]
    assert people["analyst"].get(mine).status_code == 200
    for role in ("reviewer", "admin"):
        assert people[role].get(mine).status_code == 404
        refused = people[role].post(mine, {"title": "mine now", "do": "submit"})
        assert refused.status_code == 403
        assert people[role].post(f"{mine}autosave/", {"title": "x"}).status_code == 404


def test_no_session_opens_the_api(people: dict[str, Client]) -> None:
    body = {"verdict": "CONFIRM", "reason": "x"}
    answer = people["admin"].post(
        f"/api/v1/events/{SLUG}/reviews", body, content_type="application/json", headers={"If-Match": '"r1"'}
    )
    assert answer.status_code == 401


def test_a_form_from_elsewhere_changes_nothing(people: dict[str, Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(username="the-reviewer"))
    fields = {"verdict": "CONFIRM", "reason": "x", "revision": "1", "csrfmiddlewaretoken": uuid4().hex * 2}
    answer = strict.post(f"/desk/events/{SLUG}/judge/", fields)
    assert answer.status_code == 403
    assert "Nothing was stored" in answer.content.decode()

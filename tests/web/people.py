"""People at the desk, each with a browser of their own."""

from django.contrib.auth import get_user_model
from django.test import Client

from apps.events import actions
from apps.events.faults import Person


def person(name: str, role: str) -> Person:
    """Return an account in a role."""
    actions.give_role(username=name, role=role)
    return Person(get_user_model().objects.get(username=name).pk, name, role)


def browser(name: str, role: str) -> Client:
    """Return a signed-in browser without scripts."""
    person(name, role)
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client

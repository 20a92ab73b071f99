"""`manage.py person`: the accounts of the desk. The first admin is made here."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.events import actions, holders
from apps.events.faults import InvalidField, NotThere, Person, WrongState
from apps.events.words import ROLES

# Whoever may run commands on this machine may do what an admin may.
CONSOLE = Person(0, "console", "admin")


class Command(BaseCommand):
    """Make accounts, give roles and passwords; a password is read from standard input, or made and shown once."""

    help = "Make, list and change the accounts of the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the verb and what it needs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="make an account")
        role = verbs.add_parser("role", help="put a person into another role")
        password = verbs.add_parser(
            "password", help="give a person a new password, which ends their sessions"
        )
        for verb in (add, role, password):
            verb.add_argument("name")
        for verb in (add, role):
            verb.add_argument("role", choices=ROLES)
        for verb in (add, password):
            verb.add_argument("--stdin", action="store_true", help="read the password from standard input")
        verbs.add_parser("list", help="list the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "list":
            return self._list()
        try:
            return getattr(self, f"_{options['verb']}")(options)
        except (InvalidField, NotThere, WrongState) as fault:
            raise CommandError(str(fault)) from fault

    def _add(self, options: dict[str, Any]) -> None:
        """Make an account."""
        given = self._read() if options["stdin"] else None
        made = actions.add_person(username=options["name"], role=options["role"], by=CONSOLE, password=given)
        if given is None:
            self._shown(made)
        else:
            self.stdout.write(f"{options['name']} is added with the password that was given")

    def _password(self, options: dict[str, Any]) -> None:
        """Give a new password."""
        if options["stdin"]:
            actions.set_password(username=options["name"], password=self._read())
            self.stdout.write(f"{options['name']} has the password that was given")
        else:
            self._shown(actions.renew_password(username=options["name"], by=CONSOLE))

    def _role(self, options: dict[str, Any]) -> None:
        """Give another role."""
        actions.change_role(username=options["name"], role=options["role"], by=CONSOLE)
        self.stdout.write(f"{options['name']} has the role {options['role']} now")

    @staticmethod
    def _read() -> str:
        """Return the first line of standard input."""
        return sys.stdin.readline().rstrip("\r\n")

    def _shown(self, password: str) -> None:
        self.stdout.write(password)
        self.stderr.write("shown once; sign in at /desk/ and change it at /desk/account/")

    def _list(self) -> None:
        """Print the accounts."""
        for row in holders.people():
            state = "acts" if row.is_active else "may act no longer"
            state += "" if row.has_password else ", no password"
            seen = f"{row.last_login:%Y-%m-%d %H:%M}Z" if row.last_login else "never"
            self.stdout.write(f"{row.username}  {row.role or 'no role'}  {state}  last signed in {seen}")

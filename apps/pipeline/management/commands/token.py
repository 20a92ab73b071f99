"""`manage.py token`: make, list and revoke the tokens with which programs write."""

from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.events import actions, queries
from apps.events.actions import TokenNotMade
from apps.events.words import ROLES, SCOPES

DAYS = 90


class Command(BaseCommand):
    """Make a token for a person with a role; both the scopes of the token and the role must allow a write."""

    help = "Make, list and revoke access tokens of the API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the verb and what it needs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a token and show it once")
        create.add_argument("name", help="account the token acts for; made where it does not exist yet")
        create.add_argument("--role", choices=ROLES, help="give the account this role")
        create.add_argument("--scopes", required=True, help=f"comma list of {', '.join(SCOPES)}")
        create.add_argument("--label", default="made by manage.py token", help="what the token is for")
        create.add_argument("--days", type=int, default=DAYS, help=f"how long it works: 1 to 365 ({DAYS})")
        verbs.add_parser("list", help="list the tokens, without their secrets")
        revoke = verbs.add_parser("revoke", help="let a token work no longer")
        revoke.add_argument("id", help="the part of the token between the two underscores")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        now = datetime.now(UTC)
        if options["verb"] == "list":
            self._list(now)
        elif options["verb"] == "revoke":
            if not actions.revoke_token(token_id=options["id"], now=now):
                raise CommandError(f"no token {options['id']} works; `manage.py token list` shows them")
            self.stdout.write(f"token {options['id']} revoked")
        else:
            self._create(options, now)

    def _create(self, options: dict[str, Any], now: datetime) -> None:
        """Give the role where one is named, make the token and show it."""
        scopes = [word.strip() for word in options["scopes"].split(",") if word.strip()]
        try:
            if options["role"]:
                actions.give_role(username=options["name"], role=options["role"])
            token = actions.issue_token(
                username=options["name"], label=options["label"], scopes=scopes,
                lasts=timedelta(days=min(options["days"], 9999)), now=now,
            )  # fmt: skip
        except TokenNotMade as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(token.text)
        self.stderr.write(f"shown once; works until {token.expires_at:%Y-%m-%d %H:%M}Z; id {token.id}")

    def _list(self, now: datetime) -> None:
        """Print the tokens."""
        for row in queries.token_rows():
            state = "revoked" if row.revoked_at else "works" if row.works(now) else "expired"
            used = row.last_used_date or "never"
            self.stdout.write(
                f"{row.id}  {row.username} ({row.role or 'no role'})  {','.join(row.scopes)}  {state}"
                f"  until {row.expires_at:%Y-%m-%d}  used {used}  {row.label}"
            )

"""`manage.py fuzz`: send generated requests to a site of its own and check every answer against the document."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.pipeline.fuzzing import CONFIG, SiteNotReady, command_line, own_database, own_site

REQUESTS, SEED = 5000, 20261122
# The document has about this many operations; some cases of each come from its limits, more by chance.
OPERATIONS = 100
GENERATED = re.compile(r"(\d+) generated")


class Command(BaseCommand):
    """Ask every operation with good and bad input, with a token and without; exit 1 where an answer is off."""

    help = "Sends generated requests to a throwaway site: no 500, no undocumented status, no answer off its schema."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many requests, and the seed that makes them again."""
        parser.add_argument("--requests", type=int, default=REQUESTS, help=f"at least so many ({REQUESTS})")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed, the same requests")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the site, ask it, print what schemathesis found."""
        examples = max(1, -(-options["requests"] // OPERATIONS // 10))
        self.stdout.write("making a site: a database, the bundled figures, a first estimate ...")
        try:
            with own_database() as url, own_site(url) as (site, token), TemporaryDirectory() as folder:
                config = Path(folder) / "schemathesis.toml"
                config.write_text(CONFIG)
                words = {"seed": options["seed"], "config": config}
                counts = [
                    self._ask(command_line(site, token, examples=examples, **words), "with a token", folder),
                    self._ask(command_line(site, "", examples=2, **words), "without a token", folder),
                ]
        except SiteNotReady as fault:
            raise CommandError(str(fault)) from fault
        asked = sum(number for number, _ in counts)
        self.stdout.write(f"{asked} requests, seed {options['seed']}")
        if asked < options["requests"]:
            raise CommandError(f"only {asked} of {options['requests']} requests were generated")
        if any(failed for _, failed in counts):
            raise CommandError("some answers are not as the document says; see above")

    def _ask(self, command: list[str], name: str, folder: str) -> tuple[int, bool]:
        """Run schemathesis; return how many requests it made and whether something was off."""
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        found = GENERATED.search(done.stdout)
        told = done.stdout[done.stdout.find("= SUMMARY") :] if done.returncode == 0 else done.stdout
        self.stdout.write(f"{name}:\n{told}{done.stderr}")
        return (int(found[1]) if found else 0), done.returncode != 0

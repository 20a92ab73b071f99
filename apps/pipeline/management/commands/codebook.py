"""`manage.py codebook`: the codebook of the events as Markdown."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.events import codebook, codebook_text


class Command(BaseCommand):
    """Print the newest version in full and what each version changed."""

    help = "Print the codebook of the policy events as docs/codebook.md holds it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the text."""
        self.stdout.write(codebook_text.markdown(codebook.books()), ending="")

"""Bring the files of translations up to the code; maintainers run this after a text has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.web import translation_files as files


class Command(BaseCommand):
    """Write each language's django.po and django.mo; say which texts still lack a translation."""

    help = "Read the texts of templates and Python, renew every django.po (translations stay) and compile django.mo."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files; a text without a translation is shown in English until it has one."""
        code = files.texts_of_code()
        for language in files.LANGUAGES:
            new = files.renewed(files.stored(language), code)
            path = files.po_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files.po_bytes(new))
            path.with_suffix(".mo").write_bytes(files.mo_bytes(new))
            lacking = files.untranslated(new)
            for text in lacking:
                self.stdout.write(f"untranslated: {text!r}")
            for text in files.misplaced(new):
                self.stdout.write(f"placeholders differ: {text!r}")
            self.stdout.write(f"{language}: {len(new)} texts, {len(lacking)} without a translation; {path}")

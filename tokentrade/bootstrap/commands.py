"""From a command line to what runs it."""

import os


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")
    return _django(argv)


def _django(argv: list[str]) -> int:
    import tokentrade.celery  # noqa: F401
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)
    return 0

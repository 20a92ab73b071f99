"""`manage.py whatif`: a published week changed in one stated way, beside the week as it is. Nothing is stored."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows import whatif

SCENARIO = "SCENARIO  "
ROWS = 12


class Command(BaseCommand):
    """Print base, scenario and difference by country, each as low, central, high."""

    help = (
        "What if ...: a labelled transform of a published week, on the same draws. Without a name: the list."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the what-if, its parameters and the week."""
        parser.add_argument("name", nargs="?", help="such as tariff; none: list what may be asked")
        parser.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter, such as rate=0.25"
        )
        parser.add_argument(
            "--week", type=date.fromisoformat, help="a Monday (default: the newest published)"
        )
        parser.add_argument("--measure", help="such as ENERGY_KWH (default: the what-if's own)")
        parser.add_argument("--release", help="a release by its id (default: the current one)")
        parser.add_argument(
            "--rows", type=int, default=ROWS, help=f"at most so many countries (default {ROWS})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was asked for."""
        if options["name"] is None:
            lines = _list()
        else:
            lines = _lines(self._asked(options), options["rows"])
        for line in lines:
            self.stdout.write(line)

    def _asked(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the scenario; what cannot be asked is said."""
        given = dict(pair.partition("=")[::2] for pair in options["set"])
        try:
            return whatif.scenario(
                options["name"],
                given,
                now=datetime.now(UTC),
                week=options["week"],
                measure=options["measure"],
                release_id=options["release"],
            )
        except (ValueError, LookupError, whatif.InputsChanged) as fault:
            raise CommandError(str(fault)) from fault


def _list() -> Iterator[str]:
    """Yield every what-if with its parameters."""
    for one in whatif.descriptions():
        yield f"{one['name']}  {one['title']}"
        for field in one["parameters"]:
            needed = "needed" if field["is_needed"] else f"default {field['default']!r}"
            yield f"  --set {field['name']}=...  {field['about']}: {field['allowed']}; {needed}"


def _lines(found: dict[str, Any], most: int) -> Iterator[str]:
    """Yield the scenario; every line says that it is one."""
    yield f"{SCENARIO}{found['title']}: {found['parameters']}"
    yield f"{SCENARIO}week {found['week']}, run {found['run']}, {found['draws']} draws; {found['label']}"
    yield f"{SCENARIO}held fixed: {found['holds']}"
    for name in ("displaced", "shortfall"):
        if found[name] is not None:
            yield f"{SCENARIO}{name}: {_range(found[name])} tokens"
    if not found["is_feasible"]:
        yield f"{SCENARIO}cannot be met: {found['refusal']}"
    yield f"{SCENARIO}country side measure: base | scenario | difference, each low central high"
    shown = _largest(found["rows"], most)
    for row in found["rows"]:
        if row["country"] in shown:
            yield SCENARIO + _row(row)
    yield from (f"{SCENARIO}{notice}" for notice in found["notices"])


def _largest(rows: list[dict[str, Any]], most: int) -> set[str | None]:
    """Return the world and the countries that change most, by the mean of their difference."""
    moved: dict[str, float] = {}
    for row in rows:
        if row["country"] and row["difference"] and row["side"] != "RATIO":
            moved[row["country"]] = max(moved.get(row["country"], 0.0), abs(row["difference"]["mean"]))
    return {None, *sorted(moved, key=lambda code: (-moved[code], code))[:most]}


def _row(row: dict[str, Any]) -> str:
    """Return one row as text."""
    name = f"{row['country'] or 'world'} {row['side']} {row['measure']}"
    if row["base"] is None:
        return f"{name}: no number; {row['reason']}"
    return f"{name}: " + " | ".join(_range(row[part]) for part in ("base", "scenario", "difference"))


def _range(numbers: dict[str, float]) -> str:
    """Return low, central, high to three digits."""
    return " ".join(f"{numbers[name]:.3g}" for name in ("low", "central", "high"))

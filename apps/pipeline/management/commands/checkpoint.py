"""`manage.py checkpoint`: the method's check point, and the way from it to the published run of its week."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.estimator.checkpoint import NoTokens
from apps.flows.analyses.stored import InputsChanged, NoSuchWeek
from apps.flows.checkpoint import CheckPoint, Step, check_point

STEPS = {
    "stated": "stated inputs, all served in CHN",
    "parameters": "+ ranges for cached price and chips",
    "places": "+ the run's electricity price and climate",
    "group": "+ one named model, the rest a group",
    "models": "+ the run's models, hosts and prices",
    "served": "+ where they are served",
    "all_labs": "+ the labs of other countries: the published week",
}
COLUMNS = (
    ("MWh", "energy_kwh", 1e3),
    ("k USD electricity", "electricity_usd", 1e3),
    ("M USD list value", "list_usd", 1e6),
    ("multiple", "value_multiple", 1),
    ("J per token", "joules_per_token", 1),
)


class Command(BaseCommand):
    """Print the totals after each step, low - central - high, as a table that docs/check-point.md holds too."""

    help = "Reproduce the check point and explain the published run of its week, one input at a time."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the steps."""
        try:
            found = check_point()
        except (NoSuchWeek, InputsChanged, NoTokens) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"week of {found.week}, run {found.run_id}; P5 - P50 - P95\n")
        for line in table(found):
            self.stdout.write(line)
        tokens, energy = found.crossing["TOKENS"], found.crossing["ENERGY_KWH"]
        self.stdout.write(
            f"\nthe destination moves no total; of the published week {_three(tokens, 1e12)} T tokens and "
            f"{_three(energy, 1e3)} MWh cross a border between two known countries"
        )


def table(found: CheckPoint) -> list[str]:
    """Return the steps as lines of a table."""
    names = " | ".join(name for name, _, _ in COLUMNS)
    return [
        f"| step | basis | T tokens | {names} |",
        "|---|---|---|" + "---|" * len(COLUMNS),
        *(_line(step) for step in found.steps),
    ]


def _line(step: Step) -> str:
    """Return one step."""
    cells = [_three(getattr(step.point, field), size) for _, field, size in COLUMNS]
    return f"| {STEPS[step.key]} | {step.basis} | {step.point.tokens / 1e12:.2f} | {' | '.join(cells)} |"


def _three(values: tuple[float, ...], size: float) -> str:
    """Return low, central and high with two significant digits."""
    return " - ".join(_two(value / size) for value in values)


def _two(value: float) -> str:
    """Return a number with two significant digits and no exponent."""
    text = f"{float(f'{value:.2g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

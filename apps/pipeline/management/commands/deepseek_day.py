"""`manage.py deepseek_day`: does DeepSeek's disclosed day add up, and what does our method say of it?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.flows.disclosed import DisclosedDay, reconciled_day

NAMES = {
    "node_days": "nodes kept busy for a day",
    "cost_usd": "rent of the nodes, USD",
    "revenue_usd": "theoretical revenue, USD",
}
TOLERANCE = 0.001


class Command(BaseCommand):
    """Print the disclosed figures, what they come to, and our central value; exit 1 where they contradict."""

    help = "Reconcile DeepSeek's disclosed day: nodes, cost, revenue, and joules per token."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the day."""
        day = reconciled_day()
        self.stdout.write(f"{day.rows[0].source_title}\n{day.rows[0].source_url}\n")
        for row in day.rows:
            self.stdout.write(f"  {row.figure:<30} {row.value:>20,.10g} {row.unit}")
        self._checks(day)
        self._joules(day)
        off = [check.key for check in day.reconciled.checks if abs(check.difference or 0) > TOLERANCE]
        if off:
            raise CommandError(f"does not reconcile to {TOLERANCE:.1%}: {', '.join(off)}")

    def _checks(self, day: DisclosedDay) -> None:
        """Print what follows from the other figures beside what was stated."""
        self.stdout.write(f"\n{'':<28} {'worked out':>12} {'stated':>12} {'off by':>9}")
        for check in day.reconciled.checks:
            line = f"{NAMES[check.key]:<28} {check.found:>12,.1f} {check.stated:>12,.2f} {check.difference:>+9.3%}"
            self.stdout.write(line)

    def _joules(self, day: DisclosedDay) -> None:
        """Print joules per token at the meter, implied and ours."""
        found = day.reconciled
        low, central, high = found.implied_joules
        where = "above" if found.own_above_high > 0 else "below"
        self.stdout.write(
            f"\njoules per token at the meter, implied by the fleet: {low:.2f} - {central:.2f} - {high:.2f}\n"
            f"our central value for this model and mix: {found.own_joules:.2f}, "
            f"{abs(found.own_above_high):.0%} {where} the upper implied one"
        )
